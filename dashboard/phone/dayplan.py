"""A technician's day sorted for reading: what is next, what comes later, what is done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dispatch.queries.fieldwork import FieldDay, FieldVisit
from dispatch.statuses import ENDED, STARTED, VisitStatus


@dataclass(frozen=True)
class Entry:
    """A visit still to come, or a break from `starts` to `ends` when `visit` is none."""

    starts: datetime
    ends: datetime
    visit: FieldVisit | None = None


@dataclass(frozen=True)
class DayPlan:
    """`next` is the visit under way, else the first one to do; none when all is done."""

    next: FieldVisit | None
    later: Sequence[Entry]
    done: Sequence[FieldVisit]


OVER = (*ENDED, VisitStatus.CANCELLED)


def sorted_day(day: FieldDay, *, now: datetime, running: bool) -> DayPlan:
    """With `running` (the day is today) one visit is next and breaks gone by are left out."""
    open_visits = [visit for visit in day.visits if visit.status not in OVER]
    started = [visit for visit in open_visits if visit.status in STARTED]
    following = next(iter([*started, *open_visits]), None) if running else None
    later = [
        Entry(visit.planned_arrival, visit.planned_end, visit)
        for visit in open_visits
        if visit is not following
    ]
    if open_visits:
        later += [Entry(*rest) for rest in day.breaks if rest[1] > now or not running]
    return DayPlan(
        next=following,
        later=sorted(later, key=lambda entry: entry.starts),
        done=[visit for visit in day.visits if visit.status in OVER],
    )
