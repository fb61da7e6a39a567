"""The best plan so far. Needs no solver, so a plan survives the search that found it."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from optimizer import baseline, explain, filling, objective
from optimizer.bound.proof import Bound
from optimizer.eligibility import Screening, screen
from optimizer.plan_timing import is_tied, time_plan
from optimizer.problem import Problem, Shift, Visit
from optimizer.schedule import Blocked, time_route
from optimizer.solution import Route, Solution
from optimizer.standing import Facts, Standing


@dataclass(frozen=True)
class Progress:
    """One improvement: seconds since the start, cents, visits served, and the orders found.

    `bound_cents` is what no plan is cheaper than, as far as proven by then.
    """

    seconds: float
    objective_cents: int
    served: int
    orders: dict[str, list[str]]
    bound_cents: int | None = None


@dataclass
class Incumbent:
    """The best plan found so far: its routes timed, priced and explained on demand."""

    problem: Problem
    on_improvement: Callable[[Progress], None] | None = None
    began: float = field(default_factory=time.monotonic)
    screening: Screening = field(init=False)
    routes: dict[str, Route] = field(init=False, default_factory=dict)
    missing: int = field(init=False)
    cents: int = field(init=False)
    bound: Bound | None = field(init=False, default=None)
    _timed: dict[tuple[str, ...], Route | Blocked] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.screening = screen(self.problem)
        self.visits = self.problem.visits_by_id()
        self.shifts = self.problem.shifts_by_id()
        self.tied = is_tied(self.problem)
        self.must = frozenset(visit.id for visit in self.problem.visits if visit.mandatory)
        self.missing, self.cents = self._rank({})

    def consider(self, orders: Mapping[str, Sequence[Visit]]) -> bool:
        """Keep the orders if they serve more that is mandatory, or are cheaper.

        False where a rule blocks the orders: then they are not looked at further.
        """
        routes = self._timed_plan(orders)
        if routes is None:
            return False
        rank = self._rank(routes)
        if rank < (self.missing, self.cents):
            self.routes, (self.missing, self.cents) = routes, rank
            if self.on_improvement is not None:
                self.on_improvement(self._progress())
        return True

    def prove(self, bound: Bound) -> None:
        """Keep the bound if it is the best so far, and tell of it."""
        if self.bound is None or bound.limit_cents > self.bound.limit_cents:
            self.bound = bound
            if self.on_improvement is not None:
                self.on_improvement(self._progress())

    def hear(self, orders: Mapping[str, Sequence[Visit]]) -> None:
        """`consider`, for a search that tells of a plan and goes on either way."""
        self.consider(orders)

    def _timed_plan(self, orders: Mapping[str, Sequence[Visit]]) -> dict[str, Route] | None:
        used = {shift_id: order for shift_id, order in orders.items() if order}
        for shift_id, order in used.items():
            if any(self.screening[visit.id][shift_id] is not None for visit in order):
                return None
        if self.tied:
            plan = time_plan(self.problem, used)
            return None if isinstance(plan, Blocked) else plan
        routes = {}
        for shift_id, order in used.items():
            timed = self._time(self.shifts[shift_id], order)
            if isinstance(timed, Blocked):
                return None
            routes[shift_id] = timed
        return routes

    def _rank(self, routes: Mapping[str, Route]) -> tuple[int, int]:
        """Mandatory visits that are missing, then cents."""
        served = {stop.visit for route in routes.values() for stop in route.stops}
        cents = sum(route.costs.total for route in routes.values())
        cents += objective.plan_lines(self.problem, routes).total
        return len(self.must - served), cents

    def orders(self) -> dict[str, list[Visit]]:
        return {
            shift: [self.visits[stop.visit] for stop in route.stops]
            for shift, route in self.routes.items()
        }

    def consider_baseline(self) -> None:
        """Nearest technician first; where ties forbid that plan, it without the tied visits."""
        orders = baseline.nearest_technician_first(self.problem, self.screening)
        if self.consider(orders):
            return
        tied = {visit for relation in self.problem.relations for visit in relation.visits}
        self.consider(
            {
                shift: [visit for visit in order if visit.id not in tied]
                for shift, order in orders.items()
            }
        )

    def consider_ids(self, orders: Mapping[str, Sequence[str]]) -> bool:
        """`consider` for orders that came from another process."""
        return self.consider(
            {shift: [self.visits[visit] for visit in order] for shift, order in orders.items()}
        )

    def take_in_what_pays(self) -> None:
        """Insert left-out visits as long as one costs less on a route than left out."""
        plan = filling.take_in_what_pays(Standing(Facts(self.problem), self.routes))
        self.routes = dict(plan.routes)
        self.missing, self.cents = self._rank(self.routes)

    def solution(self, engine: str) -> Solution:
        """The best plan so far, with the verified reason of every visit it leaves out."""
        routes = tuple(
            self.routes[shift.id] for shift in self.problem.shifts if shift.id in self.routes
        )
        lines = objective.total(
            [*(route.costs for route in routes), objective.plan_lines(self.problem, self.routes)]
        )
        return Solution(
            routes=routes,
            unassigned=explain.left_out(Standing(Facts(self.problem), self.routes)),
            costs=lines,
            objective_cents=lines.total,
            engine=engine,
            search_seconds=round(time.monotonic() - self.began, 3),
            travel_source=self.problem.travel.source,
            bound=self.bound,
        )

    def _progress(self) -> Progress:
        return Progress(
            seconds=round(time.monotonic() - self.began, 3),
            objective_cents=self.cents,
            served=sum(len(route.stops) for route in self.routes.values()),
            orders={
                shift: [stop.visit for stop in route.stops] for shift, route in self.routes.items()
            },
            bound_cents=None if self.bound is None else self.bound.limit_cents,
        )

    def _time(self, shift: Shift, order: Sequence[Visit]) -> Route | Blocked:
        key = (shift.id, *(visit.id for visit in order))
        if key not in self._timed:
            self._timed[key] = time_route(shift, order, self.problem.travel)
        return self._timed[key]


def baseline_solution(problem: Problem) -> Solution:
    """The plan of "nearest eligible technician first"."""
    incumbent = Incumbent(problem)
    incumbent.consider_baseline()
    return incumbent.solution("nearest eligible technician first")
