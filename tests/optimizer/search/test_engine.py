"""The compiled search prices routes as the schedule does, whatever rules hold."""

from hypothesis import given, settings

from optimizer.incumbent import Incumbent
from optimizer.problem import Problem
from optimizer.schedule import Blocked, time_route
from optimizer.search.compiled import compile_problem
from optimizer.search.engine import Engine, Schedule
from tests.optimizer.all_rules import all_rules_problems
from tests.optimizer.builders import a_problem, a_shift, a_visit, hours, problems

CENTS_A_STOP = 8
"""Each cost line of a stop is rounded to whole cents; the search rounds nothing."""


def searched(problem: Problem, rounds: int = 30) -> tuple[Incumbent, Engine]:
    incumbent = Incumbent(problem)
    engine = Engine(compile_problem(problem, incumbent.screening))
    engine.run(Schedule(rounds=rounds), lambda: None)
    return incumbent, engine


@given(problem=problems())
@settings(max_examples=150, deadline=None)
def test_a_route_costs_what_the_schedule_says(problem: Problem) -> None:
    incumbent, engine = searched(problem)
    assert incumbent.consider(engine.orders())
    if engine.links.some:
        return
    for number, shift in enumerate(problem.shifts):
        order = engine.orders().get(shift.id)
        if not order:
            continue
        route = time_route(shift, order, problem.travel)
        assert not isinstance(route, Blocked)
        told = engine.best.route[number]["cents"]
        assert abs(route.costs.total - told) <= CENTS_A_STOP * (len(order) + 1)


@given(problem=all_rules_problems())
@settings(max_examples=150, deadline=None)
def test_under_all_rules_a_plan_of_the_search_can_be_driven_for_its_price(
    problem: Problem,
) -> None:
    incumbent, engine = searched(problem)
    orders = engine.orders()
    assert incumbent.consider(orders)


def test_the_largest_lateness_has_its_price_below_a_cent_a_second() -> None:
    late = a_visit(due_by=hours(8))
    prices = []
    for cents in (0, 1_800):
        problem = a_problem([late], [a_shift()])
        problem = problem.model_copy(update={"largest_late_cents_per_hour": cents})
        engine = Engine(compile_problem(problem, Incumbent(problem).screening))
        engine.start({"s1": [late]})
        prices.append(engine.cents)

    assert 0 < prices[1] - prices[0] < hours(9) * 0.5
