"""What one route costs, compiled: the arithmetic of `optimizer.schedule`, without its rounding.

`plain_cost` does where nothing but legs, serving and working time is priced; `route_cost`
knows every rule of a route.
"""

import numpy as np
import numpy.typing as npt

from optimizer.search.apart import apart
from optimizer.search.clockwork import LATE, first_start
from optimizer.search.compiling import compiled
from optimizer.search.model import Model
from optimizer.search.moments import earliest, timed_cost, wish_floors
from optimizer.search.scratch import Scratch
from optimizer.search.spans import cheapest_pass


@compiled
def leg_cents(model: Model, shift: int, origin: int, to: int) -> float:
    if to < 0:
        return 0.0
    return (
        model.shift[shift].per_drive_s * model.legs[origin, to, 0]
        + model.shift[shift].per_metre * model.legs[origin, to, 1]
    )


@compiled
def plain_cost(model: Model, shift: int, order: npt.NDArray[np.int64], size: int) -> float:
    """Cents of the route, inf where it cannot be driven."""
    if size == 0:
        return 0.0
    if size > model.shift[shift].cap_visits or overfull(model, shift, order, size):
        return np.inf
    place, clock = model.shift[shift].first_place, model.shift[shift].opens
    cents, latest = model.shift[shift].used, model.shift[shift].last_return
    pace = model.shift[shift].pace_class
    spent = 0  # working time with the best departure so far, leaving from `early` to `latest`
    early, late = clock, latest
    for number in range(size):
        visit = order[number]
        to = model.visit[visit].place
        cents += leg_cents(model, shift, place, to) + model.serve[visit, shift]
        drive = model.legs[place, to, 0]
        on_site = model.on_site[pace, visit]
        start = first_start(model, visit, on_site, clock + drive)
        if start == LATE:
            return np.inf
        if model.timed:
            opens = model.window[model.visit[visit].first_window].opens
            closes = model.window[model.visit[visit].first_window].closes
            gap = spent + drive
            wait = max(0, opens - gap - late)
            early = max(early, opens - gap) - wait
            late = min(late, closes - gap)
            spent = gap + wait + on_site
        clock = start + on_site
        place = to
    home = model.shift[shift].last_place
    if home >= 0:
        cents += leg_cents(model, shift, place, home)
        clock += model.legs[place, home, 0]
        spent += model.legs[place, home, 0]
    if clock > latest:
        return np.inf
    if model.timed:
        if spent > model.shift[shift].cap_route:
            return np.inf
        cents += model.shift[shift].per_route_s * spent
    return cents


@compiled
def _plain_cost_with_pass(
    model: Model, shift: int, order: npt.NDArray[np.int64], size: int, lack: int, own: Scratch
) -> float:
    if size > model.shift[shift].cap_visits or overfull(model, shift, order, size):
        return np.inf
    cents, place = model.shift[shift].used, model.shift[shift].first_place
    for number in range(size):
        visit = order[number]
        to = model.visit[visit].place
        cents += leg_cents(model, shift, place, to) + model.serve[visit, shift]
        place = to
    cents += leg_cents(model, shift, place, model.shift[shift].last_place)
    return cents + cheapest_pass(model, shift, order, size, lack, own)


@compiled
def overfull(model: Model, shift: int, order: npt.NDArray[np.int64], size: int) -> bool:
    if not model.loads:
        return False
    for unit in range(model.room.shape[1]):
        taken = 0
        for number in range(size):
            taken += model.load[order[number], unit]
        if taken > model.room[shift, unit]:
            return True
    return False


@compiled
def first_lack(
    model: Model, shift: int, order: npt.NDArray[np.int64], size: int, own: Scratch
) -> int:
    """The first stop at which something is not on board; `size` where the van's own lasts."""
    for kind in range(model.needs.shape[1]):
        own.kinds[kind] = model.stock[shift, kind]
    for number in range(size):
        for kind in range(model.needs.shape[1]):
            need = model.needs[order[number], kind]
            if need > own.kinds[kind]:
                return number
            if model.used_up[kind]:
                own.kinds[kind] -= need
    return size


@apart
def route_cost(
    model: Model, shift: int, order: npt.NDArray[np.int64], size: int, own: Scratch
) -> float:
    """Cents of the route under every rule of a route, inf where one blocks it."""
    if size == 0:
        return 0.0
    if model.plain:
        lack = first_lack(model, shift, order, size, own) if model.parts else size
        if lack == size:
            return plain_cost(model, shift, order, size)
        return _plain_cost_with_pass(model, shift, order, size, lack, own)
    if size > model.shift[shift].cap_visits or overfull(model, shift, order, size):
        return np.inf
    fixed = model.shift[shift].used
    for number in range(size):
        fixed += model.serve[order[number], shift]
    if fixed == np.inf:
        return np.inf
    lack = first_lack(model, shift, order, size, own) if model.parts else size
    if lack == size:
        return fixed + _line_cost(model, shift, order, size, -1, own)
    if model.shift[shift].depot < 0:
        return np.inf
    best, at = np.inf, 0
    for passed in range(lack + 1):
        cents = _line_cost(model, shift, order, size, passed, own)
        if cents < best:
            best, at = cents, passed
    if at < lack:  # so that the times left in `own` are those of the best
        best = _line_cost(model, shift, order, size, at, own)
    return fixed + best


@compiled
def _line_cost(
    model: Model,
    shift: int,
    order: npt.NDArray[np.int64],
    size: int,
    passed: int,
    own: Scratch,
) -> float:
    """Cents of legs and times when the depot is passed before stop `passed` (-1: not at all)."""
    items = _lay_out(model, shift, order, size, passed, own)
    cents, drives, metres = 0.0, 0, 0
    place = model.shift[shift].first_place
    for item in range(items + 1):
        to = own.item[item].place if item < items else model.shift[shift].last_place
        if to >= 0:
            metres += model.legs[place, to, 1]
            drives += own.item[item].drive
            place = to
    cents += model.shift[shift].per_metre * metres
    if not model.traffic:
        cents += model.shift[shift].per_drive_s * drives
    if metres > model.shift[shift].cap_metres or drives > model.shift[shift].cap_drive:
        return np.inf
    if passed >= 0:
        cents += model.shift[shift].per_work_s * model.shift[shift].loading
    cents += _setup_cents(model, shift, items, own)
    if not earliest(model, shift, items, own):
        return np.inf
    for item in range(items):
        own.item[item].floor = 0
    timed = timed_cost(model, shift, items, own, False)
    working, late, home = own.told[0], own.told[1], own.told[2]
    if wish_floors(model, shift, items, own):
        patient = timed_cost(model, shift, items, own, True)
        if patient < timed:
            return cents + patient
        own.told[0], own.told[1], own.told[2] = working, late, home
    return cents + timed


@compiled
def _setup_cents(model: Model, shift: int, items: int, own: Scratch) -> float:
    """Work of the setups, as far as the least a stop costs does not pay for it."""
    pace, least = model.shift[shift].pace_class, model.shift[shift].least_work
    cents, rate = 0.0, model.shift[shift].per_work_s
    for item in range(items):
        visit = own.item[item].visit
        if visit >= 0:
            bare = model.on_site[pace, visit]
            cents += max(least, rate * own.item[item].on_site) - max(least, rate * bare)
    return cents


@compiled
def _lay_out(
    model: Model,
    shift: int,
    order: npt.NDArray[np.int64],
    size: int,
    passed: int,
    own: Scratch,
) -> int:
    """Write the items and their legs; how many there are."""
    pace, item, before = model.shift[shift].pace_class, 0, model.shift[shift].first_place
    same_kind = False
    for number in range(size + 1):
        if number == passed:
            own.item[item].visit = -1
            own.item[item].place = model.shift[shift].depot
            own.item[item].on_site = model.shift[shift].loading
            own.item[item].drive = model.legs[before, model.shift[shift].depot, 0]
            before, same_kind = model.shift[shift].depot, False
            item += 1
        if number == size:
            break
        visit = order[number]
        to = model.visit[visit].place
        own.item[item].visit = visit
        own.item[item].place = to
        own.item[item].on_site = model.on_site[pace, visit]
        if not (same_kind and before == to):
            own.item[item].on_site += model.visit[visit].setup
        own.item[item].drive = model.legs[before, to, 0]
        before, same_kind = to, True
        item += 1
    home = model.shift[shift].last_place
    own.item[item].drive = model.legs[before, home, 0] if home >= 0 else 0
    return item
