"""A plan as it stands: its routes keep their times while one of them is changed.

What relations, rest and working hours leave to the changed route is held by the times of all
others, so a change is one route timed anew (`plan_timing` times all routes together).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from optimizer import objective
from optimizer.bonds import breach, span
from optimizer.eligibility import Screener
from optimizer.held_ties import keeps_own_gaps, ties_left, with_own_gaps
from optimizer.insertion import Place, Spot, cheapest, spots
from optimizer.plan_timing import time_plan
from optimizer.problem import Problem, Relation, Shift, TimeWindow, Visit
from optimizer.route_bounds import RouteBounds
from optimizer.schedule import Blocked, time_route
from optimizer.solution import Costs, Route, Stop
from optimizer.values import MAX_S


class Facts:
    """What is looked up in a problem again and again."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.visits = problem.visits_by_id()
        self.shifts = problem.shifts_by_id()
        self.rules = problem.rules_by_technician()
        self.bonds: dict[str, list[Relation]] = {}
        for relation in problem.relations:
            for visit in relation.visits:
                self.bonds.setdefault(visit, []).append(relation)
        self.number = {shift.id: number for number, shift in enumerate(problem.shifts)}
        self.by_technician: dict[str, list[Shift]] = {}
        for shift in sorted(problem.shifts, key=lambda shift: shift.opens):
            self.by_technician.setdefault(shift.technician, []).append(shift)
        self.screener = Screener(problem)
        self.prices_plans = problem.largest_late_cents_per_hour > 0 or any(
            rules.fairness.work_cents_per_hour or rules.fairness.cents_per_point
            for rules in problem.technicians
        )


@dataclass(frozen=True)
class Standing:
    """The routes by shift id; unused shifts are absent.

    The visits `joining` count as served though they have no place yet; those in `floors` start
    no earlier than that.
    """

    facts: Facts
    routes: Mapping[str, Route]
    joining: frozenset[str] = frozenset()
    floors: Mapping[str, int] = field(default_factory=dict)
    _bounds: dict[str, RouteBounds | Blocked] = field(default_factory=dict, compare=False)

    @property
    def problem(self) -> Problem:
        return self.facts.problem

    @cached_property
    def shift_of(self) -> dict[str, str]:
        """The shift of every served visit."""
        return {stop.visit: name for name, route in self.routes.items() for stop in route.stops}

    @cached_property
    def stops(self) -> dict[str, Stop]:
        return {stop.visit: stop for route in self.routes.values() for stop in route.stops}

    def order(self, shift_id: str) -> list[Visit]:
        route = self.routes.get(shift_id)
        return [self.facts.visits[stop.visit] for stop in route.stops] if route else []

    def left_out(self) -> list[Visit]:
        return [visit for visit in self.problem.visits if visit.id not in self.shift_of]

    def technician(self, visit_id: str) -> str | None:
        """Who serves it; None if nobody does."""
        shift = self.shift_of.get(visit_id)
        return None if shift is None else self.facts.shifts[shift].technician

    def changed(self, changes: Mapping[str, Route | None]) -> "Standing":
        """The plan with these routes instead; None empties a shift."""
        new: dict[str, Route | None] = {**self.routes, **changes}
        shifts = self.facts.shifts
        moved = {shifts[name].technician for name in changes}
        kept = {
            name: bounds
            for name, bounds in self._bounds.items()
            if not self.facts.bonds and shifts[name].technician not in moved
        }
        routes = {name: route for name, route in new.items() if route is not None}
        return replace(self, routes=routes, _bounds=kept)

    def expecting(self, visits: frozenset[str], since: int) -> "Standing":
        """The plan while these visits join it, none of them starting before `since`."""
        return replace(self, joining=visits, floors=dict.fromkeys(visits, since), _bounds={})

    def bounds(self, shift_id: str) -> RouteBounds | Blocked:
        """Of the shift's present order; blocked where the rest of the plan leaves no times."""
        if shift_id not in self._bounds:
            shift, order = self.facts.shifts[shift_id], self.order(shift_id)
            ties = ties_left(self, shift, order)
            self._bounds[shift_id] = (
                ties
                if isinstance(ties, Blocked)
                else RouteBounds(shift, order, self.problem.travel, ties)
            )
        return self._bounds[shift_id]

    def timed(self, shift: Shift, order: Sequence[Visit]) -> Route | Blocked:
        """The route in this order while the rest of the plan stays."""
        ties = ties_left(self, shift, order)
        if isinstance(ties, Blocked):
            return ties
        timed = time_route(shift, order, self.problem.travel, ties)
        if isinstance(timed, Blocked) or keeps_own_gaps(self, timed):
            return timed
        held = with_own_gaps(self, shift, order, ties)
        if isinstance(held, Blocked):
            return held
        again = time_route(shift, order, self.problem.travel, held)
        if isinstance(again, Blocked) or keeps_own_gaps(self, again):
            return again
        return Blocked("relation", order[0].id, 0, 0)

    def tied(self, visit: Visit, shift: Shift) -> TimeWindow | Blocked | None:
        """When visits on other routes let the visit start on the shift; None: any time."""
        if visit.id not in self.facts.bonds:
            return None
        ties = ties_left(self, shift, [*self.order(shift.id), visit])
        if isinstance(ties, Blocked):
            return ties
        found = ties.starts.get(visit.id)
        if found is None:
            return None
        # without the setup the visit ends, and what follows may start, so much earlier
        opens, closes = max(0, found.opens - visit.setup_s), found.closes + visit.setup_s
        return TimeWindow(opens=opens, closes=min(closes, MAX_S))

    @cached_property
    def plan_lines(self) -> Costs:
        """Fairness, the largest lateness, and who is left out."""
        return objective.plan_lines(self.problem, self.routes)

    @property
    def shared_cents(self) -> int:
        """Of the plan lines those that a route's times change."""
        if not self.facts.prices_plans:
            return 0
        return self.plan_lines.fairness + self.plan_lines.largest_late

    @cached_property
    def costs(self) -> Costs:
        return objective.total([*(r.costs for r in self.routes.values()), self.plan_lines])

    def route_cents(self, shift_id: str) -> int:
        route = self.routes.get(shift_id)
        return 0 if route is None else route.costs.total

    def extra_cents(self, route: Route) -> int:
        """What the plan costs more with this route, the price of leaving out aside."""
        extra = route.costs.total - self.route_cents(route.shift)
        if not self.facts.prices_plans:
            return extra
        lines = objective.plan_lines(self.problem, {**self.routes, route.shift: route})
        return extra + lines.fairness + lines.largest_late - self.shared_cents

    def spots(self, visit: Visit, shifts: Iterable[Shift]) -> Iterator[Spot]:
        """Where the visit may be taken in, as far as relations and drives tell."""
        for shift in shifts:
            tied, bounds = self.tied(visit, shift), self.bounds(shift.id)
            if isinstance(tied, Blocked) or isinstance(bounds, Blocked):
                continue
            if breach(self, visit.id, shift) is None:
                allowed = span(self, visit.id, shift)
                credit = self.route_cents(shift.id) + self.shared_cents
                number = self.facts.number[shift.id]
                yield from spots(visit, bounds, allowed, credit, tied, number)

    def place(
        self, visit: Visit, shifts: Iterable[Shift], below: int | None = None
    ) -> Place | None:
        """The cheapest place for a visit on these shifts, for less than `below`; None: nowhere."""
        return cheapest(visit, self.spots(visit, shifts), self.timed, self.extra_cents, below)

    def taking(self, place: Place) -> "Standing":
        """The plan with the visit there."""
        return self.changed({place.shift.id: place.route})

    @cached_property
    def cents(self) -> int:
        """What the plan costs, the price of leaving out aside."""
        return sum(route.costs.total for route in self.routes.values()) + self.shared_cents


def standing(problem: Problem, orders: Mapping[str, Sequence[str]]) -> Standing | Blocked:
    """The plan of these orders of visit ids by shift id, timed; or what blocks it."""
    visits = problem.visits_by_id()
    timed = time_plan(
        problem, {name: [visits[visit] for visit in order] for name, order in orders.items()}
    )
    return timed if isinstance(timed, Blocked) else Standing(Facts(problem), timed)
