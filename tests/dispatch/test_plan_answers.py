"""What would help, who else could, where an urgent visit fits: asked, and taken into the draft."""

import pytest
from sqlalchemy.orm import Session

from dispatch import models, plan_answers, plan_edits
from dispatch.answer_views import Doing, FixRow, Where
from dispatch.errors import BadValue, NotEligible, StalePlan
from dispatch.plan_steps import Pin
from dispatch.queries import plan_fixes, plan_why
from dispatch.statuses import Priority
from optimizer.check import violations
from tests.dispatch.board_day import (
    a_day,
    a_hand_made_draft,
    add_visit,
    edited,
    four_visits,
    orders,
    problem_of,
    published,
    solution,
    tray,
)
from tests.dispatch.company import DISPATCHER, SUPPORT, technician
from tests.dispatch.drafts import SETTINGS, TOMORROW, local, visit_of


def helping(session: Session, plan: models.Plan, visit: str) -> list[FixRow]:
    return list(
        plan_fixes.what_would_help(
            session, actor=SUPPORT, plan_id=plan.id, visit_ref=visit, settings=SETTINGS
        )
    )


def the(fixes: list[FixRow], kind: str) -> FixRow:
    return next(fix for fix in fixes if fix.kind == kind)


def applied(session: Session, plan: models.Plan, visit: str, fix: FixRow) -> plan_edits.Edit:
    return edited(session, plan, plan_answers.apply_fix, visit_ref=visit, key=fix.key)


def asks_for(session: Session, visit: str, *windows: tuple[float, float]) -> None:
    def at(clock: float) -> object:
        return local(TOMORROW, int(clock), round(clock % 1 * 60))

    visit_of(session, visit).windows = [
        models.VisitWindow(opens=at(opens), closes=at(closes)) for opens, closes in windows
    ]
    session.flush()


@pytest.fixture
def crowded(session: Session) -> models.Plan:
    """Both are at work when V3 may start, 8:30 to 8:40: its window is too narrow."""
    a_day(session, visits=3)
    for visit in ("V1", "V2"):
        asks_for(session, visit, (8.5, 8.6))
    asks_for(session, "V3", (8.5, 8.7))
    return a_hand_made_draft(session, {"noor": ["V1"], "tom": ["V2"]})


def test_a_wider_window_is_named_with_its_minutes_price_and_who_would_come(
    session: Session, crowded: models.Plan
) -> None:
    wider = the(helping(session, crowded, "V3"), "window")

    assert wider.doing is Doing.VISIT
    assert "closes" in wider.sentence
    assert wider.field.where is Where.CASE
    assert wider.field.case_ref == "C-3"
    assert wider.price_cents > 0
    assert wider.starts is not None
    assert wider.starts > local(TOMORROW, 9, 30)


def test_a_wider_window_becomes_what_the_customer_asks_for_and_the_draft_can_be_published(
    session: Session, crowded: models.Plan
) -> None:
    wider = the(helping(session, crowded, "V3"), "window")

    applied(session, crowded, "V3", wider)

    assert tray(crowded) == []
    assert visit_of(session, "V3").windows[0].closes >= wider.starts
    assert violations(problem_of(crowded), solution(crowded)) == ()
    published(session, crowded)


def test_undo_gives_the_customer_the_asked_window_back_and_redo_the_wider_one(
    session: Session, crowded: models.Plan
) -> None:
    applied(session, crowded, "V3", the(helping(session, crowded, "V3"), "window"))
    wide = visit_of(session, "V3").windows[0].closes

    edited(session, crowded, plan_edits.undo)
    assert visit_of(session, "V3").windows[0].closes == local(TOMORROW, 8, 42)
    assert tray(crowded) == ["V3"]

    edited(session, crowded, plan_edits.redo)
    assert visit_of(session, "V3").windows[0].closes == wide
    assert tray(crowded) == []


def test_a_fix_that_lifts_a_pin_lifts_it_for_good(session: Session) -> None:
    a_day(session, visits=2)
    technician(session, "tom").active = False
    visit_of(session, "V2").pinned_technician = technician(session, "tom")
    plan = a_hand_made_draft(session, {"noor": ["V1"]})

    applied(session, plan, "V2", the(helping(session, plan, "V2"), "pin"))

    assert visit_of(session, "V2").pinned_technician is None
    assert sorted(orders(plan)["noor"]) == ["V1", "V2"]


def test_a_start_that_is_no_longer_pinned_keeps_to_the_opening_hours(session: Session) -> None:
    a_day(session, visits=2)
    night, row = local(TOMORROW, 3), visit_of(session, "V2")
    row.pinned_start, row.case.site.opening_hours = night, "Mo-Fr 13:00-15:00"
    session.flush()
    plan = a_hand_made_draft(session, {"noor": ["V1"]})
    fix = the(helping(session, plan, "V2"), "pin")

    edit = applied(session, plan, "V2", fix)

    [start] = [s.starts for route in plan.routes for s in route.stops if s.visit.ref == "V2"]
    # an hour of work, done when the site closes
    assert local(TOMORROW, 13) <= start <= local(TOMORROW, 14)
    assert edit.result.newly_broken == ()
    assert (row.pinned_start, row.windows) == (None, [])
    [value] = [visit for visit in problem_of(plan).visits if visit.id == "V2"]
    assert edit.result.delta_cents + value.leave_out_cents == fix.price_cents


def test_overtime_is_taken_into_the_draft_with_the_rule_it_breaks_by_name(session: Session) -> None:
    # ten hours with lunch, of a day of nine and a half
    a_day(session, visits=2, requested_duration_s=int(4.75 * 3600))
    for visit in ("V1", "V2"):
        asks_for(session, visit, (8, 17))
    technician(session, "tom").active = False
    plan = a_hand_made_draft(session, {"noor": ["V1"]})
    longer = the(helping(session, plan, "V2"), "overtime")
    assert longer.doing is Doing.ANYWAY
    assert [rule.rule for rule in longer.breaks] == ["overtime_cap"]

    edit = applied(session, plan, "V2", longer)

    assert [rule.rule for rule in edit.result.newly_broken] == ["overtime_cap"]


def test_what_only_the_companys_data_can_change_says_where_and_is_not_applied(
    session: Session,
) -> None:
    a_day(session, visits=2)
    for person in ("noor", "tom"):
        technician(session, person).skills[0].level = 1
    plan = a_hand_made_draft(session, {})
    lower = the(helping(session, plan, "V2"), "skill_level")

    assert (lower.doing, lower.field.name) == (Doing.ELSEWHERE, "skills")
    with pytest.raises(BadValue, match="company's data"):
        applied(session, plan, "V2", lower)


def test_a_visit_that_fits_as_it_is_needs_nobodys_leave(session: Session) -> None:
    plan = four_visits(session)

    found = helping(session, plan, "V4")

    assert found[0].sentence == "It fits into the plan as it is"
    assert {fix.doing for fix in found} == {Doing.PLAN}


def test_a_fix_that_is_no_longer_among_the_answers_is_refused(
    session: Session, crowded: models.Plan
) -> None:
    with pytest.raises(StalePlan, match="no longer helps"):
        edited(session, crowded, plan_answers.apply_fix, visit_ref="V3", key="window: by magic")


def test_the_other_technician_is_priced_with_everybody_who_moves(session: Session) -> None:
    plan = four_visits(session)
    choice = plan_why.with_technician(
        session,
        actor=SUPPORT,
        plan_id=plan.id,
        visit_ref="V1",
        technician_ref="tom",
        settings=SETTINGS,
    )
    before = solution(plan).objective_cents

    edited(session, plan, plan_answers.choose_technician, visit_ref="V1", technician_ref="tom")

    assert (choice.technician, choice.asked) == ("Fictief Noor", "Fictief Tom")
    assert "V1" in orders(plan)["tom"]
    assert choice.cents == solution(plan).objective_cents - before
    assert choice.cents == sum(line.after_cents - line.before_cents for line in choice.lines)


def test_a_technician_who_cannot_says_why_and_is_not_chosen(session: Session) -> None:
    a_day(session, visits=1)
    technician(session, "tom").skills[0].level = 1
    plan = a_hand_made_draft(session, {"noor": ["V1"]})

    choice = plan_why.with_technician(
        session,
        actor=SUPPORT,
        plan_id=plan.id,
        visit_ref="V1",
        technician_ref="tom",
        settings=SETTINGS,
    )

    assert choice.cents is None
    assert "holds level 1" in choice.refusals[0]
    with pytest.raises(NotEligible, match="cannot do it"):
        edited(session, plan, plan_answers.choose_technician, visit_ref="V1", technician_ref="tom")


def test_choosing_somebody_else_takes_a_technician_pin_away(session: Session) -> None:
    plan = four_visits(session)
    edited(session, plan, plan_edits.pin, visit_ref="V1", what=Pin.TECHNICIAN)

    edited(session, plan, plan_answers.choose_technician, visit_ref="V1", technician_ref="tom")

    assert visit_of(session, "V1").pinned_technician is None
    assert "V1" in orders(plan)["tom"]


def test_an_urgent_visit_that_came_later_fits_in_at_the_price_that_was_shown(
    session: Session,
) -> None:
    plan = four_visits(session)
    add_visit(session, 5, requested_priority=Priority.EMERGENCY)
    found = plan_fixes.urgent_proposal(
        session, actor=DISPATCHER, plan_id=plan.id, visit_ref="V5", settings=SETTINGS
    )
    assert found is not None
    before = solution(plan).objective_cents

    edited(session, plan, plan_answers.fit_in, visit_ref="V5")

    assert "V5" not in tray(plan)
    moving = sum(one.cents for one in found.moved)
    assert found.extra_cents >= solution(plan).objective_cents - before
    assert found.extra_cents - moving <= solution(plan).objective_cents - before + moving
