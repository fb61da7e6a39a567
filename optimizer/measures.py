"""What the lines of a cost are the price of: so many seconds or metres at so much each.

Only lines that are a quantity times one rate; the others are sums of fixed prices.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from optimizer import objective
from optimizer.problem import Shift, Visit
from optimizer.solution import Route, Stop
from optimizer.values import Value


class Unit(StrEnum):
    SECONDS = "s"
    METRES = "m"


class Measure(Value):
    """`rate_cents` is per hour or per 100 km; none where parts of it have different rates."""

    quantity: int
    unit: Unit
    rate_cents: int | None


Measures = Mapping[str, Measure]
"""By the name of a line of `optimizer.solution.Costs`."""


def of_stop(visit: Visit, shift: Shift, stop: Stop) -> Measures:
    """The leg to it, the wait, the work, its lateness."""
    prices = shift.prices
    return {
        "work": _time(stop.end - stop.start, prices.work_cents_per_hour),
        "drive": _time(stop.drive_s, prices.drive_cents_per_hour),
        "wait": _time(stop.wait_s, prices.wait_cents_per_hour),
        "distance": _way(stop.distance_m, prices.distance_cents_per_100km),
        "late": _time(visit.late_s(stop.end), visit.late_cents_per_hour),
    }


def of_route(shift: Shift, route: Route) -> Measures:
    """What belongs to no single stop: the way home, the pass by the depot, the time away."""
    prices, passed = shift.prices, route.picked_up
    drive_s, distance_m = route.return_drive_s, route.return_distance_m
    if passed is not None:
        drive_s, distance_m = drive_s + passed.drive_s, distance_m + passed.distance_m
    found = {
        "drive": _time(drive_s, prices.drive_cents_per_hour),
        "distance": _way(distance_m, prices.distance_cents_per_100km),
        "overtime": _time(route.overtime_s, prices.overtime_cents_per_hour),
        "route": _time(objective.working_s(route), prices.route_cents_per_hour),
    }
    if passed is not None:
        found["work"] = _time(passed.end - passed.start, prices.work_cents_per_hour)
        found["wait"] = _time(passed.wait_s, prices.wait_cents_per_hour)
    return found


def together(parts: Iterable[Measures]) -> Measures:
    """Line by line; what costs nothing does not count."""
    sums: dict[str, Measure] = {}
    for part in parts:
        for line, one in part.items():
            if not one.quantity or one.rate_cents == 0:
                continue
            known = sums.get(line, Measure(quantity=0, unit=one.unit, rate_cents=one.rate_cents))
            rate = one.rate_cents if one.rate_cents == known.rate_cents else None
            both = known.quantity + one.quantity
            sums[line] = Measure(quantity=both, unit=one.unit, rate_cents=rate)
    return sums


def _time(seconds: int, cents_per_hour: int) -> Measure:
    return Measure(quantity=seconds, unit=Unit.SECONDS, rate_cents=cents_per_hour)


def _way(metres: int, cents_per_100km: int) -> Measure:
    return Measure(quantity=metres, unit=Unit.METRES, rate_cents=cents_per_100km)
