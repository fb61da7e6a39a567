"""The referee's rules about the plan as a whole: what is in it, and its sums."""

from collections import Counter
from collections.abc import Iterator

from optimizer.check_costs import HOUR_S, late_s
from optimizer.check_people import trips_of
from optimizer.check_trip import Plan, half_up
from optimizer.check_violation import Rule, Unit, Violation
from optimizer.solution import Costs

OF_THE_PLAN = ("fairness", "largest_late")
"""Cost lines that have a rule of their own."""


def known_names(plan: Plan) -> Iterator[Violation]:
    """The plan speaks of visits and shifts of the problem only."""
    visits = {visit.id for visit in plan.problem.visits}
    shifts = {shift.id for shift in plan.problem.shifts}
    for shift in plan.shift_names():
        if shift not in shifts:
            sentence = f"the problem has no shift {shift}"
            yield _broken(Rule.KNOWN_NAMES, 1, Unit.COUNT, sentence, shift=shift)
    for visit in [*plan.served_names(), *plan.left_out_names()]:
        if visit not in visits:
            sentence = f"the problem has no visit {visit}"
            yield _broken(Rule.KNOWN_NAMES, 1, Unit.COUNT, sentence, visit=visit)


def visit_once(plan: Plan) -> Iterator[Violation]:
    """Each visit is on a route or left out, once."""
    served, left_out = Counter(plan.served_names()), Counter(plan.left_out_names())
    for visit in plan.problem.visits:
        on, out = served[visit.id], left_out[visit.id]
        if on + out != 1:
            sentence = (
                f"visit {visit.id} is {on} times on a route and {out} times left out; "
                "expected one of them, once"
            )
            off = abs(on + out - 1)
            yield _broken(Rule.VISIT_ONCE, off, Unit.COUNT, sentence, visit=visit.id)


def shift_once(plan: Plan) -> Iterator[Violation]:
    """A shift has at most one route."""
    for shift, count in Counter(plan.shift_names()).items():
        if count > 1:
            sentence = f"shift {shift} has {count} routes, expected one"
            yield _broken(Rule.SHIFT_ONCE, count - 1, Unit.COUNT, sentence, shift=shift)


def mandatory(plan: Plan) -> Iterator[Violation]:
    """A visit that must be served is on a route."""
    served = set(plan.served_names())
    for visit in plan.problem.visits:
        if visit.mandatory and visit.id not in served:
            sentence = f"visit {visit.id} is left out; expected it on a route, it is mandatory"
            yield _broken(Rule.MANDATORY, 1, Unit.COUNT, sentence, visit=visit.id)


def fairness(plan: Plan) -> Iterator[Violation]:
    """The plan's price of unequal shares is that of each technician's work and points."""
    right = 0
    for rules in plan.problem.technicians:
        fair, trips = rules.fairness, trips_of(plan, rules.technician)
        over_s = max(0, sum(trip.working_s for trip in trips) - fair.fair_work_s)
        points = sum(visit.unpopular for trip in trips for visit, _ in trip.served)
        right += half_up(over_s, fair.work_cents_per_hour, HOUR_S)
        right += max(0, points - fair.fair_points) * fair.cents_per_point
    yield from _wrong_line(plan, Rule.FAIRNESS, "fairness", right)


def largest_late(plan: Plan) -> Iterator[Violation]:
    """The plan's price of its largest lateness."""
    late = [late_s(visit, stop) for trip in plan.trips for visit, stop in trip.served]
    rate = plan.problem.largest_late_cents_per_hour
    right = half_up(max(late, default=0), rate, HOUR_S)
    yield from _wrong_line(plan, Rule.LARGEST_LATE, "largest_late", right)


def total_costs(plan: Plan) -> Iterator[Violation]:
    """Each further cost line is that of the routes, plus the price of what is left out."""
    leave_out = {visit.id: visit.leave_out_cents for visit in plan.problem.visits}
    for line in Costs.model_fields:
        if line in OF_THE_PLAN:
            continue
        right = sum(dict(route.costs)[line] for route in plan.solution.routes)
        if line == "left_out":
            right += sum(leave_out.get(visit, 0) for visit in plan.left_out_names())
        yield from _wrong_line(plan, Rule.TOTAL_COSTS, line, right)


def _wrong_line(plan: Plan, rule: Rule, line: str, right: int) -> Iterator[Violation]:
    said = dict(plan.solution.costs)[line]
    if said != right:
        sentence = f"the plan says {said} cents of {line}, its parts add up to {right}"
        yield _broken(rule, abs(said - right), Unit.CENTS, sentence, line=line, right=right)


def objective(plan: Plan) -> Iterator[Violation]:
    """The objective is the sum of the plan's cost lines."""
    said = plan.solution.objective_cents
    right = sum(dict(plan.solution.costs).values())
    if said != right:
        sentence = f"the objective is {said} cents, its lines sum to {right}"
        yield _broken(Rule.OBJECTIVE, abs(said - right), Unit.CENTS, sentence)


def _broken(
    rule: Rule,
    amount: int,
    unit: Unit,
    sentence: str,
    *,
    shift: str | None = None,
    visit: str | None = None,
    **facts: int | str,
) -> Violation:
    return Violation(
        rule=rule,
        amount=amount,
        unit=unit,
        sentence=sentence,
        shift=shift,
        visit=visit,
        facts=facts,
    )
