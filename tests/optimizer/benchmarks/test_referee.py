import json
from collections import Counter
from pathlib import Path

import pytest

from optimizer import check
from optimizer.benchmarks import hhcrsp, sdvrptw, trsp
from optimizer.benchmarks.__main__ import main
from optimizer.benchmarks.corruptions import corruptions
from optimizer.benchmarks.instance import Published
from optimizer.benchmarks.plans import published_plan
from optimizer.benchmarks.referee import verdict
from optimizer.problem import Problem
from optimizer.solution import Solution
from tests.optimizer.benchmarks.tiny import (
    HHCRSP,
    HHCRSP_PLAN,
    SDVRPTW,
    SDVRPTW_PLAN,
    TRSP,
    TRSP_PLAN,
    write,
)

FOLDER = Path(__file__).parents[4] / "shared" / "benchmarks"
beside = pytest.mark.skipif(not FOLDER.is_dir(), reason="no published instances beside the project")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, "tiny.vrp", SDVRPTW)
    write(tmp_path, "tiny.sol", SDVRPTW_PLAN)
    return tmp_path


def planned(published: Published) -> tuple[Problem, Solution]:
    solution = published_plan(published)
    assert isinstance(solution, Solution)
    return published.instance.problem, solution


def test_the_checker_takes_a_published_plan_and_none_of_its_corruptions(folder: Path) -> None:
    [published] = sdvrptw.published(folder)

    found = verdict(published)

    assert found.good
    assert found.cost == found.published == 36.325
    assert found.corruptions == {
        "swapped": 3,
        "dropped": 3,
        "lost": 3,
        "out_of_window": 3,
        "duplicated": 3,
    }
    assert found.rejected == 15


def test_tools_parts_and_ties_are_refereed_as_well(tmp_path: Path) -> None:
    write(tmp_path, "TINY.txt", TRSP)
    write(tmp_path, "best_known.sol", TRSP_PLAN)
    write(tmp_path, "tiny.json", HHCRSP)
    write(tmp_path, "sol-tiny-1.json", HHCRSP_PLAN)

    [technicians] = trsp.published(tmp_path)
    [carers] = hhcrsp.published(tmp_path)

    assert verdict(technicians).good
    assert verdict(carers).good


def test_nothing_but_the_fault_gives_a_corruption_away(folder: Path) -> None:
    [published] = sdvrptw.published(folder)
    problem, solution = planned(published)

    rules: dict[str, Counter[str]] = {}
    for spoilt in corruptions(problem, solution):
        found = {str(wrong.rule) for wrong in check.violations(problem, spoilt.solution)}
        rules.setdefault(spoilt.kind, Counter()).update(found)

    assert set(rules["dropped"]) == {"mandatory"}
    assert "visit_once" in rules["lost"]
    assert "visit_once" in rules["duplicated"]
    assert "window" in rules["out_of_window"]
    assert not set(rules["swapped"]) & {"travel", "arrival", "costs", "visit_once"}


def test_a_plan_that_breaks_a_rule_is_not_accepted(folder: Path) -> None:
    write(folder, "tiny.sol", SDVRPTW_PLAN.replace("#1: 1", "#1: 2").replace("#2: 2 3", "#2: 1 3"))
    [published] = sdvrptw.published(folder)

    found = verdict(published)

    assert not found.accepted
    assert not found.good
    assert any("2" in sentence for sentence in found.violations)


def test_a_differing_cost_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder, "tiny.sol", SDVRPTW_PLAN.replace("36325", "36300"))

    assert main(["referee", "sdvrptw", str(folder), "--cores", "1"]) == 1

    said = capsys.readouterr().out
    assert "cost 36.325, published 36.300 DIFFERS" in said
    assert "differing_costs 1" in said


def test_the_command_prints_a_line_of_json_for_each_plan_and_the_sums(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["referee", "sdvrptw", str(folder), "--cores", "1", "--json"]) == 0

    one, total = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert (one["instance"], one["accepted"], one["rejected"]) == ("TINY", True, 15)
    assert total == {
        "solutions": 1,
        "accepted": 1,
        "differing_costs": 0,
        "corruptions": 15,
        "rejected": 15,
        "let_through": 0,
    }


@beside
@pytest.mark.parametrize(("name", "count"), [("sdvrptw", 10), ("trsp", 8), ("hhcrsp", 22)])
def test_every_published_plan_is_accepted_at_its_cost(name: str, count: int) -> None:
    formats = {"sdvrptw": sdvrptw, "trsp": trsp, "hhcrsp": hhcrsp}

    found = formats[name].published(FOLDER / name)

    assert len(found) == count
    for published in found:
        problem, solution = planned(published)
        assert check.violations(problem, solution) == ()
        assert published.instance.measure.faults(solution) == []
        assert published.instance.cost(solution) == pytest.approx(
            published.cost, abs=published.precision
        )


@beside
def test_the_road_instances_have_the_costs_their_authors_report() -> None:
    costs = {
        published.instance.name.split("-")[1]: round(published.cost, 3)
        for published in hhcrsp.published(FOLDER / "hhcrsp")
        if published.instance.name.startswith("instance")
    }

    assert costs == {"rome": 365.667, "reggio": 297.667}


@beside
@pytest.mark.parametrize(
    ("name", "source"), [("sdvrptw", "PR01"), ("trsp", "R112"), ("hhcrsp", "25_3-")]
)
def test_every_corruption_of_a_published_plan_is_rejected(name: str, source: str) -> None:
    formats = {"sdvrptw": sdvrptw, "trsp": trsp, "hhcrsp": hhcrsp}
    [published] = [plan for plan in formats[name].published(FOLDER / name) if source in plan.source]

    assert verdict(published).good
