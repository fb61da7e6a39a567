"""Bound and plan of one problem approach each other until the deadline.

Column generation gives the first bound. From then on three things share the time alike: steps
of the dive, rounds of cuts (a better bound), and CP-SAT's choice among all routes that can still
be part of a better plan. Where they are few enough to be listed, that choice ends the search.
"""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from optimizer.bound.diving import Dive
from optimizer.bound.generation import Generation, Proof
from optimizer.bound.lanes import UNIT
from optimizer.bound.lower import bound_of, seed
from optimizer.bound.pool import Orders, Pool, PoolRoute
from optimizer.bound.pricing import ENUMERATE, Duals, Priced
from optimizer.bound.proof import Bound
from optimizer.bound.relaxing import relaxed
from optimizer.plan_timing import is_tied
from optimizer.problem import Problem

CLOSE_ENOUGH = 1.1
"""CP-SAT chooses among routes while the plan costs at most so many times the bound."""

CHOICE_S = 3.0
"""Seconds of one choice by CP-SAT."""

MOST_CHOSEN = 30_000
ALL_S = 0.5
"""Seconds for making all routes of a group that can be part of a better plan."""

FIRST_DIVE_S = 1.5
"""Seconds that steps of the dive are ahead of the cuts: a plan is worth more than a bound."""

FEW_MORE = 100
"""New routes that make another choice worth while."""


def improve(
    problem: Problem,
    *,
    deadline: float,
    incumbent: Mapping[str, Sequence[str]] | None,
    pool_in: Callable[[], Iterable[PoolRoute]],
    on_solution: Callable[[Orders, int], None],
    on_bound: Callable[[Bound], None],
) -> bool:
    """Run until `deadline` (monotonic clock), telling of each better plan and better bound.

    `incumbent` holds visit ids by shift id. `pool_in` is asked now and then for routes found
    elsewhere since: (index of the shift, indices of the visits in order, cents). True when
    nothing is left to find: no plan is better than the last one told of (or the incumbent).
    """
    return _Improving(problem, deadline, incumbent or {}, pool_in, on_solution, on_bound).run()


@dataclass
class _Improving:
    problem: Problem
    deadline: float
    incumbent: Mapping[str, Sequence[str]]
    pool_in: Callable[[], Iterable[PoolRoute]]
    on_solution: Callable[[Orders, int], None]
    on_bound: Callable[[Bound], None]
    cents: int | None = None
    told: int | None = None
    chosen_from: int = 0
    chosen_at: int | None = None
    cutting: bool = True
    finished: bool = False
    generation: Generation = field(init=False)
    pool: Pool = field(init=False)
    dive: Dive = field(init=False)

    def __post_init__(self) -> None:
        self.pool = Pool(self.problem)
        self.plan = self.pool.chosen(self.incumbent)
        self.cents = self.pool.plan_cents(self.plan)
        for shift, order in self.plan.items():
            self.pool.price(shift, order)
        self.generation = Generation(self.problem, self.deadline, self._tell_bound)
        self.tied = is_tied(self.problem)
        self.exact = not relaxed(self.problem) and not any(
            group.lane.idle_rate for group in self.generation.pricing.groups
        )

    def run(self) -> bool:
        self._listen()
        if not self.generation.converge():
            return False
        self.dive = Dive(self.generation, self._below())
        spent = {self._cut: FIRST_DIVE_S, self._dive: 0.0, self._choose: 0.0}
        while not self.generation.late and not self._met() and not self.finished:
            open_to = [move for move in spent if self._worth(move)]
            if not open_to:
                break
            move = min(open_to, key=lambda move: spent[move])
            began = time.monotonic()
            move()
            spent[move] += time.monotonic() - began
            self._listen()
        return self.finished or self._met()

    def _worth(self, move: Callable[[], None]) -> bool:
        """CP-SAT waits for a plan whose gap leaves few routes; dives do not see relations."""
        if move == self._cut:
            return self.cutting
        if move == self._dive:
            return not self.dive.exhausted and not self.tied
        known = len(self.generation.master.columns) + len(self.pool.cents)
        fresh = known - self.chosen_from >= FEW_MORE or self.told != self.chosen_at
        proof = self.generation.proof
        if proof is None or self.cents is None or not fresh:
            return False
        return self.tied or self.cents <= CLOSE_ENOUGH * proof.cents

    def _dive(self) -> None:
        self.dive.below = self._below()
        self._take(self.dive.step())

    def _below(self) -> float:
        return float("inf") if self.cents is None else self.cents

    def _met(self) -> bool:
        proof = self.generation.proof
        return proof is not None and self.cents is not None and proof.cents >= self.cents

    def _listen(self) -> None:
        """Take over what others have found."""
        found = list(self.pool_in())
        self.pool.add(found)
        seed(self.generation, [*found, *self._known(self.plan)])

    def _known(self, plan: Mapping[int, tuple[int, ...]]) -> list[PoolRoute]:
        priced = [(shift, order, self.pool.price(shift, order)) for shift, order in plan.items()]
        return [(shift, order, cents) for shift, order, cents in priced if cents is not None]

    def _tell_bound(self, proof: Proof) -> None:
        if self.told is None or proof.cents > self.told:
            self.told = proof.cents
            self.on_bound(bound_of(self.generation, proof))

    def _cut(self) -> None:
        if not self.generation.strengthen():
            self.cutting = False
            return
        self.generation.converge()

    def _take(self, columns: list[Priced] | None) -> None:
        """A plan out of a dive, if its routes hold in all rules."""
        if columns is None:
            return
        plan: dict[int, tuple[int, ...]] = {}
        for column in columns:
            shifts = self.generation.pricing.groups[column.group].shifts
            order = tuple(dict.fromkeys(column.order))
            free = next((shift for shift in shifts if shift not in plan), None)
            served = {visit for other in plan.values() for visit in other}
            order = tuple(visit for visit in order if visit not in served)
            if free is not None and order:
                plan[free] = order
        cents = self.pool.plan_cents(plan)
        if cents is not None and (self.cents is None or cents < self.cents):
            self._better(plan, cents)

    def _better(self, plan: dict[int, tuple[int, ...]], cents: int) -> None:
        self.plan, self.cents = plan, cents
        self.on_solution(self.pool.orders(plan), cents)

    def _choose(self) -> None:
        """CP-SAT over all routes that can be part of a better plan."""
        every = self._every_route()
        routes = self._promising() if every is None else every
        self.chosen_from = len(self.generation.master.columns) + len(self.pool.cents)
        self.chosen_at = self.told
        if len(routes) > MOST_CHOSEN:
            return
        from optimizer.bound.recombining import best_of  # brings pandas along: not before the bound

        until = min(self.deadline, time.monotonic() + CHOICE_S)
        found = best_of(self.pool, routes, deadline=until, below=self.cents, hint=self.plan)
        if found.orders is not None and found.cents is not None:
            self._better(self.pool.chosen(found.orders), found.cents)
        self.finished = every is not None and found.complete and self.exact and not self.tied
        if self.finished and self.generation.proof is not None:
            bound = bound_of(self.generation, self.generation.proof)
            self.on_bound(bound.model_copy(update={"searched_cents": self.cents}))

    def _promising(self) -> list[PoolRoute]:
        """Known routes whose reduced cost leaves room for a better plan."""
        columns = [c for c in self.generation.master.columns.values() if _elementary(c)]
        return self._priced(columns) + [r for r in self.pool.routes() if self._fits(r)]

    def _fits(self, route: PoolRoute) -> bool:
        return any(
            self._room_for(Priced(number, route[1], UNIT * route[2], 0))
            for number, group in enumerate(self.generation.pricing.groups)
            if route[0] in group.shifts
        )

    def _room_for(self, column: Priced) -> bool:
        proof = self.generation.proof
        if proof is None or self.cents is None:
            return True
        duals = proof.duals
        gains = sum(duals.visits[visit] for visit in column.order)
        paid = sum(cents * cut.counts(column.order) for cut, cents in duals.cuts.items())
        reduced = column.units // UNIT - gains + paid - proof.least[column.group]
        return proof.cents + reduced < self.cents

    def _priced(self, columns: Iterable[Priced]) -> list[PoolRoute]:
        """With true cents, one entry for each shift of the group."""
        priced = []
        for column in columns:
            if not self._room_for(column):
                continue
            shifts = self.generation.pricing.groups[column.group].shifts
            cents: int | None = column.units // UNIT
            if not self.exact:
                cents = self.pool.price(shifts[0], column.order)
            if cents is not None:
                priced += [(shift, column.order, cents) for shift in shifts]
        return priced

    def _every_route(self) -> list[PoolRoute] | None:
        """All routes that can be part of a better plan; None if they are too many."""
        proof = self.generation.proof
        if proof is None or self.cents is None:
            return None
        gap = self.cents - proof.cents
        duals = Duals(proof.duals.visits, proof.least, proof.duals.cuts)
        columns: list[Priced] = []
        for group in range(len(self.generation.pricing.groups)):
            found = self.generation.pricing.routes(
                group, duals, ENUMERATE, seconds=ALL_S, above=gap, at_most=MOST_CHOSEN
            )
            if found is None or len(columns) + len(found[1]) >= MOST_CHOSEN:
                return None
            columns += found[1]
        return self._priced(columns)


def _elementary(column: Priced) -> bool:
    return len(set(column.order)) == len(column.order)
