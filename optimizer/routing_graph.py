"""What every rule of the OR-Tools model works on: nodes, indices, matrices and dimensions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from ortools.constraint_solver import pywrapcp

from optimizer.problem import Problem
from optimizer.routing_nodes import nodes_and_passes

Matrix = npt.NDArray[np.int64]

NOWHERE = -1
"""The place where a route ends that ends at its last visit; no way leads there."""

UNBOUNDED = 1 << 40
"""A capacity that no sum reaches."""


@dataclass(frozen=True)
class Pace:
    """The slowest traffic in percent of the matrix's time, and the seconds on site by node."""

    percent: int
    on_site: Matrix

    @property
    def key(self) -> tuple[int, bytes]:
        return self.percent, self.on_site.tobytes()


class Graph:
    """Nodes in this order: visits by window, passes by a depot, start and end places.

    `tied` tells that some rule looks at more than OR-Tools' insertion heuristics do, `loose`
    that rules are narrowed to what the heuristics see (`routing_loose`).
    """

    def __init__(
        self, problem: Problem, eligible: Mapping[str, Sequence[int]], *, loose: bool = False
    ) -> None:
        self.problem, self.shifts = problem, problem.shifts
        self.horizon = max(shift.last_return for shift in self.shifts)
        self.nodes, self.passes = nodes_and_passes(problem, eligible, self.horizon)
        homes = {shift.start_place for shift in self.shifts}
        ends = [NOWHERE if s.end_place is None else s.end_place for s in self.shifts]
        bases = sorted(homes | set(ends))
        self.first_base = len(self.nodes) + len(self.passes)
        number = {place: self.first_base + index for index, place in enumerate(bases)}
        self.places: npt.NDArray[np.intp] = np.array(
            [n.visit.place for n in self.nodes] + [p.place for p in self.passes] + bases,
            dtype=np.intp,
        )
        self.manager = pywrapcp.RoutingIndexManager(
            len(self.places),
            len(self.shifts),
            [number[shift.start_place] for shift in self.shifts],
            [number[end] for end in ends],
        )
        self.routing = pywrapcp.RoutingModel(self.manager)
        self.indices: list[int] = [self.manager.NodeToIndex(n) for n in range(self.first_base)]
        self.time: Any = None
        self.dimensions: dict[str, Any] = {}
        self.clock_evaluators: list[int] = []
        self.paces: list[Pace] = []
        self.breaks: dict[int, list[Any]] = {}
        self.tied, self.loose = False, loose
        self.of_visit: dict[str, list[int]] = {}
        for node, held in enumerate(self.nodes):
            self.of_visit.setdefault(held.visit.id, []).append(node)
        self._same_site = self._find_same_sites()

    @property
    def vehicles(self) -> range:
        return range(len(self.shifts))

    @property
    def size(self) -> int:
        return len(self.places)

    def legs(self, matrix: npt.NDArray[np.int32]) -> Matrix:
        """A travel matrix by node; nothing to a route's open end, nor for unused shifts."""
        legs: Matrix = matrix[np.ix_(self.places, self.places)].astype(np.int64)
        legs[:, self.places == NOWHERE] = 0
        legs[self.first_base :, self.first_base :] = 0
        return legs

    def with_stops(self, legs: Matrix, leaving: Matrix, arriving: Matrix) -> Matrix:
        """Legs plus what a node adds when left, and when reached from elsewhere.

        From pass to pass at one depot nothing is added: the van is loaded once.
        """
        whole = legs + leaving[:, None]
        if arriving.any():
            whole += np.where(self._same_site, 0, arriving[None, :])
        for group in self.depots():
            whole[np.ix_(group, group)] = 0
        whole[self.first_base :, self.first_base :] = 0
        return whole

    def depots(self) -> list[list[int]]:
        """The passes by one depot, as node numbers."""
        groups: dict[int, list[int]] = {}
        for number, passed in enumerate(self.passes, start=len(self.nodes)):
            groups.setdefault(passed.place, []).append(number)
        return list(groups.values())

    def _find_same_sites(self) -> npt.NDArray[np.bool_]:
        same: npt.NDArray[np.bool_] = self.places[:, None] == self.places[None, :]
        same[len(self.nodes) :, :] = False
        return same

    def dimension(
        self,
        name: str,
        evaluators: Sequence[int],
        *,
        capacities: Sequence[int],
        slack: int = 0,
        from_zero: bool = True,
    ) -> Any:
        """A new dimension with one evaluator and one capacity for each vehicle."""
        self.routing.AddDimensionWithVehicleTransitAndCapacity(
            list(evaluators), slack, list(capacities), from_zero, name
        )
        self.dimensions[name] = self.routing.GetDimensionOrDie(name)
        return self.dimensions[name]

    def register(self, matrix: Matrix) -> int:
        evaluator: int = self.routing.RegisterTransitMatrix(matrix.tolist())
        return evaluator

    def register_unary(self, by_node: Sequence[int]) -> int:
        evaluator: int = self.routing.RegisterUnaryTransitVector(list(by_node))
        return evaluator

    def at_visits(self, amounts: Mapping[str, int]) -> list[int]:
        """By node the amount of its visit; 0 at depots and homes."""
        found = [amounts.get(node.visit.id, 0) for node in self.nodes]
        return found + [0] * (self.size - len(found))
