"""Editing a draft by hand: what it answers, what it keeps, and what publishing makes of it."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from dispatch import models, plan_edits
from dispatch.errors import (
    BadValue,
    NotEligible,
    PlanHasViolations,
    StalePlan,
)
from dispatch.plan_steps import Pin
from dispatch.plan_views import Preview
from dispatch.statuses import VisitStatus
from optimizer import check
from tests.dispatch.board_day import (
    ANNA,
    a_day,
    a_hand_made_draft,
    add_visit,
    edited,
    four_visits,
    later,
    orders,
    problem_of,
    published,
    solution,
    tray,
)
from tests.dispatch.company import DISPATCHER, NOW, technician
from tests.dispatch.drafts import SETTINGS, TOMORROW, local, visit_of


@pytest.fixture
def plan(session: Session) -> models.Plan:
    """V1 and V2 on Noor's route, V3 on Tom's, V4 in the tray."""
    return four_visits(session)


def test_a_move_takes_the_stop_to_the_other_route(session: Session, plan: models.Plan) -> None:
    before = plan.objective

    edit = edited(
        session, plan, plan_edits.move_stop, visit_ref="V2", technician_ref="tom", position=0
    )

    assert orders(plan) == {"noor": ["V1"], "tom": ["V2", "V3"]}
    assert edit.sentence.startswith("Smit moved from Fictief Noor to Fictief Tom, ")
    assert edit.result.feasible
    assert [route.technician_ref for route in edit.result.routes] == ["tom", "noor"]
    assert (plan.objective - before) * 100 == edit.result.delta_cents
    assert edit.revision == plan.version


def test_a_preview_says_what_the_move_then_does_and_changes_nothing(
    session: Session, plan: models.Plan
) -> None:
    kept, revision = plan.solution_json, plan.version
    wish: dict[str, Any] = {"visit_ref": "V2", "technician_ref": "tom", "position": 1}

    preview = plan_edits.preview_move(
        session, actor=DISPATCHER, plan_id=plan.id, settings=SETTINGS, now=NOW, **wish
    )

    assert isinstance(preview, Preview)
    assert (plan.solution_json, plan.version) == (kept, revision)
    assert edited(session, plan, plan_edits.move_stop, **wish).result == preview


def test_time_away_from_home_and_driving_are_counted_over_both_routes(
    session: Session, plan: models.Plan
) -> None:
    def away() -> float:
        return sum((route.returns - route.departure).total_seconds() for route in plan.routes)

    before = away()

    edit = edited(session, plan, plan_edits.move_stop, visit_ref="V2", technician_ref="tom")

    assert edit.result.delta_s == away() - before


def test_a_start_drops_the_stop_before_the_first_that_starts_later(
    session: Session, plan: models.Plan
) -> None:
    [first, second] = [stop for route in plan.routes[:1] for stop in route.stops]

    edited(
        session,
        plan,
        plan_edits.move_stop,
        visit_ref="V3",
        technician_ref="noor",
        start=first.starts,
    )

    assert first.starts < second.starts
    assert orders(plan) == {"noor": ["V1", "V3", "V2"]}


def test_without_a_position_a_visit_goes_where_it_costs_least(
    session: Session, plan: models.Plan
) -> None:
    costs = []
    for position in (0, 1, 2):
        preview = plan_edits.preview_move(
            session,
            actor=DISPATCHER,
            plan_id=plan.id,
            visit_ref="V4",
            technician_ref="noor",
            position=position,
            settings=SETTINGS,
            now=NOW,
        )
        costs.append(preview.delta_cents)

    edit = edited(session, plan, plan_edits.place, visit_ref="V4", technician_ref="noor")

    assert edit.result.delta_cents == min(costs)
    assert tray(plan) == []


def test_unassigning_puts_a_visit_into_the_tray_and_says_who_did_it(
    session: Session, plan: models.Plan
) -> None:
    edit = edited(session, plan, plan_edits.unassign, visit_ref="V3")

    assert orders(plan) == {"noor": ["V1", "V2"]}
    assert tray(plan) == ["V3", "V4"]
    [row] = [row for row in plan.unassigned if row.visit.ref == "V3"]
    assert (row.reason, row.sentence) == ("not_placed", "dora took it off the plan.")
    assert edit.sentence == "Visser taken off the route of Fictief Tom"


def test_stops_of_a_technician_are_put_in_another_order(
    session: Session, plan: models.Plan
) -> None:
    edited(session, plan, plan_edits.reorder, technician_ref="noor", visit_refs=("V2", "V1"))

    assert orders(plan)["noor"] == ["V2", "V1"]


@pytest.mark.parametrize("order", [("V1",), ("V1", "V2", "V3"), ("V1", "V1"), ()])
def test_an_order_must_name_every_stop_once(
    session: Session, plan: models.Plan, order: tuple[str, ...]
) -> None:
    with pytest.raises(BadValue, match="expected all of V1, V2"):
        edited(session, plan, plan_edits.reorder, technician_ref="noor", visit_refs=order)


def test_a_window_that_closes_before_anybody_is_there_is_broken_by_name_and_amount(
    session: Session,
) -> None:
    a_day(session, visits=2)
    early = visit_of(session, "V2")
    early.windows = [models.VisitWindow(opens=local(TOMORROW, 8), closes=local(TOMORROW, 9))]
    session.flush()
    plan = a_hand_made_draft(session, {"noor": ["V2", "V1"]})

    edit = edited(session, plan, plan_edits.reorder, technician_ref="noor", visit_refs=("V1", "V2"))

    [broken] = edit.result.newly_broken
    [_, late] = edit.result.routes[0].stops
    assert (broken.rule, broken.unit, broken.visit_ref) == ("window", "s", "V2")
    assert broken.amount == (late.starts - local(TOMORROW, 9)).total_seconds()
    assert broken.sentence == (
        f"Smit: starts {-(-broken.amount // 60)} min after its window closed at 09:00"
    )
    assert not edit.result.feasible
    with pytest.raises(PlanHasViolations):
        published(session, plan)


def test_a_day_that_ends_too_late_is_kept_with_its_violation(session: Session) -> None:
    a_day(session, visits=4, requested_duration_s=9000)
    plan = a_hand_made_draft(session, {"noor": ["V1", "V2", "V3"]})

    edit = edited(session, plan, plan_edits.place, visit_ref="V4", technician_ref="noor")

    rules = {broken.rule: broken for broken in edit.result.newly_broken}
    route = edit.result.routes[0]
    assert route.returns is not None
    over = route.returns - local(TOMORROW, 17, 30)
    assert rules["overtime_cap"].amount == over.total_seconds() > 0
    assert "after the latest end of the day, 17:30" in rules["overtime_cap"].sentence


def test_a_technician_without_the_skill_is_named(session: Session, plan: models.Plan) -> None:
    technician(session, "tom").skills[0].level = 1
    session.flush()
    plan = a_hand_made_draft(session, {"noor": ["V1"]})

    edit = edited(session, plan, plan_edits.move_stop, visit_ref="V1", technician_ref="tom")

    assert [broken.sentence for broken in edit.result.newly_broken] == [
        "Bakker needs Heat pumps level 2; Fictief Tom holds level 1"
    ]


def test_a_revision_that_is_gone_names_who_was_first_and_when(
    session: Session, plan: models.Plan
) -> None:
    seen = plan.version
    edited(session, plan, plan_edits.unassign, visit_ref="V3", actor=ANNA, now=later(2))

    with pytest.raises(StalePlan, match=r"anna changed plan \d+ at 10:02:00 \(Visser taken off"):
        edited(session, plan, plan_edits.unassign, visit_ref="V1", revision=seen)

    assert orders(plan) == {"noor": ["V1", "V2"]}


def test_an_edited_draft_can_be_published(session: Session, plan: models.Plan) -> None:
    edited(session, plan, plan_edits.move_stop, visit_ref="V1", technician_ref="tom")
    edited(session, plan, plan_edits.place, visit_ref="V4", technician_ref="noor")
    edited(session, plan, plan_edits.pin, visit_ref="V4", what=Pin.TECHNICIAN)

    published(session, plan)

    assert visit_of(session, "V1").planned_technician is technician(session, "tom")
    assert visit_of(session, "V4").status is VisitStatus.SCHEDULED


def test_a_changed_visit_still_makes_the_edited_draft_stale(
    session: Session, plan: models.Plan
) -> None:
    edited(session, plan, plan_edits.move_stop, visit_ref="V1", technician_ref="tom")
    visit_of(session, "V1").requested_duration_s = 1800
    session.flush()

    with pytest.raises(StalePlan):
        published(session, plan)


def test_a_visit_that_came_after_the_plan_can_be_placed_and_published(
    session: Session, plan: models.Plan
) -> None:
    add_visit(session, 5)

    edited(session, plan, plan_edits.place, visit_ref="V5", technician_ref="tom")

    assert orders(plan)["tom"] == ["V3", "V5"] or orders(plan)["tom"] == ["V5", "V3"]
    assert not check.violations(problem_of(plan), solution(plan))
    published(session, plan)
    assert visit_of(session, "V5").planned_technician is technician(session, "tom")


def test_a_visit_under_way_is_not_moved(session: Session, plan: models.Plan) -> None:
    visit_of(session, "V1").status = VisitStatus.ON_SITE
    session.flush()

    with pytest.raises(StalePlan, match="V1 is on_site by now"):
        edited(session, plan, plan_edits.move_stop, visit_ref="V1", technician_ref="tom")


def test_somebody_who_does_not_work_that_day_is_refused(
    session: Session, plan: models.Plan
) -> None:
    with pytest.raises(NotEligible, match="mia does not work on Tue 03 Nov in this plan"):
        edited(session, plan, plan_edits.move_stop, visit_ref="V1", technician_ref="mia")


@pytest.mark.parametrize("position", [-1, 2, 99])
def test_a_position_outside_the_route_is_refused(
    session: Session, plan: models.Plan, position: int
) -> None:
    with pytest.raises(BadValue, match=f"position: got {position}, expected 0 to 1"):
        edited(
            session,
            plan,
            plan_edits.move_stop,
            visit_ref="V1",
            technician_ref="tom",
            position=position,
        )
