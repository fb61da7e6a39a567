"""Random hands at a draft: whatever they do, plan, rows, cost and history agree."""

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from dispatch import models, plan_edits
from dispatch.errors import DispatchError
from dispatch.plan_steps import Pin
from dispatch.plan_views import BROKEN
from optimizer import check
from optimizer.check import Rule
from optimizer.problem import Problem
from tests.dispatch.board_day import (
    a_day,
    a_hand_made_draft,
    add_visit,
    edited,
    orders,
    problem_of,
    solution,
    tray,
)
from tests.dispatch.drafts import TOMORROW, local, visit_of

VISITS = 6
STEPS = 14

BY_HAND = {
    Rule.SKILLS,
    Rule.PINNED_TECHNICIAN,
    Rule.PINNED_START,
    Rule.WINDOW,
    Rule.OVERTIME_CAP,
    Rule.BREAK_START,
}
"""What a person may break; any other violation would be a mistake of ours."""


@pytest.fixture
def plan(session: Session) -> models.Plan:
    """Six visits of two hours, three of them wanted in the morning: not all of them fit."""
    a_day(session, visits=VISITS, requested_duration_s=7200)
    for number in (1, 3, 5):
        visit_of(session, f"V{number}").windows = [
            models.VisitWindow(opens=local(TOMORROW, 9), closes=local(TOMORROW, 11))
        ]
    session.flush()
    return a_hand_made_draft(session, {"noor": ["V1", "V2"], "tom": ["V3", "V4"]})


def some_edit(
    dice: random.Random, plan: models.Plan, visits: int
) -> tuple[Callable[..., Any], dict[str, Any]]:
    visit = f"V{dice.randint(1, visits)}"
    technician = dice.choice(["noor", "tom"])
    where: dict[str, Any] = dice.choice(
        [{}, {"position": dice.randint(0, 3)}, {"start": local(TOMORROW, dice.randint(7, 17))}]
    )
    order = orders(plan).get(technician, [])
    choices: list[tuple[Callable[..., Any], dict[str, Any]]] = [
        (plan_edits.move_stop, {"visit_ref": visit, "technician_ref": technician, **where}),
        (plan_edits.place, {"visit_ref": visit, "technician_ref": technician, **where}),
        (plan_edits.unassign, {"visit_ref": visit}),
        (
            plan_edits.reorder,
            {
                "technician_ref": technician,
                "visit_refs": tuple(dice.sample(order, len(order))),
            },
        ),
        (plan_edits.pin, {"visit_ref": visit, "what": dice.choice(list(Pin))}),
        (
            plan_edits.pin,
            {"visit_ref": visit, "what": Pin.START, "start": local(TOMORROW, 14)},
        ),
        (plan_edits.unpin, {"visit_ref": visit, "what": dice.choice(list(Pin))}),
    ]
    return dice.choice(choices)


def assert_consistent(session: Session, plan: models.Plan) -> None:
    kept, problem = solution(plan), problem_of(plan)
    found = check.violations(problem, kept)
    assert {violation.rule for violation in found} <= BY_HAND
    assert plan.objective * 100 == kept.objective_cents
    row = session.get_one(models.PlanFacts, plan.id)
    broken = BROKEN.validate_json(row.broken_json)
    assert sorted((rule.rule, rule.visit_ref or "", rule.amount) for rule in broken) == sorted(
        (violation.rule.value, violation.visit or "", violation.amount) for violation in found
    )
    assert rows(plan) == [
        (stop.visit, stop.arrival, stop.wait_s, stop.start, stop.end, stop.drive_s, stop.distance_m)
        for route in sorted(kept.routes, key=lambda route: route.shift)
        for stop in route.stops
    ]
    assert tray(plan) == sorted(unassigned.visit for unassigned in kept.unassigned)
    assert sorted([*tray(plan), *(stop.visit.ref for stop in stops(plan))]) == sorted(
        visit.id for visit in problem.visits
    )


def stops(plan: models.Plan) -> list[models.Stop]:
    routes = sorted(plan.routes, key=lambda route: route.shift_ref)
    return [stop for route in routes for stop in route.stops]


def rows(plan: models.Plan) -> list[tuple[object, ...]]:
    def second(instant: Any) -> int:
        return int((instant - plan.epoch) / timedelta(seconds=1))

    return [
        (
            stop.visit.ref,
            second(stop.arrival),
            stop.wait_s,
            second(stop.starts),
            second(stop.ends),
            stop.drive_s,
            stop.distance_m,
        )
        for stop in stops(plan)
    ]


def pins(session: Session) -> list[tuple[object, ...]]:
    return [
        (visit.ref, visit.pinned_technician_id, visit.pinned_start)
        for visit in session.query(models.Visit).order_by(models.Visit.ref)
    ]


def same_problem(one: Problem, other: Problem) -> bool:
    return (one.visits, one.shifts, one.places) == (other.visits, other.shifts, other.places)


@pytest.mark.parametrize("seed", range(12))
def test_any_edits_are_consistent_and_undo_and_redo_exactly(
    session: Session, plan: models.Plan, seed: int
) -> None:
    dice = random.Random(seed)
    first = (plan.solution_json, rows(plan), pins(session))
    problem = problem_of(plan)
    done = 0
    while done < STEPS:
        verb, given = some_edit(dice, plan, VISITS)
        before = (plan.solution_json, plan.version)
        try:
            edit = edited(session, plan, verb, **given)
        except DispatchError:
            assert (plan.solution_json, plan.version) == before
            continue
        done += 1
        assert edit.result.feasible == (not edit.result.broken)
        assert_consistent(session, plan)
    last = (plan.solution_json, rows(plan), pins(session))
    last_problem = problem_of(plan)

    for _ in range(done):
        edited(session, plan, plan_edits.undo)
        assert_consistent(session, plan)
    assert (plan.solution_json, rows(plan), pins(session)) == first
    assert same_problem(problem_of(plan), problem)

    for _ in range(done):
        edited(session, plan, plan_edits.redo)
    assert (plan.solution_json, rows(plan), pins(session)) == last
    assert same_problem(problem_of(plan), last_problem)


@pytest.mark.parametrize("seed", range(3))
def test_visits_that_come_while_somebody_edits_join_without_harm(
    session: Session, plan: models.Plan, seed: int
) -> None:
    dice = random.Random(seed)
    for number in (VISITS + 1, VISITS + 2):
        add_visit(session, number)

    for _ in range(30):
        verb, given = some_edit(dice, plan, VISITS + 2)
        try:
            edited(session, plan, verb, **given)
        except DispatchError:
            continue
        assert_consistent(session, plan)

    assert len(problem_of(plan).visits) > VISITS
