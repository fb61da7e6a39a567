"""A bound is believed only when its figures prove it."""

import time
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from optimizer.bound.generation import Generation
from optimizer.bound.lower import bound_of, lower_bound
from optimizer.bound.proof import Bound
from optimizer.bound.verify import verify
from optimizer.problem import Problem
from tests.optimizer.bound.problems import rich_problems
from tests.optimizer.brute_force import cheapest_cents
from tests.optimizer.technician_day import technician_day

HEALTH = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


@settings(max_examples=60, deadline=None, suppress_health_check=HEALTH)
@given(rich_problems(max_visits=5))
def test_every_bound_found_is_believed(problem: Problem) -> None:
    bound = lower_bound(problem, seconds=60)

    assert bound is not None
    assert verify(problem, bound)


@pytest.mark.parametrize("seed", range(3))
def test_a_bound_with_cuts_is_believed_and_not_without_paying_for_them(seed: int) -> None:
    problem = technician_day(seed, visits=18, shifts=4)
    generation = Generation(problem, time.monotonic() + 60)
    generation.converge()
    while generation.strengthen():
        generation.converge()
    assert generation.proof is not None
    bound = bound_of(generation, generation.proof)

    assert verify(problem, bound)
    if bound.cuts:
        unpaid = bound.cents + sum(cut.cents for cut in bound.cuts)
        assert not verify(problem, bound.model_copy(update={"cuts": (), "cents": unpaid}))


@settings(max_examples=40, deadline=None, suppress_health_check=HEALTH)
@given(rich_problems(max_visits=3), st.data())
def test_more_than_the_best_plan_costs_is_never_believed(problem: Problem, data: Any) -> None:
    """Whichever figures are raised to make it add up."""
    assume(problem.visits)
    bound = lower_bound(problem, seconds=60)
    assert bound is not None
    missing = cheapest_cents(problem) + 1 - bound.cents
    names = [*bound.visit_cents, *bound.shift_cents]
    raised = data.draw(st.sampled_from(names))
    visits, shifts = dict(bound.visit_cents), dict(bound.shift_cents)
    (visits if raised in visits else shifts)[raised] += missing
    forged = bound.model_copy(
        update={
            "cents": bound.cents + missing,
            "visit_cents": visits,
            "shift_cents": shifts,
        }
    )

    assert not verify(problem, forged)


def _bound() -> tuple[Problem, Bound]:
    problem = technician_day(3, visits=8, shifts=2)
    bound = lower_bound(problem, seconds=20)
    assert bound is not None
    return problem, bound


def test_a_bound_that_does_not_add_up_is_refused() -> None:
    problem, bound = _bound()

    assert not verify(problem, bound.model_copy(update={"cents": bound.cents + 1}))


def test_a_bound_may_claim_less_than_it_proves() -> None:
    problem, bound = _bound()

    assert verify(problem, bound.model_copy(update={"cents": bound.cents - 1}))


@pytest.mark.parametrize("field", ["visit_cents", "shift_cents"])
def test_a_bound_that_forgets_somebody_is_refused(field: str) -> None:
    problem, bound = _bound()
    figures = dict(getattr(bound, field))
    figures.popitem()

    assert not verify(problem, bound.model_copy(update={field: figures}))


def test_a_bound_that_hides_what_it_leaves_away_is_refused() -> None:
    problem, bound = _bound()

    assert not verify(problem, bound.model_copy(update={"relaxed": ("relations",)}))


def test_a_bound_of_another_problem_is_refused() -> None:
    _, bound = _bound()

    assert not verify(technician_day(4, visits=8, shifts=2), bound)


def test_a_bound_survives_being_stored() -> None:
    problem, bound = _bound()

    assert verify(problem, Bound.model_validate_json(bound.model_dump_json()))
