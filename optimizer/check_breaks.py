"""The referee's rules about the breaks of one route."""

from collections.abc import Iterator

from optimizer.check_trip import Trip
from optimizer.check_violation import Rule, Violation


def break_count(trip: Trip) -> Iterator[Violation]:
    """Every break of the shift is taken, wherever, and no other."""
    taken, due = len(trip.route.breaks), len(trip.shift.breaks)
    if taken != due:
        sentence = f"shift {trip.shift.id} takes {taken} breaks, it has {due}"
        yield trip.broken(Rule.BREAK_COUNT, abs(taken - due), sentence, unit="count")


def break_duration(trip: Trip) -> Iterator[Violation]:
    """A break is as long as the shift says."""
    for taken, due in zip(trip.route.breaks, trip.shift.breaks, strict=False):
        lasts_s = taken.end - taken.start
        if lasts_s != due.duration_s:
            sentence = (
                f"the break of shift {trip.shift.id} at {taken.start} lasts {lasts_s} s, "
                f"it should last {due.duration_s}"
            )
            yield trip.broken(Rule.BREAK_DURATION, abs(lasts_s - due.duration_s), sentence)


def break_start(trip: Trip) -> Iterator[Violation]:
    """A break starts from its earliest to its latest moment, both included."""
    for taken, due in zip(trip.route.breaks, trip.shift.breaks, strict=False):
        off = max(due.earliest - taken.start, taken.start - due.latest)
        if off > 0:
            sentence = (
                f"the break of shift {trip.shift.id} starts at {taken.start}, {off} s outside "
                f"{due.earliest} to {due.latest}"
            )
            yield trip.broken(Rule.BREAK_START, off, sentence)


def break_order(trip: Trip) -> Iterator[Violation]:
    """The first break starts once the shift is open, each next one after the one before."""
    free_from, since = trip.shift.opens, "the shift opens"
    for taken in trip.route.breaks:
        if taken.start < free_from:
            off = free_from - taken.start
            sentence = (
                f"the break of shift {trip.shift.id} starts at {taken.start}, {off} s before "
                f"{since} at {free_from}"
            )
            yield trip.broken(Rule.BREAK_ORDER, off, sentence)
        free_from, since = taken.end, "the previous break ends"


def break_place(trip: Trip) -> Iterator[Violation]:
    """A break interrupts no service and lies on one side of leaving, each arrival and returning.

    Loading at the depot is service, and reaching it an arrival.
    A break without length may not lie within a service either.
    """
    for taken in trip.route.breaks:
        what = f"the break of shift {trip.shift.id} from {taken.start} to {taken.end}"
        for call in trip.calls:
            stop = call.stated
            if stop.start < taken.end and taken.start < stop.end:
                shared_s = min(stop.end, taken.end) - max(stop.start, taken.start)
                sentence = f"{what} takes {shared_s} s from the service of {call.name}"
                yield trip.broken(Rule.BREAK_PLACE, shared_s, sentence, call.visit_id)
        for moment, event, visit_id in _moments(trip):
            if taken.start < moment < taken.end:
                cut_s = min(moment - taken.start, taken.end - moment)
                sentence = f"{what} is cut by {event} at {moment}"
                yield trip.broken(Rule.BREAK_PLACE, cut_s, sentence, visit_id)


def _moments(trip: Trip) -> Iterator[tuple[int, str, str | None]]:
    yield trip.route.departure, "leaving", None
    for call in trip.calls:
        yield call.stated.arrival, f"the arrival at {call.name}", call.visit_id
    yield trip.route.returns, "the return", None
