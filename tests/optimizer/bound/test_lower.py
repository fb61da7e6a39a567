"""The bound against the best plan of problems small enough to try everything."""

import pytest
from hypothesis import HealthCheck, given, settings

from optimizer.bound.lower import lower_bound
from optimizer.problem import Apart, Caps, Prices, Problem, TechnicianRules
from tests.optimizer.bound.problems import rich_problems
from tests.optimizer.brute_force import cheapest_cents
from tests.optimizer.builders import a_break, a_problem, a_shift, a_visit, hours, problems
from tests.optimizer.technician_day import technician_day

HEALTH = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


@settings(max_examples=60, deadline=None, suppress_health_check=HEALTH)
@given(problems(max_visits=4))
def test_no_plan_costs_less_than_the_bound(problem: Problem) -> None:
    bound = lower_bound(problem, seconds=60)

    assert bound is not None
    assert bound.cents <= cheapest_cents(problem)


@settings(max_examples=60, deadline=None, suppress_health_check=HEALTH)
@given(rich_problems(max_visits=3))
def test_no_plan_costs_less_whatever_prices_and_traffic_there_are(problem: Problem) -> None:
    bound = lower_bound(problem, seconds=60)

    assert bound is not None
    assert bound.cents <= cheapest_cents(problem)


def test_one_visit_costs_the_way_there_the_work_and_the_way_back() -> None:
    problem = a_problem([a_visit(km_east=10, service_s=1800)], [a_shift()])

    bound = lower_bound(problem, seconds=10)

    # twice 10 minutes at 1 euro and 10 km at 30 cents, half an hour of work at 60 euros an hour;
    # half a cent for rounding a wait is taken off
    assert bound is not None
    assert bound.cents == 2 * (1000 + 300) + 3000 - 1
    assert bound.relaxed == ()


def test_an_unworthy_visit_costs_its_price_for_being_left_out() -> None:
    problem = a_problem([a_visit(km_east=60, leave_out_cents=500)], [a_shift()])

    bound = lower_bound(problem, seconds=10)

    assert bound is not None
    assert bound.cents == 500


def test_a_forced_wait_is_priced() -> None:
    visits = [
        a_visit("early", km_east=0, windows=[(hours(8), hours(9))], service_s=3600),
        a_visit("late", km_east=0, windows=[(hours(15), hours(16))], service_s=3600),
    ]
    problem = a_problem(visits, [a_shift()])

    bound = lower_bound(problem, seconds=10)

    # two hours of work at 60 euros, five of waiting (10 to 15 o'clock) at 30
    assert bound is not None
    assert 27_000 - 2 <= bound.cents <= 27_000 == cheapest_cents(problem)


def test_a_lunch_break_that_leaves_no_room_is_seen() -> None:
    visits = [
        a_visit("one", km_east=0, windows=[(hours(11), hours(11))], service_s=3600),
        a_visit("two", km_east=0, windows=[(hours(12), hours(12))], service_s=3600),
    ]
    lunch = a_break(hours(12), hours(12, 30))
    prices = Prices(work_cents_per_hour=100)
    free = a_problem(visits, [a_shift(prices=prices)])
    eating = a_problem(visits, [a_shift(prices=prices, breaks=[lunch])])

    bounds = [lower_bound(problem, seconds=10) for problem in (free, eating)]

    # both take an hour at 1 euro; with lunch at 12 to 12:30 the second has to be left out
    assert [bound.cents for bound in bounds if bound] == [200, 100 + visits[1].leave_out_cents]


@pytest.mark.parametrize("seed", range(6))
def test_the_bound_of_a_small_day_is_close_to_the_best_plan(seed: int) -> None:
    problem = technician_day(seed, visits=6, shifts=2)

    bound = lower_bound(problem, seconds=20)

    best = cheapest_cents(problem)
    assert bound is not None
    assert 0.93 * best <= bound.cents <= best


def test_rules_over_several_routes_are_named_as_left_away() -> None:
    problem = Problem(
        visits=(a_visit("a"), a_visit("b")),
        shifts=(a_shift(caps=Caps(visits=1)),),
        travel=a_problem().travel,
        relations=(Apart(visits=("a", "b")),),
        technicians=(TechnicianRules(technician="t-s1", rest_s=3600),),
    )

    bound = lower_bound(problem, seconds=10)

    assert bound is not None
    assert bound.relaxed == ("relations", "rest", "caps")


def test_an_interrupted_run_gives_no_bound() -> None:
    assert lower_bound(technician_day(1, visits=30, shifts=5), seconds=0.0) is None


def test_nobody_at_work_means_everything_is_left_out() -> None:
    bound = lower_bound(a_problem([a_visit(leave_out_cents=700)], []), seconds=5)

    assert bound is not None
    assert bound.cents == 700
