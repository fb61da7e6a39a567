"""The referee's rules about when things happen on one route.

Each rule is one function that yields what breaks it. Quantities that the route states are
taken as stated once their own rule has compared them with the problem, so one wrong number
gives few violations and not a chain of them.
"""

from collections.abc import Iterator

from optimizer.check_trip import Leg, Trip
from optimizer.check_violation import Rule, Violation
from optimizer.problem import Bounds, TimeWindow


def pinned_start(trip: Trip) -> Iterator[Violation]:
    """A visit pinned to a time starts exactly then."""
    for visit, stop in trip.served:
        if visit.pinned_start not in (None, stop.start):
            off = abs(stop.start - visit.pinned_start)
            side = "after" if stop.start > visit.pinned_start else "before"
            sentence = (
                f"visit {visit.id} starts {off} s {side} its pinned start {visit.pinned_start}"
            )
            yield trip.broken(Rule.PINNED_START, off, sentence, visit.id, start=stop.start)


def window(trip: Trip) -> Iterator[Violation]:
    """Service starts inside one of the visit's windows, both ends included, if it has any.

    Where windows bound the whole service it ends inside the same window.
    """
    for visit, stop in trip.served:
        last = stop.end if visit.window_bounds is Bounds.SERVICE else stop.start
        if not visit.windows:
            continue
        off, nearest = min(
            ((_outside_s(stop.start, last, open_), open_) for open_ in visit.windows),
            key=lambda pair: pair[0],
        )
        if off > 0:
            if off == nearest.opens - stop.start:
                fact = f"starts {off} s before its window opens at {nearest.opens}"
            else:
                does = "starts" if visit.window_bounds is Bounds.START else "ends"
                fact = f"{does} {off} s after its window closed at {nearest.closes}"
            yield trip.broken(
                Rule.WINDOW,
                off,
                f"visit {visit.id} {fact}",
                visit.id,
                start=stop.start,
                end=stop.end,
                opens=nearest.opens,
                closes=nearest.closes,
            )


def _outside_s(first: int, last: int, open_: TimeWindow) -> int:
    """Seconds by which the time from `first` to `last` sticks out; 0 or less: it does not."""
    return max(open_.opens - first, last - open_.closes)


def departure(trip: Trip) -> Iterator[Violation]:
    """Nobody leaves before the shift opens."""
    early = trip.shift.opens - trip.route.departure
    if early > 0:
        sentence = (
            f"shift {trip.shift.id} leaves at {trip.route.departure}, {early} s before it "
            f"opens at {trip.shift.opens}"
        )
        yield trip.broken(Rule.DEPARTURE, early, sentence)


def travel(trip: Trip) -> Iterator[Violation]:
    """Seconds and metres of each leg are those of the travel matrix, in the hour's traffic."""
    for leg in trip.legs:
        where = f"to {leg.to.name}" if leg.to is not None else f"back of shift {trip.shift.id}"
        for said, right, unit in (
            (leg.drive_s, leg.right_s, "s"),
            (leg.distance_m, leg.right_m, "m"),
        ):
            if said != right:
                sentence = f"the way {where} is {said} {unit}; the travel matrix says {right}"
                visit = None if leg.to is None else leg.to.visit_id
                off = abs(said - right)
                yield trip.broken(Rule.TRAVEL, off, sentence, visit, unit, said=said, right=right)


def arrival(trip: Trip) -> Iterator[Violation]:
    """A stop is reached when the driving and the breaks on the way are over, not otherwise."""
    for leg in trip.legs:
        expected = _expected_arrival(trip, leg)
        if leg.to is not None and leg.arrives != expected:
            sentence = (
                f"{leg.to.name} is reached at {leg.arrives}; leaving at {leg.leaves} "
                f"gives {expected}"
            )
            off = abs(leg.arrives - expected)
            yield trip.broken(Rule.ARRIVAL, off, sentence, leg.to.visit_id, expected=expected)


def _expected_arrival(trip: Trip, leg: Leg) -> int:
    return leg.leaves + leg.drive_s + trip.breaks_s(leg.leaves, leg.arrives)


def wait(trip: Trip) -> Iterator[Violation]:
    """From arrival to start there is waiting and breaks, and the waiting is as stated."""
    for call in trip.calls:
        stop = call.stated
        idle_s = stop.start - stop.arrival - trip.breaks_s(stop.arrival, stop.start)
        off = abs(stop.wait_s - idle_s) if idle_s >= 0 else -idle_s
        if off:
            sentence = (
                f"{call.name} is reached at {stop.arrival} and starts at {stop.start}: "
                f"{idle_s} s of waiting, the plan says {stop.wait_s}"
            )
            yield trip.broken(Rule.WAIT, off, sentence, call.visit_id, wait_s=idle_s)


def service(trip: Trip) -> Iterator[Violation]:
    """Setup and work last as long as visit and technician need, loading as long as the depot."""
    for call in trip.calls:
        lasts_s = call.stated.end - call.stated.start
        if lasts_s != call.needs_s:
            sentence = f"{call.name} is given {lasts_s} s on site, it needs {call.needs_s}"
            off = abs(lasts_s - call.needs_s)
            yield trip.broken(Rule.SERVICE, off, sentence, call.visit_id, needs_s=call.needs_s)


def return_time(trip: Trip) -> Iterator[Violation]:
    """The end place is reached when the driving and the breaks on the way are over."""
    back = trip.legs[-1]
    expected = _expected_arrival(trip, back)
    if back.arrives != expected:
        sentence = (
            f"shift {trip.shift.id} is back at {back.arrives}; leaving its last visit at "
            f"{back.leaves} gives {expected}"
        )
        off = abs(back.arrives - expected)
        yield trip.broken(Rule.RETURN_TIME, off, sentence, expected=expected)


def overtime_cap(trip: Trip) -> Iterator[Violation]:
    """The technician is back by the end of the shift plus the overtime allowed."""
    last = trip.shift.closes + trip.shift.max_overtime_s
    if trip.route.returns > last:
        late = trip.route.returns - last
        sentence = f"shift {trip.shift.id} is back {late} s after the latest return {last}"
        yield trip.broken(
            Rule.OVERTIME_CAP, late, sentence, returns=trip.route.returns, last_return=last
        )


def overtime(trip: Trip) -> Iterator[Violation]:
    """Overtime is the time from the end of the shift to the return."""
    over_s = max(0, trip.route.returns - trip.shift.closes)
    if trip.route.overtime_s != over_s:
        sentence = (
            f"shift {trip.shift.id} has {over_s} s of overtime, the plan says "
            f"{trip.route.overtime_s}"
        )
        yield trip.broken(Rule.OVERTIME, abs(trip.route.overtime_s - over_s), sentence)
