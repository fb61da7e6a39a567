"""What a plan costs, by route, visit and cost line; every part adds up to the whole, to the cent.

A leg belongs to the stop it leads to; the way home, the depot, overtime and the shift itself to
the route; fairness and the largest lateness to the plan; leaving out to the visit left out.
"""

from pydantic import Field

from optimizer import objective
from optimizer.problem import Problem, Shift, Visit
from optimizer.solution import Costs, Route, Solution
from optimizer.values import Value


class VisitCosts(Value):
    """One visit's lines; only `left_out` where nobody serves it."""

    visit: str
    costs: Costs
    cents: int


class RouteCosts(Value):
    shift: str
    technician: str
    visits: tuple[VisitCosts, ...] = Field(description="in the order of the route")
    own: Costs = Field(description="of no single visit: way home, depot, overtime, the shift")
    costs: Costs = Field(description="visits and own")
    cents: int


class Breakdown(Value):
    """`cents` is the plan's objective."""

    routes: tuple[RouteCosts, ...]
    left_out: tuple[VisitCosts, ...]
    plan: Costs = Field(description="of no single route: fairness, the largest lateness")
    costs: Costs
    cents: int


def breakdown(problem: Problem, solution: Solution) -> Breakdown:
    """The plan's costs worked out again from its times and the problem's prices."""
    visits, shifts = problem.visits_by_id(), problem.shifts_by_id()
    routes = tuple(_route(route, shifts[route.shift], visits) for route in solution.routes)
    served = {stop.visit for route in solution.routes for stop in route.stops}
    left_out = tuple(
        _visit(visit.id, Costs(left_out=visit.leave_out_cents))
        for visit in problem.visits
        if visit.id not in served
    )
    lines = objective.plan_lines(problem, {route.shift: route for route in solution.routes})
    plan = Costs(fairness=lines.fairness, largest_late=lines.largest_late)
    whole = objective.total(
        [*(route.costs for route in routes), *(out.costs for out in left_out), plan]
    )
    return Breakdown(routes=routes, left_out=left_out, plan=plan, costs=whole, cents=whole.total)


def _visit(visit: str, costs: Costs) -> VisitCosts:
    return VisitCosts(visit=visit, costs=costs, cents=costs.total)


def _route(route: Route, shift: Shift, visits: dict[str, Visit]) -> RouteCosts:
    stops = tuple(
        _visit(stop.visit, objective.stop_costs(visits[stop.visit], shift, stop))
        for stop in route.stops
    )
    home = (route.return_drive_s, route.return_distance_m, route.overtime_s)
    own = [
        objective.return_costs(shift, *home),
        objective.route_lines(shift, objective.working_s(route)),
    ]
    if route.picked_up is not None:
        own.append(objective.pick_up_costs(shift, route.picked_up))
    lines = objective.total(own)
    costs = objective.total([*(stop.costs for stop in stops), lines])
    return RouteCosts(
        shift=shift.id,
        technician=shift.technician,
        visits=stops,
        own=lines,
        costs=costs,
        cents=costs.total,
    )
