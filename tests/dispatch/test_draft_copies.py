"""Drafts made from a published plan."""

from datetime import datetime, time

import pytest
from sqlalchemy.orm import Session

from dispatch import models, plan_edits
from dispatch.errors import (
    BadValue,
    InvalidTransition,
    NotEligible,
)
from dispatch.plan_facts import Facts
from dispatch.plan_steps import Pin
from dispatch.statuses import VisitStatus
from tests.dispatch.board_day import (
    edited,
    four_visits,
    later,
    orders,
    published,
    tray,
)
from tests.dispatch.company import DISPATCHER, NOW
from tests.dispatch.drafts import SETTINGS, TOMORROW, local, visit_of


@pytest.fixture
def plan(session: Session) -> models.Plan:
    """V1 and V2 on Noor's route, V3 on Tom's, V4 in the tray."""
    return four_visits(session)


def test_a_published_plan_is_edited_by_way_of_a_draft_of_it(
    session: Session, plan: models.Plan
) -> None:
    published(session, plan)
    with pytest.raises(InvalidTransition, match="only a draft can be edited"):
        edited(session, plan, plan_edits.unassign, visit_ref="V1")

    draft = plan_edits.draft_from(
        session, actor=DISPATCHER, plan_id=plan.id, settings=SETTINGS, now=later(1)
    )

    assert orders(draft) == orders(plan)
    assert tray(draft) == tray(plan)
    assert (draft.baseline, draft.baseline_served) == (plan.baseline, plan.baseline_served)
    edited(session, draft, plan_edits.move_stop, visit_ref="V1", technician_ref="tom")
    assert orders(plan)["noor"] == ["V1", "V2"]
    edited(session, draft, plan_edits.undo)
    published(session, draft, now=later(3))


def test_a_draft_of_a_draft_keeps_the_places_that_were_pinned(
    session: Session, plan: models.Plan
) -> None:
    edited(session, plan, plan_edits.pin, visit_ref="V2", what=Pin.ORDER)
    edited(session, plan, plan_edits.pin, visit_ref="V3", what=Pin.ORDER)
    visit_of(session, "V3").status = VisitStatus.CANCELLED

    draft = plan_edits.draft_from(
        session, actor=DISPATCHER, plan_id=plan.id, settings=SETTINGS, now=later(1)
    )

    facts = Facts.model_validate_json(session.get_one(models.PlanFacts, draft.id).facts_json)
    assert facts.order_pins == ("V2",)
    with pytest.raises(NotEligible):
        edited(session, draft, plan_edits.unassign, visit_ref="V1")


def test_a_draft_of_a_running_day_leaves_out_what_is_under_way(
    session: Session, plan: models.Plan
) -> None:
    published(session, plan)
    morning = local(TOMORROW, 8, 30)
    first = visit_of(session, "V1")
    first.status, first.actual_travel_start = VisitStatus.TRAVELLING, morning
    session.flush()

    draft = plan_edits.draft_from(
        session, actor=DISPATCHER, plan_id=plan.id, settings=SETTINGS, now=morning
    )

    assert orders(draft) == {"noor": ["V2"], "tom": ["V3"]}
    assert all(route.departure >= morning for route in draft.routes)


def test_a_plan_of_the_past_makes_no_draft(session: Session, plan: models.Plan) -> None:
    with pytest.raises(BadValue, match="is over"):
        plan_edits.draft_from(
            session,
            actor=DISPATCHER,
            plan_id=plan.id,
            settings=SETTINGS,
            now=datetime.combine(TOMORROW, time(23, 30), tzinfo=NOW.tzinfo),
        )
