"""Putting visits back: one after another, each at its cheapest place.

Either in a random order (Christiaens and Vanden Berghe 2020), or by regret, which on full days
finds cheaper plans but takes longer.
"""

import numpy as np
import numpy.typing as npt

from optimizer.search.compiled import Model
from optimizer.search.compiling import compiled
from optimizer.search.places import cheapest, has_room, place
from optimizer.search.plan import Plan, Undo, base_stop, list_absent
from optimizer.search.regret import insert_by_regret
from optimizer.search.ruin import below, chance
from optimizer.search.scratch import Scratch

BY_REGRET = 0.7
"""Chance that visits are put back by regret."""

MOST = 40
"""Visits that were out before the ruin and are tried again in a round, at most."""


@compiled
def put_back(
    model: Model,
    plan: Plan,
    undo: Undo,
    ranks: npt.NDArray[np.float64],
    state: npt.NDArray[np.uint64],
    own: Scratch,
    todo: npt.NDArray[np.int64],
    keys: npt.NDArray[np.float64],
    seen: npt.NDArray[np.int64],
) -> None:
    """Insert the left-out visits in the order of a randomly chosen rank, or by regret."""
    chosen, size, out = below(state, ranks.shape[0]), 0, plan.counts[0]
    for index in range(undo.counts[0]):
        shift = undo.touched[index]
        for number in range(undo.route[shift].stops):
            visit = undo.order[shift, number]
            if plan.route_of[visit] < 0:
                todo[size] = visit
                size += 1
    for index in range(out):
        if out <= MOST or chance(state) < MOST / out:
            todo[size] = plan.absent[index]
            size += 1
    if chance(state) < BY_REGRET:
        insert_by_regret(model, plan, undo, todo[:size], state, own)
    else:
        for index in range(size):
            keys[index] = chance(state) if chosen == 0 else ranks[chosen, todo[index]]
        for number in np.argsort(keys[:size]):
            _insert(model, plan, undo, todo[number], state, own, seen)
    list_absent(plan)


@compiled
def _insert(
    model: Model,
    plan: Plan,
    undo: Undo,
    visit: int,
    state: npt.NDArray[np.uint64],
    own: Scratch,
    seen: npt.NDArray[np.int64],
) -> None:
    best, best_shift, best_at = model.visit[visit].leave_out, -1, 0
    seen[0] += 1
    for shift in range(len(plan.route)):
        if model.serve[shift, visit] == np.inf:
            continue
        size = plan.route[shift].stops
        if size == 0:
            if seen[1 + model.shift[shift].shift_class] == seen[0]:
                continue
            seen[1 + model.shift[shift].shift_class] = seen[0]
        if size >= model.shift[shift].cap_visits or not has_room(model, plan, shift, visit):
            continue
        stop = base_stop(model, shift, visit)
        if size == 0:
            stop += model.shift[shift].used
        if stop - plan.route[shift].idle >= best:
            continue
        found, at = cheapest(model, plan, shift, visit, best, stop, state, own)
        if found < best:
            best, best_shift, best_at = found, shift, at
    if best_shift >= 0:
        place(model, plan, undo, visit, best_shift, best_at, own)
