import pytest

from optimizer.benchmarks import measures
from optimizer.benchmarks.measures import Growth


def test_growth_is_fitted_as_a_power_of_the_visits() -> None:
    points = [Growth(n, 1, 0.001 * n**1.5, 1, 0.1) for n in (50, 100, 300)]

    assert measures.exponent(points) == pytest.approx(1.5)
    assert measures.exponent(points[:1]) is None


def test_the_sizes_have_as_many_technicians_as_the_published_ones() -> None:
    assert [measures.technicians_for(visits) for visits in measures.SIZES] == [8, 15, 45, 150, 450]


def test_an_emergency_is_proposed_then_improved_and_both_are_valid() -> None:
    found = measures.emergency(15, 4, 1, plan_seconds=1, seconds=1, cores=1)

    assert found.proposal_valid
    assert found.improved_valid
    assert found.proposal_cents is not None
    assert found.improved_cents <= found.proposal_cents


def test_slots_of_five_days_are_offered() -> None:
    found = measures.offers(20, 3, 1, plan_seconds=1, cores=1)

    assert found.windows == 20
    assert 0 < found.offered <= 20
    assert found.seconds < 5


def test_growth_and_first_plans_are_seen_live() -> None:
    [point] = measures.growth([12], 1, 1.0, 1)
    first = measures.first(12, 2, 1, 1.0, 1)

    assert 0 < point.first_seconds <= point.seconds
    assert first.served <= first.final_served
    assert first.seconds <= first.full_seconds
