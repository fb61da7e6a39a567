"""Every single corruption of a valid plan is rejected: when it is read or by the referee.

The corruptions are made from the plan's JSON: each number moved a little and a lot, each name
replaced, each list item dropped, doubled or swapped with its neighbour.
"""

import json
from collections.abc import Iterator
from copy import deepcopy
from itertools import combinations
from typing import Any

import pytest

from optimizer.check import violations
from optimizer.problem import Problem
from optimizer.solution import Costs, Solution
from tests.optimizer.two_days import their_plan, two_days
from tests.optimizer.two_shifts import DAY_CENTS, found, the_plan, the_problem, with_route

Path = tuple[str | int, ...]

COMMENTS = {"engine", "search_seconds", "travel_source", "sentence", "reason", "refusals"}
"""Fields that describe the search, not the plan."""


VISITS = ("v1", "v2", "v3", "v4", "v5", "v6")
SHIFTS = ("s1", "s2", "a1", "a2", "b1")


def leaves(node: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Each value below `node` with the way to it, lists included, comments left out."""
    if isinstance(node, dict):
        for key, child in node.items():
            if key not in COMMENTS:
                yield from leaves(child, (*path, key))
        return
    yield path, node
    if isinstance(node, list):
        for index, child in enumerate(node):
            yield from leaves(child, (*path, index))


def replaced(plan: Any, path: Path, value: Any) -> Any:
    changed = deepcopy(plan)
    node = changed
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = value
    return changed


def corruptions(solution: Solution) -> Iterator[Any]:
    """(what was done, the corrupted plan) pairs as pytest parameters."""
    plan = solution.model_dump(mode="json")
    for path, value in leaves(plan):
        for name, other in changes(value):
            where = ".".join(str(step) for step in path)
            yield pytest.param(replaced(plan, path, other), id=f"{where} {name}")
    for index, route in enumerate(plan["routes"]):
        if route["picked_up"] is not None:
            path = ("routes", index, "picked_up")
            yield pytest.param(replaced(plan, path, None), id=f"{index} passes no depot")


def changes(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, int):
        for off in (-3600, -600, -60, -1, 1, 60, 600, 3600):
            yield f"{off:+}", value + off
    elif isinstance(value, str):
        for name in (*VISITS, *SHIFTS, "nobody", ""):
            if name != value:
                yield f"is {name!r}", name
    elif value is not None:
        for index, item in enumerate(value):
            yield f"without {index}", value[:index] + value[index + 1 :]
            yield f"{index} doubled", [*value[: index + 1], deepcopy(item), *value[index + 1 :]]
        for one, two in combinations(range(len(value)), 2):
            swapped = list(value)
            swapped[one], swapped[two] = swapped[two], swapped[one]
            yield f"{one} and {two} swapped", swapped


def is_rejected(problem: Problem, corrupted: Any) -> bool:
    try:
        solution = Solution.model_validate_json(json.dumps(corrupted))
    except ValueError:
        return True
    return bool(violations(problem, solution))


def other_plans(solution: Solution) -> list[Any]:
    """The corruptions but for the order of the routes, which means nothing."""
    routes = solution.model_dump(mode="json")["routes"]
    return [
        case
        for case in corruptions(solution)
        if case.values[0]["routes"] == routes
        or sorted(map(json.dumps, case.values[0]["routes"])) != sorted(map(json.dumps, routes))
    ]


@pytest.mark.parametrize("corrupted", other_plans(the_plan()))
def test_a_single_corruption_is_rejected(corrupted: Any):
    assert is_rejected(the_problem(), corrupted)


@pytest.mark.parametrize("corrupted", other_plans(their_plan()))
def test_a_single_corruption_of_tied_routes_is_rejected(corrupted: Any):
    assert is_rejected(two_days(), corrupted)


def test_there_are_many_corruptions():
    plan = the_plan().model_dump(mode="json")
    numbers = [path for path, value in leaves(plan) if type(value) is int]

    # 4 stops x 6, 4 breaks x 2, 2 routes x 5, 3 lists of 18 cost lines, the objective
    assert len(numbers) == 24 + 8 + 10 + 54 + 1
    assert len(other_plans(the_plan())) >= 800
    assert len(other_plans(their_plan())) >= 1000


def test_the_order_of_routes_means_nothing():
    first, second = the_plan().routes

    assert found(the_problem(), the_plan().model_copy(update={"routes": (second, first)})) == []


def test_a_whole_route_shifted_in_time_breaks_the_rules_about_time():
    [first, _] = the_plan().routes
    later = with_route(
        the_plan(),
        "s1",
        departure=first.departure + 3700,
        stops=tuple(
            stop.model_copy(
                update={
                    "arrival": stop.arrival + 3700,
                    "start": stop.start + 3700,
                    "end": stop.end + 3700,
                }
            )
            for stop in first.stops
        ),
        breaks=tuple(
            rest.model_copy(update={"start": rest.start + 3700, "end": rest.end + 3700})
            for rest in first.breaks
        ),
        returns=first.returns + 3700,
        overtime_s=first.overtime_s + 3700,
    )

    # v1 may start until 10:00 and starts 10:01:40; v2 until 11:30, starts 11:41:40; back by
    # 13:00, comes 13:11:40; the break by 11:00, begins 11:01:40
    assert found(the_problem(), later)[:4] == [
        ("window", 100, "s", "visit v1"),
        ("window", 700, "s", "visit v2"),
        ("overtime_cap", 700, "s", "shift s1"),
        ("break_start", 100, "s", "shift s1"),
    ]
    # 3700 s more overtime x 3000 / 3600 = 3083.3, with 500 for the 600 s: 3583.3;
    # 3700 s later x 6000 / 3600 = 6166.7
    assert found(the_problem(), later)[4:] == [
        ("route_costs", 3583 - 500, "cents", "shift s1"),
        ("route_costs", 6167, "cents", "shift s1"),
    ]


def test_routes_exchanged_between_shifts_are_rejected():
    first, second = the_plan().routes
    exchanged = the_plan().model_copy(
        update={
            "routes": (
                first.model_copy(update={"shift": "s2"}),
                second.model_copy(update={"shift": "s1"}),
            )
        }
    )

    rules = {rule for rule, *_ in found(the_problem(), exchanged)}
    assert {"skills", "pinned_technician", "overtime_cap", "break_count", "travel"} <= rules


def test_leaving_everything_out_costs_every_leave_out_price():
    # 4 visits at 1000.00 and one at 700.00
    left_out = [
        the_plan().unassigned[0].model_copy(update={"visit": f"v{number}"})
        for number in range(1, 6)
    ]
    plan = Solution(
        routes=(),
        unassigned=tuple(left_out),
        costs=Costs(left_out=470_000),
        objective_cents=470_000,
    )

    assert found(the_problem(), plan) == []
    assert found(the_problem(), plan.model_copy(update={"costs": Costs(left_out=DAY_CENTS)})) == [
        ("total_costs", 470_000 - DAY_CENTS, "cents", "plan"),
        ("objective", 470_000 - DAY_CENTS, "cents", "plan"),
    ]
