"""A case read a moment ago: has anybody changed it since?"""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from dispatch import cases, visits
from dispatch.errors import NotFound, StalePlan
from dispatch.queries.case_stamp import refuse_if_changed
from dispatch.queries.case_story import case_story
from dispatch.statuses import AttemptOutcome, Channel, Priority
from tests.dispatch.company import NOW, SUPPORT, ZONE, a_case, a_company

Change = Callable[[Session], object]

CHANGES: dict[str, Change] = {
    "attempt": lambda session: cases.record_attempt(
        session,
        actor=SUPPORT,
        case_ref="C1",
        channel=Channel.CHAT,
        minutes=5,
        outcome=AttemptOutcome.NO_ANSWER,
        now=NOW,
    ),
    "waiver": lambda session: cases.waive_gate(
        session, actor=SUPPORT, case_ref="C1", by="Ria", reason="cold", now=NOW
    ),
    "priority": lambda session: cases.amend_case(
        session, actor=SUPPORT, case_ref="C1", now=NOW, priority=Priority.HIGH
    ),
    "solved": lambda session: cases.solve_case(session, actor=SUPPORT, case_ref="C1", now=NOW),
}


@pytest.fixture
def company(any_session: Session) -> Session:
    a_company(any_session)
    a_case(any_session)
    return any_session


def stamp(session: Session) -> str:
    return case_story(
        session, actor=SUPPORT, case_ref="C1", now=NOW, zone=ZONE, currency="EUR"
    ).stamp


@pytest.mark.parametrize("change", CHANGES)
def test_any_change_is_noticed(company: Session, change: str) -> None:
    read = stamp(company)
    refuse_if_changed(company, case_ref="C1", read=read)

    CHANGES[change](company)

    with pytest.raises(StalePlan, match="case C1 has changed since you read it"):
        refuse_if_changed(company, case_ref="C1", read=read)


def test_a_change_of_its_visit_is_noticed(company: Session) -> None:
    CHANGES["waiver"](company)
    visit = cases.escalate_case(company, actor=SUPPORT, case_ref="C1", now=NOW)
    read = stamp(company)

    visits.set_windows(company, actor=SUPPORT, visit_ref=visit.ref, windows=(), now=NOW)
    refuse_if_changed(company, case_ref="C1", read=read)
    visits.cancel_visit(company, actor=SUPPORT, visit_ref=visit.ref, reason="works", now=NOW)

    with pytest.raises(StalePlan):
        refuse_if_changed(company, case_ref="C1", read=read)


def test_a_case_that_is_not_there_has_not_changed(company: Session) -> None:
    with pytest.raises(NotFound):
        refuse_if_changed(company, case_ref="C9", read="")
