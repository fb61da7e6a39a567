"""Ruin and recreate where routes depend on each other, compiled.

A change is priced by timing the routes it pushes. Visits that are tied go out together and
come back together: the first at each of its cheapest places in turn, the others where that is
cheapest then.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from optimizer.search.bonds import allowed, is_loose, shared_cents, together
from optimizer.search.compiling import compiled
from optimizer.search.linked import Links
from optimizer.search.model import Model
from optimizer.search.places import BLINK, has_room, put_in
from optimizer.search.plan import Plan, Undo, base_leg, base_stop, keep, list_absent, refresh
from optimizer.search.recreate import MOST
from optimizer.search.refs import ref
from optimizer.search.rooms import Rooms
from optimizer.search.ruin import below, chance
from optimizer.search.scratch import Scratch
from optimizer.search.settle import (
    Snapshot,
    Work,
    adopt,
    begin_trial,
    bind_visit,
    clear_ties,
    discard,
    rested,
    restore_snapshot,
    settle,
    snapshot_room,
    take_snapshot,
    work_room,
)

BEAM = 6
"""Places of the first visit of a unit that are tried."""

LARGEST_UNIT = 32


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
def settle_all(model: Model, links: Links, plan: Plan, table: Table) -> bool:
    """Time and price the whole plan; False where it cannot be driven."""
    for shift in range(len(plan.route)):
        table.found[shift] = shift
    clear_ties(links, plan, table.own, table.work, table.found, len(plan.route))
    done = settle(model, links, plan, table.own, table.work, np.inf) < np.inf
    adopt(plan, table.own, table.work)
    for shift in range(len(plan.route)):
        refresh(model, plan, shift, table.own)
    return done


@compiled
def tied_cents(model: Model, links: Links, plan: Plan) -> float:
    cents = shared_cents(links, plan, plan.told)
    for shift in range(len(plan.route)):
        cents += plan.route[shift].cents
    for visit in range(len(plan.route_of)):
        if plan.route_of[visit] < 0:
            cents += model.visit[visit].leave_out
    return cents


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


@compiled
def settle_after_ruin(model: Model, links: Links, plan: Plan, undo: Undo, table: Table) -> None:
    """Time the routes that lost visits, and all that were tied to them, anew."""
    for index in range(undo.counts[0]):
        count = together(links, plan, undo.touched[index], table.found)
        for number in range(count):
            keep(plan, undo, table.found[number])
        clear_ties(links, plan, table.own, table.work, table.found, count)
        settle(model, links, plan, table.own, table.work, np.inf)
        adopt(plan, table.own, table.work)
        for number in range(count):
            refresh(model, plan, table.found[number], table.own)


@compiled
def remove_units(links: Links, plan: Plan, undo: Undo) -> None:
    """Take out the rest of every unit that the ruin has opened."""
    index = 0
    while index < undo.counts[0]:
        shift = undo.touched[index]
        index += 1
        for number in range(undo.route[shift].stops):
            visit = undo.order[shift, number]
            unit = links.unit_of[visit]
            if plan.route_of[visit] >= 0 or unit < 0:
                continue
            for member in range(links.member_of[unit], links.member_of[unit + 1]):
                other = links.member[member]
                if plan.route_of[other] >= 0:
                    keep(plan, undo, plan.route_of[other])
                    take_out(plan, other)


@compiled
def put_back_tied(
    model: Model,
    links: Links,
    plan: Plan,
    rooms: Rooms,
    table: Table,
) -> None:
    """`recreate.put_back` with units and bonds."""
    undo, state, todo, keys, ranks = rooms.undo, rooms.state, rooms.todo, rooms.keys, rooms.ranks
    list_absent(plan)
    chosen, size, out = below(state, ranks.shape[0]), 0, plan.counts[0]
    for index in range(out):
        if out <= 2 * MOST or chance(state) < 2 * MOST / out:
            visit = plan.absent[index]
            todo[size] = visit
            keys[size] = chance(state) if chosen == 0 else ranks[chosen, visit]
            size += 1
    for number in np.argsort(keys[:size]):
        visit = todo[number]
        if plan.route_of[visit] >= 0:
            continue
        unit = links.unit_of[visit]
        if unit >= 0:
            _insert_unit(model, links, plan, undo, unit, state, table)
        elif _scan(model, links, plan, visit, state, table, 0.0, model.visit[visit].leave_out, 1):
            _place(model, links, plan, undo, table, visit, table.best_at[0, 0], table.best_at[0, 1])
    list_absent(plan)


@compiled
def _try(
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


@compiled
def _place(
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
    _try(model, links, plan, table, visit, shift, at, np.inf)
    count = table.work.counts[0]
    for number in range(count):
        table.found[number] = table.work.timed[number]
        keep(plan, undo, table.found[number])
    adopt(plan, table.own, table.work)
    for number in range(count):
        refresh(model, plan, table.found[number], table.own)


@compiled
def _scan(
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
    linked = links.link_of[visit] < links.link_of[visit + 1]
    for shift in range(len(plan.route)):
        if model.serve[visit, shift] == np.inf or not has_room(model, plan, shift, visit):
            continue
        size = plan.route[shift].stops
        if size >= model.shift[shift].cap_visits:
            continue
        bounded = links.only_dearer or (not linked and is_loose(links, plan, shift))
        stop = base_stop(model, shift, visit) + spent
        if size == 0:
            stop += model.shift[shift].used
        if not links.only_dearer:
            stop -= plan.route[shift].idle
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
            if at < size:
                before = after
            if (bounded and extra >= bar) or chance(state) < BLINK:
                continue
            if not allowed(model, links, plan, visit, shift, at):
                continue
            cents = spent + _try(model, links, plan, table, visit, shift, at, bar - spent)
            discard(plan, table.own, table.work)
            take_out(plan, visit)
            if cents < bar:
                known = _rank_in(table, known, most, cents, shift, at)
    return known


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
def _insert_unit(
    model: Model,
    links: Links,
    plan: Plan,
    undo: Undo,
    unit: int,
    state: npt.NDArray[np.uint64],
    table: Table,
) -> None:
    """Put the members of a unit on routes if that costs less than leaving them out."""
    first, end = links.member_of[unit], links.member_of[unit + 1]
    if end - first > LARGEST_UNIT:
        return
    for number in range(first, end):
        if plan.route_of[links.member[number]] >= 0:
            _insert_rest(model, links, plan, undo, unit, state, table)
            return
    best = 0.0
    for number in range(first, end):
        best += model.visit[links.member[number]].leave_out
    lead = links.member[first]
    known = _scan(model, links, plan, lead, state, table, 0.0, best, BEAM)
    starts, cents = np.empty((known, 2), dtype=np.int64), np.empty(known)
    starts[:], cents[:] = table.best_at[:known], table.best_cents[:known]
    tried = np.zeros((LARGEST_UNIT, 2), dtype=np.int64)
    chosen, size = np.zeros((LARGEST_UNIT, 2), dtype=np.int64), 0
    for start in range(known):
        if cents[start] >= best and links.only_dearer:
            break
        tried[0, 0], tried[0, 1] = starts[start, 0], starts[start, 1]
        take_snapshot(plan, table.lead)
        placed, total = _complete(model, links, plan, unit, state, table, tried, cents[start], best)
        for number in range(first, first + placed):
            take_out(plan, links.member[number])
        restore_snapshot(plan, table.own, table.work, table.lead)
        if total < best:
            best, size = total, placed
            chosen[:placed] = tried[:placed]
    for index in range(size):
        visit = links.member[first + index]
        _place(model, links, plan, undo, table, visit, chosen[index, 0], chosen[index, 1])


@compiled
def _insert_rest(
    model: Model,
    links: Links,
    plan: Plan,
    undo: Undo,
    unit: int,
    state: npt.NDArray[np.uint64],
    table: Table,
) -> None:
    """Put the members that are left out, of a unit that may be served in part, where it pays."""
    if links.whole[unit]:
        return
    for number in range(links.member_of[unit], links.member_of[unit + 1]):
        visit = links.member[number]
        if plan.route_of[visit] >= 0:
            continue
        if _scan(model, links, plan, visit, state, table, 0.0, model.visit[visit].leave_out, 1):
            _place(model, links, plan, undo, table, visit, table.best_at[0, 0], table.best_at[0, 1])


@compiled
def _complete(
    model: Model,
    links: Links,
    plan: Plan,
    unit: int,
    state: npt.NDArray[np.uint64],
    table: Table,
    tried: npt.NDArray[np.int64],
    spent: float,
    limit: float,
) -> tuple[int, float]:
    """Place the unit with its first visit where `tried` says; members placed, and extra cents."""
    first, end, placed = links.member_of[unit], links.member_of[unit + 1], 0
    for number in range(first, end):
        visit = links.member[number]
        if number > first:
            left_out = model.visit[visit].leave_out
            bar = limit if links.whole[unit] else min(limit, spent + left_out)
            if not _scan(model, links, plan, visit, state, table, spent, bar, 1):
                if links.whole[unit]:
                    return placed, np.inf
                for rest in range(number, end):
                    spent += model.visit[links.member[rest]].leave_out
                return placed, spent
            tried[placed, 0], tried[placed, 1] = table.best_at[0, 0], table.best_at[0, 1]
            spent = table.best_cents[0]
        _try(model, links, plan, table, visit, tried[placed, 0], tried[placed, 1], np.inf)
        adopt(plan, table.own, table.work)
        placed += 1
    return placed, spent
