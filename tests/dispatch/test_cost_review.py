"""Finance approves or disputes what a visit cost; nobody else does."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from dispatch import cost_review, costing_rows, models
from dispatch.errors import BadValue, InvalidTransition, NotAllowed, NotFound, StalePlan
from dispatch.roles import Actor
from dispatch.statuses import CostStatus, Role
from tests.dispatch.company import (
    DISPATCHER,
    FINANCE,
    NOW,
    SUPPORT,
    a_company,
    a_visit,
    acting_technician,
)
from tests.dispatch.published import OPENS, a_published_route


@pytest.fixture
def cost(session: Session) -> models.VisitCost:
    a_company(session)
    visit = a_visit(session)
    a_published_route(session, [visit])
    visit.actual_arrival = visit.actual_start = OPENS
    visit.actual_end = OPENS + timedelta(hours=1)
    visit.actual_work_s = 3600
    return costing_rows.write_costs(session, visit=visit, now=NOW)


def approve(session: Session, actor: Actor = FINANCE, **more: int) -> models.VisitCost:
    return cost_review.approve_cost(session, actor=actor, visit_ref="C1-1", now=NOW, **more)


def dispute(session: Session, comment: str = "Why two sensors?") -> models.VisitCost:
    return cost_review.dispute_cost(
        session, actor=FINANCE, visit_ref="C1-1", comment=comment, now=NOW
    )


def test_finance_approves_a_proposed_cost(session: Session, cost: models.VisitCost):
    approve(session)

    assert (cost.status, cost.decided_by, cost.decided_at) == (CostStatus.APPROVED, "fin", NOW)


def test_a_dispute_says_why_and_is_written_down(session: Session, cost: models.VisitCost):
    dispute(session)

    assert (cost.status, cost.comment) == (CostStatus.DISPUTED, "Why two sensors?")
    change = session.query(models.StatusChange).all()[-1]
    assert (change.from_status, change.to_status) == ("proposed", "disputed")
    assert (change.by, change.why) == ("fin", "Why two sensors?")


def test_a_dispute_without_a_comment_is_refused(session: Session, cost: models.VisitCost):
    with pytest.raises(BadValue, match="comment"):
        dispute(session, comment=" ")
    assert cost.status is CostStatus.PROPOSED


def test_a_disputed_cost_may_be_proposed_again_and_then_approved(
    session: Session, cost: models.VisitCost
):
    dispute(session)
    cost_review.propose_again(
        session, actor=FINANCE, visit_ref="C1-1", comment="Both fitted, photo seen", now=NOW
    )

    assert (cost.status, cost.decided_by, cost.decided_at) == (CostStatus.PROPOSED, "", None)
    assert approve(session).status is CostStatus.APPROVED


def test_a_disputed_cost_may_be_approved_after_all(session: Session, cost: models.VisitCost):
    dispute(session)

    assert approve(session).status is CostStatus.APPROVED


def test_an_approved_cost_is_not_approved_twice(session: Session, cost: models.VisitCost):
    approve(session)

    with pytest.raises(InvalidTransition, match="cost of visit C1-1 is approved"):
        approve(session)


@pytest.mark.parametrize("stranger", [DISPATCHER, SUPPORT, None])
def test_nobody_but_finance_and_admin_decides(
    session: Session, cost: models.VisitCost, stranger: Actor | None
):
    actor = stranger or acting_technician(session, "noor")

    with pytest.raises(NotAllowed, match="this needs finance"):
        approve(session, actor)
    with pytest.raises(NotAllowed, match="this needs finance"):
        cost_review.dispute_cost(session, actor=actor, visit_ref="C1-1", comment="x", now=NOW)
    with pytest.raises(NotAllowed, match="this needs finance"):
        cost_review.propose_again(session, actor=actor, visit_ref="C1-1", comment="x", now=NOW)
    assert approve(session, Actor(name="root", role=Role.ADMIN)).status is CostStatus.APPROVED


def test_a_decision_on_what_has_changed_since_is_refused(session: Session, cost: models.VisitCost):
    read = cost.version
    dispute(session)

    with pytest.raises(StalePlan, match="changed since it was read"):
        approve(session, version=read)
    assert approve(session, version=cost.version).status is CostStatus.APPROVED


def test_the_cost_of_a_visit_still_to_be_done_is_not_reviewed(session: Session):
    a_company(session)
    visit = a_visit(session)
    [stop] = a_published_route(session, [visit]).stops
    costing_rows.write_planned(session, visit=visit, stop=stop)

    with pytest.raises(InvalidTransition, match="visit C1-1 is scheduled"):
        approve(session)


def test_an_unknown_visit_is_named(session: Session):
    with pytest.raises(NotFound, match="no visit 'C1-1'"):
        approve(session)


def test_a_question_decides_nothing_and_is_written_down(session: Session, cost: models.VisitCost):
    read = cost.version

    cost_review.ask_about_cost(
        session, actor=FINANCE, visit_ref="C1-1", comment=" Why so late? ", version=read, now=NOW
    )

    assert (cost.status, cost.version) == (CostStatus.PROPOSED, read)
    change = session.query(models.StatusChange).all()[-1]
    assert (change.from_status, change.to_status) == ("proposed", "proposed")
    assert (change.by, change.why) == ("fin", "Why so late?")


def test_a_question_without_words_or_about_an_older_version_is_refused(
    session: Session, cost: models.VisitCost
):
    with pytest.raises(BadValue, match="comment"):
        cost_review.ask_about_cost(session, actor=FINANCE, visit_ref="C1-1", comment=" ", now=NOW)
    with pytest.raises(StalePlan):
        cost_review.ask_about_cost(
            session, actor=FINANCE, visit_ref="C1-1", comment="Why?", version=0, now=NOW
        )


def test_an_approval_taken_back_awaits_a_decision_and_both_steps_are_written_down(
    session: Session, cost: models.VisitCost
):
    approve(session)

    cost_review.take_back_approval(
        session, actor=FINANCE, visit_ref="C1-1", comment="Wrong visit", now=NOW
    )

    assert (cost.status, cost.decided_by, cost.decided_at) == (CostStatus.PROPOSED, "", None)
    steps = [one.to_status for one in session.query(models.StatusChange)]
    assert steps[-3:] == ["approved", "disputed", "proposed"]
    assert approve(session).status is CostStatus.APPROVED


def test_what_is_not_approved_cannot_be_taken_back(session: Session, cost: models.VisitCost):
    dispute(session)

    with pytest.raises(InvalidTransition, match="is disputed"):
        cost_review.take_back_approval(
            session, actor=FINANCE, visit_ref="C1-1", comment="Oops", now=NOW
        )


def test_several_are_approved_together_and_their_sum_is_told(
    session: Session, cost: models.VisitCost
):
    total = cost_review.approve_costs(
        session, actor=FINANCE, read=[("C1-1", cost.version)], now=NOW
    )

    assert (total, cost.status) == (cost.actual_total, CostStatus.APPROVED)


def test_one_that_has_changed_refuses_all_that_are_approved_together(
    session: Session, cost: models.VisitCost
):
    with pytest.raises(StalePlan, match="changed since it was read"):
        cost_review.approve_costs(
            session, actor=FINANCE, read=[("C1-1", cost.version + 1)], now=NOW
        )


@pytest.mark.parametrize("stranger", [DISPATCHER, SUPPORT, None])
def test_nobody_but_finance_asks_takes_back_or_approves_together(
    session: Session, cost: models.VisitCost, stranger: Actor | None
):
    actor = stranger or acting_technician(session, "noor")

    with pytest.raises(NotAllowed, match="this needs finance"):
        cost_review.ask_about_cost(session, actor=actor, visit_ref="C1-1", comment="x", now=NOW)
    with pytest.raises(NotAllowed, match="this needs finance"):
        cost_review.take_back_approval(session, actor=actor, visit_ref="C1-1", comment="x", now=NOW)
    with pytest.raises(NotAllowed, match="this needs finance"):
        cost_review.approve_costs(session, actor=actor, read=[("C1-1", cost.version)], now=NOW)
