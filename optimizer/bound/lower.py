"""A proven lower limit for one problem, within a time limit."""

import time
from collections.abc import Iterable

from optimizer.bound.generation import Generation, Proof
from optimizer.bound.lanes import UNIT
from optimizer.bound.pool import PoolRoute
from optimizer.bound.pricing import Priced
from optimizer.bound.proof import Bound, ThreeCut
from optimizer.bound.relaxing import relaxed
from optimizer.problem import Problem

NO_GAIN = 0.0002
"""Rounds of cuts stop when they lift the bound by less than this share of it."""


def lower_bound(
    problem: Problem,
    *,
    seconds: float,
    upper_cents: int | None = None,
    pool: Iterable[PoolRoute] = (),
) -> Bound | None:
    """The best bound found in time; None if pricing did not finish once for every shift.

    `upper_cents` is what a known plan costs: a bound that meets it is not improved further.
    `pool` are routes to start from: (index of the shift, indices of visits, cents).
    """
    generation = Generation(problem, time.monotonic() + seconds)
    seed(generation, pool)
    while generation.converge() and generation.proof is not None:
        before = generation.proof.cents
        if upper_cents is not None and before >= upper_cents:
            break
        if generation.late or not generation.strengthen():
            break
        if not generation.converge() or generation.proof.cents - before <= NO_GAIN * before:
            break
    return None if generation.proof is None else bound_of(generation, generation.proof)


def seed(generation: Generation, pool: Iterable[PoolRoute]) -> None:
    """Let the master know routes that were found elsewhere."""
    group_of = {
        shift: number
        for number, group in enumerate(generation.pricing.groups)
        for shift in group.shifts
    }
    generation.master.add(
        Priced(group_of[shift], order, UNIT * cents, 0)
        for shift, order, cents in pool
        if shift in group_of
    )


def bound_of(generation: Generation, proof: Proof) -> Bound:
    """The proof in the words of the problem."""
    problem = generation.problem
    visits = [visit.id for visit in problem.visits]
    shift_cents = {shift.id: 0 for shift in problem.shifts}
    for group, least in zip(generation.pricing.groups, proof.least, strict=True):
        shift_cents |= {problem.shifts[index].id: least for index in group.shifts}
    cuts = []
    for cut, cents in proof.duals.cuts.items():
        one, two, three = (visits[index] for index in sorted(cut.three))
        keeps = tuple(visits[index] for index in sorted(cut.keeps))
        cuts.append(ThreeCut(visits=(one, two, three), keeps=keeps, cents=cents))
    return Bound(
        cents=proof.cents,
        visit_cents=dict(zip(visits, proof.duals.visits, strict=True)),
        shift_cents=shift_cents,
        cuts=tuple(cuts),
        relaxed=relaxed(problem),
    )
