"""Why here, and why not placed: every other technician with a price or a "no"."""

import pytest
from sqlalchemy.orm import Session

from dispatch import models, plan_edits
from dispatch.errors import BadValue, NotAllowed, NotFound
from dispatch.plan_views import WhyHere, WhyNot
from dispatch.queries import plan_reasons
from dispatch.roles import Actor
from dispatch.statuses import Role
from tests.dispatch.board_day import a_day, a_hand_made_draft, add_visit, edited, four_visits
from tests.dispatch.company import DISPATCHER, SUPPORT, technician
from tests.dispatch.drafts import SETTINGS, visit_of

TECHNICIAN = Actor(name="noor", role=Role.TECHNICIAN, technician_id=1)


@pytest.fixture
def plan(session: Session) -> models.Plan:
    """V1 and V2 on Noor's route, V3 on Tom's, V4 in the tray."""
    return four_visits(session)


def here(session: Session, plan: models.Plan, visit: str) -> WhyHere:
    return plan_reasons.why_here(
        session, actor=SUPPORT, plan_id=plan.id, visit_ref=visit, settings=SETTINGS
    )


def not_placed(session: Session, plan: models.Plan, visit: str) -> WhyNot:
    return plan_reasons.why_not_placed(
        session, actor=SUPPORT, plan_id=plan.id, visit_ref=visit, settings=SETTINGS
    )


def test_an_alternative_costs_exactly_what_moving_there_then_costs(
    session: Session, plan: models.Plan
) -> None:
    [tom] = here(session, plan, "V1").alternatives

    edit = edited(
        session,
        plan,
        plan_edits.move_stop,
        visit_ref="V1",
        technician_ref=tom.technician_ref,
        position=tom.position,
    )

    assert tom.technician == "Fictief Tom"
    assert (tom.extra_cents, tom.extra_s) == (edit.result.delta_cents, edit.result.delta_s)
    [moved] = [one for one in edit.result.routes[0].stops if one.visit_ref == "V1"]
    assert tom.starts == moved.starts


def test_a_technician_who_cannot_says_the_first_rule_that_fails(
    session: Session, plan: models.Plan
) -> None:
    technician(session, "tom").skills[0].level = 1
    session.flush()
    plan = a_hand_made_draft(session, {"noor": ["V1", "V2"]})

    [tom] = here(session, plan, "V1").alternatives

    assert (tom.reason, tom.extra_cents, tom.position) == ("skill_level", None, None)
    assert tom.refusal == "needs Heat pumps level 2; Fictief Tom holds level 1."


def test_a_pin_to_somebody_who_works_is_no_absence(session: Session, plan: models.Plan) -> None:
    visit_of(session, "V1").pinned_technician = technician(session, "noor")
    session.flush()
    plan = a_hand_made_draft(session, {"noor": ["V1"]})

    [tom] = here(session, plan, "V1").alternatives

    assert tom.refusal == "it is pinned to Fictief Noor."


def test_a_visit_that_would_fit_says_where_and_for_how_much(
    session: Session, plan: models.Plan
) -> None:
    why = not_placed(session, plan, "V4")

    nearest = why.alternatives[0]
    assert why.reason == plan_reasons.FITS
    assert nearest.extra_cents is not None
    assert why.sentence == (
        f"{nearest.technician} can do it for EUR {nearest.extra_cents / 100:.2f} more."
    )
    edit = edited(
        session,
        plan,
        plan_edits.place,
        visit_ref="V4",
        technician_ref=nearest.technician_ref,
        position=nearest.position,
    )
    assert edit.result.delta_cents == nearest.extra_cents - why.leave_out_cents


def test_full_days_say_who_is_nearest_to_having_room(session: Session) -> None:
    a_day(session, visits=3, requested_duration_s=16_200)
    plan = a_hand_made_draft(session, {"noor": ["V1"], "tom": ["V2"]})

    why = not_placed(session, plan, "V3")

    assert why.reason == "no_room"
    assert why.sentence.startswith("Nobody can do it. Nearest: Fictief ")
    assert [one.extra_cents for one in why.alternatives] == [None, None]


def test_a_visit_that_came_after_the_plan_is_looked_at_too(
    session: Session, plan: models.Plan
) -> None:
    add_visit(session, 5)
    kept = plan.problem.problem_json

    assert not_placed(session, plan, "V5").reason == plan_reasons.FITS
    assert plan.problem.problem_json == kept


def test_the_question_must_fit_where_the_visit_is(session: Session, plan: models.Plan) -> None:
    with pytest.raises(BadValue, match="V4 is on no route"):
        here(session, plan, "V4")
    with pytest.raises(BadValue, match="V1 is on a route"):
        not_placed(session, plan, "V1")
    with pytest.raises(NotFound, match="no visit V99"):
        not_placed(session, plan, "V99")


def test_technicians_do_not_ask(session: Session, plan: models.Plan) -> None:
    for ask in (plan_reasons.why_here, plan_reasons.why_not_placed):
        with pytest.raises(NotAllowed):
            ask(session, actor=TECHNICIAN, plan_id=plan.id, visit_ref="V1", settings=SETTINGS)


def test_loaded_history_has_nothing_to_explain(session: Session, plan: models.Plan) -> None:
    session.delete(session.get_one(models.PlanFacts, plan.id))
    session.flush()

    with pytest.raises(BadValue, match="loaded history"):
        plan_reasons.why_here(
            session, actor=DISPATCHER, plan_id=plan.id, visit_ref="V1", settings=SETTINGS
        )
