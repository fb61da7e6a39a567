"""Every field of a problem file, poisoned one at a time, is refused with its name.

The fields are found in a file that has them all, so a new one is poisoned too.
"""

import json
from collections.abc import Iterator
from copy import deepcopy
from importlib.resources import files
from typing import Any

import jsonschema
import pytest
from pydantic import BaseModel

from optimizer.problem import Problem, read_problem
from tests.optimizer.everything import the_file

SCHEMA = files("optimizer") / "schemas" / "problem.schema.json"
Path = tuple[str | int, ...]


def leaves(node: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Each field below `node` with the way to it; of the matrices and of lists the first item."""
    for step, child in node.items() if isinstance(node, dict) else enumerate(node):
        if isinstance(node, list) and step > 0 and path != ("relations",):
            return
        yield (*path, step), child
        if isinstance(child, dict | list):
            yield from leaves(child, (*path, step))


FIELDS = [(path, value) for path, value in leaves(the_file()) if "_m" not in str(path[1:2])]
FIELDS = [(path, value) for path, value in FIELDS if path[1:2] != ("durations_s",)]

NULLABLE = {
    "unpinned_windows",
    "preferred",
    "promise",
    "due_by",
    "pinned_start",
    "technician",
    "valid_until",
    "end_place",
    "pick_up",
    "visits",
    "drive_s",
    "distance_m",
    "wait_s",
    "route_s",
    "max_gap_s",
    "start",
    "travel",
}
"""Fields that may be null, by name; `visits` among the caps."""

NEGATIVE = {"due_by", "valid_until"}
FREE_TEXT = {"source", "policy", "name"}


def may_be_null(path: Path) -> bool:
    if path[-1] in ("technician", "visits"):
        return path[-2:] in ((0, "technician"), ("promise", "technician"), ("caps", "visits")) and (
            path[0] != "technicians"
        )
    return path[-1] in NULLABLE


def poisons_of(path: Path, value: Any) -> Iterator[Any]:
    """What may not stand where this value stands."""
    if value is not None and not may_be_null(path):
        yield None
    match value:
        case bool():
            yield from (0, 1, "true", [], {})
        case int():
            yield from (2**62, 2**64, 1.5, True, "1", [], {}, float("nan"), float("inf"))
            if path[-1] not in NEGATIVE:
                yield -1
        case float():
            yield from (1e9, -1e9, "x", [], {}, float("nan"), float("inf"))
        case str():
            yield from (5, 1.5, [], {}, "x" * 201)
            if path[-1] not in FREE_TEXT:
                yield ""
        case list():
            yield from (5, "abc", {"a": 1}, float("nan"))
        case dict():
            yield from (5, "abc", [1], float("nan"))


POISONED = [(path, poison) for path, value in FIELDS for poison in poisons_of(path, value)]


def with_poison(path: Path, poison: object) -> dict[str, Any]:
    file = the_file()
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


def test_the_file_holds_every_field_of_every_value():
    named = {path[-1] for path, _ in FIELDS if isinstance(path[-1], str)}
    for model in models(Problem):
        assert set(model.model_fields) <= named | {"durations_s", "distances_m"}, model


def models(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """The model and those below it."""
    yield model
    schema = model.model_json_schema()
    known = {one.__name__: one for one in every_subclass(BaseModel)}
    for name in schema.get("$defs", {}):
        if "properties" in schema["$defs"][name]:
            yield known[name]


def every_subclass(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for one in model.__subclasses__():
        if one.__module__.startswith("optimizer."):
            yield one
        yield from every_subclass(one)


def test_the_file_is_good():
    assert read_problem(json.dumps(the_file())) is not None
    jsonschema.validate(the_file(), json.loads(SCHEMA.read_text(encoding="utf-8")))


@pytest.mark.parametrize(("path", "poison"), POISONED)
def test_a_poisoned_field_is_refused_and_named(path: Path, poison: object):
    told = refusal(with_poison(path, poison))

    # the number in a list, then what follows; pydantic puts a relation's kind between
    named = [str(step) for step in path]
    assert all(step in told for step in named)
    assert ".".join(named[:2]) in told


OBJECTS: list[Path] = [(), *(path for path, value in FIELDS if isinstance(value, dict))]


@pytest.mark.parametrize("path", OBJECTS)
def test_an_unknown_field_is_refused(path: Path):
    assert "colour" in refusal(with_poison((*path, "colour"), "red"))


@pytest.mark.parametrize(
    "path",
    [
        ("visits", 0, "equipment"),
        ("visits", 0, "skills"),
        ("shifts", 0, "equipment"),
        ("shifts", 0, "skills"),
        ("technicians",),
        ("visits",),
        ("shifts",),
        ("relations", 0, "visits"),
        ("relations", 3, "visits"),
        ("start_from", "s1"),
    ],
)
def test_nothing_is_given_twice(path: Path):
    file = the_file()
    node: Any = file
    for step in path:
        node = node[step]
    node.append(deepcopy(node[0]))

    assert "is given 2 times, expected once" in refusal(file)


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        (("shifts", 0, "pick_up", "place"), 4, "shift s1: pick_up.place is 4, expected 0 to 3"),
        (("relations", 0, "visits", 0), "v9", "number 0 (together) names visit 'v9', expected"),
        (("relations", 4, "then"), "v9", "relations: number 4 (after) names visit 'v9'"),
        (("relations", 4, "then"), "v1", "then: 'v1' is the first visit too"),
        (("relations", 4, "max_gap_s"), 0, "max_gap_s 0 is below min_gap_s 1"),
        (("relations", 1, "visits"), ["v1"], "relations.1.apart.visits"),
        (("relations", 1, "visits"), [], "relations.1.apart.visits"),
        (("relations", 0, "kind"), "beside", "relations.0"),
        (("relations", 0), {}, "relations.0"),
        (("start_from",), {"s9": []}, "start_from: no shift 's9'"),
        (("start_from", "s1", 0), "v9", "start_from: no visit 'v9'"),
        (("visits", 0, "preferred", "opens"), 6, "visits.0.preferred"),
        (("visits", 0, "never_technicians", 0), "ann", "never_technicians: 'ann' is in only"),
        (("visits", 0, "window_bounds"), "end", "visits.0.window_bounds"),
        (("relations", 4, "gap_from"), "middle", "gap_from"),
        (("relations", 4, "technician"), "nobody", "technician"),
        (("technicians", 0, "work_limits", 0, "opens"), 3, "technicians.0.work_limits.0"),
        (("travel", "traffic", 1, "opens"), 1, "traffic: a band opens at 1, expected after 1"),
        (("travel", "traffic", 0, "percent"), 0, "travel.traffic.0.percent"),
        (("travel", "traffic", 0, "percent"), 1001, "travel.traffic.0.percent"),
        (("shifts", 0, "pace_percent"), 0, "shifts.0.pace_percent"),
        (("visits", 0, "unpopular"), 1001, "visits.0.unpopular"),
        (("visits", 0, "parts"), {"": 1}, "visits.0.parts"),
        (("shifts", 0, "stock"), {"x" * 201: 1}, "shifts.0.stock"),
    ],
)
def test_what_cannot_be_is_refused(path: Path, value: object, told: str):
    assert told in refusal(with_poison(path, value))


@pytest.mark.parametrize(
    ("path", "most"),
    [
        (("visits", 0, "windows"), 100),
        (("visits", 0, "skills"), 50),
        (("visits", 0, "equipment"), 1000),
        (("shifts", 0, "breaks"), 5),
        (("shifts", 0, "skills"), 200),
        (("relations", 0, "visits"), 100),
        (("technicians", 0, "work_limits"), 50),
        (("travel", "traffic"), 5000),
    ],
)
def test_a_list_has_a_longest_length(path: Path, most: int):
    file = the_file()
    node: Any = file
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = node[path[-1]][:1] * (most + 1)

    told = refusal(file)
    assert str(path[-1]) in told
    assert f"at most {most} items" in told


@pytest.mark.parametrize(
    ("path", "poison"),
    [
        (path, poison)
        for path, poison in POISONED
        if path[0] != "relations" and poison in (-1, 2**62, 1.5, "1")
    ],
)
def test_the_schema_refuses_what_the_reader_refuses(path: Path, poison: object):
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))

    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(with_poison(path, poison), schema)
