"""Routes that a plan may be put together from, with their true cents."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from optimizer import objective
from optimizer.plan_timing import is_tied, time_plan
from optimizer.problem import Problem
from optimizer.schedule import Blocked, time_route
from optimizer.solution import Route

PoolRoute = tuple[int, tuple[int, ...], int]
"""Index of a shift, indices of its visits in order, cents."""

Orders = dict[str, list[str]]
"""Visit ids in order by the id of each used shift."""


@dataclass
class Pool:
    """Routes by shift and order; each is timed once."""

    problem: Problem
    cents: dict[tuple[int, tuple[int, ...]], int | None] = field(default_factory=dict)

    def add(self, routes: Iterable[PoolRoute]) -> None:
        """Take over routes that were timed elsewhere."""
        for shift, order, cents in routes:
            self.cents[shift, order] = cents

    def price(self, shift: int, order: tuple[int, ...]) -> int | None:
        """Cents of the route, or None where a rule blocks it."""
        key = (shift, order)
        if key not in self.cents:
            route = self.timed(shift, order)
            self.cents[key] = None if route is None else route.costs.total
        return self.cents[key]

    def timed(self, shift: int, order: Sequence[int]) -> Route | None:
        visits = [self.problem.visits[index] for index in order]
        timed = time_route(self.problem.shifts[shift], visits, self.problem.travel)
        return None if isinstance(timed, Blocked) else timed

    def routes(self) -> Iterator[PoolRoute]:
        for (shift, order), cents in self.cents.items():
            if cents is not None:
                yield shift, order, cents

    def plan_cents(self, chosen: Mapping[int, Sequence[int]]) -> int | None:
        """Cents of a whole plan of routes by shift index; None where a rule blocks it."""
        problem = self.problem
        if is_tied(problem):
            visits = {
                problem.shifts[shift].id: [problem.visits[i] for i in order]
                for shift, order in chosen.items()
            }
            plan = time_plan(problem, visits)
            if isinstance(plan, Blocked):
                return None
            routes = plan
        else:
            routes = {}
            for shift, order in chosen.items():
                timed = self.timed(shift, order)
                if timed is None:
                    return None
                routes[timed.shift] = timed
        own = sum(route.costs.total for route in routes.values())
        return own + objective.plan_lines(problem, routes).total

    def orders(self, chosen: Mapping[int, Sequence[int]]) -> Orders:
        visits, shifts = self.problem.visits, self.problem.shifts
        return {shifts[s].id: [visits[i].id for i in order] for s, order in chosen.items()}

    def chosen(self, orders: Mapping[str, Sequence[str]]) -> dict[int, tuple[int, ...]]:
        """Orders by id as indices."""
        visits = {visit.id: index for index, visit in enumerate(self.problem.visits)}
        shifts = {shift.id: index for index, shift in enumerate(self.problem.shifts)}
        return {
            shifts[shift]: tuple(visits[visit] for visit in order)
            for shift, order in orders.items()
            if order
        }
