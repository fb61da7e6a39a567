"""What support does with a case, and what is refused."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from dispatch import cases, models
from dispatch.errors import BadValue, DispatchError, InvalidTransition, NotAllowed, NotFound
from dispatch.roles import Actor
from dispatch.statuses import AttemptOutcome, CaseStatus, Channel, Priority
from tests.dispatch.company import (
    DISPATCHER,
    FINANCE,
    NOW,
    SUPPORT,
    a_case,
    a_company,
    acting_technician,
)
from tests.dispatch.desk import changes_of, escalated, opened, tried

HOUR = timedelta(hours=1)


@pytest.fixture
def company(session: Session) -> Session:
    a_company(session)
    return session


def test_a_new_case_is_numbered_dated_and_written_down(company: Session) -> None:
    case = opened(company)

    assert case.ref == "C-2026-00001"
    assert (case.status, case.opened_by, case.opened_at) == (CaseStatus.OPEN, "sam", NOW)
    assert case.site.ref == "S1"
    # 10:00 + 4 h; 8 h on Monday + 8 h on Tuesday from 8:00
    assert case.response_due == datetime(2026, 11, 2, 13, tzinfo=UTC)
    assert case.fix_due == datetime(2026, 11, 3, 15, tzinfo=UTC)
    assert case.answer_due is None
    assert changes_of(company, "cases") == [("", "open", "sam")]


def test_an_email_case_counts_from_when_the_mail_came_in(company: Session) -> None:
    saturday = datetime(2026, 10, 31, 12, tzinfo=UTC)

    case = opened(company, channel=Channel.EMAIL, opened_at=saturday)

    # Saturday counts from Monday 8:00 in Amsterdam, one working day later is Tuesday 8:00
    assert case.answer_due == datetime(2026, 11, 3, 7, tzinfo=UTC)
    assert case.response_due == datetime(2026, 11, 2, 11, tzinfo=UTC)


def test_priority_comes_from_the_work_type_unless_given(company: Session) -> None:
    work_type = company.query(models.WorkType).one()
    work_type.priority = Priority.HIGH

    assert opened(company).priority is Priority.HIGH
    assert opened(company, priority=Priority.LOW).priority is Priority.LOW
    assert opened(company, work_type_ref=None).priority is Priority.NORMAL


@pytest.mark.parametrize(
    ("changes", "error", "wrong"),
    [
        ({"device_ref": None}, BadValue, "site: got nothing"),
        ({"device_ref": "D9"}, NotFound, "no device 'D9'"),
        ({"work_type_ref": "x"}, NotFound, "no work type 'x'"),
        ({"site_ref": "S2"}, BadValue, "D1 stands at site S1, not at S2"),
        ({"symptom": "  "}, BadValue, "symptom: got '  ', expected some words"),
        ({"opened_at": NOW + HOUR}, BadValue, "opened_at: .* expected not later than now"),
    ],
)
def test_a_case_that_cannot_be_is_refused(
    company: Session, changes: dict[str, object], error: type[DispatchError], wrong: str
) -> None:
    with pytest.raises(error, match=wrong):
        opened(company, **changes)


def test_a_work_type_for_another_kind_of_device_is_refused(company: Session) -> None:
    company.query(models.Device).one().kind = "lift"

    with pytest.raises(BadValue, match="heat-pump-repair is for a heat pump, D1 is a lift"):
        opened(company)


def test_what_was_not_known_is_filled_in_later(company: Session) -> None:
    case = opened(company, site_ref="S1", device_ref=None, work_type_ref=None)

    cases.amend_case(
        company,
        actor=SUPPORT,
        case_ref=case.ref,
        now=NOW,
        device_ref="D1",
        work_type_ref="heat-pump-repair",
        priority=Priority.HIGH,
    )

    assert case.device is not None
    assert case.work_type is not None
    assert (case.device.ref, case.work_type.ref) == ("D1", "heat-pump-repair")
    assert case.priority is Priority.HIGH
    with pytest.raises(BadValue, match="amend: got nothing"):
        cases.amend_case(company, actor=SUPPORT, case_ref=case.ref, now=NOW)


def test_attempts_logged_one_after_the_other_stay_in_that_order(company: Session) -> None:
    a_case(company, opened_at=NOW - timedelta(minutes=20))

    short = tried(company, minutes=5)
    long = tried(company, minutes=60, now=NOW + timedelta(minutes=1))

    # the second would have begun before the first, and before the customer called
    assert (short.started_at, long.started_at) == (NOW - timedelta(minutes=5),) * 2
    assert short.id < long.id


def test_an_attempt_keeps_who_when_how_long_and_what_was_said(company: Session) -> None:
    a_case(company, opened_at=NOW - timedelta(hours=1))

    attempt = tried(company, minutes=25, transcript=" E14 shown ")

    assert (attempt.by, attempt.minutes, attempt.transcript) == ("sam", 25, "E14 shown")
    assert attempt.started_at == NOW - timedelta(minutes=25)
    assert attempt.case.status is CaseStatus.OPEN


def test_an_attempt_that_solves_it_solves_the_case(company: Session) -> None:
    case = a_case(company)

    tried(company, AttemptOutcome.SOLVED)

    assert case.status is CaseStatus.SOLVED
    assert changes_of(company, "cases") == [("open", "solved", "sam")]
    with pytest.raises(InvalidTransition, match="case C1 is solved; reopen it first"):
        tried(company)


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"minutes": -1}, "minutes: got -1, expected 0 to 1440"),
        ({"minutes": 1441}, "minutes: got 1441"),
        ({"started_at": NOW + HOUR}, "started_at: .* expected not later than now"),
    ],
)
def test_an_attempt_that_cannot_be_is_refused(
    company: Session, changes: dict[str, object], wrong: str
) -> None:
    a_case(company)

    with pytest.raises(BadValue, match=wrong):
        tried(company, **changes)


def test_a_case_is_solved_reopened_solved_and_closed(company: Session) -> None:
    case = a_case(company)

    cases.solve_case(company, actor=SUPPORT, case_ref="C1", now=NOW)
    cases.reopen_case(company, actor=SUPPORT, case_ref="C1", now=NOW, why="cold again")
    cases.solve_case(company, actor=SUPPORT, case_ref="C1", now=NOW)
    cases.close_case(company, actor=SUPPORT, case_ref="C1", now=NOW)

    assert case.status is CaseStatus.CLOSED
    assert [to for _, to, _ in changes_of(company, "cases")] == [
        "solved",
        "open",
        "solved",
        "closed",
    ]
    with pytest.raises(InvalidTransition, match="case C1 is closed"):
        cases.reopen_case(company, actor=SUPPORT, case_ref="C1", now=NOW, why="again")


def test_an_open_case_is_not_closed_and_reopening_needs_a_reason(company: Session) -> None:
    a_case(company)
    a_case(company, "C2", status=CaseStatus.SOLVED)
    a_case(company, "C3", status=CaseStatus.ESCALATED)

    with pytest.raises(InvalidTransition, match="case C1 is open; it cannot become closed"):
        cases.close_case(company, actor=SUPPORT, case_ref="C1", now=NOW)
    with pytest.raises(BadValue, match="why: got ' '"):
        cases.reopen_case(company, actor=SUPPORT, case_ref="C2", now=NOW, why=" ")
    with pytest.raises(InvalidTransition, match="cancel its visit instead"):
        cases.reopen_case(company, actor=SUPPORT, case_ref="C3", now=NOW, why="again")


def test_only_support_and_dispatchers_change_cases(company: Session) -> None:
    a_case(company)
    strangers: list[Actor] = [FINANCE, acting_technician(company, "noor")]

    for actor in strangers:
        steps: list[Callable[[], object]] = [
            lambda actor=actor: opened(company, actor=actor),  # type: ignore[misc]
            lambda actor=actor: tried(company, actor=actor),  # type: ignore[misc]
            lambda actor=actor: escalated(company, actor=actor),  # type: ignore[misc]
            lambda actor=actor: cases.amend_case(  # type: ignore[misc]
                company, actor=actor, case_ref="C1", now=NOW, priority=Priority.LOW
            ),
            lambda actor=actor: cases.waive_gate(  # type: ignore[misc]
                company, actor=actor, case_ref="C1", by="Ria", reason="hurry", now=NOW
            ),
            lambda actor=actor: cases.solve_case(  # type: ignore[misc]
                company, actor=actor, case_ref="C1", now=NOW
            ),
            lambda actor=actor: cases.close_case(  # type: ignore[misc]
                company, actor=actor, case_ref="C1", now=NOW
            ),
            lambda actor=actor: cases.reopen_case(  # type: ignore[misc]
                company, actor=actor, case_ref="C1", now=NOW, why="again"
            ),
        ]
        for step in steps:
            with pytest.raises(NotAllowed, match=f"{actor.name} is {actor.role}; this needs"):
                step()
    assert opened(company, actor=DISPATCHER).opened_by == "dora"
