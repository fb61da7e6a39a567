"""A visit joins a plan that stands, and with it those who have to be served together with it."""

from collections.abc import Iterator, Sequence

from optimizer.insertion import spots
from optimizer.problem import Shift, Together, Visit
from optimizer.schedule import Blocked
from optimizer.standing import Standing

ROUNDS = 8
"""Times that those who start together wait for each other before a choice of shifts is given up."""

CHOICES = 6
"""Shifts tried for each of those who start together, cheapest first."""


def join(plan: Standing, visit: Visit, shifts: Sequence[Shift] | None = None) -> Standing | None:
    """The cheapest plan that serves the visit too, on one of the shifts; None if none does.

    Those who have to be served together with it join as well.
    """
    able = plan.facts.screener.able(visit) if shifts is None else shifts
    partners = missing_partners(plan, visit)
    if not partners:
        place = plan.place(visit, able)
        return None if place is None else plan.taking(place)
    members = [visit, *partners]
    choices = [able, *(plan.facts.screener.able(partner) for partner in partners)]
    found = list(_together(plan, members, choices))
    return min(found, key=lambda joined: joined.cents, default=None)


def missing_partners(plan: Standing, visit: Visit) -> list[Visit]:
    """Left-out visits without which this one may not be served, over all `Together`s."""
    found = {visit.id: visit}
    open_ends = [visit.id]
    while open_ends:
        for relation in plan.facts.bonds.get(open_ends.pop(), ()):
            if isinstance(relation, Together):
                new = [v for v in relation.visits if v not in found and v not in plan.shift_of]
                found |= {v: plan.facts.visits[v] for v in new}
                open_ends += new
    return [partner for partner in found.values() if partner.id != visit.id]


def _together(
    plan: Standing, members: list[Visit], choices: list[Sequence[Shift]]
) -> Iterator[Standing]:
    """Plans that serve all members, shift by shift for the first of them."""
    for shift in _cheapest_shifts(plan, members[0], choices[0]):
        for other in _choices(plan, members[1:], choices[1:], {shift.id}):
            joined = _meet(plan, members, [shift, *other])
            if joined is not None:
                yield joined


def _choices(
    plan: Standing, members: list[Visit], choices: list[Sequence[Shift]], taken: set[str]
) -> Iterator[list[Shift]]:
    if not members:
        yield []
        return
    free = [shift for shift in choices[0] if shift.id not in taken]
    for shift in _cheapest_shifts(plan, members[0], free):
        for rest in _choices(plan, members[1:], choices[1:], taken | {shift.id}):
            yield [shift, *rest]


def _cheapest_shifts(plan: Standing, visit: Visit, shifts: Sequence[Shift]) -> list[Shift]:
    """The first few by the least that the visit alone would cost there, times of others aside."""
    floors: dict[str, int] = {}
    for shift in shifts:
        bounds = plan.bounds(shift.id)
        if isinstance(bounds, Blocked):
            continue
        positions = range(len(bounds.order) + 1)
        for spot in spots(visit, bounds, positions, plan.route_cents(shift.id)):
            floors[shift.id] = min(spot.floor_cents, floors.get(shift.id, spot.floor_cents))
    able = [shift for shift in shifts if shift.id in floors]
    return sorted(able, key=lambda shift: floors[shift.id])[:CHOICES]


def _meet(plan: Standing, members: list[Visit], shifts: list[Shift]) -> Standing | None:
    """All members on their shifts; who is ready early waits for the last."""
    joining = frozenset(member.id for member in members)
    since = 0
    for _ in range(ROUNDS):
        waiting = plan.expecting(joining, since)
        joined = waiting
        for member, shift in zip(members, shifts, strict=True):
            place = joined.place(member, [shift])
            if place is None:
                break
            joined = joined.taking(place)
        else:
            return plan.changed(joined.routes)
        alone = waiting.place(member, [shift])
        if alone is None:
            return None
        starts = [joined.stops[other.id].start for other in members if other.id in joined.stops]
        ready = max([alone.route.stops[alone.position].start, *starts])
        later = ready - _tolerance_s(plan, members)
        if later <= since:
            return None
        since = later
    return None


def _tolerance_s(plan: Standing, members: Sequence[Visit]) -> int:
    """The least by which their starts may differ."""
    return min(
        relation.tolerance_s
        for member in members
        for relation in plan.facts.bonds[member.id]
        if isinstance(relation, Together)
    )
