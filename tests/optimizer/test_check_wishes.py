"""The referee's bill of wishes, promises, levels and contractors, on the days of two_days."""

from typing import Any

import pytest

from optimizer.problem import Prices, Problem, Promise, Skill, SoftWindow
from tests.optimizer.builders import hours
from tests.optimizer.two_days import their_plan, two_days
from tests.optimizer.two_shifts import found, sentences, with_shift, with_visit


def off_by(problem: Problem, line: str) -> int:
    """Cents by which the bill of one line differs from their plan's; the only difference."""
    told = sentences(problem, their_plan())
    rules = {rule for rule, *_ in found(problem, their_plan())}
    assert rules <= {"route_costs"}
    assert all(f"cents of {line}, the plan says" in sentence for sentence in told)
    words = [sentence.split() for sentence in told]
    return sum(int(word[3]) - int(word[-1]) for word in words)


@pytest.mark.parametrize(
    ("opens", "closes", "rate", "cents"),
    [
        # v3 starts at 9:34
        (hours(9), hours(9, 30), 3000, 200),
        (hours(9), hours(9, 34), 3000, 0),
        (hours(9, 34), hours(9, 50), 3000, 0),
        (hours(9, 36), hours(9, 50), 3000, 100),
        (hours(9), hours(9, 33), 29, 0),
        (hours(9), hours(9, 33), 30, 1),
    ],
)
def test_starting_outside_the_wish_is_priced(opens: int, closes: int, rate: int, cents: int):
    wish = SoftWindow(opens=opens, closes=closes, cents_per_hour=rate)

    assert off_by(with_visit(two_days(), "v3", preferred=wish), "preferred_time") == cents - 200


def test_no_wish_costs_nothing():
    assert off_by(with_visit(two_days(), "v3", preferred=None), "preferred_time") == -200


@pytest.mark.parametrize(
    ("liked", "cents"), [(("ann", "cat"), 500), (("bob",), 0), (("ann", "bob"), 0), ((), 0)]
)
def test_somebody_who_is_not_preferred_is_priced(liked: tuple[str, ...], cents: int):
    problem = with_visit(two_days(), "v3", preferred_technicians=liked)

    assert off_by(problem, "technician") == cents - 500


@pytest.mark.parametrize(
    ("changes", "cents"),
    [
        # v3 starts at 9:34, bob does it; 100 cents a minute
        ({}, 900 + 700),
        ({"start": hours(9, 29)}, 700),
        ({"start": hours(9, 34)}, 700),
        ({"start": hours(9, 28)}, 100 + 700),
        ({"start": hours(9, 39)}, 700),
        ({"start": hours(9, 40)}, 100 + 700),
        ({"start": None}, 700),
        (
            {
                "start": hours(
                    9,
                    28,
                ),
                "moved_cents_per_hour": 29,
            },
            700,
        ),
        ({"start": hours(9, 28), "moved_cents_per_hour": 30}, 1 + 700),
        ({"tolerance_s": 0}, 1400 + 700),
        ({"technician": "bob"}, 900),
        ({"technician": None}, 900),
        ({"technician_cents": 0}, 900),
    ],
)
def test_moving_a_promise_is_priced(changes: dict[str, Any], cents: int):
    [promise] = [visit.promise for visit in two_days().visits if visit.promise]
    other = Promise.model_validate(dict(promise) | changes)

    assert off_by(with_visit(two_days(), "v3", promise=other), "moved") == cents - 1600


def test_no_promise_costs_nothing():
    assert off_by(with_visit(two_days(), "v3", promise=None), "moved") == -1600


@pytest.mark.parametrize(("level", "cents"), [(1, 2 * 200), (2, 200), (3, 0)])
def test_levels_above_what_is_needed_are_priced(level: int, cents: int):
    # ann has level 3
    [need] = [need for visit in two_days().visits for need in visit.skills]
    needs = (need.model_copy(update={"level": level}),)

    assert off_by(with_visit(two_days(), "v2", skills=needs), "spare_level") == cents - 200


def test_a_level_that_is_missing_earns_nothing():
    [need] = [need for visit in two_days().visits for need in visit.skills]
    problem = with_visit(two_days(), "v2", skills=(need.model_copy(update={"level": 5}),))

    assert ("route_costs", 200, "cents", "shift a1") in found(problem, their_plan())
    none = with_shift(two_days(), "a1", skills=())
    assert "shift a1 costs 0 cents of spare_level, the plan says 200" in sentences(
        none, their_plan()
    )


def test_only_the_skills_needed_have_a_price():
    held = (
        Skill(skill="lift", level=9, spare_level_cents=5000),
        Skill(skill="tv", level=3, pace_percent=150, spare_level_cents=300),
    )

    assert off_by(with_shift(two_days(), "a1", skills=held), "spare_level") == 300 - 200


@pytest.mark.parametrize(
    ("line", "price", "was", "cents"),
    [
        ("used", {"used_cents": 1001}, 1000, 1001),
        ("visit", {"visit_cents": 3999}, 4000, 3999),
        # 38 minutes, without the break of 10
        ("route", {"route_cents_per_hour": 1800}, 760, 1140),
        ("route", {"route_cents_per_hour": 1}, 760, 1),
    ],
)
def test_a_contractor_bills_by_use_visit_and_time(
    line: str, price: dict[str, int], was: int, cents: int
):
    prices = two_days().shifts[1].prices.model_dump() | price

    assert off_by(with_shift(two_days(), "b1", prices=Prices(**prices)), line) == cents - was


def test_each_visit_has_its_price():
    prices = two_days().shifts[0].prices.model_dump() | {"visit_cents": 10, "used_cents": 3}
    problem = with_shift(two_days(), "a1", prices=Prices(**prices))

    # three visits; the depot is none
    assert found(problem, their_plan()) == [
        ("route_costs", 3, "cents", "shift a1"),
        ("route_costs", 30, "cents", "shift a1"),
    ]


def test_loading_is_labour_without_a_minimum():
    # 25, 60 and 30 minutes on site are 2500, 6000 and 3000 cents, the depot's ten 1000
    prices = two_days().shifts[0].prices.model_dump() | {"minimum_work_cents": 2600}

    assert off_by(with_shift(two_days(), "a1", prices=Prices(**prices)), "minimum") == 100
