"""Undo, redo and the history of a draft."""

import pytest
from sqlalchemy.orm import Session

from dispatch import models, plan_edits
from dispatch.errors import (
    BadValue,
)
from tests.dispatch.board_day import (
    ANNA,
    a_day,
    a_hand_made_draft,
    edited,
    four_visits,
    orders,
    solution,
    tray,
)
from tests.dispatch.company import SUPPORT, technician
from tests.dispatch.drafts import visit_of


@pytest.fixture
def plan(session: Session) -> models.Plan:
    """V1 and V2 on Noor's route, V3 on Tom's, V4 in the tray."""
    return four_visits(session)


def test_the_stored_violations_go_when_the_edit_is_undone(session: Session) -> None:
    a_day(session, visits=1)
    visit_of(session, "V1").pinned_technician = technician(session, "noor")
    session.flush()
    plan = a_hand_made_draft(session, {"noor": ["V1"]})
    row = session.get_one(models.PlanFacts, plan.id)

    edited(session, plan, plan_edits.move_stop, visit_ref="V1", technician_ref="tom")
    assert "Bakker is pinned to Fictief Noor" in row.broken_json

    edited(session, plan, plan_edits.undo)
    assert row.broken_json == "[]"


def test_undo_brings_the_same_solution_back_and_redo_the_other(
    session: Session, plan: models.Plan
) -> None:
    first = solution(plan)
    edited(session, plan, plan_edits.move_stop, visit_ref="V1", technician_ref="tom")
    edited(session, plan, plan_edits.place, visit_ref="V4", technician_ref="noor")
    last = solution(plan)

    for _ in range(2):
        edited(session, plan, plan_edits.undo)
    assert solution(plan) == first
    assert (orders(plan), tray(plan)) == ({"noor": ["V1", "V2"], "tom": ["V3"]}, ["V4"])

    for _ in range(2):
        edited(session, plan, plan_edits.redo)
    assert solution(plan) == last


def test_a_new_edit_gives_up_what_was_undone(session: Session, plan: models.Plan) -> None:
    edited(session, plan, plan_edits.unassign, visit_ref="V1")
    edited(session, plan, plan_edits.undo)
    edited(session, plan, plan_edits.unassign, visit_ref="V2")

    with pytest.raises(BadValue, match="nothing to redo"):
        edited(session, plan, plan_edits.redo)


def test_there_is_nothing_to_undo_on_a_plan_as_it_was_found(
    session: Session, plan: models.Plan
) -> None:
    with pytest.raises(BadValue, match="nothing to undo"):
        edited(session, plan, plan_edits.undo)


def test_the_history_names_each_step_and_who_did_it(session: Session, plan: models.Plan) -> None:
    edited(session, plan, plan_edits.unassign, visit_ref="V3")
    edited(session, plan, plan_edits.place, visit_ref="V4", technician_ref="tom", actor=ANNA)
    edited(session, plan, plan_edits.undo)

    steps = plan_edits.history(session, actor=SUPPORT, plan_id=plan.id)

    assert [(step.number, step.by, step.undone) for step in steps] == [
        (1, "dora", False),
        (2, "anna", True),
    ]
    assert steps[1].sentence.startswith("Kok given to Fictief Tom, ")
