"""Putting visits back by regret: first whoever would lose most by waiting.

The regret of a visit is what its second-best route costs more than its best one; leaving it out
is a choice like another (Ropke and Pisinger 2006). A random share of it counts, so that no two
rounds are alike.
"""

import numpy as np
import numpy.typing as npt

from optimizer.search.compiled import Model
from optimizer.search.compiling import compiled
from optimizer.search.places import place, price
from optimizer.search.plan import Plan
from optimizer.search.rooms import Bids, Rooms
from optimizer.search.ruin import chance


@compiled
def insert_by_regret(model: Model, plan: Plan, rooms: Rooms, visits: npt.NDArray[np.int64]) -> None:
    """Insert each of these visits that is cheaper to serve than to leave out."""
    undo, bids, state, own = rooms.undo, rooms.bids, rooms.state, rooms.own
    shifts = len(plan.route)
    begin, end = 0, shifts
    for number in range(len(visits)):
        bids.weight[number] = chance(state)
        bids.best[number] = bids.second[number] = np.inf
    while True:
        chosen, most = -1, -1.0
        for number in range(len(visits)):
            if bids.weight[number] == 0.0:
                continue
            visit, row = visits[number], bids.cents[number]
            known = row[begin]
            price(model, plan, undo, visit, begin, end, row, bids.places[number], state, own)
            if min(known, row[begin]) <= bids.second[number] or end - begin > 1:
                _rank(bids, number, shifts, model.visit[visit].leave_out)
            if bids.choice[number] < 0:
                bids.weight[number] = 0.0
            regret = bids.weight[number] * (bids.second[number] - bids.best[number])
            if bids.choice[number] >= 0 and regret > most:
                chosen, most = number, regret
        if chosen < 0:
            return
        begin = bids.choice[chosen]
        end = begin + 1
        place(model, plan, undo, visits[chosen], begin, bids.places[chosen, begin], own)
        bids.weight[chosen] = 0.0


@compiled
def _rank(bids: Bids, number: int, shifts: int, leave_out: float) -> None:
    """Find the best and the second-best route of a visit; leaving it out is one of them."""
    best = second = leave_out
    choice = -1
    for shift in range(shifts):
        cents = bids.cents[number, shift]
        if cents < best:
            second, best, choice = best, cents, shift
        elif cents < second:
            second = cents
    bids.best[number], bids.second[number], bids.choice[number] = best, second, choice
