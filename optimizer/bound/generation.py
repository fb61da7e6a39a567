"""Column generation: routes and duals find each other until no route is worth adding.

At any duals, their sum plus the least units of every group is a bound (Lagrange), and it is
exact: duals are whole cents, routes are priced in whole numbers. Duals are smoothed towards
those of the best bound so far (Wentges 1997), which keeps them from swinging.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from optimizer.bound.cuts import violated
from optimizer.bound.lanes import UNIT, groups_of
from optimizer.bound.master import Master
from optimizer.bound.pricing import EXACT, HEURISTIC, Cut, Duals, Priced, Pricing
from optimizer.problem import Problem

NEAREST = 12
"""Visits remembered at each visit to begin with."""

SMOOTH = 0.6
CLOSE = 0.001
"""The bound is as good as the linear program's value from this share of it on."""


@dataclass(frozen=True)
class Proof:
    """Duals and what every group's cheapest route costs above them, at most 0; in cents."""

    cents: int
    duals: Duals
    least: tuple[int, ...]


def _tell_nobody(_proof: Proof) -> None:
    pass


@dataclass
class Generation:
    """The state of one problem's column generation; `proof` is the best bound so far.

    `on_proof` hears of every better one.
    """

    problem: Problem
    deadline: float
    on_proof: Callable[[Proof], None] = _tell_nobody
    proof: Proof | None = None
    value: float = 0.0
    _barren: set[int] = field(default_factory=set)
    pricing: Pricing = field(init=False)
    master: Master = field(init=False)

    def __post_init__(self) -> None:
        groups = groups_of(self.problem)
        self.pricing = Pricing(groups, _near(self.problem))
        self.master = Master([v.leave_out_cents for v in self.problem.visits], groups)

    @property
    def late(self) -> bool:
        return self.seconds_left <= 0

    @property
    def seconds_left(self) -> float:
        return self.deadline - time.monotonic()

    def converge(self) -> bool:
        """Price until no route is worth adding; False when time or room ran out."""
        while True:
            if not self._priced_out():
                return False
            if not self._unroll_cycles():
                return True

    def strengthen(self) -> bool:
        """Add the cuts that the current solution violates; False if there are none."""
        if self.master.solve() is None:
            return False
        found = violated(self.master.used, self.master.cuts)
        for cut in found:
            self.master.add_cut(cut)
        return bool(found)

    def _priced_out(self) -> bool:
        mode = HEURISTIC
        smooth = SMOOTH
        while not self.late:
            value = self.master.solve()
            if value is None:
                return False
            self.value = value
            if self.proof is not None and value - self.proof.cents <= CLOSE * value + 1:
                return True
            duals = self.master.duals
            at = _between(self.proof.duals, duals, smooth) if self.proof and smooth else duals
            priced = self._price(at, mode)
            if priced is None:
                return False
            if self.master.add(c for c in priced if _worth(c, duals)):
                mode, smooth = HEURISTIC, SMOOTH
            elif mode == HEURISTIC:
                self._barren.clear()
                mode = EXACT
            elif smooth and at != duals:
                smooth = 0.0
            else:
                return True
        return False

    def _price(self, duals: Duals, mode: int) -> list[Priced] | None:
        """Good routes of all groups; exact pricing also makes a bound."""
        routes: list[Priced] = []
        least = []
        every = range(len(self.pricing.groups))
        fruitful = [group for group in every if group not in self._barren]
        for group in every if mode == EXACT else fruitful or every:
            found = self.pricing.routes(group, duals, mode, seconds=self.seconds_left)
            if found is None:
                return None
            least.append(found[0] // UNIT)
            routes += found[1]
            (self._barren.discard if found[1] else self._barren.add)(group)
        if mode == EXACT:
            self._keep(duals, least)
        return routes

    def _keep(self, duals: Duals, least: list[int]) -> None:
        groups = self.pricing.groups
        cents = sum(duals.visits) - sum(duals.cuts.values())
        cents += sum(len(g.shifts) * units for g, units in zip(groups, least, strict=True))
        if self.proof is None or cents > self.proof.cents:
            self.proof = Proof(cents, duals, tuple(least))
            self.on_proof(self.proof)

    def _unroll_cycles(self) -> bool:
        """Remember longer where used routes come back to a visit; False if none does."""
        cycling = [c for c, _ in self.master.used if len(set(c.order)) < len(c.order)]
        for column in cycling:
            for begin, end in _cycles(column.order):
                for between in column.order[begin + 1 : end]:
                    self.pricing.remember(between, column.order[begin])
        self.master.drop(
            key
            for key, column in list(self.master.columns.items())
            if cycling and self._forgot(column)
        )
        return bool(cycling)

    def _forgot(self, column: Priced) -> bool:
        """The route comes back to a visit that is remembered all the way."""
        return any(
            all(column.order[begin] in self.pricing.near[v] for v in column.order[begin + 1 : end])
            for begin, end in _cycles(column.order)
        )


def _cycles(order: tuple[int, ...]) -> Iterable[tuple[int, int]]:
    """Positions of a visit and of its next return."""
    last: dict[int, int] = {}
    for position, visit in enumerate(order):
        if visit in last:
            yield last[visit], position
        last[visit] = position


def _worth(column: Priced, duals: Duals) -> bool:
    gains = sum(duals.visits[visit] for visit in column.order)
    paid = sum(cents * cut.counts(column.order) for cut, cents in duals.cuts.items())
    return column.units < UNIT * (gains - paid + duals.groups[column.group])


def _between(old: Duals, new: Duals, smooth: float) -> Duals:
    """Duals on the way from new to old."""
    cuts: dict[Cut, int] = {}
    for cut in {**old.cuts, **new.cuts}:
        mixed = smooth * old.cuts.get(cut, 0) + (1 - smooth) * new.cuts.get(cut, 0)
        cuts[cut] = round(mixed)
    visits, groups = (
        tuple(round(smooth * a + (1 - smooth) * b) for a, b in zip(before, after, strict=True))
        for before, after in ((old.visits, new.visits), (old.groups, new.groups))
    )
    return Duals(visits, groups, {cut: cents for cut, cents in cuts.items() if cents > 0})


def _near(problem: Problem) -> list[set[int]]:
    seconds = problem.travel.durations_s
    places = [visit.place for visit in problem.visits]
    return [
        set(sorted(range(len(places)), key=lambda j: int(seconds[places[j], place]))[:NEAREST])
        for place in places
    ]
