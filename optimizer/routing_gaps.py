"""Which rules of a problem OR-Tools' model holds in another form than the referee, or not."""

from collections import Counter
from collections.abc import Callable

from optimizer.problem import Bounds, Problem, Shift, Visit
from optimizer.routing_nodes import MOST_LENGTHS
from optimizer.routing_pace import most_classes


def _has_traffic(problem: Problem) -> bool:
    return bool(problem.travel.traffic)


def _saves_setups(problem: Problem) -> bool:
    places = Counter(visit.place for visit in problem.visits)
    return any(visit.setup_s and places[visit.place] > 1 for visit in problem.visits)


def _ends_at_many_paces(problem: Problem) -> bool:
    counts = any(
        (visit.window_bounds is Bounds.SERVICE and visit.windows)
        or (visit.due_by is not None and visit.late_cents_per_hour)
        for visit in problem.visits
    )
    return counts and len({_pace(shift) for shift in problem.shifts}) > MOST_LENGTHS


def _pace(shift: Shift) -> tuple[object, ...]:
    return shift.pace_percent, tuple((h.skill, h.pace_percent) for h in shift.skills)


def _has_colliding_wishes(problem: Problem) -> bool:
    return any(_wishes(visit) > 1 for visit in problem.visits)


def _wishes(visit: Visit) -> int:
    late = visit.due_by is not None and visit.late_cents_per_hour
    wish = visit.preferred is not None and visit.preferred.cents_per_hour
    promise = visit.promise is not None and visit.promise.moved_cents_per_hour
    return sum(map(bool, (late, wish, promise)))


def _prices_idle_breaks(problem: Problem) -> bool:
    return any(
        shift.breaks and (shift.prices.wait_cents_per_hour or shift.prices.route_cents_per_hour)
        for shift in problem.shifts
    )


def _shares_work(problem: Problem) -> bool:
    return any(rules.fairness.work_cents_per_hour for rules in problem.technicians)


def _shares_over_shifts(problem: Problem) -> bool:
    shifts = Counter(shift.technician for shift in problem.shifts)
    return any(
        (rules.fairness.work_cents_per_hour or rules.fairness.cents_per_point)
        and shifts[rules.technician] > 1
        for rules in problem.technicians
    )


def _prices_largest_lateness(problem: Problem) -> bool:
    late = any(visit.due_by is not None for visit in problem.visits)
    return late and problem.largest_late_cents_per_hour > 0


def _limits_hours(problem: Problem) -> bool:
    return any(rules.work_limits for rules in problem.technicians)


def _fetches_parts(problem: Problem) -> bool:
    parts = any(visit.parts for visit in problem.visits)
    return parts and any(shift.pick_up is not None for shift in problem.shifts)


def _shares_paces(problem: Problem) -> bool:
    different = {_pace(shift) for shift in problem.shifts}
    return len(different) > most_classes(len(problem.visits) + len(problem.shifts))


GAPS: tuple[tuple[str, Callable[[Problem], bool]], ...] = (
    ("traffic: the slowest band of a shift holds all day, its mean is paid", _has_traffic),
    (
        "setup: saved only where the window stays open for its length, and no other visit or "
        "pinned start looks at it; else counted each time",
        _saves_setups,
    ),
    ("pace: technicians of nearest pace share the slower one's times", _shares_paces),
    (
        "windows for the whole service, lateness: of more than three paces some share a time",
        _ends_at_many_paces,
    ),
    (
        "wishes: of lateness, wished and promised start only the dearest counts on each side",
        _has_colliding_wishes,
    ),
    ("waiting and working time: breaks on the way are paid as idle time", _prices_idle_breaks),
    ("hours: counted with the times that are best for each route alone", _limits_hours),
    (
        "parts: behind the pass by the depot some may still be taken from the van's stock",
        _fetches_parts,
    ),
    ("fairness: waiting is not counted as work", _shares_work),
    ("fairness: not priced for technicians with several shifts", _shares_over_shifts),
    ("largest lateness of the plan: not priced", _prices_largest_lateness),
)


def gaps(problem: Problem) -> tuple[str, ...]:
    """A sentence for each such rule that this problem has.

    A plan that passes the model may still be refused when it is timed, and a good one missed;
    its final price is always the referee's.
    """
    return tuple(sentence for sentence, is_there in GAPS if is_there(problem))
