"""The referee's own bill of one route, in integer cents, each item rounded half up."""

from collections.abc import Iterator

from optimizer.check_trip import Rule, Trip, Violation
from optimizer.solution import Costs

HOUR_S = 3600
KM_100_M = 100_000


def route_costs(trip: Trip) -> Iterator[Violation]:
    """Each cost line of the route is what its quantities and rates give."""
    said = dict(trip.route.costs)
    right = dict.fromkeys(said, 0) | _bill(trip)
    for line in Costs.model_fields:
        if said[line] != right[line]:
            off = abs(said[line] - right[line])
            sentence = (
                f"shift {trip.shift.id} costs {right[line]} cents of {line}, "
                f"the plan says {said[line]}"
            )
            yield trip.broken(Rule.ROUTE_COSTS, off, sentence, unit="cents")


def _bill(trip: Trip) -> dict[str, int]:
    """Cents by cost line."""
    prices = trip.shift.prices
    legs = list(trip.legs())
    labour = [
        _rounded(visit.service_s, prices.work_cents_per_hour, HOUR_S) for visit, _ in trip.served
    ]
    return {
        "work": sum(labour),
        "minimum": sum(max(0, prices.minimum_work_cents - cents) for cents in labour),
        "drive": sum(_rounded(leg.drive_s, prices.drive_cents_per_hour, HOUR_S) for leg in legs),
        "wait": sum(
            _rounded(stop.wait_s, prices.wait_cents_per_hour, HOUR_S) for _, stop in trip.served
        ),
        "distance": sum(
            _rounded(leg.distance_m, prices.distance_cents_per_100km, KM_100_M) for leg in legs
        ),
        "overtime": _rounded(trip.route.overtime_s, prices.overtime_cents_per_hour, HOUR_S),
        "fixed": sum(visit.fixed_cents for visit, _ in trip.served),
        "late": sum(
            _rounded(max(0, stop.end - visit.due_by), visit.late_cents_per_hour, HOUR_S)
            for visit, stop in trip.served
            if visit.due_by is not None
        ),
        "left_out": 0,
    }


def _rounded(quantity: int, rate: int, per: int) -> int:
    """Cents for `quantity` at `rate` a `per`; half a cent counts as one."""
    cents, rest = divmod(quantity * rate, per)
    return cents + 1 if rest * 2 >= per else cents
