"""Plan and bound approach each other beside the search."""

import time

import pytest

from optimizer.benchmarks.technician_day import day
from optimizer.bound.improving import improve
from optimizer.bound.pool import Orders
from optimizer.bound.proof import Bound
from tests.optimizer.technician_day import technician_day


@pytest.mark.parametrize("seed", [1, 2])
def test_from_no_plan_at_all_the_best_one_is_found_and_proven(seed: int) -> None:
    problem = day(14, 4, seed)
    plans: list[tuple[Orders, int]] = []
    bounds: list[Bound] = []

    finished = improve(
        problem,
        deadline=time.monotonic() + 120,
        incumbent=None,
        pool_in=lambda: [],
        on_solution=lambda orders, cents: plans.append((orders, cents)),
        on_bound=bounds.append,
    )

    assert finished
    costs = [cents for _, cents in plans]
    assert costs == sorted(costs, reverse=True)
    assert bounds[-1].cents <= costs[-1]
    assert bounds[-1].limit_cents == costs[-1]


def test_a_dive_finds_a_plan_without_any_routes_from_elsewhere() -> None:
    problem = technician_day(3, 30, 5)
    plans: list[int] = []

    improve(
        problem,
        deadline=time.monotonic() + 60,
        incumbent=None,
        pool_in=lambda: [],
        on_solution=lambda orders, cents: plans.append(cents),
        on_bound=lambda bound: None,
    )

    left_out = sum(visit.leave_out_cents for visit in problem.visits)
    assert plans[0] < left_out
