"""The OR-Tools routing model: one named function per rule.

The model holds every rule of the problem. Its objective counts 1/3600 cent, so that hourly
rates stay whole numbers; the final price of a plan is always recomputed by `schedule`.
Visits that no shift can do at all must be left out before (`eligibility`).

A visit with several windows has a node for each, of which at most one is served. Holes in the
range of one node would do as well, but OR-Tools' insertion heuristics do not see holes: they
build routes that then fail as a whole (google/or-tools issue 167).
"""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

import numpy as np
import numpy.typing as npt
from ortools.constraint_solver import pywrapcp

from optimizer import objective
from optimizer.problem import Prices, Problem, Shift, TimeWindow, Visit
from optimizer.schedule import Blocked, time_route
from optimizer.values import PER_100_KM, PER_HOUR

UNITS_PER_CENT = 3600

Order = Mapping[str, Sequence[Visit]]
"""For each used shift id the visits of its route in order."""


class RoutingModel:
    """A problem as OR-Tools sees it: one node per visit and window, then one per end place."""

    def __init__(
        self,
        problem: Problem,
        eligible: Mapping[str, Sequence[int]],
        *,
        price_waiting: bool = True,
    ) -> None:
        """`eligible` gives shift indices by visit id; visits missing there are not modelled.

        Without `price_waiting` waiting is free, which makes the search several times faster.
        """
        self.problem = problem
        self.shifts = problem.shifts
        self.eligible = eligible
        self.horizon = max(shift.last_return for shift in self.shifts)
        able = [visit for visit in problem.visits if eligible.get(visit.id)]
        nodes = [(visit, window) for visit in able for window in self._windows(visit)]
        self.visits = [visit for visit, _ in nodes]
        self.windows = [window for _, window in nodes]
        ends = sorted({p for s in self.shifts for p in (s.start_place, _end_place(s))})
        node_of = {place: len(self.visits) + index for index, place in enumerate(ends)}
        self.places = np.array([visit.place for visit in self.visits] + ends, dtype=np.intp)
        self.manager = pywrapcp.RoutingIndexManager(
            len(self.places),
            len(self.shifts),
            [node_of[shift.start_place] for shift in self.shifts],
            [node_of[_end_place(shift)] for shift in self.shifts],
        )
        self.routing = pywrapcp.RoutingModel(self.manager)
        self.indices: list[int] = [
            self.manager.NodeToIndex(node) for node in range(len(self.visits))
        ]
        self._price_the_legs()
        self._follow_the_clock()
        for rule in (
            self._keep_shifts,
            self._price_overtime,
            *([self._price_waiting] if price_waiting else []),
            self._take_breaks,
            self._keep_windows,
            self._price_lateness,
            self._keep_eligibility,
            self._price_leaving_out,
        ):
            rule()

    def _windows(self, visit: Visit) -> list[TimeWindow]:
        """When the visit may start before the last return, as windows that do not touch."""
        found: list[TimeWindow] = []
        for window in visit.allowed_starts() or (TimeWindow(opens=0, closes=self.horizon),):
            closes = min(window.closes, self.horizon)
            if found and window.opens <= found[-1].closes + 1:
                closes = max(found[-1].closes, closes)
                found[-1] = TimeWindow(opens=found[-1].opens, closes=closes)
            elif window.opens <= self.horizon:
                found.append(TimeWindow(opens=window.opens, closes=closes))
        return found

    def _price_the_legs(self) -> None:
        """Travel, kilometres, and the work at the place left: by class of equal prices."""
        evaluators: dict[Prices, int] = {}
        for vehicle, shift in enumerate(self.shifts):
            if shift.prices not in evaluators:
                cents = self._leg_cents(shift) * UNITS_PER_CENT
                evaluators[shift.prices] = self.routing.RegisterTransitMatrix(cents.tolist())
            self.routing.SetArcCostEvaluatorOfVehicle(evaluators[shift.prices], vehicle)

    def _leg_cents(self, shift: Shift) -> npt.NDArray[np.int64]:
        prices = shift.prices
        drives = self.problem.travel.durations_s[np.ix_(self.places, self.places)].astype(np.int64)
        metres = self.problem.travel.distances_m[np.ix_(self.places, self.places)].astype(np.int64)
        cents = _prices(drives, prices.drive_cents_per_hour, PER_HOUR)
        cents += _prices(metres, prices.distance_cents_per_100km, PER_100_KM)
        for node, visit in enumerate(self.visits):
            cents[node, :] += objective.serving_cents(visit, shift)
        return cents

    def _follow_the_clock(self) -> None:
        """Time accumulates drive and service; idle time is free to fall anywhere."""
        drives = self.problem.travel.durations_s[np.ix_(self.places, self.places)].astype(np.int64)
        for node, visit in enumerate(self.visits):
            drives[node, :] += visit.service_s
        evaluator = self.routing.RegisterTransitMatrix(drives.tolist())
        self.routing.AddDimension(evaluator, self.horizon, self.horizon, False, "time")
        self.time = self.routing.GetDimensionOrDie("time")

    def _keep_shifts(self) -> None:
        for vehicle, shift in enumerate(self.shifts):
            for index in (self.routing.Start(vehicle), self.routing.End(vehicle)):
                self.time.CumulVar(index).SetRange(shift.opens, shift.last_return)

    def _price_overtime(self) -> None:
        for vehicle, shift in enumerate(self.shifts):
            rate = shift.prices.overtime_cents_per_hour
            if shift.max_overtime_s and rate:
                end = self.routing.End(vehicle)
                self.time.SetCumulVarSoftUpperBound(end, shift.closes, rate)

    def _price_waiting(self) -> None:
        for vehicle, shift in enumerate(self.shifts):
            if shift.prices.wait_cents_per_hour:
                self.time.SetSlackCostCoefficientForVehicle(
                    shift.prices.wait_cents_per_hour, vehicle
                )

    def _take_breaks(self) -> None:
        solver, service = self.routing.solver(), self._service_by_index()
        for vehicle, shift in enumerate(self.shifts):
            intervals = [
                solver.FixedDurationIntervalVar(
                    rest.earliest, rest.latest, rest.duration_s, False, f"break {shift.id} {number}"
                )
                for number, rest in enumerate(shift.breaks)
            ]
            if intervals:
                self.time.SetBreakIntervalsOfVehicle(intervals, vehicle, service)

    def _service_by_index(self) -> list[int]:
        service = [0] * self.routing.Size()
        for index, visit in zip(self.indices, self.visits, strict=True):
            service[index] = visit.service_s
        return service

    def _keep_windows(self) -> None:
        for index, window in zip(self.indices, self.windows, strict=True):
            self.time.CumulVar(index).SetRange(window.opens, window.closes)

    def _price_lateness(self) -> None:
        for index, visit in zip(self.indices, self.visits, strict=True):
            if visit.due_by is not None and visit.late_cents_per_hour:
                in_time = max(0, visit.due_by - visit.service_s)
                self.time.SetCumulVarSoftUpperBound(index, in_time, visit.late_cents_per_hour)

    def _keep_eligibility(self) -> None:
        """Skills, levels, expiry and pinned technician, as the shifts left by the screening."""
        for index, visit in zip(self.indices, self.visits, strict=True):
            self.routing.VehicleVar(index).SetValues([-1, *self.eligible[visit.id]])

    def _price_leaving_out(self) -> None:
        """Of the nodes of a visit one is served, or its price is paid."""
        pairs = zip(self.visits, self.indices, strict=True)
        for visit, group in groupby(pairs, key=lambda pair: pair[0]):
            indices = [index for _, index in group]
            self.routing.AddDisjunction(indices, visit.leave_out_cents * UNITS_PER_CENT, 1)

    def assignment_of(self, orders: Order) -> Any | None:
        """The orders as a starting point of a search, or None where OR-Tools refuses them.

        The model must be closed. Times are left to the search: `ReadAssignmentFromRoutes`
        would look for them until the time limit.
        """
        routes: list[list[int]] = []
        for shift in self.shifts:
            order = orders.get(shift.id)
            timed = time_route(shift, order, self.problem.travel) if order else None
            if isinstance(timed, Blocked):
                return None
            stops = timed.stops if timed else ()
            routes.append([self._index_of(stop.visit, stop.start) for stop in stops])
        assignment = self.routing.solver().Assignment()
        known = self.routing.RoutesToAssignment(routes, True, True, assignment)
        return assignment if known else None

    def _index_of(self, visit_id: str, start: int) -> int:
        return next(
            index
            for index, visit, window in zip(self.indices, self.visits, self.windows, strict=True)
            if visit.id == visit_id and window.opens <= start <= window.closes
        )

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
                node = self.manager.IndexToNode(index)
                found.setdefault(shift.id, []).append(self.visits[node])
                index = following(index)
        return found


def _end_place(shift: Shift) -> int:
    return shift.start_place if shift.end_place is None else shift.end_place


def _prices(quantities: npt.NDArray[np.int64], rate: int, per: int) -> npt.NDArray[np.int64]:
    """`values.price` for a whole matrix."""
    return (2 * quantities * rate + per) // (2 * per)
