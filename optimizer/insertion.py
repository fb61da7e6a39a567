"""Cheapest places for one more visit on given routes, each verified by timing the route."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from optimizer.problem import Shift, Visit
from optimizer.schedule import Blocked, Travel, time_route
from optimizer.solution import Route


@dataclass(frozen=True)
class Place:
    """One way to take a visit in: where, what the route then is, and what it costs more."""

    shift: Shift
    position: int
    route: Route
    extra_cents: int


def cheapest_place(
    visit: Visit, shift: Shift, order: Sequence[Visit], travel: Travel, cost_now: int
) -> Place | Blocked:
    """The cheapest position on one shift's route, or what blocks the least bad one.

    `order` holds the visits already on the route, which costs `cost_now` cents.
    """
    best: Place | None = None
    nearest: Blocked | None = None
    for position in range(len(order) + 1):
        timed = time_route(shift, [*order[:position], visit, *order[position:]], travel)
        if isinstance(timed, Blocked):
            if nearest is None or timed.distance < nearest.distance:
                nearest = timed
        elif best is None or timed.costs.total - cost_now < best.extra_cents:
            best = Place(shift, position, timed, timed.costs.total - cost_now)
    if best is not None:
        return best
    assert nearest is not None
    return nearest


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
