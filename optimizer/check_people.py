"""The referee's rules about all shifts of one technician."""

from collections.abc import Iterator
from itertools import pairwise

from optimizer.check_trip import Plan, Trip
from optimizer.check_violation import Rule, Violation


def trips_of(plan: Plan, technician: str) -> list[Trip]:
    """The technician's trips, by when their shifts open."""
    own = [trip for trip in plan.trips if trip.shift.technician == technician]
    return sorted(own, key=_begins)


def _begins(trip: Trip) -> tuple[int, int, int, str]:
    return trip.shift.opens, trip.route.departure, trip.route.returns, trip.shift.id


def rest(plan: Plan) -> Iterator[Violation]:
    """Everybody is back, and rested as long as is due, before leaving on the next used shift.

    Without a rule the rest due is none; nobody is ever on two routes at once.
    """
    due = {rules.technician: rules.rest_s for rules in plan.problem.technicians}
    for technician in dict.fromkeys(trip.shift.technician for trip in plan.trips):
        for before, later in pairwise(trips_of(plan, technician)):
            rest_s = later.route.departure - before.route.returns
            short = due.get(technician, 0) - rest_s
            if short > 0:
                sentence = (
                    f"{technician} has {rest_s} s from shift {before.shift.id} to shift "
                    f"{later.shift.id}; expected {due.get(technician, 0)} s of rest"
                )
                yield later.broken(Rule.REST, short, sentence, other=before.shift.id, rest_s=rest_s)


def work_limit(plan: Plan) -> Iterator[Violation]:
    """The working time of the shifts that open in a limit's span stays within it."""
    for rules in plan.problem.technicians:
        trips = trips_of(plan, rules.technician)
        for limit in rules.work_limits:
            within = [trip for trip in trips if limit.opens <= trip.shift.opens <= limit.closes]
            works_s = sum(trip.working_s for trip in within)
            if works_s > limit.max_s:
                sentence = (
                    f"{rules.technician} works {works_s} s on shifts that open from {limit.opens} "
                    f"to {limit.closes}; expected at most {limit.max_s}"
                )
                off = works_s - limit.max_s
                yield within[-1].broken(
                    Rule.WORK_LIMIT, off, sentence, works_s=works_s, max_s=limit.max_s
                )
