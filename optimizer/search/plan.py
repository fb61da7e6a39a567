"""A plan under the compiled search: routes as rows of visit numbers."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from optimizer.search.compiling import compiled
from optimizer.search.model import Model
from optimizer.search.scratch import Scratch
from optimizer.search.spans import drive_to, lay_pieces
from optimizer.search.timing import leg_cents, route_cost

Ints = npt.NDArray[np.int64]


ROUTE = np.dtype(
    [
        ("stops", np.int64),
        ("cents", np.float64),  # the whole cost of the route
        ("idle", np.float64),  # the part of it that depends on times; the rest changes by legs
        ("busy", np.int64),  # seconds of driving and on site, without a pass by the depot
        ("stamp", np.int64),  # the round in which it was kept for undoing
        ("version", np.int64),  # another one with each change, the old one after undoing it
    ]
)

PRICE = np.dtype([("version", np.int64), ("cents", np.float64), ("at", np.int64)])
"""What a visit adds to a route of this version, and where; inf and -1 if it cannot go there."""


class Plan(NamedTuple):
    """Routes of one plan; an empty route costs nothing."""

    order: Ints  # (m, w) w: the most stops on a route
    route: npt.NDArray[Any]  # (m,) ROUTE
    route_of: Ints  # (n,) -1: left out
    earliest: Ints  # (m, w) starts of service, breaks aside
    latest: Ints  # (m, w)
    lead: npt.NDArray[np.float64]  # (m, w + 1) cents of the leg to each stop, then of that home
    carried: Ints  # (m, units)
    front: Ints  # (m, w + 1, 3) see `spans`; used where working time counts
    back: Ints
    told: npt.NDArray[np.float64]  # (m, 4) see `settle.settle`; used where routes are tied
    floor: Ints  # (n,) what ties leave, as `timing.Scratch` has it for a trial
    held: Ints  # (n,)
    begins: Ints  # (n,)
    leaves: Ints  # (m,)
    absent: Ints  # (n,) the left-out visits, then room
    price: npt.NDArray[Any]  # (n, m) PRICE, of routes that rounds of late did not touch
    counts: Ints  # (2,) how many are left out, the last version given


def empty_plan(model: Model) -> Plan:
    """Rows are as wide as the longest route: what is looked at together lies together."""
    shifts, visits = model.serve.T.shape
    widest = max(1, int(model.shift["cap_visits"].max(initial=0)))
    spans = (shifts, widest + 1 if model.timed else 1, 3)
    return Plan(
        order=np.zeros((shifts, widest), dtype=np.int64),
        route=np.zeros(shifts, dtype=ROUTE),
        route_of=np.full(visits, -1, dtype=np.int64),
        earliest=np.zeros((shifts, widest), dtype=np.int64),
        latest=np.zeros((shifts, widest), dtype=np.int64),
        lead=np.zeros((shifts, widest + 1)),
        carried=np.zeros((shifts, max(1, model.room.shape[1])), dtype=np.int64),
        front=np.zeros(spans, dtype=np.int64),
        back=np.zeros(spans, dtype=np.int64),
        told=np.zeros((shifts, 4)),
        floor=np.zeros(max(1, visits), dtype=np.int64),
        held=np.zeros(max(1, visits), dtype=np.int64),
        begins=np.zeros(max(1, visits), dtype=np.int64),
        leaves=np.zeros(max(1, shifts), dtype=np.int64),
        absent=np.arange(visits, dtype=np.int64),
        price=np.zeros((visits, shifts), dtype=PRICE),
        counts=np.array([visits, 0], dtype=np.int64),
    )


def write_orders(plan: Plan, routes: Sequence[Sequence[int]]) -> None:
    """Make the plan hold these routes of visit numbers, one per shift, not yet priced."""
    plan.route_of[:] = -1
    for shift, order in enumerate(routes):
        plan.route[shift]["stops"] = len(order)
        plan.order[shift, : len(order)] = order
        plan.route_of[list(order)] = shift


@compiled
def price_all(model: Model, plan: Plan, own: Scratch) -> float:
    """Price every route anew; cents of the whole plan."""
    for shift in range(len(plan.route)):
        refresh(model, plan, shift, own)
    list_absent(plan)
    return plan_cents(model, plan)


@compiled
def list_absent(plan: Plan) -> None:
    count = 0
    for visit in range(len(plan.route_of)):
        if plan.route_of[visit] < 0:
            plan.absent[count] = visit
            count += 1
    plan.counts[0] = count


@compiled
def base_leg(model: Model, shift: int, origin: int, to: int) -> float:
    """Cents of a leg, working time included."""
    if to < 0:
        return 0.0
    return (
        leg_cents(model, shift, origin, to)
        + model.shift[shift].per_route_s * model.legs[origin, to, 0]
    )


@compiled
def base_stop(model: Model, shift: int, visit: int) -> float:
    """Cents of a stop wherever it stands, working time included."""
    on_site = model.on_site[model.shift[shift].pace_class, visit]
    return model.serve[visit, shift] + model.shift[shift].per_route_s * on_site


@compiled
def base_leg_from(model: Model, shift: int, to: int, origin: int) -> float:
    """`base_leg`, read from the row of its end: quicker where many origins are asked for."""
    price = model.shift[shift]
    per_s = price.per_drive_s + price.per_route_s
    return per_s * model.legs[to, origin, 2] + price.per_metre * model.legs[to, origin, 3]


@compiled
def refresh(model: Model, plan: Plan, shift: int, own: Scratch) -> None:
    """Price a changed route and set the times that insertions are tested against."""
    size, order = plan.route[shift].stops, plan.order[shift]
    plan.counts[1] += 1
    plan.route[shift].version = plan.counts[1]
    if size == 0:
        plan.route[shift].cents = 0.0
        plan.route[shift].idle = 0.0
        plan.route[shift].busy = 0
        if not model.traffic:
            _set_slack(model, plan, shift)
        for unit in range(model.room.shape[1]):
            plan.carried[shift, unit] = 0
        return
    plan.route[shift].cents = route_cost(model, shift, order, size, own)
    base, place, busy = model.shift[shift].used, model.shift[shift].first_place, 0
    for number in range(size):
        to = model.visit[order[number]].place
        busy += model.legs[place, to, 0]
        plan.lead[shift, number] = base_leg(model, shift, place, to)
        base += plan.lead[shift, number] + base_stop(model, shift, order[number])
        place = to
        busy += model.on_site[model.shift[shift].pace_class, order[number]]
    plan.lead[shift, size] = base_leg(model, shift, place, model.shift[shift].last_place)
    base += plan.lead[shift, size]
    plan.route[shift].busy = busy + drive_to(model, place, model.shift[shift].last_place)
    plan.route[shift].idle = max(0.0, plan.route[shift].cents - base)
    for unit in range(model.room.shape[1]):
        taken = 0
        for number in range(size):
            taken += model.load[order[number], unit]
        plan.carried[shift, unit] = taken
    if not model.traffic:
        _set_slack(model, plan, shift)


@compiled
def _set_slack(model: Model, plan: Plan, shift: int) -> None:
    """Earliest and latest starts without breaks, setups and the depot: no rule makes them wider."""
    size, order, pace = plan.route[shift].stops, plan.order[shift], model.shift[shift].pace_class
    if model.plain and model.timed:
        lay_pieces(model, shift, order, size, plan.front[shift], plan.back[shift])
    clock, place = model.shift[shift].opens, model.shift[shift].first_place
    for number in range(size):
        visit = order[number]
        clock += model.legs[place, model.visit[visit].place, 0]
        for window in range(model.visit[visit].first_window, model.visit[visit].end_windows):
            if clock <= model.window[window].closes:
                clock = max(clock, model.window[window].opens)
                break
        plan.earliest[shift, number] = clock
        clock += model.on_site[pace, visit]
        place = model.visit[visit].place
    bound, place = model.shift[shift].last_return, model.shift[shift].last_place
    for number in range(size - 1, -1, -1):
        visit = order[number]
        bound -= model.on_site[pace, visit]
        if place >= 0:
            bound -= model.legs[model.visit[visit].place, place, 0]
        for window in range(
            model.visit[visit].end_windows - 1, model.visit[visit].first_window - 1, -1
        ):
            if bound >= model.window[window].opens:
                bound = min(bound, model.window[window].closes)
                break
        plan.latest[shift, number] = bound
        place = model.visit[visit].place


@compiled
def copy_routes(source: Plan, target: Plan) -> None:
    """Copy orders and prices of the routes that changed since the last time."""
    for shift in range(len(source.route)):
        if target.route[shift].version == source.route[shift].version:
            continue
        target.route[shift] = source.route[shift]
        for number in range(source.route[shift].stops):
            target.order[shift, number] = source.order[shift, number]


@compiled
def plan_cents(model: Model, plan: Plan) -> float:
    cents = 0.0
    for shift in range(len(plan.route)):
        cents += plan.route[shift].cents
    for visit in range(len(plan.route_of)):
        if plan.route_of[visit] < 0:
            cents += model.visit[visit].leave_out
    return cents
