"""The yardstick: nearest eligible technician first, in the order of urgency."""

from hypothesis import given, settings

from optimizer import check
from optimizer.baseline import nearest_technician_first
from optimizer.eligibility import screen
from optimizer.incumbent import baseline_solution
from optimizer.problem import Problem, Shift, Visit
from tests.optimizer.builders import a_problem, a_shift, a_visit, hours, problems


def by_hand(visits: list[Visit], shifts: list[Shift]) -> dict[str, list[str]]:
    problem = a_problem(visits, shifts)
    orders = nearest_technician_first(problem, screen(problem))
    return {shift: [visit.id for visit in order] for shift, order in orders.items()}


def test_the_nearest_technician_gets_the_visit():
    shifts = [a_shift("s1"), a_shift("s2", km_east=30)]

    assert by_hand([a_visit(km_east=20)], shifts) == {"s2": ["v1"]}


def test_near_is_measured_from_the_last_visit_so_far():
    shifts = [a_shift("s1"), a_shift("s2", km_east=30)]
    visits = [
        a_visit("v1", km_east=12, due_by=hours(9)),
        a_visit("v2", km_east=20, due_by=hours(10)),
    ]

    # v1 is nearest to s1; from km 12 it is 8 km to v2, from km 30 it is 10
    assert by_hand(visits, shifts) == {"s1": ["v1", "v2"]}


def test_a_near_technician_without_the_skill_is_passed_over():
    shifts = [a_shift("s1"), a_shift("s2", km_east=60, skills=["lift"])]

    assert by_hand([a_visit(skills=["lift"])], shifts) == {"s2": ["v1"]}


def test_a_technician_whose_day_is_full_is_passed_over():
    shifts = [a_shift("s1", closes=hours(8, 50)), a_shift("s2", km_east=60)]
    visits = [a_visit("v1"), a_visit("v2")]

    assert by_hand(visits, shifts) == {"s1": ["v1"], "s2": ["v2"]}


def test_pins_go_first_then_due_moments_then_prices():
    visits = [
        a_visit("v1", leave_out_cents=50_000),
        a_visit("v2", leave_out_cents=60_000),
        a_visit("v3", due_by=hours(16)),
        a_visit("v4", pinned_start=hours(8, 10)),
    ]

    assert by_hand(visits, [a_shift()]) == {"s1": ["v4", "v3", "v2", "v1"]}


def test_a_visit_that_costs_more_than_leaving_it_out_stays_out():
    # 10 km and back 2600, work 3000
    assert by_hand([a_visit(leave_out_cents=5_599)], [a_shift()]) == {}
    assert by_hand([a_visit(leave_out_cents=5_600)], [a_shift()]) == {"s1": ["v1"]}


def test_a_second_visit_is_weighed_by_what_it_adds():
    first = a_visit("v1", due_by=hours(12))

    # at the same place the second costs its work of 3000 only
    assert by_hand([first, a_visit("v2", leave_out_cents=3_000)], [a_shift()]) == {
        "s1": ["v1", "v2"]
    }
    assert by_hand([first, a_visit("v2", leave_out_cents=2_999)], [a_shift()]) == {"s1": ["v1"]}


@settings(max_examples=100, deadline=None)
@given(problems())
def test_the_day_planned_by_hand_is_valid_and_no_dearer_than_doing_nothing(problem: Problem):
    plan = baseline_solution(problem)

    assert check.violations(problem, plan) == ()
    assert plan.objective_cents <= sum(visit.leave_out_cents for visit in problem.visits)
