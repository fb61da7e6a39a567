"""A status changes only where the table allows it, and each change is a row."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch import history, models
from dispatch.errors import InvalidTransition
from dispatch.statuses import CaseStatus, VisitStatus
from tests.dispatch.company import DISPATCHER, NOW, SUPPORT, a_case, a_company, a_visit


@pytest.fixture
def company(session: Session) -> Session:
    a_company(session)
    return session


def changes(session: Session) -> list[tuple[str, int, str, str, str, str]]:
    rows = session.scalars(select(models.StatusChange).order_by(models.StatusChange.id))
    return [
        (row.entity, row.entity_id, row.from_status, row.to_status, row.by, row.why) for row in rows
    ]


def test_a_change_is_written_down_with_who_when_and_why(company: Session) -> None:
    case = a_case(company)

    history.advance(company, case, CaseStatus.SOLVED, actor=SUPPORT, now=NOW, why="reset helped")

    assert case.status is CaseStatus.SOLVED
    assert changes(company) == [("cases", case.id, "open", "solved", "sam", "reset helped")]
    assert company.scalars(select(models.StatusChange.at)).all() == [NOW]


def test_a_change_that_may_not_follow_is_refused_and_leaves_no_row(company: Session) -> None:
    visit = a_visit(company)

    with pytest.raises(
        InvalidTransition,
        match=r"visit C1-1 is ready; it cannot become completed \(next may be: scheduled, cancel",
    ):
        history.advance(company, visit, VisitStatus.COMPLETED, actor=DISPATCHER, now=NOW)

    assert visit.status is VisitStatus.READY
    assert changes(company) == []


def test_the_first_status_is_written_down_as_coming_from_nothing(company: Session) -> None:
    case = a_case(company)

    history.record(company, case, before="", actor=SUPPORT, now=NOW)

    assert changes(company) == [("cases", case.id, "", "open", "sam", "")]


def test_changes_of_several_things_are_kept_apart(company: Session) -> None:
    visit = a_visit(company)
    history.advance(company, visit, VisitStatus.CANCELLED, actor=DISPATCHER, now=NOW)
    history.advance(company, visit.case, CaseStatus.OPEN, actor=SUPPORT, now=NOW)

    assert [(entity, before, after) for entity, _, before, after, _, _ in changes(company)] == [
        ("visits", "ready", "cancelled"),
        ("cases", "escalated", "open"),
    ]


def test_the_version_grows_with_each_change(company: Session) -> None:
    case = a_case(company)
    before = case.version

    history.advance(company, case, CaseStatus.SOLVED, actor=SUPPORT, now=NOW)

    assert case.version == before + 1
