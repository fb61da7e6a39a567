from pathlib import Path

import pytest

from optimizer.benchmarks import sdvrptw
from optimizer.benchmarks.instance import BadInstance
from optimizer.benchmarks.plans import plan_of
from optimizer.problem import TimeWindow
from optimizer.solution import Solution
from tests.optimizer.benchmarks.tiny import SDVRPTW, SDVRPTW_PLAN, write


def plan(path: Path, orders: dict[str, list[str]]) -> tuple[Solution, sdvrptw.Rules]:
    instance = sdvrptw.read(path)
    solution = plan_of(instance.problem, orders, "by hand")
    assert isinstance(solution, Solution)
    assert isinstance(instance.measure, sdvrptw.Rules)
    return solution, instance.measure


def test_numbers_are_read_in_thousandths(tmp_path: Path) -> None:
    problem = sdvrptw.read(write(tmp_path, "tiny.vrp", SDVRPTW)).problem

    assert [visit.id for visit in problem.visits] == ["1", "2", "3"]
    assert problem.travel.duration_s(2, 3) == 6325
    assert problem.visits[0].windows == (TimeWindow(opens=20_000, closes=30_000),)
    assert problem.visits[0].service_s == 2000
    assert problem.shifts[0].caps.route_s == 40_000
    assert problem.shifts[0].capacity == {"load": 10}


def test_vehicles_that_may_not_come_are_not_allowed(tmp_path: Path) -> None:
    problem = sdvrptw.read(write(tmp_path, "tiny.vrp", SDVRPTW)).problem

    assert [visit.only_technicians for visit in problem.visits] == [("1",), (), ("2",)]


def test_a_published_plan_has_its_cost_which_is_then_the_best_known(tmp_path: Path) -> None:
    path = write(tmp_path, "tiny.vrp", SDVRPTW)
    write(tmp_path, "tiny.sol", SDVRPTW_PLAN)

    [found] = sdvrptw.published(tmp_path)

    solution, rules = plan(path, dict(found.orders))
    assert found.cost == found.instance.best_known == 36.325
    assert rules.cost(solution) == pytest.approx(10 + 10 + 6.325 + 10)
    assert rules.faults(solution) == []


def test_the_rules_in_doubles_name_what_a_plan_breaks(tmp_path: Path) -> None:
    wide = SDVRPTW.replace("DURATION: 40", "DURATION: 50").replace("2\t10\nV", "2\t15\nV")
    allowed = wide.replace("2\t3\t4\nEOF", "2\t2\t3\t4\nEOF")
    solution, _ = plan(write(tmp_path, "wide.vrp", allowed), {"2": ["1", "2", "3"]})

    rules = sdvrptw.read(write(tmp_path, "tiny.vrp", SDVRPTW)).measure

    # leaves at 15, serves from 20 to 22, drives the root of 45, serves, drives that of 40,
    # serves, and drives 10: back at 49.033
    assert rules.faults(solution) == [
        "vehicle 2 may not serve [1]",
        "vehicle 2 carries 15, expected at most 10",
    ]
    tight = sdvrptw.read(
        write(tmp_path, "tight.vrp", allowed.replace("DURATION: 50", "DURATION: 34"))
    )
    assert tight.measure.faults(solution) == ["vehicle 2 takes 34033, expected at most 34000"]


def test_a_route_may_start_late_to_keep_its_duration(tmp_path: Path) -> None:
    text = SDVRPTW.replace("MAX_DURATION: 40", "MAX_DURATION: 12")

    solution, rules = plan(write(tmp_path, "tiny.vrp", text), {"1": ["1"]})

    # leaves at 15, is there when the window opens at 20, back at 27: 5 + 2 + 5
    assert solution.routes[0].departure == 15_000
    assert not [fault for fault in rules.faults(solution) if fault.startswith("vehicle")]


@pytest.mark.parametrize(
    ("old", "new", "line", "why"),
    [
        ("3\t0\t10", "3\t0\tten", 11, "'ten'"),
        ("2\t20\t30", "2\t20", 25, "expected 2"),
        ("VEHICLES: 2", "VEHICLES: two", 6, "VEHICLES"),
        ("COMMENT: by hand", "PRIZES: 3", 2, "PRIZES"),
        ("2\t3\t4\nEOF", "2\t3\t9\nEOF", 33, "client 9"),
    ],
)
def test_a_bad_file_is_refused_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, why: str
) -> None:
    assert old in SDVRPTW
    path = write(tmp_path, "bad.vrp", SDVRPTW.replace(old, new))

    with pytest.raises(BadInstance) as refused:
        sdvrptw.read(path)

    assert f"{path} line {line}: " in str(refused.value)
    assert why in str(refused.value)


def test_a_missing_section_is_named(tmp_path: Path) -> None:
    path = write(tmp_path, "bad.vrp", SDVRPTW.replace("NODE_COORD_SECTION", "DEPOT_SECTION"))

    with pytest.raises(BadInstance, match="NODE_COORD_SECTION has no row 1"):
        sdvrptw.read(path)
