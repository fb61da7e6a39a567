"""What a technician may report: times in order, plausible minutes, distances and pieces."""

from collections.abc import Collection
from datetime import datetime, timedelta

from dispatch.errors import BadValue
from dispatch.statuses import VisitOutcome

COMPLETING = (
    VisitOutcome.SOLVED,
    VisitOutcome.PARTLY,
    VisitOutcome.NO_FAULT_FOUND,
    VisitOutcome.COULD_BE_REMOTE,
)
"""Outcomes with which a visit is completed; only solved solves the case."""

INCOMPLETE = (VisitOutcome.PART_MISSING, VisitOutcome.SKILL_MISSING, VisitOutcome.NOT_SOLVED)
"""Outcomes after which somebody has to come back."""

MAX_DISTANCE_M = 2_000_000
MAX_PIECES = 1000

MAX_WORK_MINUTES = 24 * 60


def checked_time(
    at: datetime | None, now: datetime, *, after: datetime | None, step: str
) -> datetime:
    """When it happened (`at`, else now); `BadValue` in the future or before `after`."""
    moment = now if at is None else at
    if moment.tzinfo is None:
        raise BadValue(f"at {moment}: expected a time with its zone", "time_needs_zone")
    if moment > now:
        raise BadValue(
            f"at {_said(moment)}: lies in the future, it is {_said(now)}",
            "not_in_future",
            moment_at=moment,
        )
    if after is not None and moment < after:
        raise BadValue(
            f"at {_said(moment)}: is before {step} at {_said(after)}",
            "before_step",
            moment_at=moment,
            after_at=after,
            step=step,
        )
    return moment


def refuse_within(
    at: datetime, begun: datetime | None, ended: datetime | None, visit_ref: str
) -> None:
    """`BadValue` if `at` falls into the time spent on another visit."""
    if begun is not None and ended is not None and begun <= at < ended:
        raise BadValue(
            f"at {_said(at)}: the technician was on visit {visit_ref} from {_said(begun)} "
            f"to {_said(ended)}",
            "busy_elsewhere",
            moment_at=at,
            begun_at=begun,
            ended_at=ended,
        )


def refuse_unless_outcome(outcome: VisitOutcome, allowed: Collection[VisitOutcome]) -> None:
    if outcome not in allowed:
        raise BadValue(
            f"outcome: got {outcome}, expected {', '.join(allowed)}",
            "outcome_not_here",
            outcome=outcome,
        )


def work_seconds(start: datetime, end: datetime, minutes: int | None) -> int:
    """Paid time on site: the minutes reported, else start to end.

    A report may say more than the taps do: a tap that came late is no reason to work for free.
    """
    if minutes is None:
        return (end - start) // timedelta(seconds=1)
    if not 0 <= minutes <= MAX_WORK_MINUTES:
        raise BadValue(
            f"work_minutes: got {minutes}, expected 0 to {MAX_WORK_MINUTES}",
            "work_minutes_range",
            most=MAX_WORK_MINUTES,
        )
    return minutes * 60


def checked_distance(distance_m: int | None) -> int | None:
    if distance_m is not None and not 0 <= distance_m <= MAX_DISTANCE_M:
        raise BadValue(
            f"distance_m: got {distance_m}, expected 0 to {MAX_DISTANCE_M}",
            "distance_range",
            most=MAX_DISTANCE_M // 1000,
        )
    return distance_m


def checked_pieces(part_ref: str, pieces: int) -> int:
    if not 0 <= pieces <= MAX_PIECES:
        raise BadValue(
            f"part {part_ref}: {pieces} pieces used, expected 0 to {MAX_PIECES}",
            "pieces_range",
            part=part_ref,
            most=MAX_PIECES,
        )
    return pieces


def _said(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M %Z}"
