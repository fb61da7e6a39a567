"""The times of one route laid out in `Scratch`, compiled; as `optimizer.route_line` has them.

Breaks are placed by the earliest clock for each number of breaks taken so far, which is the
cheapest placement but for rare trades of lateness.
"""

import numpy as np

from optimizer.search.clockwork import (
    LATE,
    arrival,
    chain,
    first_start,
    last_start,
    leave_by,
    through,
)
from optimizer.search.compiling import compiled
from optimizer.search.model import NEVER, Model
from optimizer.search.scratch import Scratch


@compiled
def earliest(model: Model, shift: int, items: int, own: Scratch) -> bool:
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


@compiled
def _home(model: Model, clock: int, drive: int, first: int, last: int) -> int:
    """When the end place is reached with as few of the breaks on the way as will do."""
    for rest in range(first, last + 1):
        home = through(model, clock, drive, first, rest)
        if home != LATE and chain(model, home, rest, last) != LATE:
            return home
    return LATE


@compiled
def _no_later(model: Model, item: int, bound: int, own: Scratch) -> int:
    visit = own.item[item].visit
    if visit < 0:
        return bound
    bound = min(bound, max(own.item[item].start, model.visit[visit].due - own.item[item].on_site))
    return last_start(model, visit, own.item[item].on_site, bound)


@compiled
def wish_floors(model: Model, shift: int, items: int, own: Scratch) -> bool:
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


@compiled
def timed_cost(model: Model, shift: int, items: int, own: Scratch, patient: bool) -> float:
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


@compiled
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
    if home == LATE:
        return np.inf
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


@compiled
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


@compiled
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
