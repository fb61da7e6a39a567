"""What one route costs, compiled: the arithmetic of `optimizer.schedule`, without its rounding.

`plain_cost` does where nothing but legs, serving and working time is priced; `route_cost`
knows every rule of a route. Breaks are placed by the earliest clock for each number of breaks
taken so far, which is the cheapest placement but for rare trades of lateness.
"""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from optimizer.search.clockwork import (
    LATE,
    arrival,
    chain,
    first_start,
    last_start,
    leave_by,
    through,
)
from optimizer.search.compiled import NEVER, Model

MAX_BREAKS = 5


ITEM = np.dtype(
    [
        ("visit", np.int64),  # -1: the depot
        ("place", np.int64),
        ("on_site", np.int64),
        ("drive", np.int64),  # the leg to the item; behind the last one, the way home
        ("taken", np.int64),  # breaks taken by the time it starts
        ("start", np.int64),
        ("floor", np.int64),  # a start worth waiting for, or 0
    ]
)


class Scratch(NamedTuple):
    """Room for one route's items, used anew by every call."""

    item: npt.NDArray[Any]  # (items + 1,) ITEM
    ends: npt.NDArray[np.int64]  # (items, MAX_BREAKS + 1) earliest end by breaks taken
    came: npt.NDArray[np.int64]  # (items, MAX_BREAKS + 1) breaks taken before
    kinds: npt.NDArray[np.int64]
    line: npt.NDArray[np.int64]  # a route as it would be
    floor: npt.NDArray[np.int64]  # (n,) earliest start that other routes leave to a visit
    held: npt.NDArray[np.int64]  # (n,) 1: other routes count on its earliest start
    begins: npt.NDArray[np.int64]  # (n,) that start, for held visits
    leaves: npt.NDArray[np.int64]  # (m,) earliest leaving that earlier shifts leave
    told: npt.NDArray[np.int64]  # (4,) of the last route: working time, largest lateness, home


def scratch(visits: int, shifts: int, kinds: int) -> Scratch:
    items = visits + 3
    return Scratch(
        item=np.zeros(items, dtype=ITEM),
        ends=np.zeros((items, MAX_BREAKS + 1), dtype=np.int64),
        came=np.zeros((items, MAX_BREAKS + 1), dtype=np.int64),
        kinds=np.zeros(max(1, kinds), dtype=np.int64),
        line=np.zeros(items, dtype=np.int64),
        floor=np.zeros(max(1, visits), dtype=np.int64),
        held=np.zeros(max(1, visits), dtype=np.int64),
        begins=np.zeros(max(1, visits), dtype=np.int64),
        leaves=np.zeros(max(1, shifts), dtype=np.int64),
        told=np.zeros(4, dtype=np.int64),
    )


@njit(cache=True, nogil=True)
def leg_cents(model: Model, shift: int, origin: int, to: int) -> float:
    if to < 0:
        return 0.0
    return (
        model.shift[shift].per_drive_s * model.legs[origin, to, 0]
        + model.shift[shift].per_metre * model.legs[origin, to, 1]
    )


@njit(cache=True, nogil=True)
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
        cents += leg_cents(model, shift, place, to) + model.serve[shift, visit]
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


@njit(cache=True, nogil=True)
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


@njit(cache=True, nogil=True)
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


@njit(cache=True, nogil=True)
def route_cost(
    model: Model, shift: int, order: npt.NDArray[np.int64], size: int, own: Scratch
) -> float:
    """Cents of the route under every rule of a route, inf where one blocks it."""
    if size == 0:
        return 0.0
    if model.plain:
        return plain_cost(model, shift, order, size)
    if size > model.shift[shift].cap_visits or overfull(model, shift, order, size):
        return np.inf
    fixed = model.shift[shift].used
    for number in range(size):
        fixed += model.serve[shift, order[number]]
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


@njit(cache=True, nogil=True)
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
    pace = model.shift[shift].pace_class
    for item in range(items):
        visit = own.item[item].visit
        if visit >= 0:
            cents += model.shift[shift].per_work_s * (
                own.item[item].on_site - model.on_site[pace, visit]
            )
    if not _earliest(model, shift, items, own):
        return np.inf
    for item in range(items):
        own.item[item].floor = 0
    timed = _timed_cost(model, shift, items, own, False)
    working, late, home = own.told[0], own.told[1], own.told[2]
    if _wish_floors(model, shift, items, own):
        patient = _timed_cost(model, shift, items, own, True)
        if patient < timed:
            return cents + patient
        own.told[0], own.told[1], own.told[2] = working, late, home
    return cents + timed


@njit(cache=True, nogil=True)
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


@njit(cache=True, nogil=True)
def _earliest(model: Model, shift: int, items: int, own: Scratch) -> bool:
    """Earliest starts with the breaks where they delay least; False where there are none."""
    base = model.shift[shift].first_break
    breaks = model.shift[shift].end_breaks - base
    for item in range(items):
        visit, on_site = own.item[item].visit, own.item[item].on_site
        any_way = False
        for taken in range(breaks + 1):
            own.ends[item, taken] = NEVER
            for before in range(taken + 1):
                clock = max(model.shift[shift].opens, own.leaves[shift])
                if item > 0:
                    clock = own.ends[item - 1, before]
                elif before > 0:
                    continue
                if clock == NEVER:
                    continue
                ready = through(model, clock, own.item[item].drive, base + before, base + taken)
                if ready == LATE:
                    continue
                start = ready
                if visit >= 0:
                    start = first_start(model, visit, on_site, max(ready, own.floor[visit]))
                if start != LATE and start + on_site < own.ends[item, taken]:
                    own.ends[item, taken] = start + on_site
                    own.came[item, taken] = before
                    any_way = True
        if not any_way:
            return False
    best, chosen = NEVER, -1
    for taken in range(breaks + 1):
        if own.ends[items - 1, taken] < NEVER:
            home = _home(
                model,
                own.ends[items - 1, taken],
                own.item[items].drive,
                base + taken,
                base + breaks,
            )
            if home != LATE and home < best:
                best, chosen = home, taken
    if chosen < 0 or best > model.shift[shift].last_return:
        return False
    own.item[items].taken = breaks
    for item in range(items - 1, -1, -1):
        own.item[item].taken = chosen
        own.item[item].start = own.ends[item, chosen] - own.item[item].on_site
        if own.item[item].visit >= 0:
            own.begins[own.item[item].visit] = own.item[item].start
        chosen = own.came[item, chosen]
    return True


@njit(cache=True, nogil=True)
def _home(model: Model, clock: int, drive: int, first: int, last: int) -> int:
    """When the end place is reached with as few of the breaks on the way as will do."""
    for rest in range(first, last + 1):
        home = through(model, clock, drive, first, rest)
        if home != LATE and chain(model, home, rest, last) != LATE:
            return home
    return LATE


@njit(cache=True, nogil=True)
def _no_later(model: Model, item: int, bound: int, own: Scratch) -> int:
    visit = own.item[item].visit
    if visit < 0:
        return bound
    bound = min(bound, max(own.item[item].start, model.visit[visit].due - own.item[item].on_site))
    return last_start(model, visit, own.item[item].on_site, bound)


@njit(cache=True, nogil=True)
def _wish_floors(model: Model, shift: int, items: int, own: Scratch) -> bool:
    """Set the starts worth waiting for; False where nobody on the route has a wish."""
    wished = False
    for item in range(items):
        visit = own.item[item].visit
        if visit >= 0 and (model.visit[visit].wish > 0 or model.visit[visit].promised >= 0):
            wished = True
    if not wished:
        return False
    base = model.shift[shift].first_break
    breaks = model.shift[shift].end_breaks - base
    end = own.item[items - 1].start + own.item[items - 1].on_site
    home = _home(model, end, own.item[items].drive, base + own.item[items - 1].taken, base + breaks)
    until = min(model.shift[shift].last_return, max(home, model.shift[shift].closes))
    bound = until - (home - own.item[items - 1].start)
    for item in range(items - 1, -1, -1):
        bound = _no_later(model, item, bound, own)
        visit = own.item[item].visit
        if visit >= 0 and (model.visit[visit].wish > 0 or model.visit[visit].promised >= 0):
            wish = (
                model.visit[visit].promised
                if model.visit[visit].promised >= 0
                else model.visit[visit].wish_opens
            )
            if own.held[visit]:
                wish = own.item[item].start
            own.item[item].floor = max(own.item[item].start, min(wish, bound))
        if item > 0:
            since = own.item[item - 1].start + own.item[item - 1].on_site
            bound = (
                leave_by(
                    model,
                    bound,
                    own.item[item].drive,
                    base + own.item[item - 1].taken,
                    base + own.item[item].taken,
                    since,
                )
                - own.item[item - 1].on_site
            )
    clock, before = max(model.shift[shift].opens, own.leaves[shift]), 0
    for item in range(items):
        ready = through(
            model, clock, own.item[item].drive, base + before, base + own.item[item].taken
        )
        visit = own.item[item].visit
        if visit >= 0:
            ready = max(ready, own.item[item].floor, own.floor[visit])
            ready = first_start(model, visit, own.item[item].on_site, ready)
        own.item[item].start = ready
        if own.item[item].floor > 0:
            own.item[item].floor = ready
        clock, before = ready + own.item[item].on_site, own.item[item].taken
    return True


@njit(cache=True, nogil=True)
def _timed_cost(model: Model, shift: int, items: int, own: Scratch, patient: bool) -> float:
    """Cents that depend on times, leaving as late as the starts in `own` allow."""
    base = model.shift[shift].first_break
    bound = own.item[items - 1].start
    for item in range(items - 1, 0, -1):
        since = own.item[item - 1].start + own.item[item - 1].on_site
        latest = (
            leave_by(
                model,
                bound,
                own.item[item].drive,
                base + own.item[item - 1].taken,
                base + own.item[item].taken,
                since,
            )
            - own.item[item - 1].on_site
        )
        visit = own.item[item - 1].visit
        if (patient and own.item[item - 1].floor > 0) or (visit >= 0 and own.held[visit]):
            bound = own.item[item - 1].start
        else:
            bound = _no_later(model, item - 1, latest, own)
    opens = max(model.shift[shift].opens, own.leaves[shift])
    rested, leaves = 0, opens
    for rested in range(own.item[0].taken, -1, -1):
        ends = chain(model, opens, base, base + rested)
        if ends == LATE:
            continue
        if through(model, ends, own.item[0].drive, base + rested, base + own.item[0].taken) == LATE:
            continue
        leaves = leave_by(
            model, bound, own.item[0].drive, base + rested, base + own.item[0].taken, ends
        )
        if leaves >= ends:
            over = through(
                model, leaves, own.item[0].drive, base + rested, base + own.item[0].taken
            )
            if over != LATE and over <= bound:
                break
    return _priced(model, shift, items, own, patient, leaves, rested)


@njit(cache=True, nogil=True)
def _priced(
    model: Model, shift: int, items: int, own: Scratch, patient: bool, leaves: int, rested: int
) -> float:
    """Drive the items from `leaves` on, with `rested` breaks behind, and add up."""
    base = model.shift[shift].first_break
    breaks = model.shift[shift].end_breaks - base
    cents, clock, before, waits, drives, slept = 0.0, leaves, rested, 0, 0, 0
    late = 0
    for item in range(items):
        visit, taken = own.item[item].visit, own.item[item].taken
        ready = through(model, clock, own.item[item].drive, base + before, base + taken)
        start = ready
        if visit >= 0:
            floor = max(own.item[item].floor if patient else 0, own.floor[visit])
            start = first_start(model, visit, own.item[item].on_site, max(ready, floor))
            late = max(late, start + own.item[item].on_site - model.visit[visit].due)
        resting = 0
        for rest in range(base + before, base + taken):
            resting += model.rest[rest].seconds
        drive = own.item[item].drive
        if model.traffic:
            drive = _awake(model, clock, own.item[item].drive, base + before, base + taken)
        waits += start - clock - drive - resting
        drives += drive
        slept += resting
        clock, before = start + own.item[item].on_site, taken
        if visit >= 0:
            cents += _wishes(model, visit, start, clock)
    home = _home(model, clock, own.item[items].drive, base + before, base + breaks)
    on_way = before
    while on_way < breaks and (
        through(model, clock, own.item[items].drive, base + before, base + on_way) != home
        or chain(model, home, base + on_way, base + breaks) == LATE
    ):
        on_way += 1
    for rest in range(base + before, base + on_way):
        slept += model.rest[rest].seconds
    if model.traffic:
        drives += _awake(model, clock, own.item[items].drive, base + before, base + on_way)
        cents += model.shift[shift].per_drive_s * drives
    working = home - leaves - slept
    if (
        waits > model.shift[shift].cap_wait
        or working > model.shift[shift].cap_route
        or drives > model.shift[shift].cap_drive
    ):
        return np.inf
    own.told[0], own.told[1], own.told[2] = working, late, home
    over = max(0, home - model.shift[shift].closes)
    return (
        cents
        + model.shift[shift].per_wait_s * waits
        + model.shift[shift].per_route_s * working
        + model.shift[shift].per_overtime_s * over
    )


@njit(cache=True, nogil=True)
def _awake(model: Model, clock: int, drive: int, first: int, last: int) -> int:
    """Seconds really driven, in traffic, between these breaks."""
    there = arrival(model, clock, drive, first, last)
    slept, at = 0, clock
    for rest in range(first, last):
        start = max(at, model.rest[rest].earliest)
        at = start + model.rest[rest].seconds
        if at <= there:
            slept += model.rest[rest].seconds
    return there - clock - slept


@njit(cache=True, nogil=True)
def _wishes(model: Model, visit: int, start: int, end: int) -> float:
    """Price of lateness, of missing the wished window, and of moving the promise."""
    cents = model.visit[visit].late * max(0, end - model.visit[visit].due)
    if model.visit[visit].wish > 0:
        outside = max(
            0, model.visit[visit].wish_opens - start, start - model.visit[visit].wish_closes
        )
        cents += model.visit[visit].wish * outside
    if model.visit[visit].promised >= 0:
        off = abs(start - model.visit[visit].promised) - model.visit[visit].tolerance
        cents += model.visit[visit].moved * max(0, off)
    return cents
