"""What the routes that stay leave to one route that changes: starts, rest, working hours."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from optimizer import objective
from optimizer.problem import (
    After,
    Problem,
    Relation,
    Shift,
    TechnicianRules,
    TimeWindow,
    Together,
    Visit,
)
from optimizer.schedule import Blocked, Ties, earliest
from optimizer.solution import Route, Stop
from optimizer.values import MAX_S

ROUNDS = 50
"""Times that work after other work on one route is moved before it counts as impossible."""


class _Facts(Protocol):
    rules: dict[str, TechnicianRules]
    bonds: dict[str, list[Relation]]
    by_technician: dict[str, list[Shift]]


class Plan(Protocol):
    """What is asked of a plan as it stands (`standing.Standing`)."""

    @property
    def facts(self) -> _Facts: ...
    @property
    def problem(self) -> Problem: ...
    @property
    def routes(self) -> Mapping[str, Route]: ...
    @property
    def stops(self) -> dict[str, Stop]: ...
    @property
    def floors(self) -> Mapping[str, int]: ...


def ties_left(plan: Plan, shift: Shift, order: Sequence[Visit]) -> Ties | Blocked:
    """The ties of the shift's route in this order while all other routes stay."""
    starts: dict[str, TimeWindow] = {}
    here = {visit.id for visit in order}
    before = shift.start_place
    for index, visit in enumerate(order):
        if visit.id in plan.facts.bonds:
            new_place = index == 0 or before != visit.place
            works = {
                objective.on_site_s(visit, shift, setup=setup)
                for setup in (new_place, new_place or shift.pick_up is not None)
            }
            opens, closes = _held(plan, visit.id, here, (min(works), max(works)))
            if closes < opens:
                return Blocked("relation", visit.id, opens - closes, index)
            if (opens, closes) != (0, MAX_S):
                starts[visit.id] = TimeWindow(opens=opens, closes=closes)
        before = visit.place
    rules = plan.facts.rules.get(shift.technician)
    return Ties(starts=starts) if rules is None else _rested(plan, shift, rules, starts)


def _held(plan: Plan, visit: str, here: set[str], on_site_s: tuple[int, int]) -> tuple[int, int]:
    """From when to when relations with visits on other routes let the visit start.

    It takes from the first to the second number of seconds: the depot may come before it.
    """
    opens, closes = plan.floors.get(visit, 0), MAX_S
    for relation in plan.facts.bonds[visit]:
        for low, high in _windows(plan, relation, visit, here, on_site_s):
            opens, closes = max(opens, low), min(closes, high)
    return opens, closes


def _windows(
    plan: Plan, relation: Relation, visit: str, here: set[str], on_site_s: tuple[int, int]
) -> Iterator[tuple[int, int]]:
    others = {
        other: plan.stops[other]
        for other in relation.visits
        if other != visit and other not in here and other in plan.stops
    }
    if isinstance(relation, Together):
        for stop in others.values():
            yield stop.start - relation.tolerance_s, stop.start + relation.tolerance_s
    elif isinstance(relation, After):
        for stop in others.values():
            if visit == relation.then:
                since = stop.start if relation.gap_from == "start" else stop.end
                yield since + relation.min_gap_s, since + _longest(relation)
            else:
                least, most = on_site_s if relation.gap_from == "end" else (0, 0)
                yield (
                    stop.start - least - _longest(relation),
                    stop.start - most - relation.min_gap_s,
                )


def _longest(relation: After) -> int:
    return MAX_S if relation.max_gap_s is None else relation.max_gap_s


def _rested(
    plan: Plan, shift: Shift, rules: TechnicianRules, starts: Mapping[str, TimeWindow]
) -> Ties:
    own = plan.facts.by_technician[shift.technician]
    used = [other for other in own if other.id == shift.id or other.id in plan.routes]
    at = next(number for number, other in enumerate(used) if other.id == shift.id)
    leaves, returns = 0, None
    if at > 0:
        leaves = plan.routes[used[at - 1].id].returns + rules.rest_s
    if at + 1 < len(used):
        returns = max(1, plan.routes[used[at + 1].id].departure - rules.rest_s)
    others = [(other, plan.routes[other.id]) for other in used if other.id != shift.id]
    left = [
        limit.max_s
        - sum(
            objective.working_s(route)
            for other, route in others
            if limit.opens <= other.opens <= limit.closes
        )
        for limit in rules.work_limits
        if limit.opens <= shift.opens <= limit.closes
    ]
    hours = max(0, min(left)) if left else None
    return Ties(starts=starts, leaves=leaves, returns=returns, working_s=hours)


def keeps_own_gaps(plan: Plan, route: Route) -> bool:
    """The gaps between visits that are both on this route are right."""
    times = {stop.visit: (stop.start, stop.end) for stop in route.stops}
    return all(
        floor <= times[visit][0]
        for relation in _within(plan, times)
        for visit, floor in _floors(relation, times)
    )


def with_own_gaps(plan: Plan, shift: Shift, order: Sequence[Visit], ties: Ties) -> Ties | Blocked:
    """The ties with the visits of such gaps held at the earliest starts that keep them."""
    starts = dict(ties.starts)
    for _ in range(ROUNDS):
        times = earliest(shift, order, plan.problem.travel, replace(ties, starts=starts))
        if isinstance(times, Blocked):
            return times
        pushed = {
            visit: floor
            for relation in _within(plan, times)
            for visit, floor in _floors(relation, times)
            if floor > times[visit][0]
        }
        if not pushed:
            held = {name for relation in _within(plan, times) for name in relation.visits}
            exact = {n: TimeWindow(opens=times[n][0], closes=times[n][0]) for n in held}
            return replace(ties, starts=starts | exact)
        for visit, floor in pushed.items():
            closes = starts[visit].closes if visit in starts else MAX_S
            if floor > closes:
                return Blocked("relation", visit, floor - closes, 0)
            starts[visit] = TimeWindow(opens=floor, closes=closes)
    return Blocked("relation", order[0].id, 0, 0)


def _within(plan: Plan, times: Mapping[str, tuple[int, int]]) -> Iterator[After]:
    """Work after other work, both on the route with these times."""
    for visit in times:
        for relation in plan.facts.bonds.get(visit, ()):
            if isinstance(relation, After) and visit == relation.then and relation.first in times:
                yield relation


def _floors(relation: After, times: Mapping[str, tuple[int, int]]) -> Iterator[tuple[str, int]]:
    """The earliest start that the gap leaves to each of the two."""
    start, end = times[relation.first]
    since = start if relation.gap_from == "start" else end
    then = times[relation.then][0]
    yield relation.then, since + relation.min_gap_s
    yield relation.first, start + then - since - _longest(relation)
