"""The referee's bill of a route, line by line and to the cent."""

import pytest

from optimizer.check_plan import OF_THE_PLAN
from optimizer.problem import Prices, Problem
from optimizer.solution import Costs, Route, Solution
from tests.optimizer.builders import a_problem, a_shift, a_visit, hours
from tests.optimizer.two_shifts import (
    DAY_CENTS,
    a_stop,
    found,
    sentences,
    the_plan,
    the_problem,
    with_route,
    with_shift,
    with_visit,
)


@pytest.mark.parametrize("line", Costs.model_fields)
def test_each_cost_line_of_a_route_is_what_quantity_and_rate_give(line: str):
    [first, second], day = the_plan().routes, the_plan().costs
    route_costs = first.costs.model_copy(update={line: getattr(first.costs, line) + 2})
    dearer = the_plan().model_copy(
        update={
            "routes": (first.model_copy(update={"costs": route_costs}), second),
            "costs": day.model_copy(update={line: getattr(day, line) + 2}),
            "objective_cents": DAY_CENTS + 2,
        }
    )

    # the price of what only a plan has is not the sum of the routes'
    plans = [(line, 2, "cents", "plan")] if line in OF_THE_PLAN else []
    assert found(the_problem(), dearer) == [*plans, ("route_costs", 2, "cents", "shift s1")]
    right = getattr(first.costs, line)
    told = f"shift s1 costs {right} cents of {line}, the plan says {right + 2}"
    assert sentences(the_problem(), dearer)[-1] == told


def an_hour_of_odd_cents(**prices: int) -> Problem:
    """One visit of 90 s, 1 km away, due when it starts; 8:00 to 8:03:30."""
    visit = a_visit(
        km_east=1, service_s=90, fixed_cents=1, due_by=hours(8, 1), late_cents_per_hour=20
    )
    return a_problem([visit], [a_shift(prices=Prices(**prices))])


def its_plan(costs: Costs) -> Solution:
    route = Route(
        shift="s1",
        departure=hours(8),
        stops=(a_stop("v1", 1, arrival=hours(8, 1), service_s=90),),
        return_drive_s=60,
        return_distance_m=1000,
        returns=hours(8, 3) + 30,
        overtime_s=0,
        costs=costs,
    )
    return Solution(routes=(route,), unassigned=(), costs=costs, objective_cents=costs.total)


def test_half_a_cent_is_rounded_up_and_less_is_not():
    # late: 90 s x 20 / 3600 = 0.5; work: 90 x 19 / 3600 = 0.475; drive: 60 x 30 / 3600 = 0.5
    # for each leg; distance: 1000 x 149 / 100000 = 1.49 for each leg
    problem = an_hour_of_odd_cents(
        work_cents_per_hour=19, drive_cents_per_hour=30, distance_cents_per_100km=149
    )
    plan = its_plan(Costs(late=1, work=0, drive=1 + 1, distance=1 + 1, fixed=1))

    assert found(problem, plan) == []


def test_the_minimum_tops_up_the_rounded_labour_of_each_visit():
    # work: 90 x 60 / 3600 = 1.5, rounded to 2; the minimum of 5 adds 3
    problem = an_hour_of_odd_cents(work_cents_per_hour=60, minimum_work_cents=5)

    assert found(problem, its_plan(Costs(late=1, work=2, minimum=3, fixed=1))) == []


def test_overtime_is_rounded_once():
    problem = with_shift(
        an_hour_of_odd_cents(),
        "s1",
        closes=hours(8, 2),
        max_overtime_s=90,
        prices=Prices(overtime_cents_per_hour=100),
    )
    plan = with_route(its_plan(Costs(late=1, fixed=1, overtime=3)), "s1", overtime_s=90)

    # 90 x 100 / 3600 = 2.5
    assert found(problem, plan) == []


@pytest.mark.parametrize(("rate", "cents"), [(100_049, 1000), (100_050, 1001)])
def test_the_distance_rate_is_for_a_hundred_kilometres(rate: int, cents: int):
    # one kilometre each way: 1000 x 100049 / 100000 = 1000.49, 1000 x 100050 / 100000 = 1000.5
    problem = an_hour_of_odd_cents(distance_cents_per_100km=rate)

    assert found(problem, its_plan(Costs(late=1, distance=2 * cents, fixed=1))) == []


def test_ending_before_it_is_due_earns_nothing():
    # v4 ends at 9:10, just when it is due
    for due_by in (hours(9, 10), hours(12), None):
        assert found(with_visit(the_problem(), "v4", due_by=due_by), the_plan()) == []
