"""Cost and rules of a home care plan, in doubles from the published data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from optimizer.benchmarks.doubles import twice_or_never, visits_by_shift
from optimizer.benchmarks.hhcrsp_file import Patient
from optimizer.benchmarks.instance import TOLERANCE
from optimizer.solution import Solution


@dataclass(frozen=True)
class Task:
    """One service at one patient; minutes."""

    name: str
    patient: str
    service: str
    place: int
    opens: float
    closes: float
    duration: float


@dataclass(frozen=True)
class Rules:
    distances: npt.NDArray[np.float64]
    tasks: Mapping[str, Task]
    patients: Mapping[str, Patient]
    abilities: Mapping[str, frozenset[str]]
    scale: int

    def cost(self, solution: Solution) -> float:
        return self.cost_of(visits_by_shift(solution), self._starts(solution))

    def cost_of(self, orders: Mapping[str, Sequence[str]], starts: Mapping[str, float]) -> float:
        """A third of travel, lateness and largest lateness."""
        travel = sum(
            float(self.distances[leg])
            for order in orders.values()
            for leg in pairwise([0, *(self.tasks[name].place for name in order), 0])
        )
        late = [max(0.0, start - self.tasks[name].closes) for name, start in starts.items()]
        return (travel + sum(late) + max(late, default=0.0)) / 3

    def faults(self, solution: Solution) -> list[str]:
        orders, starts = visits_by_shift(solution), self._starts(solution)
        found = twice_or_never(orders, list(self.tasks))
        for carer, order in orders.items():
            found += self._route(carer, order, starts)
        if not found:
            for patient in self.patients.values():
                found += self._pair(patient, orders, starts)
        return found

    def _starts(self, solution: Solution) -> dict[str, float]:
        return {
            stop.visit: stop.start / self.scale for route in solution.routes for stop in route.stops
        }

    def _route(self, carer: str, order: Sequence[str], starts: Mapping[str, float]) -> list[str]:
        found, ready, place = [], 0.0, 0
        for name in order:
            task, start = self.tasks[name], starts[name]
            ready += float(self.distances[place, task.place])
            if task.service not in self.abilities[carer]:
                found.append(f"caregiver {carer} cannot do {name}")
            if start < max(ready, task.opens) - TOLERANCE:
                found.append(f"{name} starts at {start}, before {max(ready, task.opens)}")
            ready, place = start + task.duration, task.place
        return found

    def _pair(
        self,
        patient: Patient,
        orders: Mapping[str, Sequence[str]],
        starts: Mapping[str, float],
    ) -> list[str]:
        names = [task.name for task in self.tasks.values() if task.patient == patient.id]
        if len(names) < 2:
            return []
        found = []
        for carer, order in orders.items():
            if len(set(order) & set(names)) > 1:
                found.append(f"caregiver {carer} does two services of {patient.id}")
        least, most = patient.gap
        gap = starts[names[-1]] - starts[names[0]]
        if not least - TOLERANCE <= gap <= most + TOLERANCE:
            found.append(f"services of {patient.id} start {gap} apart, expected {least} to {most}")
        return found
