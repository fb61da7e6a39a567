"""Places for a visit on the routes of a plan: the cheapest is looked for, now and then blinking.

A place is priced by its legs first; only one that could be the cheapest is timed as a whole.
What a visit adds to a route is kept for as long as the route stays as it is: a round changes a
few routes and asks for the prices of all.
"""

import numpy as np
import numpy.typing as npt

from optimizer.search.apart import apart
from optimizer.search.compiling import compiled
from optimizer.search.model import Model
from optimizer.search.plan import Plan, base_leg, base_leg_from, base_stop, refresh
from optimizer.search.rooms import Rooms
from optimizer.search.ruin import chance
from optimizer.search.scratch import Scratch
from optimizer.search.spans import drive_to, join, piece_of, row
from optimizer.search.timing import route_cost
from optimizer.search.undoing import Undo, keep

BLINK = 0.01
"""Chance to overlook a place."""


@apart
def bid(model: Model, plan: Plan, rooms: Rooms, visit: int, shift: int) -> None:
    """What the visit adds to the route of an eligible shift, and at which place."""
    undo, bids = rooms.undo, rooms.bids
    known, version = plan.price[visit, shift], plan.route[shift].version
    calm = undo.route[shift].stamp != undo.counts[1]
    bids.cents[visit, shift] = np.inf
    if calm and known.version == version:
        if known.at >= 0 and chance(rooms.state) > BLINK:
            bids.cents[visit, shift], bids.places[visit, shift] = known.cents, known.at
        return
    size, cents, at, most = plan.route[shift].stops, np.inf, -1, model.visit[visit].leave_out
    if size < model.shift[shift].cap_visits and has_room(model, plan, shift, visit):
        stop = base_stop(model, shift, visit)
        if size == 0:
            stop += model.shift[shift].used
        if stop - plan.route[shift].idle < most:
            blink = 0.0 if calm else BLINK
            cents, at = cheapest(
                model, plan, shift, visit, most, stop, blink, rooms.state, rooms.own
            )
    bids.cents[visit, shift], bids.places[visit, shift] = cents, at
    if calm:
        known.version, known.cents, known.at = version, cents, at


@apart
def place(
    model: Model, plan: Plan, undo: Undo, visit: int, shift: int, at: int, own: Scratch
) -> None:
    """Put the visit at this place of the route, and price that anew."""
    keep(plan, undo, shift)
    put_in(plan, visit, shift, at)
    refresh(model, plan, shift, own)


@compiled
def put_in(plan: Plan, visit: int, shift: int, at: int) -> None:
    size = plan.route[shift].stops
    for number in range(size, at, -1):
        plan.order[shift, number] = plan.order[shift, number - 1]
    plan.order[shift, at] = visit
    plan.route[shift].stops = size + 1
    plan.route_of[visit] = shift


@compiled
def has_room(model: Model, plan: Plan, shift: int, visit: int) -> bool:
    for unit in range(model.room.shape[1]):
        if plan.carried[shift, unit] + model.load[visit, unit] > model.room[shift, unit]:
            return False
    return True


@compiled
def cheapest(
    model: Model,
    plan: Plan,
    shift: int,
    visit: int,
    best: float,
    stop: float,
    blink: float,
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
            clock = ends + model.legs[to, before, 2]
            if clock > last_close:
                break
        extra = stop + base_leg_from(model, shift, to, before)
        if after >= 0:
            extra += base_leg(model, shift, to, after)
            if size > 0:
                extra -= plan.lead[shift, at]
        if extra - plan.route[shift].idle < best and (blink == 0.0 or chance(state) > blink):
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
                lead, follow = model.legs[to, before, 2], drive_to(model, to, after)
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
