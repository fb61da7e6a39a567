"""What a customer was promised, as moments, and which of them is next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from dispatch.statuses import AttemptOutcome, CaseStatus, Channel
from dispatch.working_time import Calendar

ANSWER_WORKING_DAYS = 1
"""An e-mail is answered by the same time on the next working day."""


class Due(StrEnum):
    ANSWER = "answer"
    RESPONSE = "response"
    FIX = "fix"


@dataclass(frozen=True)
class DueTimes:
    """`answer` is set for e-mail cases only."""

    response: datetime
    fix: datetime
    answer: datetime | None = None


@dataclass(frozen=True)
class NextDue:
    what: Due
    at: datetime

    def left(self, now: datetime) -> timedelta:
        """Time left on the clock; negative when overdue."""
        return self.at - now


def due_times(
    calendar: Calendar,
    opened_at: datetime,
    channel: Channel,
    *,
    response_hours: int,
    fix_hours: int,
) -> DueTimes:
    """Due moments of a case, from its agreement's working hours."""
    by_email = channel is Channel.EMAIL
    return DueTimes(
        response=calendar.add_working_hours(opened_at, response_hours),
        fix=calendar.add_working_hours(opened_at, fix_hours),
        answer=calendar.add_working_days(opened_at, ANSWER_WORKING_DAYS) if by_email else None,
    )


def next_due(
    status: CaseStatus, due: DueTimes, attempts: Iterable[tuple[Channel, AttemptOutcome]]
) -> NextDue | None:
    """The earliest promise not yet kept; none once the case is solved.

    Any attempt is the response. The answer is an e-mail, or any attempt that reached the
    customer. Only solving the case is the fix.
    """
    if status in (CaseStatus.SOLVED, CaseStatus.CLOSED):
        return None
    made = list(attempts)
    answered = any(
        channel is Channel.EMAIL or outcome is not AttemptOutcome.NO_ANSWER
        for channel, outcome in made
    )
    waiting = [NextDue(Due.FIX, due.fix)]
    if not made:
        waiting.append(NextDue(Due.RESPONSE, due.response))
    if due.answer is not None and not answered:
        waiting.append(NextDue(Due.ANSWER, due.answer))
    return min(waiting, key=lambda promise: promise.at)
