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
from optimizer.schedule import Blocked, Ties
from optimizer.solution import Route, Stop
from optimizer.values import MAX_S


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


def own_gaps(plan: Plan, route: Route, ties: Ties) -> Ties | Blocked | None:
    """Ties that keep the gaps between visits of this route; None if they are kept already."""
    stops = {stop.visit: stop for stop in route.stops}
    starts = dict(ties.starts)
    for index, visit in enumerate(stops):
        for relation in plan.facts.bonds.get(visit, ()):
            if isinstance(relation, After) and visit == relation.then and relation.first in stops:
                pushed, opens = _pushed(relation, stops)
                closes = starts[pushed].closes if pushed in starts else MAX_S
                if opens > closes:
                    return Blocked("relation", pushed, opens - closes, index)
                if opens > stops[pushed].start:
                    starts[pushed] = TimeWindow(opens=opens, closes=closes)
    return None if starts == dict(ties.starts) else replace(ties, starts=starts)


def _pushed(relation: After, stops: Mapping[str, Stop]) -> tuple[str, int]:
    """The visit whose start makes the gap too short or too long, and its earliest right one."""
    first, then = stops[relation.first], stops[relation.then]
    since = first.start if relation.gap_from == "start" else first.end
    gap = then.start - since
    if gap > _longest(relation):
        return first.visit, first.start + gap - _longest(relation)
    return then.visit, since + relation.min_gap_s
