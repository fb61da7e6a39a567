"""What could be changed so that a left-out visit is served; each is planned first."""

from collections.abc import Iterator
from functools import partial

from pydantic import Field

from optimizer import check
from optimizer.differences import Difference, differences
from optimizer.fixing import means, people, times
from optimizer.fixing.changes import Amendment
from optimizer.fixing.ideas import Case, FixKind, Idea, Ideas
from optimizer.problem import Problem, Visit
from optimizer.resolving import Resolve, orders_of, resolve
from optimizer.solution import Solution
from optimizer.standing import Facts, Standing
from optimizer.values import Value

IDEAS: tuple[Ideas, ...] = (
    times.wider_window,
    times.another_day,
    times.overtime,
    people.lower_level,
    people.renewed_certificate,
    people.other_technician,
    people.without_pins,
    people.without_relation,
    people.wider_tolerance,
    people.second_technician,
    means.loaded_van,
    means.lifted_cap,
    means.swap,
    means.pay_the_price,
)


class Fix(Value):
    """A change after which the visit is served, with the plan that proves it."""

    kind: FixKind
    visit: str
    field: str = Field(description="what to change in the problem; empty: only the plan")
    sentence: str
    facts: dict[str, int | str] = Field(default_factory=dict)
    change: Amendment
    price_cents: int = Field(
        description="what the plan then costs more, the price of leaving the visit out aside"
    )
    objective_cents: int
    solution: Solution
    disturbed: tuple[Difference, ...] = Field(description="the other visits that differ")


def fixes(
    problem: Problem, solution: Solution, visit_id: str, resolver: Resolve | None = None
) -> tuple[Fix, ...]:
    """The fixes that work, cheapest first; `resolver` plans the changed problems.

    The changed problem starts from the present plan and must serve the visit; what comes back
    is listed if it does and the referee finds nothing that it does not find in the present
    plan (other mandatory visits that are left out, say). Without a resolver it is planned by
    insertion.
    """
    visit = problem.visits_by_id().get(visit_id)
    if visit is None:
        raise ValueError(f"visit {visit_id!r}: expected the id of a visit of the problem")
    routes = {route.shift: route for route in solution.routes}
    plan = Standing(Facts(problem), routes)
    if visit_id in plan.shift_of:
        raise ValueError(f"visit {visit_id!r}: is served, expected one that is left out")
    case = Case.of(plan, visit)
    told = {out.visit: out for out in solution.unassigned if out.visit != visit_id}
    planned = resolver or partial(resolve, known=told)
    found = [
        fix
        for ideas in IDEAS
        for idea in ideas(case)
        for fix in _worked_out(problem, solution, visit, idea, planned)
    ]
    return tuple(sorted(found, key=lambda fix: (fix.price_cents, fix.kind, fix.sentence)))


def _worked_out(
    problem: Problem, before: Solution, visit: Visit, idea: Idea, resolver: Resolve
) -> Iterator[Fix]:
    changed = idea.change.applied(problem)
    after = idea.solution or resolver(serving(changed, visit.id, before))
    served = {stop.visit for route in after.routes for stop in route.stops}
    if visit.id not in served or new_violations((problem, before), (changed, after)):
        return
    yield Fix(
        kind=idea.kind,
        visit=visit.id,
        field=idea.field,
        sentence=idea.sentence,
        facts=idea.facts,
        change=idea.change,
        price_cents=after.objective_cents - before.objective_cents + visit.leave_out_cents,
        objective_cents=after.objective_cents,
        solution=after,
        disturbed=tuple(
            found
            for found in differences(changed, before.routes, after.routes)
            if found.visit != visit.id
        ),
    )


def new_violations(
    before: tuple[Problem, Solution], after: tuple[Problem, Solution]
) -> list[check.Violation]:
    """What the referee finds in the plan after and did not find in the plan before."""
    known = {found.sentence for found in check.violations(*before)}
    return [found for found in check.violations(*after) if found.sentence not in known]


def serving(problem: Problem, visit_id: str, start: Solution) -> Problem:
    """The problem that has to serve the visit, starting from a plan."""
    visits = tuple(
        visit.model_copy(update={"mandatory": True}) if visit.id == visit_id else visit
        for visit in problem.visits
    )
    return problem.model_copy(update={"visits": visits, "start_from": orders_of(start.routes)})
