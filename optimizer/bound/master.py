"""The master linear program: which share of which route, each visit once or left out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ortools.linear_solver import pywraplp

from optimizer.bound.lanes import UNIT, Group
from optimizer.bound.pricing import Cut, Duals, Priced, VisitOrder

Key = tuple[int, VisitOrder]

GLOP = "use_preprocessing: false use_dual_simplex: true"
"""Without these each solve begins from nothing, which takes three times as long."""


@dataclass
class Master:
    """Grows by columns and cuts; GLOP goes on from its last basis.

    Rows: each visit at least once or left out at its price; each group of shifts at most as
    many routes as it has shifts; each cut at most one. After `solve`, `duals` are in whole cents,
    so that what follows from them is exact, and `used` are the routes with their shares.
    """

    leave_out_cents: Sequence[int]
    groups: Sequence[Group]
    columns: dict[Key, Priced] = field(default_factory=dict)
    cuts: dict[Cut, Any] = field(default_factory=dict)
    duals: Duals = field(init=False)
    used: list[tuple[Priced, float]] = field(init=False, default_factory=list)
    _shares: dict[Key, Any] = field(default_factory=dict)
    _held: dict[Key, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._solver = pywraplp.Solver.CreateSolver("GLOP")
        self._solver.SetSolverSpecificParametersAsString(GLOP)
        self._goal = self._solver.Objective()
        self._goal.SetMinimization()
        self._free = self._solver.infinity()
        self._visits = []
        for cents in self.leave_out_cents:
            row = self._solver.Constraint(1, self._free)
            out = self._solver.NumVar(0, 1, "")
            row.SetCoefficient(out, 1)
            self._goal.SetCoefficient(out, cents)
            self._visits.append(row)
        self._groups = [self._solver.Constraint(0, len(group.shifts)) for group in self.groups]

    def add(self, priced: Iterable[Priced]) -> int:
        """How many of the routes were new, or cheaper than known."""
        added = 0
        for column in priced:
            key = (column.group, column.order)
            if key in self.columns:
                if column.units < self.columns[key].units:
                    self._goal.SetCoefficient(self._shares[key], column.units / UNIT)
                    self.columns[key] = column
                    added += 1
                continue
            added += 1
            share = self._solver.NumVar(0, self._free, "")
            self._goal.SetCoefficient(share, column.units / UNIT)
            for visit in set(column.order):
                self._visits[visit].SetCoefficient(share, column.order.count(visit))
            self._groups[column.group].SetCoefficient(share, 1)
            for cut, row in self.cuts.items():
                times = cut.counts(column.order)
                if times:
                    row.SetCoefficient(share, times)
            self.columns[key], self._shares[key] = column, share
        return added

    def add_cut(self, cut: Cut) -> None:
        row = self._solver.Constraint(0, 1)
        for key, share in self._shares.items():
            times = cut.counts(key[1])
            if times:
                row.SetCoefficient(share, times)
        self.cuts[cut] = row

    def drop(self, keys: Iterable[Key]) -> None:
        """Never use these routes again."""
        for key in keys:
            self._shares.pop(key).SetBounds(0, 0)
            del self.columns[key]

    def hold(self, at: Mapping[Key, int]) -> None:
        """Use these routes exactly so often and all others freely, until held otherwise."""
        for key in self._held.keys() - at.keys():
            if key in self._shares:
                self._shares[key].SetBounds(0, self._free)
        for key, times in at.items():
            if self._held.get(key) != times:
                self._shares[key].SetBounds(times, times)
        self._held = dict(at)

    def solve(self) -> float | None:
        """Cents of the best mix of routes; None where the solver gave up."""
        if self._solver.Solve() != pywraplp.Solver.OPTIMAL:
            afresh = pywraplp.MPSolverParameters()
            afresh.SetIntegerParam(afresh.INCREMENTALITY, afresh.INCREMENTALITY_OFF)
            if self._solver.Solve(afresh) != pywraplp.Solver.OPTIMAL:
                return None
        self.duals = self._duals()
        self.used = [
            (self.columns[key], value)
            for key, share in self._shares.items()
            if (value := share.solution_value()) > 1e-6
        ]
        return float(self._goal.Value())

    def _duals(self) -> Duals:
        visits = [round(row.dual_value()) for row in self._visits]
        cuts = {cut: round(-row.dual_value()) for cut, row in self.cuts.items()}
        return Duals(
            tuple(
                min(most, max(0, dual))
                for most, dual in zip(self.leave_out_cents, visits, strict=True)
            ),
            tuple(min(0, round(row.dual_value())) for row in self._groups),
            {cut: cents for cut, cents in cuts.items() if cents > 0},
        )
