"""The referee on what is on board, each rule binding and just satisfied, on two_days.

a1 has one tube. It serves v1 (a tube), passes the depot, serves v2 (ladder, two tubes, a filter)
and v4.
"""

import pytest

from optimizer.problem import PickUp, Problem
from optimizer.solution import Solution
from tests.optimizer.two_days import their_plan, two_days
from tests.optimizer.two_shifts import (
    Found,
    found,
    sentences,
    with_route,
    with_shift,
    with_visit,
)


def only(rules: set[str], problem: Problem, plan: Solution) -> Found:
    return [item for item in found(problem, plan) if item[0] in rules]


def without_depot() -> Solution:
    return with_route(their_plan(), "a1", picked_up=None)


def passed(before: int) -> Solution:
    depot = their_plan().routes[0].picked_up
    assert depot is not None
    moved = depot.model_copy(update={"before": before})
    return with_route(their_plan(), "a1", picked_up=moved)


ON_BOARD = {"equipment", "parts"}


def test_equipment_is_the_technician_s_own_or_fetched():
    own = with_shift(two_days(), "a1", equipment=("crane", "ladder"))
    other = with_shift(two_days(), "a1", equipment=("crane",))

    assert only({"equipment"}, two_days(), their_plan()) == []
    assert only({"equipment"}, own, without_depot()) == []
    assert only({"equipment"}, other, without_depot()) == [("equipment", 1, "count", "visit v2")]
    assert "visit v2 needs ladder; shift a1 does not have it" in sentences(other, without_depot())


def test_all_equipment_is_needed():
    problem = with_visit(two_days(), "v1", equipment=("ladder", "crane"))

    assert found(problem, their_plan()) == [("equipment", 1, "count", "visit v1")] * 2


@pytest.mark.parametrize(
    ("before", "lacking"), [(0, []), (1, []), (2, ["equipment", "parts", "parts"])]
)
def test_everything_is_on_board_from_the_depot_on(before: int, lacking: list[str]):
    plan = passed(before)

    assert [rule for rule, *_ in only(ON_BOARD, two_days(), plan)] == lacking


@pytest.mark.parametrize(("stock", "short"), [(2, 0), (1, 0), (0, 1)])
def test_parts_come_from_the_van_s_stock(stock: int, short: int):
    problem = with_shift(two_days(), "a1", stock={"tube": stock, "filter": 9})

    assert found(problem, their_plan()) == (
        [("parts", short, "count", "visit v1")] if short else []
    )


@pytest.mark.parametrize(("stock", "short"), [(3, []), (2, [1]), (1, [2]), (0, [1, 2])])
def test_parts_used_up_are_gone(stock: int, short: list[int]):
    # v1 takes one tube, v2 two; only what is missing at a visit counts there
    problem = with_shift(two_days(), "a1", stock={"tube": stock, "filter": 1})
    ids = ["v1", "v2"][-len(short) :]

    assert only({"parts"}, problem, without_depot()) == [
        ("parts", amount, "count", f"visit {id}")
        for amount, id in zip(short, ids, strict=len(short) > 0)
    ]


def test_the_sentence_about_parts():
    problem = with_shift(two_days(), "a1", stock={"tube": 2, "filter": 1})

    assert "visit v2 needs 2 of tube; shift a1 has 1 left" in sentences(problem, without_depot())


def test_a_depot_is_passed_by_a_shift_that_has_one():
    problem = with_shift(two_days(), "a1", pick_up=None)

    assert ("picked_up", 1, "count", "shift a1") in found(problem, their_plan())
    assert "shift a1 passes a depot, it has none" in sentences(problem, their_plan())
    # and then it counts for nothing: the way from km 5 to km 35 is not the way from the depot
    assert ("equipment", 1, "count", "visit v2") in found(problem, their_plan())


@pytest.mark.parametrize(("before", "off"), [(2, 0), (3, 1), (5, 3)])
def test_a_depot_is_passed_before_a_stop(before: int, off: int):
    expected = [("picked_up", off, "count", "shift a1")] if off else []

    assert only({"picked_up"}, two_days(), passed(before)) == expected
    if off:
        told = f"shift a1 passes the depot before stop {before}; its stops are 0 to 2"
        assert told in sentences(two_days(), passed(before))


def test_the_way_to_the_depot_is_checked_like_any_other():
    elsewhere = with_shift(two_days(), "a1", pick_up=PickUp(place=9, service_s=600))

    # in traffic a kilometre takes 120 s, after 9:30 again 60
    assert found(elsewhere, their_plan()) == [
        ("travel", 120, "s", "shift a1"),
        ("travel", 1000, "m", "shift a1"),
        ("travel", 60, "s", "visit v2"),
        ("travel", 1000, "m", "visit v2"),
    ]
    assert sentences(elsewhere, their_plan())[0] == (
        "the way to the depot of shift a1 is 600 s; the travel matrix says 480"
    )


@pytest.mark.parametrize(
    ("field", "rules"),
    [
        ("arrival", [("arrival", 60), ("wait", 60)]),
        ("start", [("wait", 60), ("service", 60)]),
        ("wait_s", [("wait", 60), ("route_costs", 50)]),
        ("drive_s", [("travel", 60), ("arrival", 60), ("route_costs", 100)]),
        ("distance_m", [("travel", 60), ("route_costs", 2)]),
    ],
)
def test_the_times_at_the_depot_are_checked_like_any_other(
    field: str, rules: list[tuple[str, int]]
):
    depot = their_plan().routes[0].picked_up
    assert depot is not None
    moved = depot.model_copy(update={field: getattr(depot, field) + 60})
    plan = with_route(their_plan(), "a1", picked_up=moved)

    assert [
        (rule, amount) for rule, amount, _, where in found(two_days(), plan) if where == "shift a1"
    ] == rules


def test_loading_takes_as_long_as_the_depot_says():
    slow = with_shift(two_days(), "a1", pick_up=PickUp(place=10, service_s=660))

    # the bill: 100 cents for the minute; there is no minimum for loading
    assert found(slow, their_plan()) == [
        ("service", 60, "s", "shift a1"),
        ("route_costs", 100, "cents", "shift a1"),
    ]
    assert "the depot of shift a1 is given 600 s on site, it needs 660" in sentences(
        slow, their_plan()
    )


@pytest.mark.parametrize(
    ("capacity", "over"),
    [
        ({"kg": 8}, 0),
        ({"kg": 7}, 1),
        ({"kg": 0}, 8),
        ({"m3": 0}, 0),
        ({"m3": 0, "kg": 6}, 2),
        ({}, 0),
    ],
)
def test_the_loads_fit_into_the_van(capacity: dict[str, int], over: int):
    # v1 takes 5 kg, v4 3
    problem = with_shift(with_visit(two_days(), "v1", load={"kg": 5}), "a1", capacity=capacity)

    assert found(problem, their_plan()) == (
        [("capacity", over, "count", "shift a1")] if over else []
    )
    if over:
        assert sentences(problem, their_plan()) == [
            f"shift a1 is loaded with 8 kg, it has room for {8 - over}"
        ]
