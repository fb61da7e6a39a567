"""What has to be on board: parts, equipment, and the room in the van."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from optimizer.problem import Shift, Visit


class Lack(NamedTuple):
    """The first stop at which something is not on board; `amount` pieces are missing."""

    rule: str
    stop: int
    amount: int


class Overfull(NamedTuple):
    """A load or a number of visits that the shift cannot hold; by how much, seen at a stop."""

    rule: str
    visit: str
    amount: int
    after: int


def first_to_lack(shift: Shift, visits: Sequence[Visit]) -> Lack | None:
    """Where the van's own stock and equipment end; None if they last."""
    left, own = Counter(shift.stock), set(shift.equipment)
    for index, visit in enumerate(visits):
        missing = sum(1 for name in visit.equipment if name not in own)
        if missing:
            return Lack("equipment", index, missing)
        left.subtract(visit.parts)
        short = sum(-left[part] for part in visit.parts if left[part] < 0)
        if short:
            return Lack("parts", index, short)
    return None


def overfull(shift: Shift, visits: Sequence[Visit]) -> Overfull | None:
    """The first bounded unit, or the cap on visits, that the order exceeds."""
    for unit, room in shift.capacity.items():
        taken = 0
        for index, visit in enumerate(visits):
            taken += visit.load.get(unit, 0)
            if taken > room:
                whole = sum(v.load.get(unit, 0) for v in visits)
                return Overfull("capacity", visit.id, whole - room, index)
    most = shift.caps.visits
    if most is not None and len(visits) > most:
        return Overfull("visits", visits[most].id, len(visits) - most, most)
    return None
