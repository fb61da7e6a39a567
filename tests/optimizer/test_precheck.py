"""Impossible visits are named before any search, each with the field to change."""

from typing import Any

import pytest
from hypothesis import given, settings

from optimizer.precheck import precheck
from optimizer.problem import (
    After,
    Caps,
    Problem,
    Relation,
    SameRoute,
    TechnicianRules,
    Together,
    Visit,
    WorkLimit,
)
from optimizer.resolving import resolve
from optimizer.solution import Reason
from tests.optimizer.builders import a_problem, a_shift, a_visit, hours
from tests.optimizer.roomy import roomy_problems


def found(
    visits: list[Visit], *relations: Relation, shift: dict[str, Any] | None = None
) -> dict[str, tuple[Reason, str]]:
    problem = a_problem(visits, [a_shift(**(shift or {}))])
    problem = problem.model_copy(update={"relations": relations})
    return {one.visit: (one.reason, one.field) for one in precheck(problem)}


@pytest.mark.parametrize(
    ("visit", "shift", "reason", "field"),
    [
        ({"skills": ["tv"]}, {}, Reason.SKILL_MISSING, "visits[v1].skills"),
        ({"technician": "x"}, {}, Reason.OTHER_TECHNICIAN, "visits[v1].technician"),
        (
            {"only_technicians": ("x",)},
            {},
            Reason.NOT_ALLOWED,
            "visits[v1].only_technicians",
        ),
        (
            {"never_technicians": ("t-s1",)},
            {},
            Reason.FORBIDDEN,
            "visits[v1].never_technicians",
        ),
        ({"equipment": ("crane",)}, {}, Reason.EQUIPMENT, "shifts[s1].equipment"),
        ({"parts": {"tube": 2}}, {"stock": {"tube": 1}}, Reason.PARTS, "shifts[s1].stock"),
        ({"load": {"kg": 9}}, {"capacity": {"kg": 8}}, Reason.CAPACITY, "shifts[s1].capacity"),
        ({}, {"caps": Caps(visits=0)}, Reason.CAP, "shifts[s1].caps.visits"),
        ({}, {"caps": Caps(drive_s=1199)}, Reason.CAP, "shifts[s1].caps.drive_s"),
        ({}, {"caps": Caps(distance_m=19_999)}, Reason.CAP, "shifts[s1].caps.distance_m"),
        ({}, {"caps": Caps(route_s=2999)}, Reason.CAP, "shifts[s1].caps.route_s"),
        (
            {"windows": [(hours(9), hours(9, 29))], "window_bounds": "service"},
            {},
            Reason.WINDOW_TOO_SHORT,
            "visits[v1].windows",
        ),
        ({"windows": [(0, 1)]}, {}, Reason.NO_WINDOW_IN_SHIFT, "visits[v1].windows"),
        ({"windows": [(0, hours(8))]}, {}, Reason.TOO_FAR, "visits[v1].windows"),
        ({"pinned_start": hours(8)}, {}, Reason.TOO_FAR, "visits[v1].pinned_start"),
        ({"service_s": hours(9)}, {}, Reason.TOO_FAR, "shifts[s1].closes"),
    ],
)
def test_the_field_to_change_is_named(
    visit: dict[str, Any], shift: dict[str, Any], reason: Reason, field: str
):
    assert found([a_visit("v1", **visit)], shift=shift) == {"v1": (reason, field)}


def test_hours_that_no_shift_alone_could_keep_are_named():
    limit = WorkLimit(opens=0, closes=hours(24), max_s=2999)
    rules = TechnicianRules(technician="t-s1", work_limits=(limit,))
    problem = a_problem([a_visit()], [a_shift()]).model_copy(update={"technicians": (rules,)})

    [one] = precheck(problem)

    # 10 minutes there and back, 30 minutes of work: 3000 s
    assert (one.reason, one.field) == (Reason.WORK_LIMIT, "technicians[t-s1].work_limits")
    assert one.facts["by_s"] == 1


def test_caps_that_just_suffice_are_no_finding():
    caps = Caps(visits=1, drive_s=1200, distance_m=20_000, route_s=3000, wait_s=0)

    assert found([a_visit()], shift={"caps": caps}) == {}


def test_two_at_once_need_two_technicians():
    visits = [a_visit("v1"), a_visit("v2")]

    assert found(visits, Together(visits=("v1", "v2"))) == {
        "v1": (Reason.RELATION, "relations[0].visits"),
        "v2": (Reason.RELATION, "relations[0].visits"),
    }


def test_what_follows_impossible_work_is_impossible():
    visits = [a_visit("v1", skills=["tv"]), a_visit("v2")]

    names = found(visits, After(first="v1", then="v2"))

    assert names["v2"] == (Reason.RELATION, "relations[0].first")


def test_mandatory_work_of_one_route_needs_one_shift_that_can_do_all():
    shifts = [a_shift("s1", skills=["tv"]), a_shift("s2", skills=["lift"])]
    visits = [
        a_visit("v1", skills=["tv"], mandatory=True),
        a_visit("v2", skills=["lift"], mandatory=True),
    ]
    problem = a_problem(visits, shifts)
    problem = problem.model_copy(update={"relations": (SameRoute(visits=("v1", "v2")),)})

    assert [one.reason for one in precheck(problem)] == [Reason.RELATION, Reason.RELATION]


def test_a_day_without_shifts_is_said_to_have_none():
    [one] = precheck(a_problem([a_visit()], []))

    assert (one.reason, one.field) == (Reason.NO_SHIFT, "shifts")


@settings(max_examples=150, deadline=None)
@given(roomy_problems())
def test_no_plan_serves_what_is_called_impossible(problem: Problem):
    impossible = {one.visit for one in precheck(problem)}

    plan = resolve(problem)

    served = {stop.visit for route in plan.routes for stop in route.stops}
    assert not impossible & served
