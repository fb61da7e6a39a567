"""The bound against the best plan of problems small enough to try everything."""

from hypothesis import HealthCheck, given, settings

from optimizer.bound.lower import lower_bound
from optimizer.problem import Problem
from tests.optimizer.brute_force import cheapest_cents
from tests.optimizer.builders import a_problem, a_shift, a_visit, hours, problems

HEALTH = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


@settings(max_examples=200, deadline=None, suppress_health_check=HEALTH)
@given(problems(max_visits=4))
def test_no_plan_costs_less_than_the_bound(problem: Problem) -> None:
    bound = lower_bound(problem, seconds=30)

    assert bound is not None
    assert bound.cents <= cheapest_cents(problem)
