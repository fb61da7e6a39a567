"""Places that are never timed are never the cheapest: bounds agree with trying everything."""

from collections.abc import Sequence

from hypothesis import given, settings

from optimizer.insertion import Place, cheapest_place
from optimizer.problem import Problem, Shift, Visit
from optimizer.route_bounds import RouteBounds
from optimizer.schedule import Blocked, time_route
from optimizer.solution import Route
from tests.optimizer.roomy import roomy_problems


def routes_with(
    visit: Visit, shift: Shift, order: Sequence[Visit], problem: Problem
) -> list[Route | Blocked]:
    return [
        time_route(shift, [*order[:at], visit, *order[at:]], problem.travel)
        for at in range(len(order) + 1)
    ]


@settings(max_examples=200, deadline=None)
@given(roomy_problems())
def test_the_cheapest_place_is_that_of_trying_all(problem: Problem):
    for shift in problem.shifts:
        order: list[Visit] = []
        for visit in problem.visits:
            tried = [r for r in routes_with(visit, shift, order, problem) if isinstance(r, Route)]
            found = cheapest_place(visit, shift, order, problem.travel, 0)
            assert isinstance(found, Place) == bool(tried)
            if isinstance(found, Place):
                assert found.extra_cents == min(route.costs.total for route in tried)
                order.insert(found.position, visit)


@settings(max_examples=200, deadline=None)
@given(roomy_problems())
def test_no_route_is_cheaper_than_its_bound_or_drives_where_it_may_not(problem: Problem):
    for shift in problem.shifts:
        order: list[Visit] = []
        for visit in problem.visits:
            bounds = RouteBounds(shift, order, problem.travel)
            for position, route in enumerate(routes_with(visit, shift, order, problem)):
                if isinstance(route, Route):
                    assert bounds.least_cents(visit, position) <= route.costs.total
                    assert bounds.may_start(visit, position)
            if isinstance(time_route(shift, [*order, visit], problem.travel), Route):
                order.append(visit)
