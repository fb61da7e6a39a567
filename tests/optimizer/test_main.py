"""`python -m optimizer` as its users run it: a process of its own, files and exit codes."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from optimizer.problem import Problem
from optimizer.solution import Solution
from tests.optimizer.builders import a_problem, a_shift, a_visit, hours
from tests.optimizer.technician_day import technician_day

ROUNDS = ["--iterations", "5"]


def run(*arguments: str | Path, given: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "optimizer", *map(str, arguments)],
        input=given,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def the_problem() -> Problem:
    return a_problem([a_visit("v1"), a_visit("v2", skills=["lift"])], [a_shift()])


@pytest.fixture
def problem_file(tmp_path: Path) -> Path:
    path = tmp_path / "problem.json"
    path.write_text(the_problem().model_dump_json(), encoding="utf-8")
    return path


def test_a_problem_file_becomes_a_plan_on_standard_output(problem_file: Path):
    done = run("solve", problem_file, *ROUNDS)

    assert (done.returncode, done.stderr) == (0, "")
    plan = Solution.model_validate_json(done.stdout)
    assert [stop.visit for stop in plan.routes[0].stops] == ["v1"]
    # 2600 + 3000 for v1, 100000 for leaving v2 out
    assert plan.objective_cents == 105_600


def test_standard_input_is_read_for_a_dash():
    done = run("solve", "-", *ROUNDS, given=the_problem().model_dump_json())

    assert done.returncode == 0
    assert Solution.model_validate_json(done.stdout).objective_cents == 105_600


def test_a_plan_goes_to_a_file_and_a_summary_to_the_screen(problem_file: Path, tmp_path: Path):
    out = tmp_path / "plan.json"

    done = run("solve", problem_file, *ROUNDS, "--out", out)

    assert done.returncode == 0
    assert done.stdout.startswith("1 of 2 visits on 1 routes, 1056.00, ")
    assert Solution.model_validate_json(out.read_text(encoding="utf-8")).objective_cents == 105_600


def test_a_streamed_search_tells_each_better_plan_and_then_the_solution():
    day = technician_day(3, 20, 4)

    done = run("solve", "-", *ROUNDS, "--stream", given=day.model_dump_json())

    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [list(line) for line in lines] == [["progress"]] * (len(lines) - 1) + [["solution"]]
    told = [line["progress"] for line in lines[:-1]]
    assert {"seconds", "objective_cents", "served", "orders"} <= set(told[0])
    assert lines[-1]["solution"]["objective_cents"] <= told[-1]["objective_cents"]


def test_files_without_a_travel_matrix_are_estimated_from_places():
    file = the_problem().model_dump(mode="json")
    del file["travel"]
    file["places"] = [{"lat": 52.0, "lon": 5.0 + number / 100} for number in range(11)]

    done = run("solve", "-", *ROUNDS, given=json.dumps(file))

    assert json.loads(done.stdout)["travel_source"].startswith("estimate")


def test_a_valid_plan_is_called_valid(problem_file: Path, tmp_path: Path):
    plan = tmp_path / "plan.json"
    run("solve", problem_file, *ROUNDS, "--out", plan)

    done = run("check", problem_file, plan)

    assert (done.returncode, done.stdout) == (0, "valid\n")


def test_a_plan_with_violations_lists_them_and_exits_with_1(problem_file: Path, tmp_path: Path):
    plan = tmp_path / "plan.json"
    run("solve", problem_file, *ROUNDS, "--out", plan)
    spoilt = json.loads(plan.read_text(encoding="utf-8"))
    spoilt["routes"][0]["departure"] = hours(7)
    plan.write_text(json.dumps(spoilt), encoding="utf-8")

    done = run("check", problem_file, plan)

    # leaves at 7:00 instead of 8:00
    assert done.returncode == 1
    assert "departure shift s1: shift s1 leaves at 25200, 3600 s before" in done.stdout


def changed(*path: str | int, to: object) -> str:
    """The problem file with one value replaced."""
    file: Any = the_problem().model_dump(mode="json")
    node = file
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = to
    return json.dumps(file)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        (changed("visits", 1, "service_s", to=-1), "visits.1.service_s"),
        (changed("visits", 0, "place", to=99), "visit v1: place is 99, expected 0 to 60"),
        (changed("shifts", 0, "closes", to=0), "closes at 0, before it opens at 28800"),
        (changed("visits", 1, "id", to="v1"), "visit id 'v1' is given 2 times"),
        (changed("colour", to="red"), "colour"),
        ("{", "JSON"),
        ("", "JSON"),
        ("[]", "object"),
    ],
)
def test_bad_input_names_its_file_and_field_and_exits_with_2(text: str, field: str, tmp_path: Path):
    path = tmp_path / "bad.json"
    path.write_text(text, encoding="utf-8")

    done = run("solve", path)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"{path}: ")
    assert field in done.stderr
    assert "Traceback" not in done.stderr


def test_a_bad_solution_file_is_bad_input(problem_file: Path, tmp_path: Path):
    plan = tmp_path / "plan.json"
    plan.write_text('{"routes": 5}', encoding="utf-8")

    done = run("check", problem_file, plan)

    assert done.returncode == 2
    assert done.stderr.startswith(f"{plan}: ")
    assert "routes" in done.stderr


def test_files_that_cannot_be_read_or_written_are_bad_input(problem_file: Path, tmp_path: Path):
    picture = tmp_path / "picture.json"
    picture.write_bytes(b"\xff\xd8\xff")

    missing, no_text = run("solve", tmp_path / "no.json"), run("solve", picture)
    nowhere = run("solve", problem_file, *ROUNDS, "--out", tmp_path / "no" / "plan.json")

    assert [missing.returncode, no_text.returncode, nowhere.returncode] == [2, 2, 2]
    assert "no.json: cannot be read" in missing.stderr
    assert "picture.json: cannot be read" in no_text.stderr
    assert "plan.json: cannot be written" in nowhere.stderr


@pytest.mark.parametrize(
    ("option", "value"),
    [("--seconds", "0"), ("--seconds", "nan"), ("--iterations", "0"), ("--iterations", "many")],
)
def test_bad_limits_are_bad_input(problem_file: Path, option: str, value: str):
    done = run("solve", problem_file, option, value)

    assert done.returncode == 2
    assert option.removeprefix("--") in done.stderr


def test_an_unknown_command_is_bad_input():
    assert run("fly").returncode == 2
    assert run().returncode == 2


def test_the_printed_schemas_describe_what_is_read_and_written(problem_file: Path):
    problem, solution = (json.loads(run("schema", w).stdout) for w in ("problem", "solution"))

    jsonschema.validate(json.loads(problem_file.read_text(encoding="utf-8")), problem)
    jsonschema.validate(json.loads(run("solve", problem_file, *ROUNDS).stdout), solution)
