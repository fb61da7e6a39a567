"""Orders that cannot be driven, driven all the same: only what must break breaks."""

from hypothesis import given
from hypothesis import strategies as st

from optimizer import check, objective
from optimizer.check import Rule
from optimizer.forced import time_anyway
from optimizer.problem import Problem, Shift, Visit
from optimizer.schedule import time_route
from optimizer.solution import Route, Solution
from tests.optimizer.builders import a_break, a_problem, a_shift, a_visit, grid, hours, problems

MAY_BREAK = {
    Rule.SKILLS,
    Rule.PINNED_TECHNICIAN,
    Rule.PINNED_START,
    Rule.WINDOW,
    Rule.OVERTIME_CAP,
    Rule.BREAK_START,
}
"""What a person's order may break; anything else would be a wrong timing of ours."""


def broken(problem: Problem, route: Route) -> dict[Rule, int]:
    served = {stop.visit for stop in route.stops}
    part = problem.model_copy(
        update={"visits": tuple(visit for visit in problem.visits if visit.id in served)}
    )
    costs = objective.total([route.costs])
    plan = Solution(routes=(route,), unassigned=(), costs=costs, objective_cents=costs.total)
    return {found.rule: found.amount for found in check.violations(part, plan)}


def driven(shift: Shift, visits: list[Visit]) -> tuple[Route, dict[Rule, int]]:
    route = time_anyway(shift, visits, grid())
    return route, broken(a_problem(visits, [shift]), route)


def test_an_order_that_can_be_driven_is_timed_as_ever():
    shift, visits = a_shift(), [a_visit(windows=[(hours(9), hours(12))])]

    assert time_anyway(shift, visits, grid()) == time_route(shift, visits, grid())


def test_service_starts_on_arrival_when_every_window_has_closed():
    far = a_visit("far", km_east=30)
    early = a_visit("early", km_east=0, windows=[(hours(8), hours(8, 30))])

    route, found = driven(a_shift(), [far, early])

    # out 30 min from 8:00, 30 min of work, back 30 min: 9:30, an hour after closing
    assert route.stops[1].start == hours(9, 30)
    assert found == {Rule.WINDOW: 3600}


def test_a_later_window_is_waited_for_even_where_something_else_breaks():
    visit = a_visit(km_east=0, windows=[(hours(7), hours(7, 30)), (hours(10), hours(11))])
    late = a_visit("late", km_east=0, windows=[(hours(9), hours(9, 30))])

    route, found = driven(a_shift(), [visit, late])

    # starts at 10:00 for half an hour, the next one an hour after its window
    assert [stop.start for stop in route.stops] == [hours(10), hours(10, 30)]
    assert found == {Rule.WINDOW: 3600}


def test_a_day_too_long_ends_late_and_its_overtime_is_priced():
    visits = [a_visit("long", km_east=0, service_s=hours(10))]

    route, found = driven(a_shift(max_overtime_s=1800), visits)

    # 8:00 to 18:00; closes at 17:00, half an hour of overtime allowed
    assert found == {Rule.OVERTIME_CAP: 1800}
    assert route.overtime_s == 3600


def test_a_missed_pinned_start_is_late_by_what_it_takes():
    visit = a_visit(km_east=30, pinned_start=hours(8, 10))

    route, found = driven(a_shift(), [visit])

    assert route.stops[0].start == hours(8, 30)
    assert found == {Rule.PINNED_START: 1200}


def test_a_break_that_cannot_be_in_time_is_taken_where_it_is_least_late():
    visit = a_visit(km_east=0, windows=[(hours(11), hours(11))], service_s=hours(3))
    shift = a_shift(breaks=[a_break(hours(12), hours(13))], closes=hours(15))

    route, found = driven(shift, [visit])

    # work from 11:00 to 14:00; the break should have begun by 13:00
    assert [(rest.start, rest.end) for rest in route.breaks] == [(hours(14), hours(14, 30))]
    assert found == {Rule.BREAK_START: 3600}


@given(st.data())
def test_whatever_the_order_only_rules_that_a_person_can_break_are_broken(data: st.DataObject):
    problem = data.draw(problems(max_visits=5, max_shifts=1, min_visits=1))
    if not problem.shifts:
        return
    order = data.draw(st.permutations(problem.visits))

    route = time_anyway(problem.shifts[0], order, problem.travel)

    assert [stop.visit for stop in route.stops] == [visit.id for visit in order]
    assert set(broken(problem, route)) <= MAY_BREAK
