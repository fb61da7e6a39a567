"""Two plans of one problem side by side: figures, cost lines, promises, visit by visit."""

from collections.abc import Iterator, Mapping

from pydantic import Field

from optimizer import objective
from optimizer.differences import Difference, differences
from optimizer.problem import Problem, Shift, Visit
from optimizer.solution import Costs, PickedUp, Route, Solution, Stop
from optimizer.values import Value


class Figures(Value):
    """What a plan is judged by."""

    objective_cents: int
    served: int
    left_out: int
    routes: int
    drive_s: int
    distance_m: int
    wait_s: int
    overtime_s: int
    working_s: int = Field(description="from leaving to being back, without breaks")
    late_visits: int = Field(description="end after due_by")
    late_s: int
    promises_moved: int


class MovedPromise(Value):
    """A promise that a plan does not keep, and what that costs."""

    visit: str
    promised_start: int | None
    start: int | None = Field(description="None: the visit is left out")
    moved_s: int = Field(description="beyond the tolerance")
    promised_technician: str | None
    technician: str | None
    cents: int


class CostLine(Value):
    line: str
    before_cents: int
    after_cents: int


class Comparison(Value):
    """`cents` is what the plan after costs more than the one before."""

    before: Figures
    after: Figures
    cents: int
    lines: tuple[CostLine, ...] = Field(description="the cost lines that differ")
    moved_promises: tuple[MovedPromise, ...] = Field(description="of the plan after")
    visits: tuple[Difference, ...]


def compare(problem: Problem, before: Solution, after: Solution) -> Comparison:
    """The plan after against the plan before; visits that start in the same minute are equal."""
    old, new = dict(before.costs), dict(after.costs)
    return Comparison(
        before=figures(problem, before),
        after=figures(problem, after),
        cents=after.objective_cents - before.objective_cents,
        lines=tuple(
            CostLine(line=line, before_cents=old[line], after_cents=new[line])
            for line in Costs.model_fields
            if old[line] != new[line]
        ),
        moved_promises=moved_promises(problem, after),
        visits=differences(problem, before.routes, after.routes),
    )


def figures(problem: Problem, solution: Solution) -> Figures:
    visits = problem.visits_by_id()
    stops = [stop for route in solution.routes for stop in route.stops]
    depots = [route.picked_up for route in solution.routes if route.picked_up is not None]
    legs: list[Stop | PickedUp] = [*stops, *depots]
    routes = solution.routes
    late = [visits[stop.visit].late_s(stop.end) for stop in stops]
    return Figures(
        objective_cents=solution.objective_cents,
        served=len(stops),
        left_out=len(problem.visits) - len(stops),
        routes=len(routes),
        drive_s=sum(leg.drive_s for leg in legs) + sum(r.return_drive_s for r in routes),
        distance_m=sum(leg.distance_m for leg in legs)
        + sum(route.return_distance_m for route in routes),
        wait_s=sum(leg.wait_s for leg in legs),
        overtime_s=sum(route.overtime_s for route in routes),
        working_s=sum(objective.working_s(route) for route in routes),
        late_visits=sum(seconds > 0 for seconds in late),
        late_s=sum(late),
        promises_moved=len(moved_promises(problem, solution)),
    )


def moved_promises(problem: Problem, solution: Solution) -> tuple[MovedPromise, ...]:
    """The promises the plan does not keep: moved beyond the tolerance, by another, or left out."""
    return tuple(_moved(problem, solution.routes))


def _moved(problem: Problem, routes: tuple[Route, ...]) -> Iterator[MovedPromise]:
    shifts = problem.shifts_by_id()
    served = {stop.visit: (shifts[r.shift], stop) for r in routes for stop in r.stops}
    for visit in problem.visits:
        found = _broken(visit, served)
        if found is not None:
            yield found


def _broken(visit: Visit, served: Mapping[str, tuple[Shift, Stop]]) -> MovedPromise | None:
    promise = visit.promise
    if promise is None or (promise.start is None and promise.technician is None):
        return None
    shift, stop = served.get(visit.id, (None, None))
    moved_s, cents = 0, 0
    if shift is not None and stop is not None:
        moved_s = promise.moved_s(stop.start)
        if moved_s == 0 and promise.technician in (None, shift.technician):
            return None
        cents = objective.time_lines(visit, stop.start, stop.end).moved
        cents += objective.sending_lines(visit, shift).moved
    return MovedPromise(
        visit=visit.id,
        promised_start=promise.start,
        start=None if stop is None else stop.start,
        moved_s=moved_s,
        promised_technician=promise.technician,
        technician=None if shift is None else shift.technician,
        cents=cents,
    )
