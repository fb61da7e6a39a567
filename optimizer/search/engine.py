"""Running the compiled search from Python: in slices, so that it can tell and be stopped."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from optimizer.problem import Visit
from optimizer.search.anneal import anneal, anneal_tied
from optimizer.search.apart import load
from optimizer.search.compiled import Compiled
from optimizer.search.model import MISSING_CENTS
from optimizer.search.places import bid, place
from optimizer.search.plan import Plan, copy_routes, empty_plan, price_all, write_orders
from optimizer.search.pool import Pool, empty_pool, routes_of
from optimizer.search.refs import ref
from optimizer.search.rooms import Rooms, bids
from optimizer.search.scratch import scratch
from optimizer.search.settle import settle
from optimizer.search.tied import settle_all, tied_cents
from optimizer.search.timing import route_cost
from optimizer.search.trials import place_at, scan, table, try_at
from optimizer.search.undoing import undo_room

Orders = dict[str, list[Visit]]
Route = tuple[int, tuple[int, ...], float]
"""Shift number, visit numbers in order, cents."""

SLICE_S, TELL_S = 0.05, 0.15
AVERAGE_REMOVED, REMOVED_SHARE, LEAST_REMOVED = 12.0, 0.12, 3.0
LONGEST_STRING = 10.0
HOT, COLD = 0.5, 0.1
"""Temperatures as shares of a visit's mean cost in the starting plan."""

HOT_FOR_ABSENT = 0.25
"""Share of the price of leaving a visit out at which to start where some are left out."""

POOL_ROUTES, POOL_WORTH = 200_000, 1.01


@dataclass(frozen=True)
class Schedule:
    """How long to search: seconds from now, or rounds."""

    seconds: float | None = None
    rounds: int | None = None


class Engine:
    """One search over one problem: a plan, the best so far, and the routes seen."""

    def __init__(self, compiled: Compiled, *, seed: int = 1) -> None:
        self.compiled, model, self.links = compiled, compiled.model, compiled.links
        self.model_ref, self.links_ref = ref(model), ref(self.links)
        visits, shifts = len(compiled.visits), len(compiled.shifts)
        self.numbers = {visit.id: number for number, visit in enumerate(self.compiled.visits)}
        self.plan: Plan = empty_plan(model)
        self.best: Plan = empty_plan(model)
        self.plan_ref, self.best_ref = ref(self.plan), ref(self.best)
        self.pool: Pool = empty_pool(visits, shifts, POOL_ROUTES, POOL_ROUTES * 12)
        self.pool_ref = ref(self.pool)
        self.given = 0
        rooms = Rooms(
            undo=ref(undo_room(self.plan)),
            own=ref(scratch(visits, shifts, model.needs.shape[1])),
            bids=ref(bids(visits, shifts)),
            todo=np.zeros(max(1, visits), dtype=np.int64),
            keys=np.zeros(max(1, visits)),
            state=np.array([0x9E3779B97F4A7C15 * (2 * seed + 1) % 2**64], dtype=np.uint64),
            costs=np.zeros(2),
            near=compiled.near,
            ranks=compiled.ranks,
            absences=np.zeros(max(1, visits), dtype=np.int64),
        )
        self.rooms = ref(rooms)
        self.table = table(self.rooms.own, visits, shifts)
        self._load()
        self.start({})

    def _load(self) -> None:
        """Functions apart, callees before their callers."""
        model, links, plan = self.model_ref, self.links_ref, self.plan_ref
        rooms, table, own, undo = self.rooms, self.table, self.rooms.own, self.rooms.undo
        load(route_cost, model, 0, own.line, 0, own)
        load(bid, model, plan, rooms, 0, 0)
        load(place, model, plan, undo, 0, 0, 0, own)
        if self.links.some:
            load(settle, model, links, plan, own, table.work, 0.0)
            load(try_at, model, links, plan, table, 0, 0, 0, 0.0)
            load(place_at, model, links, plan, undo, table, 0, 0, 0)
            load(scan, model, links, plan, 0, rooms.state, table, 0.0, 0.0, 0)

    def start(self, orders: Mapping[str, Sequence[Visit]]) -> None:
        """Begin from these routes."""
        routes = [
            [
                self.numbers[visit.id]
                for visit in orders.get(shift.id, ())
                if visit.id in self.numbers
            ]
            for shift in self.compiled.shifts
        ]
        write_orders(self.plan, routes)
        cents = price_all(self.model_ref, self.plan_ref, self.rooms.own)
        if self.links.some:
            settle_all(self.model_ref, self.links_ref, self.plan_ref, self.table)
            cents = tied_cents(self.model_ref, self.links_ref, self.plan_ref)
        copy_routes(self.plan_ref, self.best_ref)
        self.rooms.costs[:] = cents
        self.rooms.absences[:] = 0

    @property
    def cents(self) -> float:
        """Of the best plan, not rounded."""
        return float(self.rooms.costs[1])

    def orders(self) -> Orders:
        """The best plan."""
        return self._orders_of(self.best)

    def present_orders(self) -> Orders:
        """The plan that the search stands at, which may be dearer than the best."""
        return self._orders_of(self.plan)

    def _orders_of(self, plan: Plan) -> Orders:
        return {
            shift.id: [self.compiled.visits[v] for v in plan.order[number, :size]]
            for number, shift in enumerate(self.compiled.shifts)
            if (size := int(plan.route[number]["stops"]))
        }

    def fresh_routes(self, most: int) -> list[Route]:
        """The latest routes of good plans, none twice; not while it runs on another thread."""
        kept = int(self.pool.counts[0])
        first, self.given = max(self.given, kept - most), kept
        return routes_of(self.pool, first)

    def run(
        self,
        schedule: Schedule,
        on_better: Callable[[], None],
        stopped: Callable[[], bool] = lambda: False,
        *,
        hot: float = HOT,
        cold: float = COLD,
        exchange: bool = True,
    ) -> int:
        """Anneal from the present plan until the schedule ends; the rounds done.

        `on_better` is called now and then while better plans are found, and at the end. It
        begins hot enough to exchange who is left out, unless `exchange` is off.
        """
        if not self.compiled.visits:
            return 0
        if not self.plan.route["stops"].any():
            self._slice(1, COLD)
        hot, cold = self._heats(hot, cold, exchange)
        began, done, slice_ = time.monotonic(), 0, 20
        better, told = False, began - TELL_S
        while not stopped():
            share = self._share(schedule, began, done)
            if share >= 1:
                break
            if schedule.rounds is not None:
                slice_ = min(max(1, schedule.rounds // 200), schedule.rounds - done)
            heat = hot * (cold / hot) ** share
            since = time.monotonic()
            found = self._slice(slice_, heat)
            done += slice_
            better = better or found > 0
            if better and time.monotonic() - told >= TELL_S:
                on_better()
                better, told = False, time.monotonic()
            took = max(1e-6, time.monotonic() - since)
            slice_ = max(1, int(slice_ * min(4.0, SLICE_S / took)))
        if better:
            on_better()
        return done

    def _slice(self, rounds: int, heat: float) -> int:
        """So many rounds at this heat; the number of new best plans."""
        share = REMOVED_SHARE * len(self.compiled.visits)
        removed = min(AVERAGE_REMOVED, max(LEAST_REMOVED, share))
        size = (rounds, heat, heat * 0.999)
        if self.links.some:
            return anneal_tied(
                self.model_ref,
                self.links_ref,
                self.plan_ref,
                self.best_ref,
                self.rooms,
                self.table,
                *size,
                removed,
                LONGEST_STRING,
            )
        return anneal(
            self.model_ref,
            self.plan_ref,
            self.best_ref,
            self.rooms,
            self.pool_ref,
            *size,
            removed,
            LONGEST_STRING,
            POOL_WORTH,
        )

    def _share(self, schedule: Schedule, began: float, done: int) -> float:
        if schedule.rounds is not None:
            return done / schedule.rounds
        return (time.monotonic() - began) / max(1e-9, schedule.seconds or 0.0)

    def _heats(self, hot: float, cold: float, exchange: bool) -> tuple[float, float]:
        """Temperatures in cents."""
        out = int(self.plan.counts[0])
        served = max(1, len(self.compiled.visits) - out)
        mean = max(1.0, float(self.plan.route["cents"].sum()) / served)
        prices = self.compiled.model.visit["leave_out"]
        prices = prices[prices < MISSING_CENTS]
        if not out or not exchange or not len(prices):
            return mean * hot, mean * cold
        return max(mean, HOT_FOR_ABSENT * float(np.median(prices)) / HOT) * hot, mean * cold
