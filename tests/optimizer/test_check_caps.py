"""The referee on caps, each binding and just satisfied, on the days of two_days.

a1 has 3 visits, drives 5 + 10 + 45 minutes and 35 km, waits 5 minutes, is 190 minutes away.
"""

from typing import Any

import pytest

from optimizer.problem import Caps
from tests.optimizer.two_days import their_plan, two_days
from tests.optimizer.two_shifts import found, sentences, with_route, with_shift


@pytest.mark.parametrize(
    ("cap", "rule", "has", "unit", "what"),
    [
        ("visits", "visits_cap", 3, "count", "visits"),
        ("drive_s", "drive_cap", 3600, "s", "s of driving"),
        ("distance_m", "distance_cap", 35_000, "m", "m"),
        ("wait_s", "wait_cap", 300, "s", "s of waiting"),
        ("route_s", "route_cap", 190 * 60, "s", "s of working time"),
    ],
)
def test_a_route_holds_as_much_as_its_cap_and_no_more(
    cap: str, rule: str, has: int, unit: str, what: str
):
    fits = with_shift(two_days(), "a1", caps=Caps(**{cap: has}))
    full = with_shift(two_days(), "a1", caps=Caps(**{cap: has - 2}))
    none = with_shift(two_days(), "a1", caps=Caps(**{cap: 0}))

    assert found(fits, their_plan()) == []
    assert found(full, their_plan()) == [(rule, 2, unit, "shift a1")]
    assert sentences(full, their_plan()) == [f"shift a1 has {has} {what}, it may have {has - 2}"]
    assert found(none, their_plan()) == [(rule, has, unit, "shift a1")]


@pytest.mark.parametrize(
    ("cap", "rule", "has"), [("drive_s", "drive_cap", 1200), ("distance_m", "distance_cap", 20_000)]
)
def test_the_way_back_counts(cap: str, rule: str, has: int):
    assert found(with_shift(two_days(), "a2", caps=Caps(**{cap: has})), their_plan()) == []
    [broken] = found(with_shift(two_days(), "a2", caps=Caps(**{cap: has - 1})), their_plan())
    assert broken[:2] == (rule, 1)


def test_waiting_at_the_depot_counts():
    depot = their_plan().routes[0].picked_up
    assert depot is not None
    waited = with_route(their_plan(), "a1", picked_up=depot.model_copy(update={"wait_s": 60}))
    problem = with_shift(two_days(), "a1", caps=Caps(wait_s=300))

    assert ("wait_cap", 60, "s", "shift a1") in found(problem, waited)


def test_breaks_on_the_way_are_no_part_of_the_route_s_time():
    # b1 is away for 48 minutes, 10 of them in a break
    cap: Any = {"caps": Caps(route_s=38 * 60)}
    assert found(with_shift(two_days(), "b1", **cap), their_plan()) == []
    cap = {"caps": Caps(route_s=38 * 60 - 1)}
    assert found(with_shift(two_days(), "b1", **cap), their_plan()) == [
        ("route_cap", 1, "s", "shift b1")
    ]
