"""Why this technician and not that one: the best plan with the other choice forced."""

from functools import partial

from pydantic import Field

from optimizer.compare import Comparison, compare
from optimizer.fixes import serving
from optimizer.problem import Problem
from optimizer.resolving import Resolve, resolve
from optimizer.solution import Refusal, Solution
from optimizer.values import Value


class Why(Value):
    """The plan as it is against the plan with the other technician, if there is one."""

    visit: str
    technician: str | None = Field(description="who is sent now; None: nobody")
    asked: str
    refusals: tuple[Refusal, ...] = Field(description="why the asked one cannot be sent")
    solution: Solution | None = Field(description="the plan with the asked one; None: none")
    comparison: Comparison | None
    cents: int | None = Field(description="what the other choice costs more; negative: less")


def why(
    problem: Problem,
    solution: Solution,
    visit_id: str,
    technician: str,
    resolver: Resolve | None = None,
) -> Why:
    """What becomes of the plan if `technician` has to do the visit.

    A pin to somebody else is overruled; all other rules hold. The forced problem starts from
    the present plan; `resolver` plans it, without one it is planned by insertion.
    """
    _refuse_unknown(problem, visit_id, technician)
    who = {shift.id: shift.technician for shift in problem.shifts}
    now = {stop.visit: who[route.shift] for route in solution.routes for stop in route.stops}
    told = {out.visit: out for out in solution.unassigned if out.visit != visit_id}
    planned = resolver or partial(resolve, known=told)
    after = planned(_forced(problem, solution, visit_id, technician))
    served = any(stop.visit == visit_id for route in after.routes for stop in route.stops)
    refusals = () if served else _refusals(after, visit_id, technician, who)
    return Why(
        visit=visit_id,
        technician=now.get(visit_id),
        asked=technician,
        refusals=refusals,
        solution=after if served else None,
        comparison=compare(problem, solution, after) if served else None,
        cents=after.objective_cents - solution.objective_cents if served else None,
    )


def _refuse_unknown(problem: Problem, visit: str, technician: str) -> None:
    if visit not in problem.visits_by_id():
        raise ValueError(f"visit {visit!r}: expected the id of a visit of the problem")
    if technician not in {shift.technician for shift in problem.shifts}:
        raise ValueError(f"technician {technician!r}: expected the technician of a shift")


def _forced(problem: Problem, solution: Solution, visit: str, technician: str) -> Problem:
    forced = serving(problem, visit, solution)
    visits = tuple(
        other.model_copy(update={"technician": technician}) if other.id == visit else other
        for other in forced.visits
    )
    return forced.model_copy(update={"visits": visits})


def _refusals(
    after: Solution, visit: str, technician: str, who: dict[str, str]
) -> tuple[Refusal, ...]:
    return tuple(
        refused
        for out in after.unassigned
        if out.visit == visit
        for refused in out.refusals
        if refused.shift is None or who[refused.shift] == technician
    )
