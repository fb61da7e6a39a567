"""The referee's rules about who comes."""

from collections.abc import Iterator

from optimizer.check_trip import Trip
from optimizer.check_violation import Rule, Violation


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
            yield trip.broken(
                Rule.SKILLS,
                short,
                sentence,
                visit.id,
                "count",
                skill=need.skill,
                level=need.level,
            )


def only_technicians(trip: Trip) -> Iterator[Violation]:
    """A visit that names its technicians is done by one of them."""
    for visit, _ in trip.served:
        if visit.only_technicians and trip.shift.technician not in visit.only_technicians:
            sentence = (
                f"visit {visit.id} is only for {', '.join(visit.only_technicians)}; "
                f"shift {trip.shift.id} is {trip.shift.technician}'s"
            )
            yield trip.broken(Rule.ONLY_TECHNICIANS, 1, sentence, visit.id, "count")


def never_technicians(trip: Trip) -> Iterator[Violation]:
    """A visit is not done by a technician it refuses."""
    for visit, _ in trip.served:
        if trip.shift.technician in visit.never_technicians:
            sentence = (
                f"visit {visit.id} is never for {trip.shift.technician}, "
                f"whose shift {trip.shift.id} is"
            )
            yield trip.broken(Rule.NEVER_TECHNICIANS, 1, sentence, visit.id, "count")


def pinned_technician(trip: Trip) -> Iterator[Violation]:
    """A visit pinned to a technician is done by that technician."""
    for visit, _ in trip.served:
        if visit.technician not in (None, trip.shift.technician):
            sentence = (
                f"visit {visit.id} is pinned to {visit.technician}; "
                f"shift {trip.shift.id} is {trip.shift.technician}'s"
            )
            yield trip.broken(Rule.PINNED_TECHNICIAN, 1, sentence, visit.id, "count")
