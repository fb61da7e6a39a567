"""Plans with one fault each, made from a good one; the referee has to reject all of them.

What the fault touches is timed and priced anew as far as that goes, so that nothing but the
fault itself gives it away.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from optimizer.benchmarks.plans import plan_with
from optimizer.problem import Problem, Shift, TimeWindow, Visit
from optimizer.schedule import Blocked, Ties, time_route
from optimizer.solution import Costs, Route, Solution, Stop
from optimizer.values import MAX_S


class Corruption(NamedTuple):
    kind: str
    visit: str
    solution: Solution


def corruptions(problem: Problem, solution: Solution) -> Iterator[Corruption]:
    """Every visit swapped, dropped, lost, started out of its window, and duplicated, one by one.

    A swap is with the next visit on another route whose technician cannot do this one, or the
    other way round; it is left out where there is no such visit.
    """
    whole = _Plan(problem, solution)
    for make in (_swapped, _dropped, _lost, _out_of_window, _duplicated):
        for route in solution.routes:
            for index, stop in enumerate(route.stops):
                spoilt = make(whole, route, index)
                if spoilt is not None:
                    yield Corruption(make.__name__.strip("_"), stop.visit, spoilt)


class _Plan:
    def __init__(self, problem: Problem, solution: Solution) -> None:
        self.problem, self.solution = problem, solution
        self.visits, self.shifts = problem.visits_by_id(), problem.shifts_by_id()
        self.routes = {route.shift: route for route in solution.routes}

    def order(self, route: Route) -> list[Visit]:
        return [self.visits[stop.visit] for stop in route.stops]

    def timed(self, route: Route, order: Sequence[Visit]) -> Route | None:
        """The route with another order; what it had keeps its start if it can."""
        shift, travel = self.shifts[route.shift], self.problem.travel
        had = {stop.visit: stop.start for stop in route.stops}
        held = {
            visit.id: TimeWindow(opens=had[visit.id], closes=had[visit.id])
            for visit in order
            if self.visits.get(visit.id) is visit and visit.id in had
        }
        for ties in (Ties(starts=held), Ties()):
            timed = time_route(shift, order, travel, ties)
            if not isinstance(timed, Blocked):
                return timed
        return None

    def with_routes(self, changed: Mapping[str, Route | None]) -> Solution:
        """The plan with other routes; None for one that is gone."""
        routes: Mapping[str, Route | None] = {**self.routes, **changed}
        used = {name: route for name, route in routes.items() if route is not None}
        return plan_with(self.problem, used, self.solution.engine)

    def able(self, shift: Shift, visit: Visit) -> bool:
        levels = {skill.skill: skill.level for skill in shift.skills}
        return all(levels.get(need.skill, 0) >= need.level for need in visit.skills) and (
            not visit.only_technicians or shift.technician in visit.only_technicians
        )


def _swapped(plan: _Plan, route: Route, index: int) -> Solution | None:
    here, visit = plan.shifts[route.shift], plan.order(route)[index]
    names = list(plan.routes)
    begin = names.index(route.shift)
    for name in (*names[begin + 1 :], *names[:begin]):
        other, there = plan.routes[name], plan.shifts[name]
        for place, partner in enumerate(plan.order(other)):
            if not plan.able(here, partner) or not plan.able(there, visit):
                return plan.with_routes(
                    {
                        route.shift: _replaced(plan, route, index, partner),
                        name: _replaced(plan, other, place, visit),
                    }
                )
    return None


def _replaced(plan: _Plan, route: Route, index: int, visit: Visit) -> Route:
    order = plan.order(route)
    order[index] = visit
    timed = plan.timed(route, order)
    if timed is not None:
        return timed
    stop = route.stops[index].model_copy(update={"visit": visit.id})
    return _with_stops(route, (*route.stops[:index], stop, *route.stops[index + 1 :]))


def _without(plan: _Plan, route: Route, index: int) -> Solution:
    order = plan.order(route)
    del order[index]
    if not order:
        return plan.with_routes({route.shift: None})
    stops = (*route.stops[:index], *route.stops[index + 1 :])
    timed = plan.timed(route, order) or _with_stops(route, stops)
    return plan.with_routes({route.shift: timed})


def _dropped(plan: _Plan, route: Route, index: int) -> Solution | None:
    """Left out, and said so: wrong where the visit is mandatory."""
    return _without(plan, route, index) if plan.order(route)[index].mandatory else None


def _lost(plan: _Plan, route: Route, index: int) -> Solution:
    """Neither on a route nor among those left out."""
    spoilt = _without(plan, route, index)
    lost, lines = route.stops[index].visit, dict(spoilt.costs)
    lines["left_out"] -= plan.visits[lost].leave_out_cents
    costs = Costs(**lines)
    unassigned = tuple(one for one in spoilt.unassigned if one.visit != lost)
    return spoilt.model_copy(
        update={"unassigned": unassigned, "costs": costs, "objective_cents": costs.total}
    )


def _out_of_window(plan: _Plan, route: Route, index: int) -> Solution | None:
    """Starts a second after its last window, or before its first where that has no end."""
    visit, stop = plan.order(route)[index], route.stops[index]
    allowed = visit.allowed_starts(stop.end - stop.start)
    if not allowed:
        return None
    start = allowed[-1].closes + 1 if allowed[-1].closes < MAX_S else allowed[0].opens - 1
    if start < 0:
        return None
    wrong = TimeWindow(opens=start, closes=start)
    order = plan.order(route)
    order[index] = visit.model_copy(update={"windows": (wrong,), "pinned_start": None})
    timed = plan.timed(route, order) or _shifted(route, index, start - stop.start)
    return plan.with_routes({route.shift: timed})


def _shifted(route: Route, index: int, by_s: int) -> Route:
    """The stop and all that follows start so much later; nothing else is recomputed."""
    stops = [*route.stops[:index]]
    for number, stop in enumerate(route.stops[index:]):
        moved = {name: getattr(stop, name) + by_s for name in ("arrival", "start", "end")}
        if number == 0:
            moved |= {"arrival": stop.arrival, "wait_s": stop.wait_s + by_s}
        stops.append(stop.model_copy(update=moved))
    return route.model_copy(update={"stops": tuple(stops), "returns": route.returns + by_s})


def _duplicated(plan: _Plan, route: Route, index: int) -> Solution:
    """Served a second time: on an unused shift that can, or right after itself."""
    visit = plan.order(route)[index]
    for shift in plan.problem.shifts:
        if shift.id not in plan.routes and plan.able(shift, visit):
            timed = time_route(shift, [visit], plan.problem.travel)
            if not isinstance(timed, Blocked):
                return plan.with_routes({shift.id: timed})
    order = plan.order(route)
    order.insert(index, visit)
    again = time_route(plan.shifts[route.shift], order, plan.problem.travel)
    if isinstance(again, Blocked):
        stops = (*route.stops[: index + 1], *route.stops[index:])
        again = _with_stops(route, stops)
    return plan.with_routes({route.shift: again})


def _with_stops(route: Route, stops: tuple[Stop, ...]) -> Route:
    return route.model_copy(update={"stops": stops})
