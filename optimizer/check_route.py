"""The referee's rules about one route: who drives it and when things happen.

Each rule is one function that yields what breaks it. Quantities that the route states are
taken as stated once their own rule has compared them with the problem, so one wrong number
gives few violations and not a chain of them.
"""

from collections.abc import Iterator

from optimizer.check_trip import Leg, Rule, Trip, Violation
from optimizer.problem import TimeWindow


def skills(trip: Trip) -> Iterator[Violation]:
    """Each needed skill is held at the level or above, not expired when the shift opens."""
    shift = trip.shift
    held = {skill.skill: skill for skill in shift.skills}
    for visit, _ in trip.served:
        for need in visit.skills:
            skill = held.get(need.skill)
            wish = f"visit {visit.id} needs {need.skill} at level {need.level}"
            if skill is None:
                fact, short = "does not have it", need.level
            elif skill.valid_until is not None and skill.valid_until <= shift.opens:
                fact, short = f"holds it until {skill.valid_until} only", need.level
            elif skill.level < need.level:
                fact, short = f"has level {skill.level}", need.level - skill.level
            else:
                continue
            sentence = f"{wish}; {shift.technician} of shift {shift.id} {fact}"
            yield trip.broken(Rule.SKILLS, short, sentence, visit.id, "count")


def pinned_technician(trip: Trip) -> Iterator[Violation]:
    """A visit pinned to a technician is done by that technician."""
    for visit, _ in trip.served:
        if visit.technician not in (None, trip.shift.technician):
            sentence = (
                f"visit {visit.id} is pinned to {visit.technician}; "
                f"shift {trip.shift.id} is {trip.shift.technician}'s"
            )
            yield trip.broken(Rule.PINNED_TECHNICIAN, 1, sentence, visit.id, "count")


def pinned_start(trip: Trip) -> Iterator[Violation]:
    """A visit pinned to a time starts exactly then."""
    for visit, stop in trip.served:
        if visit.pinned_start not in (None, stop.start):
            off = abs(stop.start - visit.pinned_start)
            side = "after" if stop.start > visit.pinned_start else "before"
            sentence = (
                f"visit {visit.id} starts {off} s {side} its pinned start {visit.pinned_start}"
            )
            yield trip.broken(Rule.PINNED_START, off, sentence, visit.id)


def window(trip: Trip) -> Iterator[Violation]:
    """Service starts inside one of the visit's windows, both ends included, if it has any."""
    for visit, stop in trip.served:
        if any(open_.opens <= stop.start <= open_.closes for open_ in visit.windows):
            continue
        if visit.windows:
            off, fact = min(_outside(stop.start, open_) for open_ in visit.windows)
            sentence = f"visit {visit.id} starts {off} s {fact}"
            yield trip.broken(Rule.WINDOW, off, sentence, visit.id)


def _outside(start: int, open_: TimeWindow) -> tuple[int, str]:
    if start < open_.opens:
        return open_.opens - start, f"before its window opens at {open_.opens}"
    return start - open_.closes, f"after its window closed at {open_.closes}"


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
    """Seconds and metres of each leg are those of the travel matrix."""
    for leg in trip.legs():
        what = _leg_name(trip, leg)
        for said, right, unit in (
            (leg.drive_s, leg.matrix_s, "s"),
            (leg.distance_m, leg.matrix_m, "m"),
        ):
            if said != right:
                sentence = f"{what} is {said} {unit}; the travel matrix says {right}"
                yield trip.broken(Rule.TRAVEL, abs(said - right), sentence, leg.visit, unit)


def _leg_name(trip: Trip, leg: Leg) -> str:
    if leg.visit is None:
        return f"the way back of shift {trip.shift.id}"
    return f"the way to visit {leg.visit}"


def arrival(trip: Trip) -> Iterator[Violation]:
    """A stop is reached when the driving and the breaks on the way are over, not otherwise."""
    *legs, _back = trip.legs()
    for leg in legs:
        expected = leg.leaves + leg.drive_s + trip.breaks_s(leg.leaves, leg.arrives)
        if leg.arrives != expected:
            sentence = (
                f"visit {leg.visit} is reached at {leg.arrives}; leaving at {leg.leaves} "
                f"gives {expected}"
            )
            yield trip.broken(Rule.ARRIVAL, abs(leg.arrives - expected), sentence, leg.visit)


def wait(trip: Trip) -> Iterator[Violation]:
    """From arrival to start there is waiting and breaks, and the waiting is as stated."""
    for visit, stop in trip.served:
        idle_s = stop.start - stop.arrival - trip.breaks_s(stop.arrival, stop.start)
        off = abs(stop.wait_s - idle_s) if idle_s >= 0 else -idle_s
        if off:
            sentence = (
                f"visit {visit.id} is reached at {stop.arrival} and starts at {stop.start}: "
                f"{idle_s} s of waiting, the plan says {stop.wait_s}"
            )
            yield trip.broken(Rule.WAIT, off, sentence, visit.id)


def service(trip: Trip) -> Iterator[Violation]:
    """Service lasts as long as the visit asks for."""
    for visit, stop in trip.served:
        lasts_s = stop.end - stop.start
        if lasts_s != visit.service_s:
            sentence = f"visit {visit.id} is given {lasts_s} s on site, it needs {visit.service_s}"
            yield trip.broken(Rule.SERVICE, abs(lasts_s - visit.service_s), sentence, visit.id)


def return_time(trip: Trip) -> Iterator[Violation]:
    """The end place is reached when the driving and the breaks on the way are over."""
    *_legs, back = trip.legs()
    expected = back.leaves + back.drive_s + trip.breaks_s(back.leaves, back.arrives)
    if back.arrives != expected:
        sentence = (
            f"shift {trip.shift.id} is back at {back.arrives}; leaving its last visit at "
            f"{back.leaves} gives {expected}"
        )
        yield trip.broken(Rule.RETURN_TIME, abs(back.arrives - expected), sentence)


def overtime_cap(trip: Trip) -> Iterator[Violation]:
    """The technician is back by the end of the shift plus the overtime allowed."""
    last = trip.shift.closes + trip.shift.max_overtime_s
    if trip.route.returns > last:
        late = trip.route.returns - last
        sentence = f"shift {trip.shift.id} is back {late} s after the latest return {last}"
        yield trip.broken(Rule.OVERTIME_CAP, late, sentence)


def overtime(trip: Trip) -> Iterator[Violation]:
    """Overtime is the time from the end of the shift to the return."""
    over_s = max(0, trip.route.returns - trip.shift.closes)
    if trip.route.overtime_s != over_s:
        sentence = (
            f"shift {trip.shift.id} has {over_s} s of overtime, the plan says "
            f"{trip.route.overtime_s}"
        )
        yield trip.broken(Rule.OVERTIME, abs(trip.route.overtime_s - over_s), sentence)
