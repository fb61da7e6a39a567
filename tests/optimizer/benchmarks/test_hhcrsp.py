from pathlib import Path

import pytest

from optimizer.benchmarks import hhcrsp
from optimizer.benchmarks.instance import BadInstance
from optimizer.benchmarks.plans import plan_of, published_plan
from optimizer.problem import After, Together, Who
from optimizer.solution import Solution
from tests.optimizer.benchmarks.tiny import HHCRSP, HHCRSP_PLAN, write


def test_services_of_one_patient_become_visits_tied_to_each_other(tmp_path: Path) -> None:
    problem = hhcrsp.read(write(tmp_path, "tiny.json", HHCRSP)).problem

    assert [visit.id for visit in problem.visits] == [
        "p1/s1",
        "p2/s1",
        "p2/s2",
        "p3/s2",
        "p3/s1",
    ]
    assert problem.relations == (
        Together(visits=("p2/s1", "p2/s2")),
        After(
            first="p3/s2",
            then="p3/s1",
            gap_from="start",
            min_gap_s=15_000,
            max_gap_s=20_000,
            technician=Who.OTHER,
        ),
    )


def test_window_starts_are_whole_minutes_and_ends_are_soft(tmp_path: Path) -> None:
    problem = hhcrsp.read(write(tmp_path, "tiny.json", HHCRSP)).problem

    second = problem.visits_by_id()["p2/s1"]
    assert second.windows[0].opens == 30_000
    assert second.due_by == 40_000 + 10_000
    assert second.late_cents_per_hour == 3600


def test_a_published_plan_costs_a_third_of_travel_lateness_and_the_largest(tmp_path: Path) -> None:
    write(tmp_path, "tiny.json", HHCRSP)
    write(tmp_path, "sol-tiny-17.json", HHCRSP_PLAN)
    write(tmp_path, "sol-other-17.json", HHCRSP_PLAN)

    [found] = hhcrsp.published(tmp_path)
    solution = published_plan(found)

    assert isinstance(solution, Solution)
    assert found.cost == pytest.approx((25.5 + 17.5 + 14.5 + 14.5) / 3)
    assert found.instance.cost(solution) == pytest.approx(found.cost)
    assert solution.objective_cents == pytest.approx(3000 * found.cost)
    assert found.instance.measure.faults(solution) == []


def test_the_rules_in_doubles_name_what_a_plan_breaks(tmp_path: Path) -> None:
    loose = HHCRSP.replace("[15, 20]", "[0, 99]").replace('["s1"]', '["s1", "s2"]')
    instance = hhcrsp.read(write(tmp_path, "tiny.json", HHCRSP))
    free = hhcrsp.read(write(tmp_path, "loose.json", loose))

    solution = plan_of(
        free.problem, {"c1": ["p1/s1", "p2/s2", "p3/s1"], "c2": ["p2/s1", "p3/s2"]}, "by hand"
    )

    assert isinstance(solution, Solution)
    assert instance.measure.faults(solution) == ["caregiver c1 cannot do p2/s2"]
    able = hhcrsp.read(write(tmp_path, "able.json", HHCRSP.replace('["s1"]', '["s1", "s2"]')))
    assert able.measure.faults(solution) == [
        "services of p3 start 0.0 apart, expected 15.0 to 20.0"
    ]


@pytest.mark.parametrize(
    ("old", "new", "line", "why"),
    [
        ("[30.5, 40.0]", '["early", 40.0]', 5, "patients.1.time_window.0"),
        ("[30.5, 40.0]", "[50.5, 40.0]", 5, "ends before it starts"),
        ('"sequential"', '"sometimes"', 9, "'sometimes'"),
        (
            '"abilities": ["s1"]}',
            '"abilities": ["s1"], "working_shift": [0, 9]}',
            15,
            "working_shift",
        ),
        ("[6, 0, 7, 9]", "[6, 0, 7]", 1, "row 1 has 3 numbers"),
        ('"services": [', '"services" [', 14, "Expecting ':'"),
    ],
)
def test_a_bad_file_is_refused_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, why: str
) -> None:
    assert old in HHCRSP
    path = write(tmp_path, "bad.json", HHCRSP.replace(old, new, 1))

    with pytest.raises(BadInstance) as refused:
        hhcrsp.read(path)

    assert f"{path} line {line}: " in str(refused.value)
    assert why in str(refused.value)


def test_a_plan_with_a_service_nobody_needs_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "tiny.json", HHCRSP)
    write(
        tmp_path,
        "sol-tiny-1.json",
        HHCRSP_PLAN.replace('"p1", "service": "s1"', '"p1", "service": "s2"'),
    )

    with pytest.raises(BadInstance, match="p1 does not need s2"):
        hhcrsp.published(tmp_path)
