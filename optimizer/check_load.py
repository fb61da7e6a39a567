"""The referee's rules about what is on board: the depot, equipment, parts, room in the van."""

from collections import Counter
from collections.abc import Iterator

from optimizer.check_trip import Trip
from optimizer.check_violation import Rule, Violation
from optimizer.problem import Visit


def picked_up(trip: Trip) -> Iterator[Violation]:
    """The depot is passed only by a shift that has one, and before one of the stops."""
    passed, stops = trip.route.picked_up, len(trip.served)
    if passed is None:
        return
    if trip.shift.pick_up is None:
        sentence = f"shift {trip.shift.id} passes a depot, it has none"
        yield trip.broken(Rule.PICKED_UP, 1, sentence, unit="count")
    elif passed.before >= stops:
        sentence = (
            f"shift {trip.shift.id} passes the depot before stop {passed.before}; "
            f"its stops are 0 to {stops - 1}"
        )
        yield trip.broken(Rule.PICKED_UP, passed.before - stops + 1, sentence, unit="count")


def _before_the_depot(trip: Trip) -> Iterator[Visit]:
    """The visits that are served with what is in the van from the start."""
    for call in trip.calls:
        if call.visit is None:
            return
        yield call.visit


def equipment(trip: Trip) -> Iterator[Violation]:
    """All equipment that a visit needs is the shift's own, or the depot was passed."""
    for visit in _before_the_depot(trip):
        for name in visit.equipment:
            if name not in trip.shift.equipment:
                sentence = f"visit {visit.id} needs {name}; shift {trip.shift.id} does not have it"
                yield trip.broken(Rule.EQUIPMENT, 1, sentence, visit.id, "count", equipment=name)


def parts(trip: Trip) -> Iterator[Violation]:
    """The van's stock lasts for all parts used up until the depot is passed."""
    used: Counter[str] = Counter()
    for visit in _before_the_depot(trip):
        for part, pieces in visit.parts.items():
            left = max(0, trip.shift.stock.get(part, 0) - used[part])
            used[part] += pieces
            if pieces > left:
                sentence = (
                    f"visit {visit.id} needs {pieces} of {part}; shift {trip.shift.id} has "
                    f"{left} left"
                )
                short = pieces - left
                yield trip.broken(
                    Rule.PARTS, short, sentence, visit.id, "count", part=part, left=left
                )


def capacity(trip: Trip) -> Iterator[Violation]:
    """The loads of all visits fit into the van, unit by unit."""
    for unit, room in trip.shift.capacity.items():
        load = sum(visit.load.get(unit, 0) for visit, _ in trip.served)
        if load > room:
            sentence = f"shift {trip.shift.id} is loaded with {load} {unit}, it has room for {room}"
            over = load - room
            yield trip.broken(
                Rule.CAPACITY, over, sentence, unit="count", load=load, room=room, load_unit=unit
            )
