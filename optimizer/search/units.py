"""Visits that belong together: they go out together and come back together.

The first is tried at each of its cheapest places in turn, the others where that is cheapest
then.
"""

import numpy as np
import numpy.typing as npt

from optimizer.search.compiling import compiled
from optimizer.search.linked import Links
from optimizer.search.model import Model
from optimizer.search.plan import Plan
from optimizer.search.settle import adopt
from optimizer.search.snapshots import restore_snapshot, take_snapshot
from optimizer.search.trials import BEAM, Table, insert_visit, place_at, scan, take_out, try_at
from optimizer.search.undoing import Undo, keep

LARGEST_UNIT = 32


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
def insert_unit(
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
    known = scan(model, links, plan, lead, state, table, 0.0, best, BEAM)
    starts, cents = np.empty((known, 2), dtype=np.int64), np.empty(known)
    for start in range(known):
        starts[start, 0], starts[start, 1] = table.best_at[start, 0], table.best_at[start, 1]
        cents[start] = table.best_cents[start]
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
            for index in range(placed):
                chosen[index, 0], chosen[index, 1] = tried[index, 0], tried[index, 1]
    for index in range(size):
        visit = links.member[first + index]
        place_at(model, links, plan, undo, table, visit, chosen[index, 0], chosen[index, 1])


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
        if plan.route_of[visit] < 0:
            insert_visit(model, links, plan, undo, visit, state, table)


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
            if not scan(model, links, plan, visit, state, table, spent, bar, 1):
                if links.whole[unit]:
                    return placed, np.inf
                for rest in range(number, end):
                    spent += model.visit[links.member[rest]].leave_out
                return placed, spent
            tried[placed, 0], tried[placed, 1] = table.best_at[0, 0], table.best_at[0, 1]
            spent = table.best_cents[0]
        try_at(model, links, plan, table, visit, tried[placed, 0], tried[placed, 1], np.inf)
        adopt(plan, table.own, table.work)
        placed += 1
    return placed, spent
