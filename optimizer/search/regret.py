"""Putting visits back by regret: first whoever would lose most by waiting.

The regret of a visit is what its second-best route costs more than its best one; leaving it out
is a choice like another (Ropke and Pisinger 2006). A random share of it counts, so that no two
rounds are alike.
"""

import numpy as np
import numpy.typing as npt

from optimizer.search.compiling import compiled
from optimizer.search.model import Model
from optimizer.search.places import bid, place
from optimizer.search.plan import Plan
from optimizer.search.rooms import Bids, Rooms
from optimizer.search.ruin import chance


@compiled
def insert_by_regret(model: Model, plan: Plan, rooms: Rooms, visits: npt.NDArray[np.int64]) -> None:
    """Insert each of these visits that is cheaper to serve than to leave out."""
    bids = rooms.bids
    for visit in visits:
        for number in range(model.able_from[visit], model.able_from[visit + 1]):
            bid(model, plan, rooms, visit, model.able[number])
        bids.weight[visit] = chance(rooms.state)
        _rank(model, bids, visit)
    while True:
        chosen, most = -1, -1.0
        for visit in visits:
            regret = bids.weight[visit] * (bids.second[visit] - bids.best[visit])
            if bids.choice[visit] >= 0 and regret > most:
                chosen, most = visit, regret
        if chosen < 0:
            return
        shift = bids.choice[chosen]
        place(model, plan, rooms.undo, chosen, shift, bids.places[chosen, shift], rooms.own)
        bids.choice[chosen] = -1
        for visit in visits:
            if bids.choice[visit] < 0 or model.serve[visit, shift] == np.inf:
                continue
            before = bids.cents[visit, shift]
            bid(model, plan, rooms, visit, shift)
            if min(before, bids.cents[visit, shift]) <= bids.second[visit]:
                _rank(model, bids, visit)


@compiled
def _rank(model: Model, bids: Bids, visit: int) -> None:
    """Find the best and the second-best route of a visit; leaving it out is one of them."""
    best = second = model.visit[visit].leave_out
    choice = -1
    for number in range(model.able_from[visit], model.able_from[visit + 1]):
        shift = model.able[number]
        cents = bids.cents[visit, shift]
        if cents < best:
            second, best, choice = best, cents, shift
        elif cents < second:
            second = cents
    bids.best[visit], bids.second[visit], bids.choice[visit] = best, second, choice
