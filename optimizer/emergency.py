"""One more visit into a plan that is running: the cheapest way, and whom it disturbs."""

from collections.abc import Iterable

from pydantic import Field

from optimizer import check
from optimizer.bumping import bump
from optimizer.differences import Difference, differences
from optimizer.joining import join
from optimizer.problem import Problem, Promise, Visit
from optimizer.resolving import solution_of
from optimizer.solution import Reason, Route, Solution, Unassigned
from optimizer.standing import Facts, Standing
from optimizer.values import Value

ENGINE = "emergency insertion"


class Proposal(Value):
    """A plan with the visit, which the referee found valid, against the plan before."""

    visit: str
    problem: Problem = Field(description="with the visit")
    solution: Solution
    extra_cents: int = Field(description="what the plan costs more, the visit's own price aside")
    disturbed: tuple[Difference, ...] = Field(description="the other visits that differ")


def insert_emergency(
    problem: Problem,
    routes: Iterable[Route],
    visit: Visit,
    *,
    known: Iterable[Unassigned] = (),
) -> Proposal | None:
    """The cheapest valid plan with the visit; None if nothing makes room for it.

    It joins a route as it is, or bumps another visit to another place, or out of the plan.
    Prices of promises count, so `with_promises` makes disturbing dear. The routes must be a
    valid plan of the problem without the visit. What was left out before is not looked at
    again: it keeps its reason if it is `known`.
    """
    old = list(routes)
    wider = _with(problem, visit)
    plan = Standing(Facts(wider), {route.shift: route for route in old})
    told = {out.id: _out_before(out) for out in plan.left_out() if out.id != visit.id}
    told |= {out.visit: out for out in known if out.visit in told}
    ways = [way for way in (join(plan, visit), bump(plan, visit)) if way is not None]
    for way in sorted(ways, key=lambda way: way.costs.total):
        solution = solution_of(way, ENGINE, told)
        if not check.violations(wider, solution):
            out = plan.costs.total - visit.leave_out_cents
            return Proposal(
                visit=visit.id,
                problem=wider,
                solution=solution,
                extra_cents=solution.objective_cents - out,
                disturbed=tuple(
                    found
                    for found in differences(wider, old, solution.routes)
                    if found.visit != visit.id
                ),
            )
    return None


def _out_before(visit: Visit) -> Unassigned:
    return Unassigned(
        visit=visit.id, reason=Reason.NOT_PLACED, sentence="it was left out of the plan before"
    )


def _with(problem: Problem, visit: Visit) -> Problem:
    others = tuple(other for other in problem.visits if other.id != visit.id)
    fields = {name: getattr(problem, name) for name in Problem.model_fields}
    return Problem(**(fields | {"visits": (*others, visit)}))


def with_promises(
    problem: Problem,
    routes: Iterable[Route],
    *,
    moved_cents_per_hour: int,
    technician_cents: int,
    tolerance_s: int = 0,
) -> Problem:
    """The problem in which every planned visit that had no promise is promised as planned."""
    who = {shift.id: shift.technician for shift in problem.shifts}
    promised = {
        stop.visit: Promise(
            start=stop.start,
            tolerance_s=tolerance_s,
            moved_cents_per_hour=moved_cents_per_hour,
            technician=who[route.shift],
            technician_cents=technician_cents,
        )
        for route in routes
        for stop in route.stops
    }
    visits = tuple(
        visit.model_copy(update={"promise": visit.promise or promised.get(visit.id)})
        for visit in problem.visits
    )
    return problem.model_copy(update={"visits": visits})
