"""Plans from orders of visits, whoever made them."""

from optimizer import objective
from optimizer.benchmarks.instance import Orders, Published
from optimizer.plan_timing import time_plan
from optimizer.problem import Problem
from optimizer.route_line import Line, Style
from optimizer.solution import Reason, Route, Solution, Unassigned
from optimizer.ties import Blocked


def plan_of(problem: Problem, orders: Orders, engine: str) -> Solution | Blocked:
    """The orders timed and priced, or the rule that blocks them."""
    visits = problem.visits_by_id()
    timed = time_plan(
        problem, {shift: [visits[visit] for visit in order] for shift, order in orders.items()}
    )
    return timed if isinstance(timed, Blocked) else plan_with(problem, timed, engine)


def published_plan(published: Published) -> Solution | Blocked:
    """A plan from the literature in our times, passing the depot where it says."""
    problem = published.instance.problem
    visits, shifts = problem.visits_by_id(), problem.shifts_by_id()
    solution = plan_of(problem, published.orders, published.source)
    if isinstance(solution, Blocked):
        return solution
    routes = {route.shift: route for route in solution.routes}
    for shift, passed in published.passes.items():
        if shift in routes:
            order = [visits[visit] for visit in published.orders[shift]]
            line = Line(shifts[shift], order, problem.travel, passed=passed)
            timed = line.timed(((),) * (len(line.items) + 1), Style.EAGER)
            if isinstance(timed, Blocked):
                return timed
            routes[shift] = timed
    return plan_with(problem, routes, published.source)


def plan_with(problem: Problem, routes: dict[str, Route], engine: str) -> Solution:
    """The plan of these routes; who is on none is left out."""
    served = {stop.visit for route in routes.values() for stop in route.stops}
    lines = objective.total(
        [*(route.costs for route in routes.values()), objective.plan_lines(problem, routes)]
    )
    return Solution(
        routes=tuple(routes.values()),
        unassigned=tuple(left_out(visit.id) for visit in problem.visits if visit.id not in served),
        costs=lines,
        objective_cents=lines.total,
        engine=engine,
        travel_source=problem.travel.source,
    )


def left_out(visit: str) -> Unassigned:
    return Unassigned(
        visit=visit, reason=Reason.NOT_PLACED, sentence=f"{visit} was left out by the plan"
    )


def sentence(blocked: Blocked) -> str:
    """Why a plan cannot be timed, for people."""
    where = "" if blocked.visit is None else f" at visit {blocked.visit}"
    return f"cannot be timed: {blocked.rule}{where}, by {blocked.by_s}"
