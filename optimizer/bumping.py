"""A visit joins a plan that has no room for it by bumping another one off its place."""

from collections.abc import Iterator
from dataclasses import dataclass

from optimizer.insertion import spots
from optimizer.problem import Shift, Visit
from optimizer.route_bounds import RouteBounds
from optimizer.schedule import Blocked
from optimizer.solution import Route
from optimizer.standing import Standing

TRIES = 24
"""Bumped visits that are really tried, the most promising first."""


@dataclass(frozen=True)
class _Bump:
    """The plan costs at least `floor_cents` more when `bumped` makes room on the shift."""

    floor_cents: int
    shift: Shift
    bumped: Visit


def bump(plan: Standing, visit: Visit, *, to_leave_out: bool = False) -> Standing | None:
    """The cheapest plan in which the visit took the place of another one.

    The other one goes where it is cheapest, or stays out where that is cheaper; with
    `to_leave_out` it always stays out, and is one whose price for that is lower. Pinned
    visits, those that relations bind, and those that must be served keep a place.
    """
    best: Standing | None = None
    dear = visit.leave_out_cents if to_leave_out else None
    floors = sorted(
        _bumps(plan, visit, dear), key=lambda b: (b.floor_cents, b.bumped.id, b.shift.id)
    )
    for tried in floors[:TRIES]:
        if best is not None and plan.cents + tried.floor_cents > _cents(plan, best):
            break
        after = _tried(plan, visit, tried, to_leave_out=to_leave_out)
        if after is not None and (best is None or _cents(plan, after) < _cents(plan, best)):
            best = after
    return best


def _cents(before: Standing, after: Standing) -> int:
    """What the plan costs, with the prices of leaving out those who were served before."""
    gone = [before.facts.visits[name] for name in before.shift_of if name not in after.shift_of]
    return after.cents + sum(visit.leave_out_cents for visit in gone)


def _bumps(plan: Standing, visit: Visit, dear: int | None) -> Iterator[_Bump]:
    for shift in plan.facts.screener.able(visit):
        bounds, tied = plan.bounds(shift.id), plan.tied(visit, shift)
        if isinstance(bounds, Blocked) or isinstance(tied, Blocked):
            continue
        credit = plan.route_cents(shift.id) + plan.shared_cents
        order = plan.order(shift.id)
        for index, other in enumerate(order):
            if not _may_go(plan, other, dear):
                continue
            rest = RouteBounds(
                shift, [*order[:index], *order[index + 1 :]], plan.problem.travel, bounds.ties
            )
            floors = [
                spot.floor_cents for spot in spots(visit, rest, range(len(order)), credit, tied)
            ]
            if floors:
                yield _Bump(min(floors), shift, other)


def _may_go(plan: Standing, visit: Visit, dear: int | None) -> bool:
    if dear is not None and (visit.mandatory or visit.leave_out_cents >= dear):
        return False
    pinned = visit.technician is not None or visit.pinned_start is not None
    return not pinned and visit.id not in plan.facts.bonds


def _tried(plan: Standing, visit: Visit, tried: _Bump, *, to_leave_out: bool) -> Standing | None:
    without = without_visit(plan, tried.bumped)
    if without is None:
        return None
    place = without.place(visit, [tried.shift])
    if place is None:
        return None
    after, other = without.taking(place), tried.bumped
    if to_leave_out:
        return after
    below = None if other.mandatory else other.leave_out_cents
    again = after.place(other, plan.facts.screener.able(other), below)
    if again is None:
        return None if other.mandatory else after
    return after.taking(again)


def without_visit(plan: Standing, visit: Visit) -> Standing | None:
    """The plan without a visit that no relation binds; None if its route cannot do without."""
    shift = plan.facts.shifts[plan.shift_of[visit.id]]
    order = [other for other in plan.order(shift.id) if other.id != visit.id]
    route: Route | Blocked | None = plan.timed(shift, order) if order else None
    return None if isinstance(route, Blocked) else plan.changed({shift.id: route})
