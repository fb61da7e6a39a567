"""Poisoned input never becomes a problem, and the field that is wrong is named."""

import json
from copy import deepcopy
from importlib.resources import files
from typing import Any

import jsonschema
import numpy as np
import pytest
from hypothesis import given, settings

from optimizer.problem import Problem, problem_schema, read_problem
from optimizer.travel import Place, TravelMatrix
from tests.optimizer.builders import a_break, a_problem, a_shift, a_visit, grid, hours, problems
from tests.optimizer.two_shifts import the_problem

SCHEMA = files("optimizer") / "schemas" / "problem.schema.json"

POISONS = [-1, 2**62, 2**64, 1.5, 1.0, True, "1", None, [], {}, float("nan"), float("inf")]


def the_file() -> dict[str, Any]:
    """A valid problem as its file holds it, on a road of 3 km."""
    visits = [a_visit("v1", km_east=1, windows=[(0, 1)], skills=["tv"]), a_visit("v2", km_east=2)]
    shifts = [a_shift("s1", skills=["tv"], breaks=[a_break()])]
    written: dict[str, Any] = json.loads(
        a_problem(visits, shifts, travel=grid(3)).model_dump_json()
    )
    return written


def with_poison(path: tuple[str | int, ...], poison: object) -> dict[str, Any]:
    file = deepcopy(the_file())
    node: Any = file
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = poison
    return file


def refusal(file: object) -> str:
    """What the reader says about the file; fails when it takes it."""
    with pytest.raises(ValueError, match=r".") as refused:
        read_problem(json.dumps(file))
    return str(refused.value)


@pytest.mark.parametrize("matrix", ["durations_s", "distances_m"])
@pytest.mark.parametrize("poison", [*POISONS, 40_000_001])
def test_a_poisoned_travel_time_is_refused(matrix: str, poison: object):
    assert f"travel.{matrix}" in refusal(with_poison(("travel", matrix, 1, 2), poison))


@pytest.mark.parametrize("matrix", ["durations_s", "distances_m"])
def test_a_ragged_or_short_matrix_is_refused(matrix: str):
    ragged, short = the_file(), the_file()
    ragged["travel"][matrix][2].pop()
    short["travel"][matrix] = [row[:3] for row in short["travel"][matrix][:3]]

    assert "row 2 has 3 numbers, expected 4" in refusal(ragged)
    assert "distances_m has" in refusal(short)


@pytest.mark.parametrize("matrix", [5, "abc", None, [1, 2], [[1], "x"], {}, {"a": [1]}])
def test_something_that_is_no_matrix_is_refused(matrix: object):
    told = refusal(with_poison(("travel", "durations_s"), matrix))

    assert "travel.durations_s" in told
    assert "expected a list of rows" in told


def test_an_array_of_floats_or_negative_numbers_is_no_matrix():
    good = np.zeros((2, 2), dtype=np.int64)
    for bad in (np.zeros((2, 2)), good * np.nan, good - 1, good + 2**40, good[0]):
        with pytest.raises(ValueError, match="durations_s"):
            TravelMatrix(durations_s=bad, distances_m=good)


def test_a_matrix_cannot_be_changed_afterwards():
    with pytest.raises(ValueError, match="read-only"):
        grid(3).durations_s[0, 1] = 5


@pytest.mark.parametrize("kind", ["visits", "shifts"])
@pytest.mark.parametrize("id", ["", None, 5, "x" * 201])
def test_a_bad_id_is_refused(kind: str, id: object):
    assert f"{kind}.0.id" in refusal(with_poison((kind, 0, "id"), id))


@pytest.mark.parametrize(("kind", "word"), [("visits", "visit"), ("shifts", "shift")])
def test_an_id_is_given_once(kind: str, word: str):
    file = the_file()
    file[kind].append(file[kind][0])

    assert f"{word} id '{word[0]}1' is given 2 times" in refusal(file)


@pytest.mark.parametrize("kind", ["visits", "shifts"])
def test_a_skill_is_given_once(kind: str):
    file = the_file()
    file[kind][0]["skills"] *= 2

    told = refusal(file)
    assert f"{kind}.0" in told
    assert "skill 'tv' is given 2 times" in told


@pytest.mark.parametrize(
    ("path", "told"),
    [
        (("visits", 0, "place"), "visit v1: place is 4, expected 0 to 3"),
        (("shifts", 0, "start_place"), "shift s1: start_place is 4, expected 0 to 3"),
        (("shifts", 0, "end_place"), "shift s1: end_place is 4, expected 0 to 3"),
    ],
)
def test_an_unknown_place_is_refused(path: tuple[str | int, ...], told: str):
    assert told in refusal(with_poison(path, 4))


@pytest.mark.parametrize("field", ["visits", "shifts"])
def test_a_missing_list_is_refused(field: str):
    file = the_file()
    del file[field]

    assert field in refusal(file)


@pytest.mark.parametrize("text", ["", "[]", "5", "null", "{", '{"visits": NaN}', "\x00"])
def test_something_that_is_no_problem_file_is_refused(text: str):
    with pytest.raises(ValueError, match=r"."):
        read_problem(text)


def test_times_run_forwards():
    assert "visits.0.windows.0" in refusal(with_poison(("visits", 0, "windows", 0, "opens"), 2))
    assert "shifts.0" in refusal(with_poison(("shifts", 0, "closes"), hours(7)))
    assert "shifts.0.breaks.0" in refusal(
        with_poison(("shifts", 0, "breaks", 0, "latest"), hours(11))
    )


def test_a_break_fits_into_its_shift_in_order():
    # 30 minutes from 12:00 end at 12:30: possible in a shift until 12:30, not until 12:29
    a_shift(closes=hours(12, 30), breaks=[a_break()])
    with pytest.raises(ValueError, match="cannot be taken in order"):
        a_shift(closes=hours(12, 29), breaks=[a_break()])
    # after lunch until 12:30 at the earliest, tea by 12:29 is too early
    a_shift(breaks=[a_break(), a_break(hours(12), hours(12, 30))])
    with pytest.raises(ValueError, match="cannot be taken in order"):
        a_shift(breaks=[a_break(), a_break(hours(12), hours(12, 29))])


def test_leave_out_prices_have_a_highest_sum():
    # 100 visits at the highest price make the highest sum
    visits = [a_visit(f"v{number}", leave_out_cents=10**9) for number in range(101)]

    assert len(a_problem(visits[:100]).visits) == 100
    with pytest.raises(ValueError, match="leave_out_cents: sum 101000000000"):
        a_problem(visits)


def test_no_visits_or_no_shifts_are_a_problem_all_the_same():
    nothing = '{"visits": [], "shifts": []}'

    assert read_problem(nothing).travel.size == 0
    assert a_problem([a_visit()]).shifts == ()
    assert a_problem([], [a_shift()]).visits == ()


def test_a_file_with_places_needs_no_travel():
    file = the_file()
    del file["travel"]
    assert "travel: missing" in refusal(file)

    file["places"] = [{"lat": 52.5, "lon": 6.0 + number / 100} for number in range(4)]
    assert read_problem(json.dumps(file)).travel.source.startswith("estimate")
    del file["places"][3]
    file["visits"][1]["place"] = 3
    assert "visit v2: place is 3, expected 0 to 2" in refusal(file)


def test_as_many_places_as_the_matrix_has():
    places = tuple(Place(lat=52, lon=5) for _ in range(3))

    with pytest.raises(ValueError, match="places: 3 given, the travel matrix has 4"):
        Problem(visits=(), shifts=(), places=places, travel=grid(3))


@pytest.mark.parametrize(
    ("field", "poison"),
    [("lat", 90.1), ("lat", -91), ("lon", 180.5), ("lon", float("nan")), ("lat", float("inf"))],
)
def test_an_impossible_coordinate_is_refused(field: str, poison: float):
    file = the_file()
    del file["travel"]
    file["places"] = [{"lat": 52, "lon": 5} for _ in range(4)]
    file["places"][2][field] = poison

    assert f"places.2.{field}" in refusal(file)


def test_values_are_frozen():
    with pytest.raises(ValueError, match="frozen"):
        a_visit().service_s = 5  # type: ignore[misc]


@settings(max_examples=100, deadline=None)
@given(problems())
def test_a_problem_survives_the_file(problem: Problem):
    text = problem.model_dump_json()

    assert read_problem(text).model_dump_json() == text


def test_the_published_schema_is_current():
    # to write it again: json.dumps(problem_schema(), indent=2) and a line end
    assert SCHEMA.read_text(encoding="utf-8") == json.dumps(problem_schema(), indent=2) + "\n"


def test_the_schema_accepts_written_problems():
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)

    jsonschema.validate(the_file(), schema)
    jsonschema.validate(json.loads(the_problem().model_dump_json()), schema)
