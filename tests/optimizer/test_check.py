"""The referee on whole plans, each rule binding and just satisfied, on the day of two_shifts."""

import ast
import json
from hashlib import sha256
from pathlib import Path

import pytest

from optimizer import check
from optimizer.check import (
    PLAN_RULES,
    ROUTE_RULES,
    Rule,
    Unit,
    Violation,
    certificate,
    violations,
)
from optimizer.check_plan import OF_THE_PLAN
from optimizer.problem import After, Apart, Caps, Problem, Together
from optimizer.solution import Costs, Reason, Solution, Unassigned
from tests.optimizer.builders import a_problem, a_visit
from tests.optimizer.two_days import their_plan, two_days
from tests.optimizer.two_shifts import (
    DAY_CENTS,
    found,
    sentences,
    the_plan,
    the_problem,
    with_problem,
    with_route,
    with_shift,
    with_stop,
    with_visit,
)

FOLDER = Path(check.__file__).parent


def test_a_valid_plan_has_no_violation():
    assert found(the_problem(), the_plan()) == []
    assert found(two_days(), their_plan()) == []


def test_a_mandatory_visit_is_served():
    must = with_visit(two_days(), "v5", mandatory=True)

    # v6 is mandatory too, and served
    assert found(must, their_plan()) == [("mandatory", 1, "count", "visit v5")]
    assert sentences(must, their_plan()) == [
        "visit v5 is left out; expected it on a route, it is mandatory"
    ]


@pytest.mark.parametrize(
    ("problem", "facts"),
    [
        (
            with_visit(two_days(), "v2", windows=a_visit(windows=[(0, 5)]).windows),
            {"start": 34_500, "end": 38_100, "opens": 0, "closes": 5},
        ),
        (with_shift(two_days(), "a1", stock={}), {"part": "tube", "left": 0}),
        (with_shift(two_days(), "a2", capacity={"kg": 4}), {"load": 5, "room": 4}),
        (with_shift(two_days(), "a2", caps=Caps(visits=0)), {"has": 1, "most": 0}),
        (with_problem(two_days(), relations=(Apart(visits=("v1", "v2")),)), {"other": "v1"}),
        (
            with_problem(two_days(), relations=(Together(visits=("v2", "v3")),)),
            {"other": "v3", "apart_s": 60},
        ),
        (
            with_problem(two_days(), relations=(After(first="v2", then="v4", min_gap_s=301),)),
            {"other": "v2", "gap_s": 300},
        ),
    ],
)
def test_the_numbers_of_a_sentence_are_facts(problem: Problem, facts: dict[str, int | str]):
    [violation] = violations(problem, their_plan())

    assert facts.items() <= violation.facts.items()


def test_an_empty_plan_of_an_empty_problem_is_valid():
    nothing = Solution(routes=(), unassigned=(), costs=Costs(), objective_cents=0)
    priced = with_problem(a_problem(), largest_late_cents_per_hour=3600)

    assert found(a_problem(), nothing) == []
    assert found(priced, nothing) == []


def test_the_referee_shares_only_values_with_the_search():
    ours = {"optimizer.problem", "optimizer.solution", "optimizer.values"}
    for file in FOLDER.glob("check*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            assert not isinstance(node, ast.Import) or node.names[0].name == "json"
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("optimizer"):
                assert node.module in ours or (node.module or "").startswith("optimizer.check_")
                assert node.module != "optimizer.values" or node.names[0].name == "Value"


def test_the_referee_looks_at_fields_and_works_out_the_rest_itself():
    methods = {
        method.name
        for file in ("visit", "shift", "relations", "problem", "solution")
        for node in ast.walk(ast.parse((FOLDER / f"{file}.py").read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
        for method in node.body
        if isinstance(method, ast.FunctionDef)
    }
    assert {"late_s", "moved_s", "allowed_starts", "outside_s", "last_return"} <= methods
    for file in FOLDER.glob("check*.py"):
        used = {
            node.attr
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
            if isinstance(node, ast.Attribute)
        }
        assert used & methods <= {"visits"}, file


def test_each_rule_is_a_function_of_its_name():
    assert [rule.__name__ for rule in (*PLAN_RULES, *ROUTE_RULES)] == [rule.value for rule in Rule]


def test_a_plan_speaks_of_the_problem_s_shifts_and_visits_only():
    stranger = with_route(with_stop(the_plan(), "v4", visit="v9"), "s1", shift="s9")

    assert found(the_problem(), stranger) == [
        ("known_names", 1, "count", "shift s9"),
        ("known_names", 1, "count", "visit v9"),
        ("visit_once", 1, "count", "visit v4"),
    ]
    assert sentences(the_problem(), stranger)[:2] == [
        "the problem has no shift s9",
        "the problem has no visit v9",
    ]


def test_a_left_out_visit_must_be_known_too():
    gone = Unassigned(visit="v9", reason=Reason.NO_ROOM, sentence="no room")
    plan = the_plan().model_copy(update={"unassigned": (*the_plan().unassigned, gone)})

    assert found(the_problem(), plan) == [("known_names", 1, "count", "visit v9")]


def test_a_forgotten_visit_is_a_violation():
    forgotten = the_plan().model_copy(update={"unassigned": ()})

    assert found(the_problem(), forgotten) == [
        ("visit_once", 1, "count", "visit v5"),
        ("total_costs", 70_000, "cents", "plan"),
    ]
    assert sentences(the_problem(), forgotten) == [
        "visit v5 is 0 times on a route and 0 times left out; expected one of them, once",
        "the plan says 70000 cents of left_out, its parts add up to 0",
    ]


@pytest.mark.parametrize(("visit", "on", "out"), [("v5", 0, 3), ("v1", 1, 2)])
def test_a_visit_is_not_left_out_twice_nor_served_and_left_out(visit: str, on: int, out: int):
    again = Unassigned(visit=visit, reason=Reason.NO_ROOM, sentence="no room")
    plan = the_plan().model_copy(update={"unassigned": (*the_plan().unassigned, again, again)})

    assert ("visit_once", 2, "count", f"visit {visit}") in found(the_problem(), plan)
    assert f"visit {visit} is {on} times on a route and {out} times left out" in " ".join(
        sentences(the_problem(), plan)
    )


@pytest.mark.parametrize("routes", [2, 3])
def test_a_shift_has_one_route(routes: int):
    first, second = the_plan().routes
    again = the_plan().model_copy(update={"routes": (first, *[second] * routes)})

    assert ("shift_once", routes - 1, "count", "shift s2") in found(the_problem(), again)
    assert f"shift s2 has {routes} routes, expected one" in sentences(the_problem(), again)


@pytest.mark.parametrize("off", [-7, 7])
def test_the_objective_is_the_sum_of_the_lines(off: int):
    other = the_plan().model_copy(update={"objective_cents": DAY_CENTS + off})

    assert found(the_problem(), other) == [("objective", 7, "cents", "plan")]
    assert sentences(the_problem(), other) == [
        f"the objective is {118_990 + off} cents, its lines sum to 118990"
    ]


@pytest.mark.parametrize("line", Costs.model_fields)
def test_each_cost_line_of_the_plan_is_the_sum_of_its_parts(line: str):
    costs = the_plan().costs
    cheaper = the_plan().model_copy(
        update={
            "costs": costs.model_copy(update={line: getattr(costs, line) - 3}),
            "objective_cents": DAY_CENTS - 3,
        }
    )

    rule = line if line in OF_THE_PLAN else "total_costs"
    assert found(the_problem(), cheaper) == [(rule, 3, "cents", "plan")]


def test_a_certificate_names_both_files_the_rules_and_the_figures():
    signed = certificate(the_problem(), the_plan())

    assert (signed.visits, signed.served, signed.unassigned, signed.routes) == (5, 4, 1, 2)
    assert (signed.objective_cents, signed.violations) == (DAY_CENTS, 0)
    assert signed.rules == tuple(rule.value for rule in Rule)


def test_a_certificate_counts_violations():
    plan = the_plan().model_copy(update={"objective_cents": 1})

    assert certificate(the_problem(), plan).violations == 1


def test_the_hashes_are_those_of_the_compact_sorted_json():
    nothing = Solution(routes=(), unassigned=(), costs=Costs(), objective_cents=0, engine="é")
    fields = json.loads(nothing.model_dump_json())
    text = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    assert text.startswith('{"')
    assert '"engine":"é"' in text
    assert certificate(a_problem(), nothing).solution_sha256 == sha256(text.encode()).hexdigest()


def test_a_certificate_survives_the_files():
    problem = Problem.model_validate_json(the_problem().model_dump_json())
    solution = Solution.model_validate_json(the_plan().model_dump_json())

    assert certificate(problem, solution) == certificate(the_problem(), the_plan())
    other = certificate(with_visit(the_problem(), "v1", fixed_cents=1), the_plan())
    assert other.problem_sha256 != certificate(problem, solution).problem_sha256


def test_where_a_violation_is():
    told = Violation(rule=Rule.WAIT, amount=1, unit=Unit.SECONDS, sentence="")

    assert told.where == "plan"
    assert told.model_copy(update={"shift": "s1"}).where == "shift s1"
    assert told.model_copy(update={"shift": "s1", "visit": "v1"}).where == "visit v1"
