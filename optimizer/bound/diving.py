"""Plans out of shares of routes: use the most certain route, price again, until all is decided.

Each step can be gone the other way (never use that route); the steps with the fewest such
second thoughts are looked at first (limited discrepancy: Harvey and Ginsberg 1995), and of
these the one whose linear program is cheapest. A step that is no cheaper than the best plan is
left for good; routes are priced heuristically, so that proves nothing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count

from optimizer.bound.generation import Generation
from optimizer.bound.master import Key
from optimizer.bound.pricing import HEURISTIC, Duals, Priced

WHOLE = 0.999
SURE = 0.8
"""Routes with such a share are decided for together."""

ROUNDS = 6
"""Times that routes are priced after one decision."""

HOPELESS = 1.2
"""A step whose linear program costs so many times the best plan is not worth pricing."""

NEVER = -1_000_000_000
"""Dual of a visit that is already served: no route is worth going there."""


@dataclass(frozen=True)
class Step:
    """Routes decided for and against."""

    used: tuple[Key, ...] = ()
    banned: tuple[Key, ...] = ()


@dataclass
class Dive:
    """The steps still to look at; plans must cost less than `below`."""

    generation: Generation
    below: float
    _order: Iterator[int] = field(default_factory=count)
    _steps: list[tuple[int, float, int, Step]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._push(0.0, Step())

    @property
    def exhausted(self) -> bool:
        """No plan below is left, as far as the master's rules go."""
        return not self._steps

    def step(self) -> list[Priced] | None:
        """Look at one step: the routes of a plan, or None where it does not come to one."""
        _, _, _, step = heappop(self._steps)
        value = _settle(self.generation, step, self.below)
        used = self.generation.master.used
        self.generation.master.hold({})
        if value is None or value > self.below - 1:
            return None
        undecided = [(column, share) for column, share in used if share < WHOLE]
        if not undecided:
            return [column for column, _ in used]
        undecided.sort(key=lambda item: (-item[1], -len(item[0].order)))
        keys = [(column.group, column.order) for column, _ in undecided]
        sure = [key for key, (_, share) in zip(keys, undecided, strict=True) if share >= SURE]
        self._push(value, Step((*step.used, *_apart(sure or keys[:1])), step.banned))
        self._push(value, Step(step.used, (*step.banned, keys[0])))
        return None

    def _push(self, value: float, step: Step) -> None:
        heappush(self._steps, (len(step.banned), value, -next(self._order), step))


def _apart(keys: Iterable[Key]) -> list[Key]:
    """Those that serve nothing that one before them serves."""
    served: set[int] = set()
    chosen = []
    for key in keys:
        if served.isdisjoint(key[1]):
            chosen.append(key)
            served.update(key[1])
    return chosen


def _settle(generation: Generation, step: Step, below: float) -> float | None:
    """The linear program's value under the decisions, with the routes that this calls for."""
    master = generation.master
    served = {visit for _, order in step.used for visit in order}
    groups = [group for group, _ in step.used]
    full = {
        group
        for group in set(groups)
        if groups.count(group) >= len(generation.pricing.groups[group].shifts)
    }
    value = None
    for _ in range(ROUNDS):
        held = {key: 0 for key in master.columns if key[0] in full or not served.isdisjoint(key[1])}
        master.hold(held | dict.fromkeys(step.banned, 0) | dict.fromkeys(step.used, 1))
        value = master.solve()
        if value is None or generation.late or value > HOPELESS * below:
            return None
        if not master.add(_price(generation, served, full)):
            break
    return value


def _price(generation: Generation, served: set[int], full: set[int]) -> list[Priced]:
    """Routes that fit what is decided; none that comes back to a visit."""
    duals = generation.master.duals
    visits = tuple(NEVER if i in served else cents for i, cents in enumerate(duals.visits))
    free = Duals(visits, duals.groups, duals.cuts)
    found: list[Priced] = []
    for group in set(range(len(generation.pricing.groups))) - full:
        seconds = generation.seconds_left
        priced = generation.pricing.routes(group, free, HEURISTIC, seconds=seconds, at_most=10)
        found += priced[1] if priced else []
    return found
