"""Trying out places for a visit where routes depend on each other.

A change is priced by timing the routes it pushes.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from optimizer.search.apart import apart
from optimizer.search.bonds import allowed, is_loose, shared_cents
from optimizer.search.compiling import compiled
from optimizer.search.linked import Links
from optimizer.search.model import Model
from optimizer.search.places import BLINK, bid, has_room, put_in
from optimizer.search.plan import Plan, base_leg, base_stop, refresh
from optimizer.search.refs import ref
from optimizer.search.rooms import Rooms
from optimizer.search.ruin import chance
from optimizer.search.scratch import Scratch
from optimizer.search.settle import (
    Work,
    adopt,
    begin_trial,
    bind_visit,
    discard,
    rested,
    settle,
    work_room,
)
from optimizer.search.snapshots import Snapshot, snapshot_room
from optimizer.search.undoing import Undo, keep

BEAM = 6
"""Places of the first visit of a unit that are tried."""


class Table(NamedTuple):
    """Where tied routes are tried out."""

    own: Scratch
    work: Work
    round: Snapshot  # before the ruin
    lead: Snapshot  # before the first visit of a unit
    found: npt.NDArray[np.int64]  # (m,)
    best_at: npt.NDArray[np.int64]  # (BEAM, 2) shift and place
    best_cents: npt.NDArray[np.float64]  # (BEAM,)


def table(own: Scratch, visits: int, shifts: int) -> Table:
    return ref(
        Table(
            own=own,
            work=ref(work_room(shifts)),
            round=ref(snapshot_room(visits, shifts)),
            lead=ref(snapshot_room(visits, shifts)),
            found=np.zeros(max(1, shifts), dtype=np.int64),
            best_at=np.zeros((BEAM, 2), dtype=np.int64),
            best_cents=np.zeros(BEAM),
        )
    )


@compiled
def take_out(plan: Plan, visit: int) -> None:
    shift, write = plan.route_of[visit], 0
    for number in range(plan.route[shift].stops):
        other = plan.order[shift, number]
        if other != visit:
            plan.order[shift, write] = other
            write += 1
    plan.route[shift].stops = write
    plan.route_of[visit] = -1


@apart
def try_at(
    model: Model,
    links: Links,
    plan: Plan,
    table: Table,
    visit: int,
    shift: int,
    at: int,
    most: float,
) -> float:
    """Put the visit there and settle, as a trial still open; extra cents."""
    shared = shared_cents(links, plan, plan.told)
    put_in(plan, visit, shift, at)
    begin_trial(table.work, shift)
    table.own.leaves[shift] = max(table.own.leaves[shift], rested(links, plan, shift))
    bind_visit(model, links, plan, table.own, table.work, visit)
    cents = settle(model, links, plan, table.own, table.work, most)
    if cents < np.inf:
        cents += shared_cents(links, plan, table.work.told) - shared
    return cents


@apart
def place_at(
    model: Model,
    links: Links,
    plan: Plan,
    undo: Undo,
    table: Table,
    visit: int,
    shift: int,
    at: int,
) -> None:
    """Put the visit there for good."""
    keep(plan, undo, shift)
    try_at(model, links, plan, table, visit, shift, at, np.inf)
    count = table.work.counts[0]
    for number in range(count):
        table.found[number] = table.work.timed[number]
        keep(plan, undo, table.found[number])
    adopt(plan, table.own, table.work)
    for number in range(count):
        refresh(model, plan, table.found[number], table.own)


@apart
def scan(
    model: Model,
    links: Links,
    plan: Plan,
    visit: int,
    state: npt.NDArray[np.uint64],
    table: Table,
    spent: float,
    limit: float,
    most: int,
) -> int:
    """The `most` cheapest places below `limit` extra cents, cheapest first; how many there are.

    `spent` cents have gone into visits of the same unit before.
    """
    known = 0
    for shift in range(len(plan.route)):
        if model.serve[visit, shift] < np.inf:
            known = _scan_route(
                model, links, plan, visit, shift, state, table, spent, limit, most, known
            )
    return known


@compiled
def _scan_route(
    model: Model,
    links: Links,
    plan: Plan,
    visit: int,
    shift: int,
    state: npt.NDArray[np.uint64],
    table: Table,
    spent: float,
    limit: float,
    most: int,
    known: int,
) -> int:
    """`scan` of one route; `known` places have been found on others."""
    size = plan.route[shift].stops
    if size >= model.shift[shift].cap_visits or not has_room(model, plan, shift, visit):
        return known
    linked = links.link_of[visit] < links.link_of[visit + 1]
    bounded = links.only_dearer or (not linked and is_loose(links, plan, shift))
    stop = base_stop(model, shift, visit) + spent
    if size == 0:
        stop += model.shift[shift].used
    if not links.only_dearer:
        stop -= plan.route[shift].idle
    settled = not model.traffic and not _has_partner(links, plan, visit, shift)
    before, to = model.shift[shift].first_place, model.visit[visit].place
    for at in range(size + 1):
        after = model.shift[shift].last_place
        if at < size:
            after = model.visit[plan.order[shift, at]].place
        extra = stop + base_leg(model, shift, before, to)
        if after >= 0:
            extra += base_leg(model, shift, to, after)
            if size > 0:
                extra -= base_leg(model, shift, before, after)
        bar = limit if known < most else table.best_cents[known - 1]
        fits = not settled or has_time(model, plan, visit, shift, at, before, after)
        if at < size:
            before = after
        if not fits or (bounded and extra >= bar) or chance(state) < BLINK:
            continue
        if not allowed(model, links, plan, visit, shift, at):
            continue
        cents = spent + try_at(model, links, plan, table, visit, shift, at, bar - spent)
        discard(plan, table.own, table.work)
        take_out(plan, visit)
        if cents < bar:
            known = _rank_in(table, known, most, cents, shift, at)
    return known


@compiled
def _has_partner(links: Links, plan: Plan, visit: int, shift: int) -> bool:
    """Another visit of its unit is on the route, perhaps only for a trial."""
    unit, found = links.unit_of[visit], False
    if unit >= 0:
        for number in range(links.member_of[unit], links.member_of[unit + 1]):
            found = found or plan.route_of[links.member[number]] == shift
    return found


@compiled
def has_time(
    model: Model, plan: Plan, visit: int, shift: int, at: int, before: int, after: int
) -> bool:
    """There is time for the visit between the earliest and the latest starts around it."""
    pace, to = model.shift[shift].pace_class, model.visit[visit].place
    clock, limit = model.shift[shift].opens, model.shift[shift].last_return
    if at > 0:
        clock = plan.earliest[shift, at - 1] + model.on_site[pace, plan.order[shift, at - 1]]
    if at < plan.route[shift].stops:
        limit = plan.latest[shift, at]
    clock += model.legs[before, to, 0]
    open_yet = False
    for window in range(model.visit[visit].first_window, model.visit[visit].end_windows):
        if clock <= model.window[window].closes:
            clock, open_yet = max(clock, model.window[window].opens), True
            break
    clock += model.on_site[pace, visit]
    if after >= 0:
        clock += model.legs[to, after, 0]
    return open_yet and clock <= limit


@compiled
def _rank_in(table: Table, known: int, most: int, cents: float, shift: int, at: int) -> int:
    place = min(known, most - 1)
    while place > 0 and table.best_cents[place - 1] > cents:
        table.best_cents[place] = table.best_cents[place - 1]
        table.best_at[place, 0] = table.best_at[place - 1, 0]
        table.best_at[place, 1] = table.best_at[place - 1, 1]
        place -= 1
    table.best_cents[place] = cents
    table.best_at[place, 0], table.best_at[place, 1] = shift, at
    return min(known + 1, most)


@compiled
def insert_visit(
    model: Model,
    links: Links,
    plan: Plan,
    undo: Undo,
    visit: int,
    state: npt.NDArray[np.uint64],
    table: Table,
) -> None:
    """Put the visit at its cheapest place if that costs less than leaving it out."""
    leave_out = model.visit[visit].leave_out
    if scan(model, links, plan, visit, state, table, 0.0, leave_out, 1):
        shift, at = table.best_at[0, 0], table.best_at[0, 1]
        place_at(model, links, plan, undo, table, visit, shift, at)


@compiled
def is_free(links: Links, visit: int) -> bool:
    """No rule ties the visit to another one."""
    free: bool = (
        links.link_of[visit] == links.link_of[visit + 1]
        and links.bond_of[visit] == links.bond_of[visit + 1]
    )
    return free


@compiled
def insert_free(
    model: Model, links: Links, plan: Plan, rooms: Rooms, table: Table, visit: int
) -> None:
    """`insert_visit` for a visit that is tied to no other.

    What it adds to a route that is not tied to others either is kept, as in the search without
    ties; only on the others it has to be tried.
    """
    bids = rooms.bids
    best, chosen, at = model.visit[visit].leave_out, -1, 0
    for number in range(model.able_from[visit], model.able_from[visit + 1]):
        shift = model.able[number]
        if is_loose(links, plan, shift):
            bid(model, plan, rooms, visit, shift)
            if bids.cents[visit, shift] < best:
                best, chosen, at = bids.cents[visit, shift], shift, bids.places[visit, shift]
        elif _scan_route(model, links, plan, visit, shift, rooms.state, table, 0.0, best, 1, 0):
            best, chosen, at = table.best_cents[0], shift, table.best_at[0, 1]
    if chosen >= 0:
        place_at(model, links, plan, rooms.undo, table, visit, chosen, at)
