"""Ruin and recreate again and again, by simulated annealing, keeping the best and the routes.

Where visits are left out, a plan is also accepted that leaves out others which are missing less
often, as Christiaens and Vanden Berghe 2020 do to save vehicles: so who is left out goes on
changing after the heat no longer allows it.
"""

import numpy as np

from optimizer.search.compiling import compiled
from optimizer.search.linked import Links
from optimizer.search.model import Model
from optimizer.search.plan import Plan, copy_routes, list_absent, plan_cents
from optimizer.search.pool import Pool, remember
from optimizer.search.recreate import put_back
from optimizer.search.rooms import Rooms
from optimizer.search.ruin import chance, remove_strings
from optimizer.search.snapshots import restore_snapshot, take_snapshot
from optimizer.search.tied import put_back_tied, settle_after_ruin, tied_cents
from optimizer.search.trials import Table
from optimizer.search.undoing import take_back
from optimizer.search.units import remove_units

TRADE = 8.0
"""Heats that leaving out others may cost."""


@compiled
def anneal(
    model: Model,
    plan: Plan,
    best: Plan,
    rooms: Rooms,
    pool: Pool,
    rounds: int,
    hot: float,
    cold: float,
    average: float,
    longest: float,
    worth: float,
) -> int:
    """So many rounds, cooling from `hot` to `cold` cents; the number of new best plans.

    Routes of accepted plans that cost at most `worth` times the best go into the pool.
    """
    found, undo, costs = 0, rooms.undo, rooms.costs
    cooling = (cold / hot) ** (1.0 / rounds)
    heat = hot
    for _ in range(rounds):
        heat *= cooling
        undo.counts[0] = 0
        undo.counts[1] += 1
        paid, waited = _left_out(model, plan, rooms)
        remove_strings(model, plan, undo, rooms.near, rooms.state, average, longest, rooms.own)
        put_back(model, plan, rooms)
        cents = plan_cents(model, plan)
        pays, waits = _left_out(model, plan, rooms)
        for index in range(plan.counts[0]):
            rooms.absences[plan.absent[index]] += 1
        trades = pays <= paid and waits < waited and cents < costs[0] + TRADE * heat
        if not trades and cents >= costs[0] - heat * np.log(max(1e-300, chance(rooms.state))):
            take_back(plan, undo)
            list_absent(plan)
            continue
        costs[0] = cents
        if cents < costs[1] * worth:
            for index in range(undo.counts[0]):
                remember(pool, plan, undo.touched[index])
        if cents < costs[1] - 1e-6:
            costs[1] = cents
            copy_routes(plan, best)
            found += 1
    return found


@compiled
def _left_out(model: Model, plan: Plan, rooms: Rooms) -> tuple[float, int]:
    """What the visits left out cost in cents, and how often they were left out before."""
    cents, rounds = 0.0, 0
    for index in range(plan.counts[0]):
        cents += model.visit[plan.absent[index]].leave_out
        rounds += rooms.absences[plan.absent[index]]
    return cents, rounds


@compiled
def anneal_tied(
    model: Model,
    links: Links,
    plan: Plan,
    best: Plan,
    rooms: Rooms,
    table: Table,
    rounds: int,
    hot: float,
    cold: float,
    average: float,
    longest: float,
) -> int:
    """`anneal` where routes depend on each other; such routes make no pool."""
    found, undo, costs = 0, rooms.undo, rooms.costs
    cooling = (cold / hot) ** (1.0 / rounds)
    heat = hot
    for _ in range(rounds):
        heat *= cooling
        undo.counts[0] = 0
        undo.counts[1] += 1
        take_snapshot(plan, table.round)
        remove_strings(model, plan, undo, rooms.near, rooms.state, average, longest, rooms.own)
        remove_units(links, plan, undo)
        settle_after_ruin(model, links, plan, undo, table)
        put_back_tied(model, links, plan, rooms, table)
        cents = tied_cents(model, links, plan)
        if not cents < costs[0] - heat * np.log(max(1e-300, chance(rooms.state))):
            take_back(plan, undo)
            restore_snapshot(plan, rooms.own, table.work, table.round)
            list_absent(plan)
            continue
        costs[0] = cents
        if cents < costs[1] - 1e-6:
            costs[1] = cents
            copy_routes(plan, best)
            found += 1
    return found
