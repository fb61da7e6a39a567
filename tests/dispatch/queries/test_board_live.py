"""The dispatch board beside a published plan: what a draft changes, and the running day."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from dispatch import models, plan_edits
from dispatch.plan_steps import Pin
from dispatch.queries.board import board
from dispatch.queries.board_rows import NEW_SINCE_PLAN, Board, StopRow
from dispatch.roles import Actor
from dispatch.statuses import Role, VisitStatus
from tests.dispatch.board_day import (
    edited,
    four_visits,
    later,
    published,
)
from tests.dispatch.company import DISPATCHER, NOW
from tests.dispatch.drafts import SETTINGS, TOMORROW, local, visit_of

TECHNICIAN = Actor(name="noor", role=Role.TECHNICIAN, technician_id=1)


@pytest.fixture
def plan(session: Session) -> models.Plan:
    """V1 and V2 on Noor's route, V3 on Tom's, V4 in the tray."""
    return four_visits(session)


def seen(session: Session, **given: Any) -> Board:
    facts = {"actor": DISPATCHER, "day": TOMORROW, "now": NOW, "settings": SETTINGS}
    return board(session, **facts | given)  # type: ignore[arg-type]


def stop(found: Board, visit: str) -> StopRow:
    [row] = [row for row in found.stops if row.card.visit_ref == visit]
    return row


def test_differences_name_who_moved_when_and_whose_promise_breaks(
    session: Session, plan: models.Plan
) -> None:
    published(session, plan)
    draft = plan_edits.draft_from(
        session, actor=DISPATCHER, plan_id=plan.id, settings=SETTINGS, now=later(1)
    )
    edited(session, draft, plan_edits.move_stop, visit_ref="V1", technician_ref="tom", position=1)
    edited(session, draft, plan_edits.unassign, visit_ref="V2")
    edited(session, draft, plan_edits.place, visit_ref="V4", technician_ref="noor")
    edited(
        session,
        draft,
        plan_edits.pin,
        visit_ref="V3",
        what=Pin.START,
        start=local(TOMORROW, 15),
    )

    found = {one.visit_ref: one for one in seen(session).differences}

    assert {ref: one.kind for ref, one in found.items()} == {
        "V1": "moved",
        "V2": "dropped",
        "V3": "shifted",
        "V4": "added",
    }
    assert (found["V1"].from_technician, found["V1"].to_technician) == (
        "Fictief Noor",
        "Fictief Tom",
    )
    assert (found["V2"].promise_broken, found["V2"].new_start) == (True, None)
    start = visit_of(session, "V3").planned_start
    assert start is not None
    assert found["V3"].shift_s == (local(TOMORROW, 15) - start).total_seconds()
    assert found["V3"].promise_broken
    assert not found["V4"].promise_broken


def test_a_draft_that_changes_nothing_differs_in_nothing(
    session: Session, plan: models.Plan
) -> None:
    published(session, plan)
    plan_edits.draft_from(
        session, actor=DISPATCHER, plan_id=plan.id, settings=SETTINGS, now=later(1)
    )

    assert seen(session).differences == ()


def test_the_running_day_shows_what_happened_and_how_late_it_is(
    session: Session, plan: models.Plan
) -> None:
    published(session, plan)
    first = visit_of(session, "V1")
    assert first.planned_start is not None
    first.status = VisitStatus.ON_SITE
    first.actual_travel_start = first.planned_start
    first.actual_arrival = first.actual_start = first.planned_start + timedelta(hours=3)
    session.flush()
    now = first.actual_start + timedelta(minutes=5)

    found = seen(session, now=now)

    here, following = stop(found, "V1"), stop(found, "V2")
    assert here.frozen
    assert here.actual is not None
    assert here.actual.start == here.expected_start == first.actual_start
    assert following.expected_start > following.starts + timedelta(hours=2)
    assert following.at_risk
    assert following.actual is None


def test_a_draft_of_the_running_day_still_shows_what_is_under_way(
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

    found = seen(session, now=morning, plan_id=draft.id)

    assert stop(found, "V1").frozen
    assert not stop(found, "V2").frozen
    assert {one.visit_ref for one in found.differences} <= {"V2", "V3"}


def test_a_published_stop_that_a_later_plan_took_is_shown_there_only(
    session: Session, plan: models.Plan
) -> None:
    published(session, plan)
    stolen = visit_of(session, "V3")
    stolen.stop_id = None
    stolen.status = VisitStatus.READY
    session.flush()

    found = seen(session)

    assert [row.card.visit_ref for row in found.stops] == ["V1", "V2"]
    assert {row.card.visit_ref: row.reason for row in found.tray}["V3"] == NEW_SINCE_PLAN
