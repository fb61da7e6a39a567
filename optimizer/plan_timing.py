"""Times of a whole plan, where routes depend on each other.

Work done together, work after other work, and the rest between a technician's shifts tie the
times of routes. Each tied visit starts at the earliest moment that all ties allow: the least
fixed point of the routes' own earliest times and of the ties, found by going round until
nothing moves. Then each route is timed for itself with its tied visits held there.
"""

from collections.abc import Iterator, Mapping, Sequence

from optimizer import objective
from optimizer.problem import After, Problem, TechnicianRules, TimeWindow, Together, Visit
from optimizer.relation_rules import broken_relation
from optimizer.schedule import Blocked, Ties, earliest, time_route
from optimizer.solution import Route
from optimizer.values import MAX_S

Orders = Mapping[str, Sequence[Visit]]
"""For each used shift id the visits of its route in order."""

ROUNDS = 1000
"""Times that ties may push each other before the plan counts as impossible."""


def is_tied(problem: Problem) -> bool:
    """Some rule may look at more than one route."""
    return (
        bool(problem.relations)
        or any(rules.rest_s or rules.work_limits for rules in problem.technicians)
        or _may_overlap(problem)
    )


def _may_overlap(problem: Problem) -> bool:
    """A technician has shifts whose routes could be driven at the same time."""
    last: dict[str, int] = {}
    for shift in sorted(problem.shifts, key=lambda shift: shift.opens):
        if shift.opens < last.get(shift.technician, 0):
            return True
        last[shift.technician] = max(last.get(shift.technician, 0), shift.last_return)
    return False


def time_plan(problem: Problem, orders: Orders) -> dict[str, Route] | Blocked:
    """The routes by shift id, or the first rule that blocks the plan."""
    used = {shift.id: orders[shift.id] for shift in problem.shifts if orders.get(shift.id)}
    broken = broken_relation(problem, used)
    if broken is not None:
        return broken
    held = _held_starts(problem, used)
    if isinstance(held, Blocked):
        return held
    routes: dict[str, Route] = {}
    for shift_id in _by_opening(problem, used):
        shift = problem.shifts_by_id()[shift_id]
        ties = _ties(problem, shift_id, routes, held)
        timed = time_route(shift, used[shift_id], problem.travel, ties)
        if isinstance(timed, Blocked):
            return timed
        routes[shift_id] = timed
    return {shift_id: routes[shift_id] for shift_id in used}


def _by_opening(problem: Problem, used: Orders) -> list[str]:
    """Shift ids so that a technician's earlier shifts come first."""
    shifts = [shift for shift in problem.shifts if shift.id in used]
    return [shift.id for shift in sorted(shifts, key=lambda shift: shift.opens)]


def _ties(
    problem: Problem, shift_id: str, routes: Mapping[str, Route], held: Mapping[str, int]
) -> Ties:
    """What is left to a shift after the technician's earlier ones are timed."""
    shifts = problem.shifts_by_id()
    shift = shifts[shift_id]
    starts = {visit: TimeWindow(opens=start, closes=start) for visit, start in held.items()}
    rules = problem.rules_by_technician()[shift.technician]
    own = [
        (shifts[name].opens, route)
        for name, route in routes.items()
        if shifts[name].technician == shift.technician
    ]
    return Ties(
        starts=starts,
        leaves=max((route.returns + rules.rest_s for _, route in own), default=0),
        working_s=_hours_left(rules, shift.opens, own),
    )


def _hours_left(rules: TechnicianRules, opens: int, own: Sequence[tuple[int, Route]]) -> int | None:
    """Working seconds that the limits leave; `own` are the routes before, by opening."""
    left = [
        limit.max_s
        - sum(
            objective.working_s(route)
            for other, route in own
            if limit.opens <= other <= limit.closes
        )
        for limit in rules.work_limits
        if limit.opens <= opens <= limit.closes
    ]
    return max(0, min(left)) if left else None


def _held_starts(problem: Problem, used: Orders) -> dict[str, int] | Blocked:
    """The start of every tied visit."""
    route_of = {visit.id: shift for shift, order in used.items() for visit in order}
    relations = [
        relation
        for relation in problem.relations
        if isinstance(relation, After | Together)
        and all(visit in route_of for visit in relation.visits)
    ]
    tied = {visit for relation in relations for visit in relation.visits}
    shifts = problem.shifts_by_id()
    floors: dict[str, int] = {}
    times: dict[str, tuple[int, int]] = {}
    moved = {route_of[visit] for visit in tied}
    for _ in range(ROUNDS):
        for shift_id in sorted(moved):
            own = {
                visit.id: TimeWindow(opens=floors[visit.id], closes=MAX_S)
                for visit in used[shift_id]
                if visit.id in floors
            }
            found = earliest(shifts[shift_id], used[shift_id], problem.travel, Ties(starts=own))
            if isinstance(found, Blocked):
                return found
            times |= found
        pushed = {
            visit: floor
            for relation in relations
            for visit, floor in _pushes(relation, times)
            if floor > times[visit][0]
        }
        if not pushed:
            return {visit: times[visit][0] for visit in tied}
        for visit, floor in pushed.items():
            floors[visit] = max(floor, floors.get(visit, 0))
        moved = {route_of[visit] for visit in pushed}
    return Blocked("relation", min(tied), 0, 0)


def _pushes(
    relation: After | Together, times: Mapping[str, tuple[int, int]]
) -> Iterator[tuple[str, int]]:
    """The earliest start that the relation leaves to each of its visits; (start, end) in."""
    if isinstance(relation, Together):
        last = max(times[visit][0] for visit in relation.visits)
        for visit in relation.visits:
            yield visit, last - relation.tolerance_s
        return
    start, end = times[relation.first]
    since = start if relation.gap_from == "start" else end
    yield relation.then, since + relation.min_gap_s
    if relation.max_gap_s is not None:
        late = times[relation.then][0] - relation.max_gap_s - since
        yield relation.first, start + late
