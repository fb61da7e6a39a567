"""Plans put together from known routes, against every plan of tiny problems."""

import time
from itertools import permutations

import pytest

from optimizer.bound.improving import improve
from optimizer.bound.pool import Orders, Pool, PoolRoute
from optimizer.bound.proof import Bound
from optimizer.bound.recombining import recombine
from optimizer.bound.verify import verify
from optimizer.eligibility import screen
from optimizer.problem import After, Apart, InOrder, Problem, SameRoute, Together
from tests.optimizer.brute_force import cheapest_cents
from tests.optimizer.builders import a_problem, a_shift, a_visit
from tests.optimizer.technician_day import technician_day


def every_route(problem: Problem) -> list[PoolRoute]:
    """All orders of all visits on all shifts that can be driven."""
    pool = Pool(problem)
    numbers = range(len(problem.visits))
    for shift in range(len(problem.shifts)):
        for size in range(1, len(numbers) + 1):
            for order in permutations(numbers, size):
                pool.price(shift, order)
    return list(pool.routes())


def cents_of(problem: Problem, orders: Orders) -> int | None:
    pool = Pool(problem)
    return pool.plan_cents(pool.chosen(orders))


def two_and_two(*relations: object) -> tuple[Problem, Orders]:
    """Two shifts, two visits on either side; the best plan under these relations."""
    visits = [a_visit("w1", km_east=1), a_visit("w2", km_east=2), a_visit("e1", km_east=50)]
    visits.append(a_visit("e2", km_east=51))
    plain = a_problem(visits, [a_shift("s1", km_east=0), a_shift("s2", km_east=52)])
    problem = plain.model_copy(update={"relations": relations})
    orders = recombine(problem, every_route(problem), seconds=20)
    assert orders is not None
    return problem, orders


@pytest.mark.parametrize("seed", range(4))
def test_out_of_all_routes_comes_the_best_plan(seed: int) -> None:
    problem = technician_day(seed, visits=5, shifts=2)
    skilled = [(s, o, c) for s, o, c in every_route(problem) if _able(problem, s, o)]

    orders = recombine(problem, skilled, seconds=20)

    assert orders is not None
    assert cents_of(problem, orders) == cheapest_cents(problem)


def _able(problem: Problem, shift: int, order: tuple[int, ...]) -> bool:
    screening, name = screen(problem), problem.shifts[shift].id
    return all(screening[problem.visits[visit].id][name] is None for visit in order)


def test_nothing_better_means_no_orders() -> None:
    problem, orders = two_and_two()
    best = cents_of(problem, orders)

    routes = every_route(problem)
    assert recombine(problem, routes, seconds=20, incumbent_cents=best, incumbent=orders) is None


def test_neighbours_share_a_route_unless_a_relation_says_otherwise() -> None:
    _, free = two_and_two()
    _, apart = two_and_two(Apart(visits=("w1", "w2")))
    _, same = two_and_two(SameRoute(visits=("w1", "e1")))

    assert sorted(map(sorted, free.values())) == [["e1", "e2"], ["w1", "w2"]]
    assert all(not {"w1", "w2"} <= set(order) for order in apart.values())
    assert any({"w1", "e1"} <= set(order) for order in same.values())


def test_work_together_is_split_and_work_in_order_keeps_its_order() -> None:
    _, together = two_and_two(Together(visits=("w1", "w2"), tolerance_s=600))
    _, in_order = two_and_two(InOrder(visits=("e1", "w1")), SameRoute(visits=("w1", "w2")))

    assert len([order for order in together.values() if {"w1", "w2"} & set(order)]) == 2
    [route] = [order for order in in_order.values() if "e1" in order]
    assert route.index("e1") < route.index("w1")


def test_work_after_other_work_needs_it() -> None:
    visits = [a_visit("first", km_east=60, leave_out_cents=0), a_visit("then", km_east=1)]
    plain = a_problem(visits, [a_shift()])
    routes = [route for route in every_route(plain) if route[1] == (1,)]
    tied = plain.model_copy(update={"relations": (After(first="first", then="then"),)})

    assert recombine(plain, routes, seconds=5) == {"s1": ["then"]}
    assert recombine(tied, routes, seconds=5) in ({}, None)


def test_mandatory_work_comes_before_cheaper_plans() -> None:
    visits = [a_visit("far", km_east=50, mandatory=True, leave_out_cents=0)]
    problem = a_problem(visits, [a_shift()])

    assert recombine(problem, every_route(problem), seconds=5, incumbent_cents=0) == {"s1": ["far"]}


@pytest.mark.parametrize("seed", [1, 2])
def test_improving_ends_at_the_best_plan_with_bounds_that_can_be_verified(seed: int) -> None:
    problem = technician_day(seed, visits=6, shifts=2)
    plans: list[tuple[Orders, int]] = []
    bounds: list[Bound] = []

    improve(
        problem,
        deadline=time.monotonic() + 20,
        incumbent=None,
        pool_in=lambda: (),
        on_solution=lambda orders, cents: plans.append((orders, cents)),
        on_bound=bounds.append,
    )

    best = cheapest_cents(problem)
    assert plans[-1][1] == best == cents_of(problem, plans[-1][0])
    assert [cents for _, cents in plans] == sorted((c for _, c in plans), reverse=True)
    assert [bound.cents for bound in bounds] == sorted(bound.cents for bound in bounds)
    assert bounds[-1].cents <= best
    assert verify(problem, bounds[-1])


def test_improving_stops_at_its_deadline() -> None:
    problem = technician_day(5, visits=60, shifts=10)
    began = time.monotonic()

    finished = improve(
        problem,
        deadline=began + 1,
        incumbent=None,
        pool_in=lambda: (),
        on_solution=lambda orders, cents: None,
        on_bound=lambda bound: None,
    )

    assert not finished
    assert time.monotonic() - began < 10
