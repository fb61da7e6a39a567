"""The referee's rules about the most that one route may hold."""

from collections.abc import Iterator

from optimizer.check_trip import Trip
from optimizer.check_violation import Rule, Violation


def visits_cap(trip: Trip) -> Iterator[Violation]:
    """No more visits than the shift may have."""
    yield from _over(trip, Rule.VISITS_CAP, len(trip.served), trip.shift.caps.visits, "visits")


def drive_cap(trip: Trip) -> Iterator[Violation]:
    """No more driving than the shift may have, the way back included."""
    drive_s = sum(leg.drive_s for leg in trip.legs)
    yield from _over(trip, Rule.DRIVE_CAP, drive_s, trip.shift.caps.drive_s, "s of driving")


def distance_cap(trip: Trip) -> Iterator[Violation]:
    """No more metres than the shift may have, the way back included."""
    distance_m = sum(leg.distance_m for leg in trip.legs)
    yield from _over(trip, Rule.DISTANCE_CAP, distance_m, trip.shift.caps.distance_m, "m")


def wait_cap(trip: Trip) -> Iterator[Violation]:
    """No more waiting than the shift may have, at the depot included."""
    wait_s = sum(call.stated.wait_s for call in trip.calls)
    yield from _over(trip, Rule.WAIT_CAP, wait_s, trip.shift.caps.wait_s, "s of waiting")


def route_cap(trip: Trip) -> Iterator[Violation]:
    """No more time from leaving to being back, breaks between aside, than the shift may have."""
    yield from _over(
        trip, Rule.ROUTE_CAP, trip.working_s, trip.shift.caps.route_s, "s of working time"
    )


UNITS = {Rule.VISITS_CAP: "count", Rule.DISTANCE_CAP: "m"}
"""What is not counted in seconds."""


def _over(trip: Trip, rule: Rule, has: int, most: int | None, what: str) -> Iterator[Violation]:
    if most is not None and has > most:
        sentence = f"shift {trip.shift.id} has {has} {what}, it may have {most}"
        unit = UNITS.get(rule, "s")
        yield trip.broken(rule, has - most, sentence, unit=unit, has=has, most=most)
