"""Putting visits back: each at its cheapest place, in a random order, now and then blinking.

A place is priced by its legs first; only one that could be the cheapest is timed as a whole.
"""

import numpy as np
import numpy.typing as npt

from optimizer.search.compiled import Model
from optimizer.search.compiling import compiled
from optimizer.search.plan import Plan, Undo, base_leg, base_stop, keep, list_absent, refresh
from optimizer.search.ruin import below, chance
from optimizer.search.scratch import Scratch
from optimizer.search.spans import drive_to, join, piece_of, row
from optimizer.search.timing import route_cost

BLINK = 0.01
"""Chance to overlook a place."""

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
    """Insert the left-out visits in the order of a randomly chosen rank."""
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
        found, at = _cheapest(model, plan, shift, visit, best, stop, state, own)
        if found < best:
            best, best_shift, best_at = found, shift, at
    if best_shift < 0:
        return
    keep(plan, undo, best_shift)
    size = plan.route[best_shift].stops
    for number in range(size, best_at, -1):
        plan.order[best_shift, number] = plan.order[best_shift, number - 1]
    plan.order[best_shift, best_at] = visit
    plan.route[best_shift].stops = size + 1
    plan.route_of[visit] = best_shift
    refresh(model, plan, best_shift, own)


@compiled
def has_room(model: Model, plan: Plan, shift: int, visit: int) -> bool:
    for unit in range(model.room.shape[1]):
        if plan.carried[shift, unit] + model.load[visit, unit] > model.room[shift, unit]:
            return False
    return True


@compiled
def _cheapest(
    model: Model,
    plan: Plan,
    shift: int,
    visit: int,
    best: float,
    stop: float,
    state: npt.NDArray[np.uint64],
    own: Scratch,
) -> tuple[float, int]:
    """The cheapest position below `best` extra cents, and where it is."""
    size, best_at = plan.route[shift].stops, -1
    pace, to = model.shift[shift].pace_class, model.visit[visit].place
    before, ends = model.shift[shift].first_place, model.shift[shift].opens
    exact = model.plain and not model.parts
    pieces = model.plain and model.timed
    rate, known = model.shift[shift].per_route_s, plan.route[shift].cents - plan.route[shift].idle
    first_window = model.visit[visit].first_window
    last_close = model.window[model.visit[visit].end_windows - 1].closes
    for at in range(size + 1):
        after = model.shift[shift].last_place
        if at < size:
            after = model.visit[plan.order[shift, at]].place
        if not model.traffic:
            clock = ends + model.legs[before, to, 0]
            if clock > last_close:
                break
        extra = stop + base_leg(model, shift, before, to)
        if after >= 0:
            extra += base_leg(model, shift, to, after)
            if size > 0:
                extra -= base_leg(model, shift, before, after)
        if extra - plan.route[shift].idle < best and chance(state) > BLINK:
            fits = True
            if not model.traffic:
                for window in range(first_window, model.visit[visit].end_windows):
                    if clock <= model.window[window].closes:
                        clock = max(clock, model.window[window].opens)
                        break
                clock += model.on_site[pace, visit]
                if after >= 0:
                    clock += model.legs[to, after, 0]
                limit = model.shift[shift].last_return
                if at < size:
                    limit = plan.latest[shift, at]
                fits = clock <= limit
            if fits and pieces:
                lead, follow = model.legs[before, to, 0], drive_to(model, to, after)
                piece = join(row(plan.front[shift], at), lead, piece_of(model, shift, visit))
                piece = join(piece, follow, row(plan.back[shift], at))
                busy = plan.route[shift].busy + lead + follow + model.on_site[pace, visit]
                if size > 0:
                    busy -= drive_to(model, before, after)
                fits = 0 <= piece[0] <= model.shift[shift].cap_route
                extra += known + rate * (piece[0] - busy) - plan.route[shift].cents
            if fits and extra < best:
                if not exact:
                    extra = _with(model, plan, shift, visit, at, own) - plan.route[shift].cents
                if extra < best:
                    best, best_at = extra, at
        if at < size:
            other = plan.order[shift, at]
            before = model.visit[other].place
            if not model.traffic:
                ends = plan.earliest[shift, at] + model.on_site[pace, other]
    return (best if best_at >= 0 else np.inf), best_at


@compiled
def _with(model: Model, plan: Plan, shift: int, visit: int, at: int, own: Scratch) -> float:
    size = plan.route[shift].stops
    for number in range(at):
        own.line[number] = plan.order[shift, number]
    own.line[at] = visit
    for number in range(at, size):
        own.line[number + 1] = plan.order[shift, number]
    return route_cost(model, shift, own.line, size + 1, own)
