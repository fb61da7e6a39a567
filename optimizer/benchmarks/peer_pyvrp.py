"""PyVRP on one of our problems: python -m optimizer.benchmarks.peer_pyvrp PROBLEM OUT --seconds S.

Several windows become a group of clients of which one is served; overtime is counted from the
opening of the shift, at which every route then starts. Whom a technician cannot serve is far
away in that technician's matrix.
"""

from collections.abc import Sequence

import numpy as np
import pyvrp
from pyvrp.stop import MaxRuntime

from optimizer.benchmarks.instance import Orders
from optimizer.benchmarks.peer import able_shifts, left_of, room, serve, units
from optimizer.benchmarks.plane import IntMatrix
from optimizer.problem import Problem, Shift, Visit
from optimizer.values import PER_100_KM, PER_HOUR


def search(problem: Problem, seconds: float, cores: int) -> Orders:
    """One core, whatever there is."""
    model = _Model(problem)
    result = pyvrp.solve(
        model.data(), MaxRuntime(left_of(seconds)), seed=1, collect_stats=False, display=False
    )
    return model.orders(result.best)


class _Model:
    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.able = able_shifts(problem)
        self.ends = sorted({p for s in problem.shifts for p in (s.start_place, s.end_place or 0)})
        self.clients: list[int] = []
        self.kinds: dict[object, list[int]] = {}
        self.by_second = any(
            s.max_overtime_s or s.prices.route_cents_per_hour for s in problem.shifts
        )
        self.scale = PER_HOUR if self.by_second else 1
        """Costs are in cents, or in 1/3600 of them where seconds have a price."""
        self.horizon = max((shift.last_return for shift in problem.shifts), default=0)
        """PyVRP 0.14 hangs on times and distances near its own largest value."""

    def data(self) -> pyvrp.ProblemData:
        clients, groups = self._clients()
        profiles: dict[object, int] = {}
        matrices: list[tuple[IntMatrix, IntMatrix]] = []
        types = []
        for number, shift in enumerate(self.problem.shifts):
            self.kinds.setdefault(self._kind(number, shift), []).append(number)
        for numbers in self.kinds.values():
            shift, profile = self.problem.shifts[numbers[0]], self._profile(numbers[0])
            if profile not in profiles:
                profiles[profile] = len(matrices)
                matrices.append(self._matrices(numbers[0]))
            types.append(self._type(shift, len(numbers), profiles[profile]))
        return pyvrp.ProblemData(
            locations=[pyvrp.Location(0, 0) for _ in range(len(self.ends) + len(clients))],
            clients=clients,
            depots=[pyvrp.Depot(index) for index in range(len(self.ends))],
            vehicle_types=types,
            distance_matrices=[costs for costs, _ in matrices],
            duration_matrices=[durations for _, durations in matrices],
            groups=groups,
        )

    def _clients(self) -> tuple[list[pyvrp.Client], list[pyvrp.ClientGroup]]:
        clients: list[pyvrp.Client] = []
        groups: list[pyvrp.ClientGroup] = []
        for number, visit in enumerate(self.problem.visits):
            windows = [(w.opens, w.closes) for w in visit.windows] or [(0, self.horizon)]
            group = None
            if len(windows) > 1:
                group = len(groups)
                members = range(len(clients), len(clients) + len(windows))
                groups.append(pyvrp.ClientGroup(list(members), required=visit.mandatory))
            for window in windows:
                clients.append(self._client(visit, window, group))
                self.clients.append(number)
        return clients, groups

    def _client(self, visit: Visit, window: tuple[int, int], group: int | None) -> pyvrp.Client:
        return pyvrp.Client(
            location=len(self.ends) + len(self.clients),
            delivery=[visit.load.get(unit, 0) for unit in units(self.problem)],
            service_duration=visit.service_s,
            tw_early=window[0],
            tw_late=window[1],
            prize=0 if visit.mandatory else self.scale * visit.leave_out_cents,
            required=visit.mandatory and group is None,
            group=group,
        )

    def _profile(self, number: int) -> object:
        prices = self.problem.shifts[number].prices
        may = tuple(number in able for able in self.able)
        return may, prices.drive_cents_per_hour, prices.distance_cents_per_100km

    def _kind(self, number: int, shift: Shift) -> object:
        alike = shift.model_dump_json(exclude={"id", "technician", "skills", "equipment", "stock"})
        return alike, self._profile(number)

    def _matrices(self, number: int) -> tuple[IntMatrix, IntMatrix]:
        """Cost and time between all places for one shift."""
        prices = self.problem.shifts[number].prices
        visits = self.problem.visits
        places = np.array([*self.ends, *(visits[client].place for client in self.clients)])
        travel = self.problem.travel
        durations = travel.durations_s[np.ix_(places, places)].astype(np.int64)
        metres = travel.distances_m[np.ix_(places, places)].astype(np.int64)
        cents = (
            durations * (prices.drive_cents_per_hour / PER_HOUR)
            + metres * (prices.distance_cents_per_100km / PER_100_KM)
        ) * self.scale
        costs = np.rint(cents).astype(np.int64)
        barred = [
            len(self.ends) + index
            for index, client in enumerate(self.clients)
            if number not in self.able[client]
        ]
        dearest = max([int(cents.max()), *(self.scale * v.leave_out_cents for v in visits)])
        for matrix, far in ((costs, 10 * dearest), (durations, 10 * self.horizon)):
            matrix[barred, :] = far
            matrix[:, barred] = far
            np.fill_diagonal(matrix, 0)
        return costs, durations

    def _type(self, shift: Shift, count: int, profile: int) -> pyvrp.VehicleType:
        overtime = shift.max_overtime_s > 0
        duration = shift.closes - shift.opens if overtime else shift.caps.route_s
        prices = shift.prices
        return pyvrp.VehicleType(
            num_available=count,
            capacity=[room(self.problem, shift, unit) for unit in units(self.problem)],
            start_depot=self.ends.index(shift.start_place),
            end_depot=self.ends.index(shift.end_place or 0),
            tw_early=shift.opens,
            tw_late=shift.last_return,
            start_late=shift.opens if overtime else shift.last_return,
            shift_duration=self.horizon if duration is None else duration,
            max_overtime=shift.max_overtime_s,
            unit_overtime_cost=prices.overtime_cents_per_hour if self.by_second else 0,
            unit_duration_cost=prices.route_cents_per_hour if self.by_second else 0,
            profile=profile,
        )

    def orders(self, solution: pyvrp.Solution) -> dict[str, Sequence[str]]:
        free = [list(numbers) for numbers in self.kinds.values()]
        found: dict[str, Sequence[str]] = {}
        for route in solution.routes():
            shift = self.problem.shifts[free[route.vehicle_type()].pop(0)]
            found[shift.id] = [
                self.problem.visits[self.clients[stop.idx]].id
                for stop in route.schedule()
                if stop.is_client()
            ]
        return found


if __name__ == "__main__":
    serve(search, "pyvrp")
