"""Cheapest places for one more visit on given routes, each verified by timing the route."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from optimizer.problem import Shift, TimeWindow, Visit
from optimizer.route_bounds import RouteBounds
from optimizer.schedule import UNTIED, Blocked, Ties, Travel, time_route
from optimizer.solution import Route

Timer = Callable[[Shift, Sequence[Visit]], Route | Blocked]
"""Times one order of visits on a shift."""


@dataclass(frozen=True)
class Place:
    """One way to take a visit in: where, what the route then is, and what it costs more."""

    shift: Shift
    position: int
    route: Route
    extra_cents: int


class Spot(NamedTuple):
    """A position that drives alone do not rule out; taking it costs at least `floor_cents` more.

    `number` ranks the shifts, so that of equally cheap places always the same one is taken.
    """

    floor_cents: int
    number: int
    position: int
    bounds: RouteBounds


def cheapest_place(
    visit: Visit,
    shift: Shift,
    order: Sequence[Visit],
    travel: Travel,
    cost_now: int,
    ties: Ties = UNTIED,
) -> Place | Blocked:
    """The cheapest position on one shift's route, or what blocks the least bad one.

    `order` holds the visits already on the route, which costs `cost_now` cents; `ties` are
    what the other routes leave to this one.
    """

    def timer(shift: Shift, changed: Sequence[Visit]) -> Route | Blocked:
        return time_route(shift, changed, travel, ties)

    bounds, everywhere = RouteBounds(shift, order, travel, ties), range(len(order) + 1)
    able = spots(visit, bounds, everywhere, cost_now, ties.starts.get(visit.id))
    found = cheapest(visit, able, timer, lambda route: route.costs.total - cost_now)
    return found or least_blocked(visit, shift, order, everywhere, timer)


def spots(
    visit: Visit,
    bounds: RouteBounds,
    positions: Iterable[int],
    credit_cents: int,
    tied: TimeWindow | None = None,
    number: int = 0,
) -> Iterator[Spot]:
    """The positions worth timing, where relations let the visit start within `tied`.

    A route that costs c cents means at least c - `credit_cents` more for the plan.
    """
    for position in positions:
        if bounds.may_start(visit, position, tied):
            floor = bounds.least_cents(visit, position) - credit_cents
            yield Spot(floor, number, position, bounds)


def cheapest(
    visit: Visit,
    able: Iterable[Spot],
    timer: Timer,
    extra_cents: Callable[[Route], int],
    below: int | None = None,
) -> Place | None:
    """The cheapest of the spots; None if the visit fits into none, or into none `below` so much.

    They are timed in the order of their floors, until no floor promises a cheaper one.
    """
    best: Place | None = None
    rank = (0, 0, 0)
    for spot in sorted(able, key=lambda spot: spot[:3]):
        if best is not None and spot.floor_cents > best.extra_cents:
            break
        if below is not None and spot.floor_cents >= below:
            break
        order, shift = spot.bounds.order, spot.bounds.shift
        timed = timer(shift, [*order[: spot.position], visit, *order[spot.position :]])
        if isinstance(timed, Blocked):
            continue
        extra = extra_cents(timed)
        if below is not None and extra >= below:
            continue
        if best is None or (extra, spot.number, spot.position) < rank:
            best = Place(shift, spot.position, timed, extra)
            rank = (extra, spot.number, spot.position)
    return best


def least_blocked(
    visit: Visit, shift: Shift, order: Sequence[Visit], positions: Iterable[int], timer: Timer
) -> Blocked:
    """What is in the way at the position that is nearest to a yes; all are blocked."""
    timed = [timer(shift, [*order[:at], visit, *order[at:]]) for at in positions]
    return min(
        (blocked for blocked in timed if isinstance(blocked, Blocked)),
        key=lambda blocked: blocked.distance,
    )


def places(
    visit: Visit,
    eligible: Sequence[Shift],
    orders: Mapping[str, Sequence[Visit]],
    costs: Mapping[str, int],
    travel: Travel,
) -> Iterator[tuple[Shift, Place | Blocked]]:
    """The cheapest place, or the blocking rule, on each eligible shift.

    `orders` and `costs` hold the present routes by shift id; unused shifts may be absent.
    """
    for shift in eligible:
        order, cost = orders.get(shift.id, ()), costs.get(shift.id, 0)
        yield shift, cheapest_place(visit, shift, order, travel, cost)
