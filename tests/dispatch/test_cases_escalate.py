"""From a case to a visit: the gate, the waiver, and one open visit at a time."""

import threading
import time as pause
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from dispatch import cases, database
from dispatch.errors import BadValue, GateClosed, InvalidTransition
from dispatch.statuses import AttemptOutcome, CaseStatus, Priority, VisitStatus
from tests.dispatch.company import NOW, SUPPORT, a_case, a_company, a_visit
from tests.dispatch.desk import changes_of, escalated, tried

HOUR = timedelta(hours=1)


@pytest.fixture
def company(session: Session) -> Session:
    a_company(session)
    return session


def test_a_case_is_not_escalated_before_the_attempts_it_needs(company: Session) -> None:
    case = a_case(company)
    tried(company)

    with pytest.raises(GateClosed) as refused:
        escalated(company)

    [reason] = refused.value.reasons
    assert reason.startswith("Heat pump repair asks for 2 remote attempts, 1 recorded")
    assert case.status is CaseStatus.OPEN
    assert case.visits == []


def test_escalating_makes_a_visit_from_case_and_work_type(company: Session) -> None:
    case = a_case(company, priority=Priority.HIGH)
    tried(company)
    tried(company)

    visit = escalated(company)

    assert case.status is CaseStatus.ESCALATED
    assert (visit.ref, visit.number, visit.status) == ("C1-1", 1, VisitStatus.READY)
    assert visit.requested_duration_s == 60 * 60
    assert visit.requested_due_by == case.fix_due
    assert visit.requested_priority is Priority.HIGH
    assert visit.price_class == "standard"
    assert [(need.skill.ref, need.level) for need in visit.skills] == [("heat-pump", 2)]
    assert [(need.part.ref, need.planned) for need in visit.parts] == [("FS-2", 1)]
    assert visit.windows == []
    assert changes_of(company, "visits") == [("", "ready", "sam")]


def test_support_may_ask_for_something_else_than_the_defaults(company: Session) -> None:
    a_case(company)
    tried(company, AttemptOutcome.REMOTE_IMPOSSIBLE)
    morning = (NOW + 22 * HOUR, NOW + 24 * HOUR)

    visit = escalated(company, duration_s=5400, note=" dog ", windows=[morning], skills={"gas": 1})

    assert (visit.requested_duration_s, visit.note) == (5400, "dog")
    assert [(window.opens, window.closes) for window in visit.windows] == [morning]
    assert [(need.skill.ref, need.level) for need in visit.skills] == [("gas", 1)]


def test_a_named_person_may_waive_the_attempts(company: Session) -> None:
    a_case(company)

    waiver = cases.waive_gate(
        company, actor=SUPPORT, case_ref="C1", by="Ria", reason="baby in the house", now=NOW
    )

    assert waiver.by == "Ria (recorded by sam)"
    assert escalated(company).status is VisitStatus.READY


@pytest.mark.parametrize(("by", "reason"), [(" ", "hurry"), ("Ria", " ")])
def test_a_waiver_needs_a_name_and_a_reason(company: Session, by: str, reason: str) -> None:
    a_case(company)

    with pytest.raises(BadValue, match="expected some words"):
        cases.waive_gate(company, actor=SUPPORT, case_ref="C1", by=by, reason=reason, now=NOW)


@pytest.mark.parametrize(
    "status",
    [VisitStatus.READY, VisitStatus.SCHEDULED, VisitStatus.TRAVELLING, VisitStatus.ON_SITE],
)
def test_while_a_visit_is_open_its_case_stays_as_it_is(
    company: Session, status: VisitStatus
) -> None:
    case = a_case(company, status=CaseStatus.ESCALATED)
    a_visit(company, "C1-1", case=case, status=status)

    refused: list[Callable[[], object]] = [
        lambda: escalated(company),
        lambda: tried(company, AttemptOutcome.SOLVED),
        lambda: cases.solve_case(company, actor=SUPPORT, case_ref="C1", now=NOW),
        lambda: cases.close_case(company, actor=SUPPORT, case_ref="C1", now=NOW),
        lambda: cases.amend_case(
            company, actor=SUPPORT, case_ref="C1", now=NOW, priority=Priority.LOW
        ),
    ]
    for step in refused:
        with pytest.raises(InvalidTransition, match=f"C1 has visit C1-1, which is {status}"):
            step()
    assert tried(company).outcome is AttemptOutcome.NOT_SOLVED


def test_after_a_visit_in_vain_the_case_may_be_escalated_again(company: Session) -> None:
    case = a_case(company, status=CaseStatus.ESCALATED)
    a_visit(company, "C1-1", case=case, status=VisitStatus.NO_ACCESS)
    tried(company, AttemptOutcome.REMOTE_IMPOSSIBLE)

    assert escalated(company).ref == "C1-2"
    assert case.status is CaseStatus.ESCALATED


def test_two_people_escalating_at_once_make_one_visit(any_engine: Engine) -> None:
    with database.transaction(any_engine) as session:
        a_company(session)
        a_case(session)
        tried(session, AttemptOutcome.REMOTE_IMPOSSIBLE)
    refusals: list[str] = []

    def colleague() -> None:
        with database.transaction(any_engine) as session:
            try:
                escalated(session)
            except InvalidTransition as refused:
                refusals.append(str(refused))

    with database.transaction(any_engine) as session:
        escalated(session)
        waiting = threading.Thread(target=colleague)
        waiting.start()
        pause.sleep(0.3)  # time to read the case before this visit is committed
    waiting.join(timeout=20)

    assert len(refusals) == 1
    assert refusals[0].startswith("case C1 has visit C1-1, which is ready")
