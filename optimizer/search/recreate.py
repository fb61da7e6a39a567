"""Putting visits back: one after another, each at its cheapest place.

Either in a random order (Christiaens and Vanden Berghe 2020), or by regret, which on full days
finds cheaper plans but takes longer.
"""

import numpy as np

from optimizer.search.compiling import compiled
from optimizer.search.model import Model
from optimizer.search.places import bid, place
from optimizer.search.plan import Plan, list_absent
from optimizer.search.regret import insert_by_regret
from optimizer.search.rooms import Rooms
from optimizer.search.ruin import below, chance

BY_REGRET = 0.7
"""Chance that visits are put back by regret."""

MOST = 40
"""Visits that were out before the ruin and are tried again in a round, at most."""


@compiled
def put_back(model: Model, plan: Plan, rooms: Rooms) -> None:
    """Insert the left-out visits in the order of a randomly chosen rank, or by regret."""
    undo, state, todo, keys, ranks = rooms.undo, rooms.state, rooms.todo, rooms.keys, rooms.ranks
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
        insert_by_regret(model, plan, rooms, todo[:size])
    else:
        for index in range(size):
            keys[index] = chance(state) if chosen == 0 else ranks[chosen, todo[index]]
        for number in np.argsort(keys[:size]):
            _insert(model, plan, rooms, todo[number])
    list_absent(plan)


@compiled
def _insert(model: Model, plan: Plan, rooms: Rooms, visit: int) -> None:
    bids = rooms.bids
    best, chosen = model.visit[visit].leave_out, -1
    for number in range(model.able_from[visit], model.able_from[visit + 1]):
        shift = model.able[number]
        bid(model, plan, rooms, visit, shift)
        if bids.cents[visit, shift] < best:
            best, chosen = bids.cents[visit, shift], shift
    if chosen >= 0:
        place(model, plan, rooms.undo, visit, chosen, bids.places[visit, chosen], rooms.own)
