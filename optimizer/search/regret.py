"""Putting visits back by regret: first whoever would lose most by waiting.

The regret of a visit is what its second-best route costs more than its best one; leaving it out
is a choice like another (Ropke and Pisinger 2006). A random share of it counts, so that no two
rounds are alike.
"""

import numpy as np
import numpy.typing as npt

from optimizer.search.compiled import Model
from optimizer.search.compiling import compiled
from optimizer.search.places import cheapest, has_room, place
from optimizer.search.plan import Plan, Undo, base_stop
from optimizer.search.ruin import chance
from optimizer.search.scratch import Scratch


@compiled
def insert_by_regret(
    model: Model,
    plan: Plan,
    undo: Undo,
    visits: npt.NDArray[np.int64],
    state: npt.NDArray[np.uint64],
    own: Scratch,
) -> None:
    """Insert each of these visits that is cheaper to serve than to leave out."""
    size, shifts = len(visits), len(plan.route)
    cents, places = np.empty((size, shifts)), np.empty((size, shifts), dtype=np.int64)
    share, waiting = np.empty(size), np.ones(size, dtype=np.bool_)
    for number in range(size):
        share[number] = chance(state)
        _price(model, plan, visits[number], 0, shifts, cents[number], places[number], state, own)
    while True:
        chosen, shift, most = -1, -1, -1.0
        for number in range(size):
            if not waiting[number]:
                continue
            best = second = model.visit[visits[number]].leave_out
            at = -1
            for other in range(shifts):
                if cents[number, other] < best:
                    second, best, at = best, cents[number, other], other
                elif cents[number, other] < second:
                    second = cents[number, other]
            if at < 0:
                waiting[number] = False
            elif share[number] * (second - best) > most:
                chosen, shift, most = number, at, share[number] * (second - best)
        if chosen < 0:
            return
        place(model, plan, undo, visits[chosen], shift, places[chosen, shift], own)
        waiting[chosen] = False
        for number in range(size):
            if waiting[number]:
                _price(
                    model,
                    plan,
                    visits[number],
                    shift,
                    shift + 1,
                    cents[number],
                    places[number],
                    state,
                    own,
                )


@compiled
def _price(
    model: Model,
    plan: Plan,
    visit: int,
    begin: int,
    end: int,
    cents: npt.NDArray[np.float64],
    places: npt.NDArray[np.int64],
    state: npt.NDArray[np.uint64],
    own: Scratch,
) -> None:
    """What the visit adds to each route from `begin` to `end`, and at which place."""
    most = model.visit[visit].leave_out
    for shift in range(begin, end):
        cents[shift] = np.inf
        if model.serve[shift, visit] == np.inf:
            continue
        size = plan.route[shift].stops
        if size >= model.shift[shift].cap_visits or not has_room(model, plan, shift, visit):
            continue
        stop = base_stop(model, shift, visit)
        if size == 0:
            stop += model.shift[shift].used
        if stop - plan.route[shift].idle < most:
            cents[shift], places[shift] = cheapest(
                model, plan, shift, visit, most, stop, state, own
            )
