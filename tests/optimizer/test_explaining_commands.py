"""The commands that explain, called as a person would."""

import json
from pathlib import Path

import pytest

from optimizer.__main__ import main
from optimizer.problem import Problem
from optimizer.resolving import resolve
from tests.optimizer.builders import a_problem, a_shift, a_visit

Say = pytest.CaptureFixture[str]


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    """v1 is served by t-s1, for v2 nobody is skilled enough."""
    visits = [a_visit("v1"), a_visit("v2", skills=[("tv", 2)])]
    return written(tmp_path, a_problem(visits, [a_shift("s1", skills=["tv"]), a_shift("s2")]))


def written(folder: Path, problem: Problem) -> tuple[str, str]:
    paths = folder / "problem.json", folder / "plan.json"
    for path, value in zip(paths, (problem, resolve(problem)), strict=True):
        path.write_text(value.model_dump_json(), encoding="utf-8")
    return str(paths[0]), str(paths[1])


def test_precheck_names_the_field_and_exits_with_1(files: tuple[str, str], capsys: Say):
    assert main(["precheck", files[0]]) == 1

    assert "(change visits[v2].skills)" in capsys.readouterr().out


def test_precheck_of_a_possible_day_exits_with_0(tmp_path: Path, capsys: Say):
    problem, _ = written(tmp_path, a_problem([a_visit()], [a_shift()]))

    assert main(["precheck", problem]) == 0
    assert main(["precheck", problem, "--json"]) == 0
    assert capsys.readouterr().out == "every visit can be served by somebody\n[]\n"


def test_explain_tells_every_shift(files: tuple[str, str], capsys: Say):
    assert main(["explain", *files]) == 0

    said = capsys.readouterr().out
    assert "t-s1 holds tv at level 1, 2 is needed" in said
    assert "t-s2 does not hold tv" in said


def test_fixes_are_listed_with_their_prices(files: tuple[str, str], capsys: Say):
    assert main(["fixes", *files, "v2"]) == 0
    assert "level 1 of tv is enough for visit v2" in capsys.readouterr().out

    assert main(["fixes", *files, "v2", "--json", "--iterations", "1"]) == 0
    [fix] = json.loads(capsys.readouterr().out)
    # beside v1 it is half an hour of work
    assert (fix["kind"], fix["price_cents"]) == ("skill_level", 3000)


def test_why_shows_what_the_other_one_costs(files: tuple[str, str], capsys: Say):
    assert main(["why", *files, "v1", "t-s2"]) == 0
    assert capsys.readouterr().out.startswith("t-s2 instead of t-s1 costs 0.00 more")

    assert main(["why", *files, "v2", "t-s2"]) == 0
    assert "t-s2 does not hold tv" in capsys.readouterr().out


def test_compare_of_a_plan_with_itself_differs_in_nothing(files: tuple[str, str], capsys: Say):
    assert main(["compare", *files, files[1]]) == 0

    assert capsys.readouterr().out == "the second plan costs 0.00 more\n"


def test_breakdown_adds_up(files: tuple[str, str], capsys: Say):
    assert main(["breakdown", *files, "--json"]) == 0
    bill = json.loads(capsys.readouterr().out)
    parts = [*bill["routes"], *bill["left_out"]]
    assert bill["cents"] == sum(part["cents"] for part in parts)

    assert main(["breakdown", *files]) == 0
    assert "visit v2 left out: 1000.00" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["fixes", "v1"], "is served"),
        (["fixes", "v9"], "expected the id"),
        (["fixes", "v2", "--iterations", "0"], "iterations 0"),
        (["why", "v1", "nobody"], "expected the technician"),
    ],
)
def test_unknown_names_are_bad_input(
    files: tuple[str, str], capsys: Say, arguments: list[str], said: str
):
    command, *rest = arguments

    assert main([command, *files, *rest]) == 2
    assert said in capsys.readouterr().err


def test_a_plan_of_another_problem_is_bad_input(
    files: tuple[str, str], tmp_path: Path, capsys: Say
):
    other = tmp_path / "other"
    other.mkdir()
    problem, _ = written(other, a_problem([a_visit("x")], [a_shift("s1")]))

    assert main(["breakdown", problem, files[1]]) == 2
    assert "visit 'v1', expected one of the problem" in capsys.readouterr().err


def solved(capsys: Say, *options: str) -> dict[str, object]:
    assert main(["solve", *options, "--iterations", "1"]) == 0
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def test_a_policy_changes_what_counts(files: tuple[str, str], capsys: Say):
    plain = solved(capsys, files[0])
    stormy = solved(capsys, files[0], "--policy", "storm day")

    # v2 is left out, at twice the price
    assert stormy["objective_cents"] == int(str(plain["objective_cents"])) + 100_000


def test_a_start_and_an_engine_are_taken(files: tuple[str, str], capsys: Say):
    found = solved(capsys, files[0], "--start", files[1], "--engine", "ortools", "--cores", "1")

    assert "OR-Tools" in str(found["engine"])


def test_no_cores_are_bad_input(files: tuple[str, str], capsys: Say):
    assert main(["solve", files[0], "--cores", "0"]) == 2
    assert "--cores 0: expected 1 or more" in capsys.readouterr().err
