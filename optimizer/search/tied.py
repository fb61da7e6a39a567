"""Ruin and recreate where routes depend on each other, compiled."""

import numpy as np

from optimizer.search.bonds import is_loose, shared_cents, together
from optimizer.search.compiling import compiled
from optimizer.search.linked import Links
from optimizer.search.model import Model
from optimizer.search.plan import Plan, list_absent, refresh
from optimizer.search.recreate import MOST
from optimizer.search.rooms import Rooms
from optimizer.search.ruin import below, chance
from optimizer.search.settle import adopt, clear_ties, settle
from optimizer.search.trials import Table, insert_free, insert_visit, is_free
from optimizer.search.undoing import Undo, keep
from optimizer.search.units import insert_unit


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
def settle_after_ruin(model: Model, links: Links, plan: Plan, undo: Undo, table: Table) -> None:
    """Time the routes that lost visits, and all that were tied to them, anew."""
    for index in range(undo.counts[0]):
        if is_loose(links, plan, undo.touched[index]):
            refresh(model, plan, undo.touched[index], table.own)
            continue
        count = together(links, plan, undo.touched[index], table.found)
        for number in range(count):
            keep(plan, undo, table.found[number])
        clear_ties(links, plan, table.own, table.work, table.found, count)
        settle(model, links, plan, table.own, table.work, np.inf)
        adopt(plan, table.own, table.work)
        for number in range(count):
            refresh(model, plan, table.found[number], table.own)


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
            insert_unit(model, links, plan, undo, unit, state, table)
        elif is_free(links, visit):
            insert_free(model, links, plan, rooms, table, visit)
        else:
            insert_visit(model, links, plan, undo, visit, state, table)
    list_absent(plan)
