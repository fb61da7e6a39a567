"""The OR-Tools routing model: one named function per rule.

Each function's docstring says where OR-Tools holds a rule in another form than the referee;
`routing_gaps.gaps` names these rules for a given problem. The objective counts 1/3600 cent, so
that hourly rates stay whole numbers; times and the final price of a plan are always recomputed
by `schedule`. Visits that no shift can do at all must be left out before (`eligibility`).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from optimizer.plan_timing import time_plan
from optimizer.problem import Problem, Visit
from optimizer.routing_clock import (
    cap_waiting,
    cap_working_time,
    keep_shifts,
    keep_windows,
    price_the_clock,
    take_breaks,
)
from optimizer.routing_graph import Graph
from optimizer.routing_loads import (
    cap_distance,
    cap_driving,
    cap_visits,
    keep_capacity,
    keep_eligibility,
    keep_stock,
    pass_the_depot,
)
from optimizer.routing_pace import follow_the_clock
from optimizer.routing_prices import (
    price_leaving_out,
    price_overtime,
    price_the_day,
    price_the_legs,
    price_waiting,
)
from optimizer.routing_ties import (
    keep_apart,
    keep_in_order,
    keep_on_one_route,
    limit_the_hours,
    rest_between_shifts,
    share_fairly,
    work_after,
    work_together,
)
from optimizer.schedule import Blocked
from optimizer.solution import Route

Order = Mapping[str, Sequence[Visit]]
"""For each used shift id the visits of its route in order."""

RULES = (
    follow_the_clock,
    price_the_legs,
    price_the_day,
    keep_shifts,
    price_overtime,
    price_waiting,
    take_breaks,
    keep_windows,
    price_the_clock,
    keep_eligibility,
    price_leaving_out,
    keep_capacity,
    keep_stock,
    pass_the_depot,
    cap_visits,
    cap_driving,
    cap_distance,
    cap_waiting,
    cap_working_time,
    work_together,
    work_after,
    keep_apart,
    keep_on_one_route,
    keep_in_order,
    rest_between_shifts,
    limit_the_hours,
    share_fairly,
)


class RoutingModel(Graph):
    """A problem as OR-Tools sees it."""

    def __init__(
        self,
        problem: Problem,
        eligible: Mapping[str, Sequence[int]],
        *,
        price_waiting: bool = True,
        loose: bool = False,
    ) -> None:
        """`eligible` gives shift indices by visit id; visits missing there are not modelled.

        Without `price_waiting` waiting is free, which makes the search several times faster.
        `loose` is for `routing_loose`.
        """
        super().__init__(problem, eligible, loose=loose)
        self.eligible, self.price_waiting = eligible, price_waiting
        for rule in RULES:
            if self.price_waiting or rule.__name__ != "price_waiting":
                rule(self)

    def assignment_of(self, orders: Order) -> Any | None:
        """The orders as a starting point of a search, or None where OR-Tools refuses them.

        The model must be closed. Times are left to the search: `ReadAssignmentFromRoutes`
        would look for them until the time limit.
        """
        timed = time_plan(self.problem, orders)
        if isinstance(timed, Blocked):
            return None
        routes: list[list[int]] = []
        for vehicle, shift in enumerate(self.shifts):
            numbers = self._numbers(vehicle, timed.get(shift.id))
            if numbers is None:
                return None
            routes.append([self.indices[number] for number in numbers])
        assignment = self.routing.solver().Assignment()
        known = self.routing.RoutesToAssignment(routes, True, True, assignment)
        return assignment if known else None

    def _numbers(self, vehicle: int, route: Route | None) -> list[int] | None:
        """The nodes of a timed route; None where there is none for one of its stops."""
        if route is None:
            return []
        passed = len(route.stops) if route.picked_up is None else route.picked_up.before
        before: list[int] = []
        behind: list[int] = []
        passes: list[int] = []
        for position, stop in enumerate(route.stops):
            found = self._nodes_at(vehicle, stop.visit, stop.start)
            plain = [number for number in found if not self.nodes[number].fetched]
            fetched = [number for number in found if self.nodes[number].fetched]
            if position >= passed and fetched:
                passes += self._passes_for(fetched[0])
                behind.append(fetched[0])
            elif plain:
                (before if position < passed else behind).append(plain[0])
            else:
                return None
        return before + passes + behind

    def _nodes_at(self, vehicle: int, visit: str, start: int) -> list[int]:
        return [
            number
            for number in self.of_visit.get(visit, [])
            if vehicle in self.nodes[number].vehicles
            and self.nodes[number].window.opens <= start <= self.nodes[number].window.closes
        ]

    def _passes_for(self, node: int) -> list[int]:
        return [
            number
            for number, passed in enumerate(self.passes, start=len(self.nodes))
            if passed.delivers == node
        ]

    def orders(self) -> dict[str, list[Visit]]:
        """The routes of the solution being looked at; call it inside a solution callback."""
        return self._walk(lambda index: self.routing.NextVar(index).Value())

    def orders_of(self, assignment: Any) -> dict[str, list[Visit]]:
        return self._walk(lambda index: assignment.Value(self.routing.NextVar(index)))

    def _walk(self, following: Any) -> dict[str, list[Visit]]:
        found: dict[str, list[Visit]] = {}
        for vehicle, shift in enumerate(self.shifts):
            index = following(self.routing.Start(vehicle))
            while not self.routing.IsEnd(index):
                number = self.manager.IndexToNode(index)
                if number < len(self.nodes):
                    found.setdefault(shift.id, []).append(self.nodes[number].visit)
                index = following(index)
        return found
