"""Plans as values and as files."""

import json
from importlib.resources import files

import jsonschema
import pytest

from optimizer.solution import Costs, Solution, Stop, solution_schema
from tests.optimizer.two_shifts import DAY_CENTS, the_plan

SCHEMA = files("optimizer") / "schemas" / "solution.schema.json"


def test_costs_add_up_line_by_line():
    first, second = the_plan().routes

    assert first.costs + second.costs + Costs(left_out=70_000) == the_plan().costs
    assert the_plan().costs.total == DAY_CENTS


def test_a_plan_survives_the_file():
    assert Solution.model_validate_json(the_plan().model_dump_json()) == the_plan()


@pytest.mark.parametrize("poison", [-1, 2**62, 1.5, True, "60", None, float("nan")])
@pytest.mark.parametrize("field", ["drive_s", "distance_m", "arrival", "wait_s", "start", "end"])
def test_a_poisoned_stop_is_never_born(field: str, poison: object):
    stop = the_plan().routes[0].stops[0].model_dump() | {field: poison}

    with pytest.raises(ValueError, match=field):
        Stop.model_validate(stop)


def test_a_route_without_stops_is_never_born():
    plan = the_plan().model_dump(mode="json")
    plan["routes"][0]["stops"] = []

    with pytest.raises(ValueError, match="stops"):
        Solution.model_validate_json(json.dumps(plan))


def test_the_published_schema_is_current():
    # to write it again: json.dumps(solution_schema(), indent=2) and a line end
    assert SCHEMA.read_text(encoding="utf-8") == json.dumps(solution_schema(), indent=2) + "\n"


def test_the_schema_accepts_a_written_plan():
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)

    jsonschema.validate(json.loads(the_plan().model_dump_json()), schema)


@pytest.mark.parametrize("poison", [-1, 2**62, 1.5, "60", None])
def test_the_schema_refuses_a_poisoned_plan(poison: object):
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    plan = the_plan().model_dump(mode="json")
    plan["routes"][0]["stops"][1]["arrival"] = poison

    with pytest.raises(jsonschema.ValidationError) as refused:
        jsonschema.validate(plan, schema)
    assert list(refused.value.absolute_path) == ["routes", 0, "stops", 1, "arrival"]


def test_the_schema_refuses_unknown_fields():
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    plan = the_plan().model_dump(mode="json") | {"colour": "red"}

    with pytest.raises(jsonschema.ValidationError, match="colour"):
        jsonschema.validate(plan, schema)
