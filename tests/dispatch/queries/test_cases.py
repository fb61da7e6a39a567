"""The queue, the story of a case, and who may see which."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from dispatch import cases, models, visits
from dispatch.case_acts import Act
from dispatch.due_times import Due
from dispatch.errors import NotAllowed, NotFound
from dispatch.escalation import Action, Gap
from dispatch.queries.case_events import EventKind
from dispatch.queries.case_story import CaseStory, case_story
from dispatch.queries.cases import QueueFilter, queue
from dispatch.roles import Actor
from dispatch.statuses import (
    AttemptOutcome,
    CaseStatus,
    Channel,
    Priority,
    Role,
    VisitOutcome,
    VisitStatus,
)
from tests.dispatch.company import (
    DISPATCHER,
    FINANCE,
    NOW,
    SUPPORT,
    ZONE,
    a_case,
    a_company,
    a_visit,
    acting_technician,
    technician,
)

HOUR = timedelta(hours=1)


@pytest.fixture
def company(session: Session) -> Session:
    a_company(session)
    return session


def refs(
    session: Session,
    filters: QueueFilter = QueueFilter(),  # noqa: B008 - frozen
    actor: Actor = SUPPORT,
    now: datetime = NOW,
) -> list[str]:
    return [row.case_ref for row in queue(session, actor=actor, now=now, filters=filters)]


def story_of(session: Session, case_ref: str = "C1", actor: Actor = SUPPORT) -> CaseStory:
    return case_story(session, actor=actor, case_ref=case_ref, now=NOW, zone=ZONE, currency="EUR")


def tried(session: Session, outcome: AttemptOutcome, started_at: datetime, minutes: int) -> None:
    cases.record_attempt(
        session,
        actor=SUPPORT,
        case_ref="C1",
        channel=Channel.HOTLINE,
        minutes=minutes,
        outcome=outcome,
        now=NOW,
        transcript="asked for the error code",
        started_at=started_at,
    )


def test_the_queue_begins_with_what_is_due_next(company: Session) -> None:
    a_case(company, "later", response_due=NOW + 3 * HOUR)
    a_case(company, "late", response_due=NOW - HOUR)
    a_case(company, "soon", response_due=NOW + HOUR)

    rows = queue(company, actor=SUPPORT, now=NOW)

    assert [(row.case_ref, row.left_s) for row in rows] == [
        ("late", -3600),
        ("soon", 3600),
        ("later", 3 * 3600),
    ]
    assert {row.due_what for row in rows} == {Due.RESPONSE}


def test_an_attempt_moves_a_case_to_its_next_promise(company: Session) -> None:
    a_case(company, "C1", response_due=NOW + HOUR, fix_due=NOW + 9 * HOUR)
    a_case(company, "C2", response_due=NOW + 2 * HOUR)
    tried(company, AttemptOutcome.NOT_SOLVED, NOW, 5)

    rows = queue(company, actor=SUPPORT, now=NOW)

    assert [(row.case_ref, row.due_what) for row in rows] == [
        ("C2", Due.RESPONSE),
        ("C1", Due.FIX),
    ]


def test_the_queue_shows_an_email_by_its_answer(company: Session) -> None:
    a_case(company, channel=Channel.EMAIL, response_due=NOW + 8 * HOUR, answer_due=NOW + 2 * HOUR)

    [row] = queue(company, actor=SUPPORT, now=NOW)

    assert (row.due_what, row.left_s) == (Due.ANSWER, 2 * 3600)


def test_the_queue_is_filtered(company: Session) -> None:
    a_case(company, "plain", response_due=NOW + 5 * HOUR)
    a_case(company, "mail", channel=Channel.EMAIL, response_due=NOW + 4 * HOUR)
    a_case(company, "urgent", priority=Priority.EMERGENCY, response_due=NOW + 3 * HOUR)
    a_case(company, "late", response_due=NOW - HOUR, device=None)
    a_case(company, "done", status=CaseStatus.SOLVED)

    assert refs(company) == ["late", "urgent", "mail", "plain"]
    assert refs(company, QueueFilter(channel=Channel.EMAIL)) == ["mail"]
    assert refs(company, QueueFilter(priority=Priority.EMERGENCY)) == ["urgent"]
    assert refs(company, QueueFilter(overdue=True)) == ["late"]
    assert refs(company, QueueFilter(statuses=(CaseStatus.SOLVED,))) == ["done"]
    assert refs(company, QueueFilter(device_ref="D1")) == ["urgent", "mail", "plain"]
    assert refs(company, QueueFilter(customer_ref="K2")) == []
    # without a status filter, cases without a promise come last
    assert refs(company, QueueFilter(statuses=()))[-1] == "done"


def test_the_queue_is_filtered_by_what_is_due_and_by_age(company: Session) -> None:
    a_case(company, "new", opened_at=NOW, response_due=NOW + 5 * HOUR)
    a_case(company, "old", opened_at=NOW - 72 * HOUR, response_due=NOW + 2 * HOUR)

    assert refs(company, QueueFilter(due_before=NOW + 3 * HOUR)) == ["old"]
    assert refs(company, QueueFilter(opened_before=NOW - 71 * HOUR)) == ["old"]
    assert refs(company, QueueFilter(opened_before=NOW - 73 * HOUR)) == []


def test_the_queue_knows_the_visit_still_to_be_done(company: Session) -> None:
    case = a_case(company, status=CaseStatus.ESCALATED)
    a_visit(company, "C1-1", case=case, status=VisitStatus.INCOMPLETE)
    a_visit(company, "C1-2", case=case, status=VisitStatus.SCHEDULED, planned_start=NOW + HOUR)

    [row] = queue(company, actor=SUPPORT, now=NOW)

    assert (row.visit_status, row.visit_start) == (VisitStatus.SCHEDULED, NOW + HOUR)


def test_technicians_see_only_cases_of_their_own_visits(company: Session) -> None:
    noor, tom = acting_technician(company, "noor"), acting_technician(company, "tom")
    a_visit(company, planned_technician=technician(company, "noor"))
    a_case(company, "unplanned")
    unlinked = Actor(name="new", role=Role.TECHNICIAN)

    assert refs(company, actor=noor) == ["case-C1-1"]
    assert refs(company, actor=tom) == []
    assert refs(company, actor=unlinked) == []
    assert story_of(company, "case-C1-1", noor).case_ref == "case-C1-1"
    for stranger in (tom, unlinked):
        for case_ref in ("case-C1-1", "unplanned"):
            with pytest.raises(NotAllowed, match=f"no visit of case {case_ref}"):
                story_of(company, case_ref, stranger)


@pytest.mark.parametrize("actor", [SUPPORT, DISPATCHER, FINANCE])
def test_everybody_else_sees_every_case(company: Session, actor: Actor) -> None:
    a_case(company)

    assert refs(company, actor=actor) == ["C1"]
    assert story_of(company, actor=actor).case_ref == "C1"


def test_an_unknown_case_is_not_found(company: Session) -> None:
    with pytest.raises(NotFound, match="no case 'C9'"):
        story_of(company, "C9")


def test_a_story_tells_in_order_what_happened(company: Session) -> None:
    a_case(company, opened_at=NOW - 3 * HOUR)
    tried(company, AttemptOutcome.NOT_SOLVED, NOW - HOUR, 25)
    tried(company, AttemptOutcome.NO_ANSWER, NOW - 2 * HOUR, 5)
    cases.waive_gate(
        company, actor=SUPPORT, case_ref="C1", by="sam", reason="baby in the house", now=NOW
    )
    visit = cases.escalate_case(company, actor=SUPPORT, case_ref="C1", now=NOW + HOUR)
    visits.cancel_visit(
        company, actor=DISPATCHER, visit_ref=visit.ref, reason="works again", now=NOW + 2 * HOUR
    )

    told = [(event.kind, event.headline, event.text) for event in story_of(company).events]

    assert told == [
        (EventKind.OPENED, "case opened by hotline", "No hot water, error E14"),
        (EventKind.ATTEMPT, "hotline, 5 min: no answer", "asked for the error code"),
        (EventKind.ATTEMPT, "hotline, 25 min: not solved", "asked for the error code"),
        (EventKind.WAIVER, "remaining remote attempts waived", "baby in the house"),
        (EventKind.CASE_STATUS, "case escalated", ""),
        (EventKind.VISIT_STATUS, "visit C1-1 ready", "escalated"),
        (EventKind.VISIT_STATUS, "visit C1-1 cancelled", "works again"),
        (EventKind.CASE_STATUS, "case open", "visit C1-1 cancelled: works again"),
    ]


def test_a_story_adds_up_remote_minutes_and_cost(company: Session) -> None:
    a_case(company)
    tried(company, AttemptOutcome.NOT_SOLVED, NOW - HOUR, 25)
    tried(company, AttemptOutcome.NOT_SOLVED, NOW - 2 * HOUR, 10)

    story = story_of(company)

    # (25 + 10) / 60 h x 36 = 15.00 + 6.00
    assert (story.remote_minutes, story.remote_cost) == (35, Decimal("21.00"))
    assert [line.amount for line in story.remote_lines] == [Decimal("6.00"), Decimal("15.00")]


def test_a_story_says_what_is_missing_and_what_to_do(company: Session) -> None:
    a_case(company, work_type=None)

    story = story_of(company)

    assert [one.gap for one in story.missing] == [Gap.WORK_TYPE]
    assert story.next_step.action is Action.COMPLETE
    assert story.next_due is not None
    assert story.next_due.what is Due.RESPONSE


def test_a_story_ends_a_visit_with_its_findings(company: Session) -> None:
    case = a_case(company, status=CaseStatus.ESCALATED)
    visit = a_visit(
        company,
        case=case,
        status=VisitStatus.COMPLETED,
        outcome=VisitOutcome.SOLVED,
        findings="sensor replaced",
        planned_technician=technician(company, "noor"),
        factors=[models.ContributingFactor(factor="dust")],
        windows=[models.VisitWindow(opens=NOW, closes=NOW + HOUR)],
    )
    company.add(
        models.StatusChange(
            entity="visits",
            entity_id=visit.id,
            from_status="on_site",
            to_status="completed",
            at=NOW,
            by="noor",
        )
    )

    story = story_of(company)

    assert story.events[-1].headline == "visit C1-1 completed"
    assert story.events[-1].text == "sensor replaced\ndust"
    [summary] = story.visits
    assert (summary.technician, summary.outcome) == ("Fictief Noor", VisitOutcome.SOLVED)
    assert (summary.windows, summary.factors) == (((NOW, NOW + HOUR),), ("dust",))


def test_a_story_with_an_open_visit_asks_to_keep_the_customer_posted(company: Session) -> None:
    case = a_case(company, status=CaseStatus.ESCALATED)
    visit = a_visit(company, "C1-1", case=case)
    company.add(models.VisitCost(visit=visit, currency="EUR", planned_total=Decimal("96.50")))

    story = story_of(company)

    assert story.next_step.action is Action.WAIT
    assert "C1-1" in story.next_step.sentence
    assert story.acts == (Act.TRY, Act.CANCEL_VISIT)
    assert [(one.planned_cost, one.actual_cost) for one in story.visits] == [
        (Decimal("96.50"), None)
    ]
    assert story_of(company, actor=FINANCE).acts == ()


def test_a_story_knows_what_its_device_has_been_through(company: Session) -> None:
    a_case(company)
    spring = datetime(2026, 4, 1, 9, tzinfo=UTC)
    before = a_case(company, "C0", status=CaseStatus.CLOSED, opened_at=spring, symptom="noise")
    a_visit(
        company,
        "C0-1",
        case=before,
        status=VisitStatus.COMPLETED,
        outcome=VisitOutcome.NO_FAULT_FOUND,
        findings="fan cleaned",
        actual_end=spring + 5 * HOUR,
    )
    a_case(company, "elsewhere", device=None)

    [other] = story_of(company).device_history

    assert (other.case_ref, other.symptom, other.opened_at) == ("C0", "noise", spring)
    [visit] = other.visits
    assert (visit.ref, visit.at) == ("C0-1", spring + 5 * HOUR)
    assert (visit.outcome, visit.findings) == (VisitOutcome.NO_FAULT_FOUND, "fan cleaned")
    assert story_of(company, "elsewhere").device_history == ()
