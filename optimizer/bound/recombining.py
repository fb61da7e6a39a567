"""The cheapest plan that can be put together from known routes, by CP-SAT."""

import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from optimizer.bound.pool import Orders, Pool, PoolRoute
from optimizer.problem import After, Apart, InOrder, Problem, SameRoute, Together, Who

WORKERS = 2
TRIES = 20
"""Plans that a rule over several routes may refuse before giving up."""


@dataclass
class Recombined:
    """`complete`: no other plan of these routes is better."""

    orders: Orders | None
    cents: int | None
    complete: bool


def recombine(
    problem: Problem,
    pool: Iterable[PoolRoute],
    *,
    seconds: float,
    incumbent_cents: int | None = None,
    incumbent: Mapping[str, Sequence[str]] | None = None,
) -> Orders | None:
    """Orders by shift id that cost less than `incumbent_cents`; None if none were found.

    `pool` holds (index of the shift, indices of the visits in order, cents). `incumbent` is the
    plan that those cents are for: the search starts from it.
    """
    known = Pool(problem)
    return best_of(
        known,
        list(pool),
        deadline=time.monotonic() + seconds,
        below=incumbent_cents,
        hint=known.chosen(incumbent or {}),
    ).orders


def best_of(
    pool: Pool,
    routes: Sequence[PoolRoute],
    *,
    deadline: float,
    below: int | None,
    hint: Mapping[int, Sequence[int]],
) -> Recombined:
    """The best plan below so many cents; a plan that turns out blocked is ruled out, and so on."""
    choice = _Choice(pool.problem, routes, below, hint)
    for _ in range(TRIES):
        status, picked = choice.solve(deadline - time.monotonic())
        if picked is None:
            return Recombined(None, None, status == cp_model.INFEASIBLE)
        plan = {routes[i][0]: routes[i][1] for i in picked}
        cents = pool.plan_cents(plan)
        optimal = status == cp_model.OPTIMAL
        if cents is not None and (below is None or cents < below or choice.must):
            return Recombined(pool.orders(plan), cents, optimal)
        if cents is not None:
            return Recombined(None, None, optimal)
        choice.rule_out(picked)
    return Recombined(None, None, False)


@dataclass
class _Choice:
    """Which routes a plan uses: one a shift, each visit on one or left out."""

    problem: Problem
    routes: Sequence[PoolRoute]
    below: int | None
    hint: Mapping[int, Sequence[int]]
    must: bool = field(init=False)

    def __post_init__(self) -> None:
        self.model = cp_model.CpModel()
        self.must = any(visit.mandatory for visit in self.problem.visits)
        self.uses = [self.model.new_bool_var("") for _ in self.routes]
        self.outs = [self.model.new_bool_var("") for _ in self.problem.visits]
        self.number = {visit.id: i for i, visit in enumerate(self.problem.visits)}
        self._one_route_a_shift()
        self._each_visit_once()
        for relation in self.problem.relations:
            self._relate(relation)
        self._cheapest()
        self._hint()

    def solve(self, seconds: float) -> tuple[cp_model.CpSolverStatus, list[int] | None]:
        if seconds <= 0:
            return cp_model.UNKNOWN, None
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = WORKERS
        solver.parameters.max_time_in_seconds = seconds
        solver.parameters.linearization_level = 2
        status = solver.solve(self.model)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return status, None
        return status, [i for i, use in enumerate(self.uses) if solver.value(use)]

    def rule_out(self, picked: Sequence[int]) -> None:
        self.model.add_bool_or([~self.uses[i] for i in picked])

    def _one_route_a_shift(self) -> None:
        of_shift = defaultdict(list)
        for use, (shift, _, _) in zip(self.uses, self.routes, strict=True):
            of_shift[shift].append(use)
        for uses in of_shift.values():
            self.model.add_at_most_one(uses)

    def _each_visit_once(self) -> None:
        serving = [[out] for out in self.outs]
        for use, (_, order, _) in zip(self.uses, self.routes, strict=True):
            for visit in order:
                serving[visit].append(use)
        for uses in serving:
            self.model.add_exactly_one(uses)

    def _cheapest(self) -> None:
        """Mandatory visits before all else, as the incumbent is ranked."""
        visits = self.problem.visits
        most = sum(v.leave_out_cents for v in visits) + sum(max(0, r[2]) for r in self.routes) + 1
        prices = [v.leave_out_cents + (most if v.mandatory else 0) for v in visits]
        total = cp_model.LinearExpr.weighted_sum(
            [*self.outs, *self.uses], [*prices, *(cents for _, _, cents in self.routes)]
        )
        if self.below is not None and not self.must and not self.hint:
            self.model.add(total <= self.below - 1)
        self.model.minimize(total)

    def _hint(self) -> None:
        if not self.hint:
            return
        served = {visit for order in self.hint.values() for visit in order}
        for use, (shift, order, _) in zip(self.uses, self.routes, strict=True):
            self.model.add_hint(use, tuple(self.hint.get(shift, ())) == order)
        for visit, out in enumerate(self.outs):
            self.model.add_hint(out, visit not in served)

    def _relate(self, relation: object) -> None:
        """What of a relation can be said without times; the rest is seen when a plan is timed."""
        match relation:
            case Together():
                members = [self.number[v] for v in relation.visits]
                for other in members[1:]:
                    self.model.add(self.outs[members[0]] == self.outs[other])
                self._forbid(lambda held: len(held) > 1, members)
            case Apart():
                self._forbid(lambda held: len(held) > 1, [self.number[v] for v in relation.visits])
            case SameRoute():
                self._on_one_route([self.number[v] for v in relation.visits])
            case InOrder():
                members = [self.number[v] for v in relation.visits]
                self._on_one_route(members)
                self._forbid(lambda held: held != sorted(held, key=members.index), members)
            case After():
                first, then = self.number[relation.first], self.number[relation.then]
                self.model.add_implication(self.outs[first], self.outs[then])
                self._forbid(lambda held: held == [then, first], [first, then])
                if relation.technician is Who.OTHER:
                    self._forbid(lambda held: len(held) > 1, [first, then])

    def _forbid(self, wrong: object, members: Sequence[int]) -> None:
        for use, (_, order, _) in zip(self.uses, self.routes, strict=True):
            if wrong([visit for visit in order if visit in members]):  # type: ignore[operator]
                self.model.add(use == 0)

    def _on_one_route(self, members: Sequence[int]) -> None:
        """Of the routes that hold some of the members, at most one is used."""
        self.model.add_at_most_one(
            use
            for use, (_, order, _) in zip(self.uses, self.routes, strict=True)
            if not set(members).isdisjoint(order)
        )
