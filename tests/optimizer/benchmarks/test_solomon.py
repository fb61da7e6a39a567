from math import sqrt
from pathlib import Path

import pytest

from optimizer.benchmarks import solomon
from optimizer.benchmarks.instance import BadInstance
from optimizer.benchmarks.plans import plan_of
from optimizer.problem import TimeWindow
from optimizer.solution import Solution
from tests.optimizer.benchmarks.tiny import SOLOMON, write


def test_windows_service_and_loads_are_read(tmp_path: Path) -> None:
    instance = solomon.read(write(tmp_path, "tiny.txt", SOLOMON))

    [first, _] = instance.problem.visits
    assert (first.id, first.load, first.service_s) == ("1", {"load": 6}, 100_000)
    assert first.windows == (TimeWindow(opens=200_000, closes=300_000),)
    assert [shift.capacity for shift in instance.problem.shifts] == [{"load": 10}] * 2
    assert (instance.name, instance.cents, instance.best_known) == ("TINY", 10_000, None)


def test_windows_line_ends_are_read_as_well(tmp_path: Path) -> None:
    path = tmp_path / "tiny.txt"
    path.write_bytes(SOLOMON.replace("\n", "\r\n").encode())

    assert len(solomon.read(path).problem.visits) == 2


def test_the_cost_is_the_distance_in_doubles(tmp_path: Path) -> None:
    text = SOLOMON.replace("  2         10", "  1         20")
    instance = solomon.read(write(tmp_path, "tiny.txt", text))

    solution = plan_of(instance.problem, {"1": ["1", "2"]}, "by hand")

    assert isinstance(solution, Solution)
    assert instance.cost(solution) == pytest.approx(5 + sqrt(45) + 10, abs=1e-12)
    assert instance.measure.faults(solution) == []


def test_the_rules_in_doubles_name_what_a_plan_breaks(tmp_path: Path) -> None:
    wide = solomon.read(
        write(tmp_path, "wide.txt", SOLOMON.replace("2         10", "2         20"))
    )
    narrow = solomon.read(
        write(tmp_path, "tiny.txt", SOLOMON.replace("20        30", "20        21"))
    )

    solution = plan_of(wide.problem, {"1": ["2", "1"]}, "by hand")

    assert isinstance(solution, Solution)
    # at 10 in time at 2, then 10 of service and the root of 45: at 26.708
    assert narrow.measure.faults(solution) == [
        "route 1: stop 2 starts at 26.708204, after 21",
        "route 1 carries 12, expected at most 10",
    ]


def test_a_best_known_cost_is_found_beside_the_file(tmp_path: Path) -> None:
    write(tmp_path, "best_known.csv", "instance,bks_distance\nother,1\nTINY,21.5\n")

    assert solomon.read(write(tmp_path, "tiny.txt", SOLOMON)).best_known == 21.5


@pytest.mark.parametrize(
    ("old", "new", "line", "why"),
    [
        ("    2      0 ", "    2      north ", 12, "'north'"),
        ("6         20        30         10", "6         20        30", 11, "6 fields"),
        ("20        30", "40        30", 11, "due date 30 is before"),
        ("  2         10", "  2         ten", 5, "'ten'"),
    ],
)
def test_a_bad_file_is_refused_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, why: str
) -> None:
    assert old in SOLOMON
    path = write(tmp_path, "bad.txt", SOLOMON.replace(old, new))

    with pytest.raises(BadInstance) as refused:
        solomon.read(path)

    assert f"line {line}: " in str(refused.value)
    assert str(path) in str(refused.value)
    assert why in str(refused.value)
