"""Plain OR-Tools on one of our problems: python -m optimizer.benchmarks.peer_ortools PROBLEM OUT.

The model of every tutorial, with guided local search; nothing of ours helps it. Costs are
hundredths of cents so that prices of seconds keep two digits.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from optimizer.benchmarks.instance import Orders
from optimizer.benchmarks.peer import able_shifts, left_of, room, serve, units
from optimizer.problem import Problem, Shift
from optimizer.values import PER_100_KM, PER_HOUR

SCALE = 100


def search(problem: Problem, seconds: float, cores: int) -> Orders:
    """One core, whatever there is."""
    model = _Model(problem)
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PATH_CHEAPEST_ARC
    parameters.local_search_metaheuristic = (
        routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    )
    parameters.time_limit.FromMilliseconds(int(1000 * left_of(seconds)))
    return model.orders(model.routing.SolveWithParameters(parameters))


class _Model:
    """Nodes are the visits, then each shift's start, then each shift's end."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        count, vehicles = len(problem.visits), len(problem.shifts)
        starts = list(range(count, count + vehicles))
        ends = list(range(count + vehicles, count + 2 * vehicles))
        self.places = np.array(
            [
                *(visit.place for visit in problem.visits),
                *(shift.start_place for shift in problem.shifts),
                *(shift.end_place or 0 for shift in problem.shifts),
            ]
        )
        self.manager = pywrapcp.RoutingIndexManager(count + 2 * vehicles, vehicles, starts, ends)
        self.routing = pywrapcp.RoutingModel(self.manager)
        self._price_legs()
        self._keep_time()
        self._bound_loads()
        self._choose_visits()

    def _price_legs(self) -> None:
        callbacks: dict[tuple[int, int], int] = {}
        travel, grid = self.problem.travel, np.ix_(self.places, self.places)
        for vehicle, shift in enumerate(self.problem.shifts):
            rates = shift.prices.drive_cents_per_hour, shift.prices.distance_cents_per_100km
            if rates not in callbacks:
                cost = SCALE * (
                    travel.durations_s[grid] * (rates[0] / PER_HOUR)
                    + travel.distances_m[grid] * (rates[1] / PER_100_KM)
                )
                matrix = np.rint(cost).astype(np.int64).tolist()
                callbacks[rates] = self.routing.RegisterTransitMatrix(matrix)
            self.routing.SetArcCostEvaluatorOfVehicle(callbacks[rates], vehicle)

    def _keep_time(self) -> None:
        shifts = self.problem.shifts
        service = np.zeros(len(self.places), dtype=np.int64)
        service[: len(self.problem.visits)] = [visit.service_s for visit in self.problem.visits]
        drive = self.problem.travel.durations_s[np.ix_(self.places, self.places)]
        transit = self.routing.RegisterTransitMatrix((drive + service[:, None]).tolist())
        horizon = max((shift.last_return for shift in shifts), default=0)
        self.routing.AddDimension(transit, horizon, horizon, False, "time")
        time = self.routing.GetDimensionOrDie("time")
        for vehicle, shift in enumerate(shifts):
            self._time_shift(time, vehicle, shift, service)
        for number, visit in enumerate(self.problem.visits):
            start = time.CumulVar(self.manager.NodeToIndex(number))
            windows = visit.allowed_starts()
            if windows:
                start.SetRange(windows[0].opens, min(horizon, windows[-1].closes))
            for before, after in pairwise(windows):
                if after.opens > before.closes + 1:
                    start.RemoveInterval(before.closes + 1, after.opens - 1)

    def _time_shift(
        self,
        time: pywrapcp.RoutingDimension,
        vehicle: int,
        shift: Shift,
        service: "np.typing.NDArray[np.int64]",
    ) -> None:
        routing, prices = self.routing, shift.prices
        for index in (routing.Start(vehicle), routing.End(vehicle)):
            time.CumulVar(index).SetRange(shift.opens, shift.last_return)
        if shift.max_overtime_s:
            rate = round(SCALE * prices.overtime_cents_per_hour / PER_HOUR)
            time.SetCumulVarSoftUpperBound(routing.End(vehicle), shift.closes, rate)
        if shift.caps.route_s is not None:
            time.SetSpanUpperBoundForVehicle(shift.caps.route_s, vehicle)
        if prices.route_cents_per_hour:
            rate = round(SCALE * prices.route_cents_per_hour / PER_HOUR)
            time.SetSpanCostCoefficientForVehicle(rate, vehicle)
        if shift.breaks:
            rests = [
                routing.solver().FixedDurationIntervalVar(
                    rest.earliest, rest.latest, rest.duration_s, False, f"break {vehicle}"
                )
                for rest in shift.breaks
            ]
            nodes = [self.manager.IndexToNode(index) for index in range(routing.Size())]
            time.SetBreakIntervalsOfVehicle(rests, vehicle, [int(service[n]) for n in nodes])

    def _bound_loads(self) -> None:
        for unit in units(self.problem):
            loads = [visit.load.get(unit, 0) for visit in self.problem.visits]
            loads += [0] * (len(self.places) - len(loads))
            rooms = [room(self.problem, shift, unit) for shift in self.problem.shifts]
            callback = self.routing.RegisterUnaryTransitVector(loads)
            self.routing.AddDimensionWithVehicleCapacity(callback, 0, rooms, True, unit)

    def _choose_visits(self) -> None:
        for number, may in enumerate(able_shifts(self.problem)):
            index = self.manager.NodeToIndex(number)
            self.routing.VehicleVar(index).SetValues([-1, *sorted(may)])
            price = SCALE * self.problem.visits[number].leave_out_cents
            self.routing.AddDisjunction([index], price)

    def orders(self, assignment: pywrapcp.Assignment | None) -> Orders:
        """None found: everybody is left out."""
        found: dict[str, Sequence[str]] = {}
        if assignment is None:
            return found
        for vehicle, shift in enumerate(self.problem.shifts):
            order, index = [], self.routing.Start(vehicle)
            while not self.routing.IsEnd(index):
                node = self.manager.IndexToNode(index)
                if node < len(self.problem.visits):
                    order.append(self.problem.visits[node].id)
                index = assignment.Value(self.routing.NextVar(index))
            found[shift.id] = order
        return found


if __name__ == "__main__":
    serve(search, "ortools")
