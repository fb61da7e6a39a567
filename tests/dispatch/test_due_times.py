"""What is due when, and what is due next."""

from datetime import UTC, datetime, time, timedelta

import pytest

from dispatch.due_times import Due, DueTimes, due_times, next_due
from dispatch.statuses import AttemptOutcome, CaseStatus, Channel
from dispatch.working_time import Calendar
from tests.dispatch.company import NOW, ZONE

OFFICE = Calendar(zone=ZONE, country="NL", opens=time(8), closes=time(18))
PROMISED = DueTimes(
    response=datetime(2026, 11, 2, 13, tzinfo=UTC),
    fix=datetime(2026, 11, 3, 15, tzinfo=UTC),
    answer=datetime(2026, 11, 3, 9, tzinfo=UTC),
)


def test_response_and_fix_are_due_after_their_working_hours() -> None:
    due = due_times(OFFICE, NOW, Channel.HOTLINE, response_hours=4, fix_hours=16)

    # 10:00 + 4 h = 14:00 in Amsterdam; 8 h on Monday + 8 h on Tuesday = 16:00
    assert due.response == datetime(2026, 11, 2, 13, tzinfo=UTC)
    assert due.fix == datetime(2026, 11, 3, 15, tzinfo=UTC)
    assert due.answer is None


def test_an_email_is_answered_one_working_day_later() -> None:
    due = due_times(OFFICE, NOW, Channel.EMAIL, response_hours=4, fix_hours=16)

    assert due.answer == NOW + timedelta(days=1)


@pytest.mark.parametrize(
    ("attempts", "what"),
    [
        ([], Due.RESPONSE),
        # nobody answered: that was our response, the e-mail still waits
        ([(Channel.HOTLINE, AttemptOutcome.NO_ANSWER)], Due.ANSWER),
        ([(Channel.HOTLINE, AttemptOutcome.NOT_SOLVED)], Due.FIX),
        ([(Channel.EMAIL, AttemptOutcome.NO_ANSWER)], Due.FIX),
    ],
)
def test_a_promise_counts_until_it_is_kept(
    attempts: list[tuple[Channel, AttemptOutcome]], what: Due
) -> None:
    promise = next_due(CaseStatus.OPEN, PROMISED, attempts)

    assert promise is not None
    assert promise.what is what


def test_nothing_is_due_once_the_case_is_solved() -> None:
    assert next_due(CaseStatus.SOLVED, PROMISED, []) is None
    assert next_due(CaseStatus.CLOSED, PROMISED, []) is None


def test_time_left_is_negative_when_overdue() -> None:
    promise = next_due(CaseStatus.ESCALATED, PROMISED, [])

    assert promise is not None
    assert promise.left(NOW) == timedelta(hours=4)
    assert promise.left(NOW + timedelta(hours=5)) == -timedelta(hours=1)
