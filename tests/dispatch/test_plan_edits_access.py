"""Who may edit a draft, and that every refusal leaves it alone."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch import models, plan_edits, publishing
from dispatch.errors import (
    DispatchError,
    NotAllowed,
    NotFound,
)
from dispatch.plan_steps import Pin
from dispatch.plan_views import Edit
from dispatch.roles import Actor
from dispatch.statuses import Role
from tests.dispatch.board_day import (
    edited,
    four_visits,
)
from tests.dispatch.company import DISPATCHER, FINANCE, NOW, SUPPORT
from tests.dispatch.drafts import SETTINGS

TECHNICIAN = Actor(name="noor", role=Role.TECHNICIAN, technician_id=1)


@pytest.fixture
def plan(session: Session) -> models.Plan:
    """V1 and V2 on Noor's route, V3 on Tom's, V4 in the tray."""
    return four_visits(session)


EDITS: list[tuple[Callable[..., object], dict[str, Any]]] = [
    (plan_edits.move_stop, {"visit_ref": "V1", "technician_ref": "tom"}),
    (plan_edits.place, {"visit_ref": "V4", "technician_ref": "tom"}),
    (plan_edits.unassign, {"visit_ref": "V1"}),
    (plan_edits.reorder, {"technician_ref": "noor", "visit_refs": ("V2", "V1")}),
    (plan_edits.pin, {"visit_ref": "V1", "what": Pin.TECHNICIAN}),
    (plan_edits.unpin, {"visit_ref": "V1", "what": Pin.TECHNICIAN}),
    (plan_edits.undo, {}),
    (plan_edits.redo, {}),
]


@pytest.mark.parametrize("actor", [SUPPORT, FINANCE, TECHNICIAN])
@pytest.mark.parametrize(("verb", "given"), EDITS)
def test_only_dispatchers_edit(
    session: Session,
    plan: models.Plan,
    verb: Callable[..., Edit],
    given: dict[str, Any],
    actor: Actor,
) -> None:
    with pytest.raises(NotAllowed):
        edited(session, plan, verb, actor=actor, **given)


@pytest.mark.parametrize("actor", [SUPPORT, FINANCE, TECHNICIAN])
def test_only_dispatchers_preview_and_copy(
    session: Session, plan: models.Plan, actor: Actor
) -> None:
    facts: dict[str, Any] = {
        "actor": actor,
        "plan_id": plan.id,
        "settings": SETTINGS,
        "now": NOW,
    }
    with pytest.raises(NotAllowed):
        plan_edits.preview_move(session, visit_ref="V1", technician_ref="tom", **facts)
    with pytest.raises(NotAllowed):
        plan_edits.draft_from(session, **facts)


def test_technicians_do_not_read_the_history(session: Session, plan: models.Plan) -> None:
    with pytest.raises(NotAllowed):
        plan_edits.history(session, actor=TECHNICIAN, plan_id=plan.id)


@pytest.mark.parametrize(("verb", "given"), EDITS)
def test_a_plan_that_does_not_exist_is_not_found(
    session: Session, verb: Callable[..., Edit], given: dict[str, Any]
) -> None:
    with pytest.raises(NotFound, match="no plan 99"):
        verb(
            session,
            actor=DISPATCHER,
            plan_id=99,
            revision=1,
            settings=SETTINGS,
            now=NOW,
            **given,
        )


def test_every_refusal_leaves_the_plan_as_it_was(session: Session, plan: models.Plan) -> None:
    kept = (plan.solution_json, plan.version, plan.objective)

    for verb, given in EDITS[-3:]:
        with pytest.raises(DispatchError):
            edited(session, plan, verb, **given)  # type: ignore[arg-type]

    assert (plan.solution_json, plan.version, plan.objective) == kept
    assert session.scalars(select(models.PlanRevision)).all() == []
    assert publishing.plan_by_id(session, plan.id) is plan
