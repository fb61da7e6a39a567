"""The published plan of the planned days, as the plan to start from and never be worse than."""

from collections.abc import Collection, Mapping

from dispatch import models
from dispatch.horizon import Horizon, Rows
from dispatch.translate_shifts import ShiftOrigin
from optimizer import problem


def start_from(
    rows: Rows,
    shifts: Mapping[str, ShiftOrigin],
    made: Collection[problem.Shift],
    planned: Collection[str],
    horizon: Horizon,
) -> dict[str, tuple[str, ...]]:
    """Visit refs by shift id: the orders of the published routes, without what is over."""
    orders: dict[str, tuple[str, ...]] = {}
    taken: set[str] = set()
    for route in rows.published:
        if route.day not in horizon.dates:
            continue
        shift = _shift_like(route, shifts, made, horizon)
        order = [stop.visit.ref for stop in route.stops if stop.visit.ref in planned]
        order = [ref for ref in order if ref not in taken]
        taken.update(order)
        if shift is not None and order:
            orders[shift] = (*orders.get(shift, ()), *order)
    return orders


def _shift_like(
    route: models.Route,
    shifts: Mapping[str, ShiftOrigin],
    made: Collection[problem.Shift],
    horizon: Horizon,
) -> str | None:
    """The shift of the same technician and day that closes nearest to when the route's does."""
    closes = horizon.second(route.closes)
    alike = [
        shift
        for shift in made
        if shifts[shift.id].technician.id == route.technician_id
        and shifts[shift.id].day == route.day
    ]
    nearest = min(alike, key=lambda shift: abs(shift.closes - closes), default=None)
    return None if nearest is None else nearest.id
