"""The dispatch board of a day: what the dispatcher sees, for published plans and drafts."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from dispatch import models, plan_edits, planning
from dispatch.errors import NotAllowed, NotFound
from dispatch.plan_steps import Pin
from dispatch.queries import plans
from dispatch.queries.board import board
from dispatch.queries.board_rows import NEW_SINCE_PLAN, NO_PLAN, Board, Span, StopRow
from dispatch.roles import Actor
from dispatch.statuses import PlanStatus, Role, VisitStatus
from tests.dispatch.board_day import (
    ANNA,
    a_hand_made_draft,
    add_visit,
    edited,
    four_visits,
    later,
    published,
)
from tests.dispatch.company import DISPATCHER, FINANCE, NOW, SUPPORT, TODAY, technician
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


def test_a_draft_shows_its_routes_stops_and_tray(session: Session, plan: models.Plan) -> None:
    found = seen(session)

    assert found.shown is not None
    assert (found.shown.plan_id, found.shown.revision) == (plan.id, plan.version)
    assert (found.published, [one.plan_id for one in found.drafts]) == (None, [plan.id])
    assert [(row.card.visit_ref, row.technician_ref) for row in found.stops] == [
        ("V1", "noor"),
        ("V2", "noor"),
        ("V3", "tom"),
    ]
    assert [row.card.visit_ref for row in found.tray] == ["V4"]
    assert {row.ref: [route.stops for route in row.routes] for row in found.technicians} == {
        "noor": [("V1", "V2")],
        "tom": [("V3",)],
    }


def test_a_stop_says_all_that_its_card_needs(session: Session, plan: models.Plan) -> None:
    row = stop(seen(session), "V1")

    assert (row.card.customer, row.card.town, row.card.work_type) == (
        "Bakker",
        "Zwolle",
        "Heat pump repair",
    )
    assert row.card.address == "Dorpsstraat 1, 8011 AA Zwolle"
    assert row.card.spot is not None
    assert row.card.spot.lat == pytest.approx(52.5226)
    # the site is open from 8 to 17, the work takes an hour
    assert row.card.windows == (Span(local(TOMORROW, 8), local(TOMORROW, 16)),)
    assert [(part.name, part.quantity) for part in row.card.parts] == [("Flow sensor", 1)]
    assert [(skill.name, skill.level) for skill in row.card.skills] == [("Heat pumps", 2)]


def test_the_costs_of_the_stops_add_up_to_what_the_plan_costs(
    session: Session, plan: models.Plan
) -> None:
    found = seen(session)

    assert found.figures is not None
    assert sum(row.cost_cents for row in found.stops) == found.figures.cost_cents
    assert all(0 < row.travel_cents < row.cost_cents for row in found.stops)


def test_key_figures_are_those_of_the_summary(session: Session, plan: models.Plan) -> None:
    summary = plans.summary(session, actor=DISPATCHER, plan_id=plan.id)

    figures = seen(session).figures

    assert figures is not None
    for name in (
        "visits",
        "served",
        "on_time",
        "work_s",
        "drive_s",
        "wait_s",
        "overtime_s",
        "distance_m",
        "objective_cents",
        "baseline_cents",
        "saved_cents",
        "technicians",
        "drive_share",
    ):
        assert getattr(figures, name) == getattr(summary, name), name
    assert figures.gap is None


def test_windows_that_the_customer_asked_for_replace_the_opening_hours(
    session: Session, plan: models.Plan
) -> None:
    visit_of(session, "V1").windows = [
        models.VisitWindow(opens=local(TOMORROW, 9), closes=local(TOMORROW, 11)),
        models.VisitWindow(
            opens=local(TOMORROW + timedelta(days=1), 9),
            closes=local(TOMORROW + timedelta(days=1), 11),
        ),
    ]
    session.flush()

    assert stop(seen(session), "V1").card.windows == (
        Span(local(TOMORROW, 9), local(TOMORROW, 11)),
    )


def test_a_visit_that_came_after_the_plan_waits_as_new(session: Session, plan: models.Plan) -> None:
    add_visit(session, 5)

    reasons = {row.card.visit_ref: row.reason for row in seen(session).tray}

    assert reasons == {"V4": "not_placed", "V5": NEW_SINCE_PLAN}


def test_a_visit_that_was_cancelled_leaves_the_tray(session: Session, plan: models.Plan) -> None:
    visit_of(session, "V4").status = VisitStatus.CANCELLED
    session.flush()

    assert seen(session).tray == ()


def test_a_day_without_a_plan_shows_who_works_and_who_waits(
    session: Session, plan: models.Plan
) -> None:
    wednesday = TOMORROW + timedelta(days=1)

    found = seen(session, day=wednesday)

    assert (found.shown, found.figures, found.stops) == (None, None, ())
    assert {row.reason for row in found.tray} == {NO_PLAN}
    assert [row.ref for row in found.technicians] == ["noor", "tom"]
    assert found.technicians[0].shifts == (Span(local(wednesday, 8), local(wednesday, 16, 30)),)


def test_who_is_absent_is_shown_with_the_reason_and_without_a_shift(
    session: Session, plan: models.Plan
) -> None:
    technician(session, "tom").absences.append(
        models.Absence(first_day=TOMORROW, last_day=TOMORROW, reason="training")
    )
    session.flush()

    [_, tom] = seen(session).technicians

    assert (tom.absent, tom.shifts) == ("training", ())


def test_the_load_is_the_busy_part_of_the_shift(session: Session, plan: models.Plan) -> None:
    [noor, _] = seen(session).technicians
    [route] = noor.routes
    on_the_road = route.return_drive_s + sum(
        row.drive_s + row.wait_s for row in seen(session).stops if row.technician_ref == "noor"
    )

    # two hours of work; 8:00 to 16:30 with half an hour of break are eight hours
    assert noor.load == pytest.approx((7200 + on_the_road) / (8 * 3600))


def test_the_published_plan_is_shown_until_a_newer_draft_is_made(
    session: Session, plan: models.Plan
) -> None:
    published(session, plan, now=later(1))
    assert seen(session).shown == seen(session).published

    draft = plan_edits.draft_from(
        session, actor=DISPATCHER, plan_id=plan.id, settings=SETTINGS, now=later(2)
    )

    found = seen(session)
    assert found.shown is not None
    assert found.published is not None
    assert (found.shown.plan_id, found.published.plan_id) == (draft.id, plan.id)
    assert found.published_figures is not None
    assert seen(session, plan_id=plan.id).shown == found.published


def test_a_plan_of_another_day_is_not_found(session: Session, plan: models.Plan) -> None:
    with pytest.raises(NotFound, match=rf"no plan {plan.id} with 2026-11-02"):
        seen(session, day=TODAY, plan_id=plan.id)


def test_discarded_drafts_are_gone_unless_asked_for(session: Session, plan: models.Plan) -> None:
    planning.discard_plan(session, actor=DISPATCHER, plan=plan, now=NOW)

    assert seen(session).shown is None
    shown = seen(session, plan_id=plan.id).shown
    assert shown is not None
    assert shown.status is PlanStatus.DISCARDED


def test_what_is_broken_stands_at_its_stop_or_technician(
    session: Session, plan: models.Plan
) -> None:
    visit_of(session, "V1").pinned_technician = technician(session, "noor")
    session.flush()
    plan = a_hand_made_draft(session, {"noor": ["V1"]})
    edited(session, plan, plan_edits.move_stop, visit_ref="V1", technician_ref="tom")

    found = seen(session)

    assert [rule.rule for rule in stop(found, "V1").violations] == ["pinned_technician"]
    assert found.figures is not None
    assert found.figures.violations == len(found.violations) == 1
    assert found.undo.startswith("Bakker moved from Fictief Noor to Fictief Tom")
    assert found.redo == ""
    assert all(row.outdated for row in found.tray)


def test_undone_steps_can_be_done_again(session: Session, plan: models.Plan) -> None:
    edited(session, plan, plan_edits.unassign, visit_ref="V3", actor=ANNA, now=later(1))
    edited(session, plan, plan_edits.undo, actor=DISPATCHER, now=later(2))

    found = seen(session)

    assert (found.undo, found.redo) == ("", "Visser taken off the route of Fictief Tom")
    assert found.shown is not None
    assert (found.shown.changed_by, found.shown.changed_at) == ("dora", later(2))


def test_pins_are_shown(session: Session, plan: models.Plan) -> None:
    for what in Pin:
        edited(session, plan, plan_edits.pin, visit_ref="V2", what=what)

    assert stop(seen(session), "V2").card.pins == frozenset(Pin)
    assert stop(seen(session), "V1").card.pins == frozenset()


def test_it_takes_as_many_queries_for_eight_visits_as_for_four(
    session: Session, plan: models.Plan
) -> None:
    asked: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *given: asked.append(given[2]))
    seen(session)
    few = len(asked)
    for number in range(5, 9):
        add_visit(session, number)
    a_hand_made_draft(session, {"noor": ["V1", "V2", "V5"], "tom": ["V3", "V6", "V7"]})
    session.expire_all()
    asked.clear()

    seen(session)

    assert len(asked) == few


@pytest.mark.parametrize("actor", [SUPPORT, FINANCE])
def test_support_and_finance_look_on(session: Session, plan: models.Plan, actor: Actor) -> None:
    assert len(seen(session, actor=actor).stops) == 3


def test_technicians_do_not_see_the_board(session: Session, plan: models.Plan) -> None:
    with pytest.raises(NotAllowed):
        seen(session, actor=TECHNICIAN)


def test_a_site_without_readable_hours_shows_no_windows(
    session: Session, plan: models.Plan
) -> None:
    visit_of(session, "V1").case.site.opening_hours = "when the light is on"
    session.flush()

    assert stop(seen(session), "V1").card.windows == ()


def test_midnight_belongs_to_its_own_day(session: Session, plan: models.Plan) -> None:
    now = datetime.combine(TOMORROW, datetime.min.time(), tzinfo=NOW.tzinfo)

    assert seen(session, now=now).day == TOMORROW
