"""The referee's own bill of one route, in integer cents, each item rounded half up."""

from collections.abc import Iterator

from optimizer.check_trip import Trip, half_up
from optimizer.check_violation import Rule, Violation
from optimizer.problem import Shift, Visit
from optimizer.solution import Costs, Stop

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
            yield trip.broken(
                Rule.ROUTE_COSTS, off, sentence, unit="cents", line=line, right=right[line]
            )


def _bill(trip: Trip) -> dict[str, int]:
    """Cents by cost line; lines of the whole plan are left out."""
    prices, served = trip.shift.prices, trip.served
    rate = prices.work_cents_per_hour
    labour = [half_up(call.needs_s, rate, HOUR_S) for call in trip.calls]
    short = [
        max(0, prices.minimum_work_cents - cents)
        for call, cents in zip(trip.calls, labour, strict=True)
        if call.visit is not None
    ]
    return {
        "work": sum(labour),
        "minimum": sum(short),
        "drive": _each(prices.drive_cents_per_hour, HOUR_S, (leg.drive_s for leg in trip.legs)),
        "wait": _each(
            prices.wait_cents_per_hour, HOUR_S, (call.stated.wait_s for call in trip.calls)
        ),
        "distance": _each(
            prices.distance_cents_per_100km, KM_100_M, (leg.distance_m for leg in trip.legs)
        ),
        "overtime": half_up(trip.route.overtime_s, prices.overtime_cents_per_hour, HOUR_S),
        "used": prices.used_cents,
        "route": half_up(trip.working_s, prices.route_cents_per_hour, HOUR_S),
        "visit": prices.visit_cents * len(served),
        "fixed": sum(visit.fixed_cents for visit, _ in served),
        "late": sum(
            half_up(late_s(visit, stop), visit.late_cents_per_hour, HOUR_S)
            for visit, stop in served
        ),
        "preferred_time": sum(_preferred_time_cents(visit, stop) for visit, stop in served),
        "technician": sum(_technician_cents(visit, trip.shift) for visit, _ in served),
        "spare_level": sum(_spare_level_cents(visit, trip.shift) for visit, _ in served),
        "moved": sum(_moved_cents(visit, stop, trip.shift) for visit, stop in served),
    }


def _each(rate: int, per: int, quantities: Iterator[int]) -> int:
    """Every quantity priced and rounded for itself."""
    return sum(half_up(quantity, rate, per) for quantity in quantities)


def late_s(visit: Visit, stop: Stop) -> int:
    """Seconds from when service should have ended to when it does."""
    return 0 if visit.due_by is None else max(0, stop.end - visit.due_by)


def _preferred_time_cents(visit: Visit, stop: Stop) -> int:
    """The price of starting before or after what the customer would like."""
    wish = visit.preferred
    if wish is None:
        return 0
    off_s = max(wish.opens - stop.start, stop.start - wish.closes, 0)
    return half_up(off_s, wish.cents_per_hour, HOUR_S)


def _technician_cents(visit: Visit, shift: Shift) -> int:
    """The price of somebody who is not preferred; nobody preferred: nothing."""
    liked = visit.preferred_technicians
    return visit.other_technician_cents if liked and shift.technician not in liked else 0


def _spare_level_cents(visit: Visit, shift: Shift) -> int:
    """The price of levels that the visit does not need."""
    held = {skill.skill: skill for skill in shift.skills}
    pairs = [(held[need.skill], need.level) for need in visit.skills if need.skill in held]
    return sum(skill.spare_level_cents * max(0, skill.level - level) for skill, level in pairs)


def _moved_cents(visit: Visit, stop: Stop, shift: Shift) -> int:
    """The price of breaking what a published plan promised: the time, the technician."""
    promise = visit.promise
    if promise is None:
        return 0
    cents = 0
    if promise.start is not None:
        moved_s = abs(stop.start - promise.start) - promise.tolerance_s
        cents += half_up(max(0, moved_s), promise.moved_cents_per_hour, HOUR_S)
    if promise.technician not in (None, shift.technician):
        cents += promise.technician_cents
    return cents
