"""Two plans side by side, published or drafts."""

import pytest
from sqlalchemy.orm import Session

from dispatch import models, plan_edits
from dispatch.errors import NotFound
from dispatch.queries.plan_compare import PlanComparison, compare_plans
from tests.dispatch.board_day import a_hand_made_draft, edited, four_visits, published, solution
from tests.dispatch.company import DISPATCHER, NOW, SUPPORT
from tests.dispatch.drafts import SETTINGS


def compared(session: Session, before: models.Plan, after: models.Plan) -> PlanComparison:
    return compare_plans(session, actor=SUPPORT, before_id=before.id, after_id=after.id)


def test_two_drafts_differ_by_customer_in_technician_start_and_price(session: Session) -> None:
    one = four_visits(session)
    other = a_hand_made_draft(session, {"noor": ["V2"], "tom": ["V3", "V1", "V4"]})

    found = compared(session, one, other)

    kinds = {visit.visit_ref: visit.kind for visit in found.visits}
    assert kinds == {"V1": "moved", "V2": "shifted", "V4": "added"}
    assert (found.before.served, found.after.served) == (3, 4)
    difference = sum(line.after_cents - line.before_cents for line in found.lines)
    assert difference == solution(other).objective_cents - solution(one).objective_cents


def test_a_promise_that_the_draft_would_break_is_counted(session: Session) -> None:
    plan = published(session, four_visits(session))
    facts = {"actor": DISPATCHER, "settings": SETTINGS, "now": NOW}
    draft = plan_edits.draft_from(session, plan_id=plan.id, **facts)
    assert compared(session, plan, draft).visits == ()

    edited(session, draft, plan_edits.unassign, visit_ref="V1")

    found = compared(session, plan, draft)
    assert [v.visit_ref for v in found.visits if v.promise_broken] == ["V1"]
    assert found.broken_promises == 1


def test_a_plan_that_is_not_there_is_said(session: Session) -> None:
    plan = four_visits(session)

    with pytest.raises(NotFound, match="no plan 99"):
        compare_plans(session, actor=SUPPORT, before_id=plan.id, after_id=99)
