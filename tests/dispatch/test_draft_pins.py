"""Pinning and freeing stops of a draft: technician, start and order."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from dispatch import models, plan_edits
from dispatch.errors import (
    BadValue,
    NotEligible,
    StalePlan,
)
from dispatch.plan_steps import Pin
from tests.dispatch.board_day import (
    a_day,
    a_hand_made_draft,
    edited,
    four_visits,
    orders,
    problem_of,
    published,
)
from tests.dispatch.company import DISPATCHER, NOW, technician
from tests.dispatch.drafts import SETTINGS, TOMORROW, local, visit_of


@pytest.fixture
def plan(session: Session) -> models.Plan:
    """V1 and V2 on Noor's route, V3 on Tom's, V4 in the tray."""
    return four_visits(session)


def test_a_pinned_technician_holds_in_the_next_plan(session: Session, plan: models.Plan) -> None:
    edited(session, plan, plan_edits.pin, visit_ref="V3", what=Pin.TECHNICIAN)

    assert visit_of(session, "V3").pinned_technician is technician(session, "tom")
    assert problem_of(plan).visits_by_id()["V3"].technician == "tom"


def test_a_start_can_be_pinned_to_another_time_and_the_route_follows(
    session: Session, plan: models.Plan
) -> None:
    at_two = local(TOMORROW, 14)

    edit = edited(session, plan, plan_edits.pin, visit_ref="V3", what=Pin.START, start=at_two)

    [stop] = edit.result.routes[0].stops
    assert stop.starts == at_two
    assert edit.sentence == "Visser pinned to 14:00"
    assert visit_of(session, "V3").pinned_start == at_two


def test_undoing_a_pin_gives_the_visit_its_windows_back(
    session: Session, plan: models.Plan
) -> None:
    before = problem_of(plan)
    edited(
        session,
        plan,
        plan_edits.pin,
        visit_ref="V3",
        what=Pin.START,
        start=local(TOMORROW, 14),
    )

    edited(session, plan, plan_edits.undo)

    assert visit_of(session, "V3").pinned_start is None
    assert problem_of(plan).visits == before.visits
    published(session, plan)


def test_unpinning_frees_what_was_pinned_before_the_plan(session: Session) -> None:
    a_day(session, visits=1, pinned_start=local(TOMORROW, 15))
    plan = a_hand_made_draft(session, {"noor": ["V1"]})

    edit = edited(session, plan, plan_edits.unpin, visit_ref="V1", what=Pin.START)

    [stop] = edit.result.routes[0].stops
    assert stop.starts < local(TOMORROW, 15)
    published(session, plan)


@pytest.mark.parametrize("what", list(Pin))
def test_what_is_not_pinned_cannot_be_unpinned(
    session: Session, plan: models.Plan, what: Pin
) -> None:
    with pytest.raises(BadValue, match="is not pinned"):
        edited(session, plan, plan_edits.unpin, visit_ref="V3", what=what)


def test_a_pin_on_a_visit_that_has_changed_is_refused(session: Session, plan: models.Plan) -> None:
    visit_of(session, "V3").note = "ring twice"
    session.flush()

    with pytest.raises(StalePlan, match="V3 has changed since this plan was made"):
        edited(session, plan, plan_edits.pin, visit_ref="V3", what=Pin.TECHNICIAN)


def test_nothing_comes_between_a_stop_pinned_in_its_order_and_the_one_before(
    session: Session, plan: models.Plan
) -> None:
    edit = edited(session, plan, plan_edits.pin, visit_ref="V2", what=Pin.ORDER)
    assert edit.sentence == "Smit pinned to its place behind Bakker"

    wish: dict[str, Any] = {"visit_ref": "V3", "technician_ref": "noor", "position": 1}
    preview = plan_edits.preview_move(
        session, actor=DISPATCHER, plan_id=plan.id, settings=SETTINGS, now=NOW, **wish
    )
    assert [rule.rule for rule in preview.newly_broken] == ["pinned_order"]
    with pytest.raises(NotEligible, match="Smit is pinned as the stop behind Bakker"):
        edited(session, plan, plan_edits.move_stop, **wish)

    edited(session, plan, plan_edits.unpin, visit_ref="V2", what=Pin.ORDER)
    edited(session, plan, plan_edits.move_stop, **wish)
    assert orders(plan) == {"noor": ["V1", "V3", "V2"]}
