"""Publishing a plan that breaks rules: each accepted by name, for a reason that is kept."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from dispatch import database, models, plan_edits
from dispatch.acceptance import Finding
from dispatch.errors import BadValue, DispatchError, PlanHasViolations, StalePlan
from dispatch.queries.board import Board, board
from dispatch.queries.plan_findings import findings
from dispatch.queries.plans import summary
from dispatch.statuses import PlanStatus, VisitStatus
from tests.dispatch.board_day import a_day, a_hand_made_draft, edited, published
from tests.dispatch.company import DISPATCHER, NOW, technician
from tests.dispatch.desk import changes_of
from tests.dispatch.drafts import SETTINGS, TOMORROW, a_draft, local, visit_of

WHY = "Smit says that 10 o'clock is fine"


def late_and_unskilled(session: Session) -> models.Plan:
    """Tom lacks the level V1 asks for; V2 had to start by nine and comes behind it."""
    a_day(session, visits=2)
    technician(session, "tom").skills[0].level = 1
    early = (local(TOMORROW, 8), local(TOMORROW, 9))
    visit_of(session, "V2").windows = [models.VisitWindow(opens=early[0], closes=early[1])]
    session.flush()
    return a_hand_made_draft(session, {"tom": ["V1", "V2"]})


def found(session: Session, plan: models.Plan) -> tuple[Finding, ...]:
    return findings(session, actor=DISPATCHER, plan_id=plan.id, settings=SETTINGS)


def names(session: Session, plan: models.Plan) -> list[str]:
    return [finding.name for finding in found(session, plan)]


def on_the_board(session: Session) -> Board:
    return board(session, actor=DISPATCHER, day=TOMORROW, now=NOW, settings=SETTINGS)


def test_each_violation_has_a_name_and_a_sentence_to_accept_it_by(session: Session) -> None:
    plan = late_and_unskilled(session)

    assert [(one.broken.rule, one.broken.sentence) for one in found(session, plan)] == [
        ("skills", "Bakker needs Heat pumps level 2; Fictief Tom holds level 1"),
        ("skills", "Smit needs Heat pumps level 2; Fictief Tom holds level 1"),
        ("window", found(session, plan)[2].broken.sentence),
    ]
    assert names(session, plan)[0] == "skills:V1@tom_2026-11-03_08:00/heat-pump=1"
    assert all(one.never == "" for one in found(session, plan))


def test_a_plan_is_published_with_its_violations_accepted_by_name(any_engine: Engine) -> None:
    with database.transaction(any_engine) as session:
        plan_id = late_and_unskilled(session).id
    with database.transaction(any_engine) as session:
        plan = session.get_one(models.Plan, plan_id)
        accept = names(session, plan)
        published(session, plan, accept=accept, reason=f" {WHY} ")

    with database.transaction(any_engine) as session:
        assert session.get_one(models.Plan, plan_id).status is PlanStatus.PUBLISHED
        assert visit_of(session, "V2").status is VisitStatus.SCHEDULED
        rows = session.scalars(select(models.AcceptedViolation)).all()
        assert [row.name for row in rows] == accept
        assert {(row.plan_id, row.by, row.at, row.reason) for row in rows} == {
            (plan_id, "dora", NOW, WHY)
        }
        assert [(row.rule, row.visit_ref, row.technician_ref) for row in rows] == [
            ("skills", "V1", "tom"),
            ("skills", "V2", "tom"),
            ("window", "V2", "tom"),
        ]
        assert changes_of(session, "plans")[-1] == ("draft", "published", "dora")
        why = session.scalars(select(models.StatusChange.why).filter_by(entity="plans")).all()
        assert why[-1] == f"3 broken rules accepted: {WHY}"


def test_the_certificate_of_a_published_plan_records_what_was_accepted(session: Session) -> None:
    plan = late_and_unskilled(session)
    accept = names(session, plan)

    published(session, plan, accept=accept, reason=WHY)

    signed = json.loads(session.get_one(models.PlanCertificate, plan.id).certificate_json)
    assert (signed["violations"], signed["accepted"]) == (3, accept)
    assert len(signed["problem_sha256"]) == len(signed["solution_sha256"]) == 64
    assert summary(session, actor=DISPATCHER, plan_id=plan.id).certificate == signed


def test_a_clean_plan_gets_a_clean_certificate(session: Session) -> None:
    a_day(session, visits=2)
    plan = a_hand_made_draft(session, {"noor": ["V1"], "tom": ["V2"]})
    assert summary(session, actor=DISPATCHER, plan_id=plan.id).certificate is None

    published(session, plan)

    signed = summary(session, actor=DISPATCHER, plan_id=plan.id).certificate
    assert signed is not None
    assert (signed["violations"], signed["accepted"], signed["served"]) == (0, [], 2)


@pytest.mark.parametrize("left", [0, 1, 2])
def test_one_that_nobody_accepted_keeps_the_plan_a_draft(session: Session, left: int) -> None:
    plan = late_and_unskilled(session)
    everything = names(session, plan)
    accept = [name for name in everything if name != everything[left]]

    with pytest.raises(PlanHasViolations) as refused:
        published(session, plan, accept=accept, reason=WHY)

    [reason] = refused.value.reasons
    assert everything[left] in reason
    assert plan.status is PlanStatus.DRAFT
    assert session.scalars(select(models.AcceptedViolation)).all() == []


def test_what_has_grown_since_it_was_accepted_has_to_be_looked_at_again(session: Session) -> None:
    plan = late_and_unskilled(session)
    accept = names(session, plan)
    seen = accept[2]
    shorter = f"{seen.rpartition('=')[0]}=60"

    with pytest.raises(PlanHasViolations, match="that is more than was accepted"):
        published(session, plan, accept=[*accept[:2], shorter], reason=WHY)


def test_what_is_no_longer_broken_has_to_be_looked_at_again(session: Session) -> None:
    plan = late_and_unskilled(session)
    accept = names(session, plan)
    edited(session, plan, plan_edits.unassign, visit_ref="V2")

    with pytest.raises(StalePlan, match=r"no longer breaks what was accepted \(skills:V2@tom"):
        published(session, plan, accept=accept, reason=WHY)


def test_what_moved_to_another_technician_has_to_be_looked_at_again(session: Session) -> None:
    plan = late_and_unskilled(session)
    accept = names(session, plan)
    edited(
        session, plan, plan_edits.move_stop, visit_ref="V2", technician_ref="noor",
        start=local(TOMORROW, 12),
    )  # fmt: skip

    with pytest.raises(DispatchError):
        published(session, plan, accept=accept, reason=WHY)
    assert plan.status is PlanStatus.DRAFT


def test_accepting_asks_for_a_reason(session: Session) -> None:
    plan = late_and_unskilled(session)

    with pytest.raises(BadValue, match="expected why it is acceptable"):
        published(session, plan, accept=names(session, plan))


def test_sums_that_are_wrong_are_accepted_by_nobody(session: Session) -> None:
    plan = late_and_unskilled(session)
    plan.solution_json = plan.solution_json.replace('"overtime_s":0', '"overtime_s":600')
    accept = names(session, plan)
    assert {one.broken.rule: one.never for one in found(session, plan)}["overtime"]

    with pytest.raises(PlanHasViolations, match="nobody may accept that"):
        published(session, plan, accept=accept, reason=WHY)


def test_a_published_plan_shows_what_was_accepted_by_whom_and_why(session: Session) -> None:
    plan = late_and_unskilled(session)
    published(session, plan, accept=names(session, plan), reason=WHY)

    shown = on_the_board(session)

    assert shown.figures is not None
    assert shown.figures.violations == 3
    [first] = [stop for stop in shown.stops if stop.card.visit_ref == "V1"]
    assert [one.sentence for one in first.violations] == [
        f"Bakker needs Heat pumps level 2; Fictief Tom holds level 1 (accepted by dora: {WHY})"
    ]
    rows = summary(session, actor=DISPATCHER, plan_id=plan.id).violations
    assert {(row.accepted_by, row.accepted_at, row.reason) for row in rows} == {("dora", NOW, WHY)}


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE accepted_violations SET \"by\" = 'nobody'",
        "UPDATE accepted_violations SET amount = 0",
        "DELETE FROM accepted_violations",
    ],
)
def test_who_accepted_what_is_neither_changed_nor_removed(any_engine: Engine, change: str) -> None:
    with database.transaction(any_engine) as session:
        plan = late_and_unskilled(session)
        published(session, plan, accept=names(session, plan), reason=WHY)

    with pytest.raises(DBAPIError, match="neither changed nor removed"), any_engine.begin() as raw:
        raw.execute(text(change))


def test_a_day_published_with_violations_can_be_planned_again(session: Session) -> None:
    plan = late_and_unskilled(session)
    published(session, plan, accept=names(session, plan), reason=WHY)

    again = a_draft(session, now=NOW + timedelta(minutes=5))

    assert found(session, again) == ()
    assert published(session, again, now=NOW + timedelta(minutes=6)).status is PlanStatus.PUBLISHED


def test_a_draft_made_from_it_asks_anew(session: Session) -> None:
    plan = late_and_unskilled(session)
    published(session, plan, accept=names(session, plan), reason=WHY)

    draft = plan_edits.draft_from(
        session, actor=DISPATCHER, plan_id=plan.id, settings=SETTINGS, now=NOW
    )

    assert {one.broken.rule for one in found(session, draft)} == {"skills", "window"}
    with pytest.raises(PlanHasViolations):
        published(session, draft)
