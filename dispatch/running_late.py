"""How the day of a technician goes on, by what has been tapped so far."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from dispatch.statuses import ENDED, VisitStatus

MARGIN = timedelta(minutes=15)
"""A promise or due moment with less time left than this is at risk."""


@dataclass(frozen=True)
class Progress:
    """A stop as planned, and what has happened there."""

    status: VisitStatus
    arrival: datetime
    starts: datetime
    ends: datetime
    drive_s: int
    wait_s: int
    travel_start: datetime | None = None
    began: datetime | None = None
    ended: datetime | None = None


def expected_starts(stops: Sequence[Progress], now: datetime) -> list[datetime]:
    """When service starts at each stop, in order; never earlier than planned while to come.

    A gap needs what was planned for it, driving and breaks, less the waiting in it. Who should
    have left by now and has not, leaves now.
    """
    starts: list[datetime] = []
    free: datetime | None = None
    previous: Progress | None = None
    for stop in stops:
        start = stop.began or _start(stop, previous, free, now)
        starts.append(start)
        lasts = stop.ends - stop.starts
        free = start + lasts
        if stop.status is VisitStatus.ON_SITE:
            free = max(free, now)
        if stop.status in ENDED:
            free = stop.ended or free
        previous = stop
    return starts


def _start(
    stop: Progress, previous: Progress | None, free: datetime | None, now: datetime
) -> datetime:
    if stop.status in ENDED or stop.status is VisitStatus.CANCELLED:
        return stop.starts
    if stop.travel_start is not None:
        arrives = max(stop.travel_start + timedelta(seconds=stop.drive_s), now)
        return max(stop.starts, arrives)
    drive = timedelta(seconds=stop.drive_s)
    gap = drive
    if previous is not None:
        gap = max(drive, stop.starts - previous.ends - timedelta(seconds=stop.wait_s))
    return max(stop.starts, now + drive, (free or now) + gap)


def at_risk(
    start: datetime, ends: datetime, promised_until: datetime | None, due_by: datetime | None
) -> bool:
    """Whether the promise or the due moment has less than `MARGIN` left, or has passed."""
    if promised_until is not None and start > promised_until - MARGIN:
        return True
    return due_by is not None and ends > due_by - MARGIN
