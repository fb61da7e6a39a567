from math import sqrt
from pathlib import Path

import pytest

from optimizer.benchmarks import trsp
from optimizer.benchmarks.instance import BadInstance
from optimizer.benchmarks.plans import plan_of, published_plan
from optimizer.problem import PickUp
from optimizer.solution import Solution
from tests.optimizer.benchmarks.tiny import TRSP, TRSP_PLAN, write


def test_skills_tools_and_parts_are_read(tmp_path: Path) -> None:
    problem = trsp.read(write(tmp_path, "TINY.txt", TRSP)).problem

    first, second = problem.shifts
    assert [skill.skill for skill in second.skills] == ["skill 0", "skill 1"]
    assert (first.equipment, second.equipment) == ((), ("tool 0",))
    assert (first.stock, second.stock) == ({"part 0": 1}, {})
    assert first.pick_up == PickUp(place=0)
    assert [visit.parts for visit in problem.visits] == [{"part 0": 1}, {"part 0": 1}, {}]
    assert problem.visits[2].equipment == ("tool 0",)


def test_a_published_plan_passes_the_depot_where_it_says(tmp_path: Path) -> None:
    write(tmp_path, "TINY.txt", TRSP)
    write(tmp_path, "best_known.sol", TRSP_PLAN)

    [found] = trsp.published(tmp_path)
    solution = published_plan(found)

    assert isinstance(solution, Solution)
    assert found.orders == {"1": ["3", "4"], "2": ["5"]}
    assert found.passes == {"1": 1}
    # leaves late for the window that opens at 50: nobody waits
    first = 5 + 10 + sqrt(125) + sqrt(500) + 10 + 20
    assert found.instance.cost(solution) == pytest.approx(first + 20 + 10 + 20, abs=1e-9)
    assert found.instance.cost(solution) == pytest.approx(found.cost, abs=found.precision)
    assert found.instance.measure.faults(solution) == []


def test_the_depot_is_passed_where_it_costs_least_if_nobody_says(tmp_path: Path) -> None:
    instance = trsp.read(write(tmp_path, "TINY.txt", TRSP))

    solution = plan_of(instance.problem, {"1": ["3", "4"]}, "by hand")

    assert isinstance(solution, Solution)
    passed = solution.routes[0].picked_up
    assert passed is not None
    assert passed.before == 0
    assert instance.cost(solution) == pytest.approx(10 + sqrt(125) + 10 + 15 + 10 + 20, abs=1e-9)


def test_the_rules_in_doubles_miss_skills_tools_and_parts(tmp_path: Path) -> None:
    instance = trsp.read(write(tmp_path, "TINY.txt", TRSP))
    able = instance.problem.model_copy(
        update={
            "shifts": tuple(
                shift.model_copy(update={"equipment": ("tool 0",), "stock": {"part 0": 9}})
                for shift in instance.problem.shifts
            )
        }
    )

    solution = plan_of(able, {"1": ["3", "4", "5"]}, "by hand")

    assert isinstance(solution, Solution)
    assert instance.measure.faults(solution) == [
        "technician 1 lacks tools or parts at 4",
        "technician 1 lacks a skill for 5",
        "technician 1 lacks tools or parts at 5",
    ]


@pytest.mark.parametrize(
    ("old", "new", "line", "why"),
    [
        ("10    5     50", "10    5     soon", 12, "'soon'"),
        ("[0,1] \t[0] \t[0]", "[0,1] \t[0]", 11, "expected ID X Y"),
        ("0     30    0      190", "0     30    195      190", 14, "before TWS 195"),
        ("2       2       1", "many    2       1", 5, "'many'"),
    ],
)
def test_a_bad_file_is_refused_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, why: str
) -> None:
    assert old in TRSP
    path = write(tmp_path, "TINY.txt", TRSP.replace(old, new))

    with pytest.raises(BadInstance) as refused:
        trsp.read(path)

    assert f"{path} line {line}: " in str(refused.value)
    assert why in str(refused.value)
