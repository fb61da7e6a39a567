"""What happened in a case, in order: contact, attempts, waivers, status changes, findings."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from dispatch import models
from dispatch.people import full_names
from dispatch.statuses import ENDED, AttemptOutcome, Channel


class EventKind(StrEnum):
    OPENED = "opened"
    ATTEMPT = "attempt"
    WAIVER = "waiver"
    CASE_STATUS = "case_status"
    VISIT_STATUS = "visit_status"


@dataclass(frozen=True)
class Event:
    """One thing that happened. Channel, minutes and outcome belong to attempts.

    `status` is the new one of a status change, `visit_ref` the visit it is of.
    """

    at: datetime
    kind: EventKind
    by: str
    headline: str
    text: str = ""
    channel: Channel | None = None
    minutes: int | None = None
    outcome: AttemptOutcome | None = None
    status: str = ""
    visit_ref: str = ""


def events(session: Session, case: models.Case) -> tuple[Event, ...]:
    """Everything of the case by time; the contact that opened it comes first of equals."""
    found = [_opened(case)]
    found += [_attempt(attempt) for attempt in case.attempts]
    found += [_waiver(waiver) for waiver in case.waivers]
    visits = {visit.id: visit for visit in case.visits}
    for change in _changes(session, case.id, list(visits)):
        if change.entity == models.Visit.__tablename__:
            found.append(_visit_change(visits[change.entity_id], change))
        elif change.from_status:
            found.append(_case_change(change))
    called = full_names(session, (event.by for event in found))
    named = (replace(event, by=called[event.by]) for event in found)
    return tuple(sorted(named, key=lambda event: event.at))


def _changes(session: Session, case_id: int, visit_ids: list[int]) -> list[models.StatusChange]:
    entity, entity_id = models.StatusChange.entity, models.StatusChange.entity_id
    of_case = and_(entity == models.Case.__tablename__, entity_id == case_id)
    of_visits = and_(entity == models.Visit.__tablename__, entity_id.in_(visit_ids))
    changes = select(models.StatusChange).where(or_(of_case, of_visits))
    return list(session.scalars(changes.order_by(models.StatusChange.id)))


def _opened(case: models.Case) -> Event:
    return Event(
        at=case.opened_at,
        kind=EventKind.OPENED,
        by=case.opened_by,
        headline=f"case opened by {case.channel}",
        text=case.symptom,
        channel=case.channel,
    )


def _attempt(attempt: models.Attempt) -> Event:
    return Event(
        at=attempt.started_at,
        kind=EventKind.ATTEMPT,
        by=attempt.by,
        headline=f"{attempt.channel}, {attempt.minutes} min: {_plain(attempt.outcome)}",
        text=attempt.transcript,
        channel=attempt.channel,
        minutes=attempt.minutes,
        outcome=attempt.outcome,
    )


def _waiver(waiver: models.GateWaiver) -> Event:
    return Event(
        at=waiver.at,
        kind=EventKind.WAIVER,
        by=waiver.by,
        headline="remaining remote attempts waived",
        text=waiver.reason,
    )


def _case_change(change: models.StatusChange) -> Event:
    return Event(
        at=change.at,
        kind=EventKind.CASE_STATUS,
        by=change.by,
        headline=f"case {_plain(change.to_status)}",
        text=change.why,
        status=change.to_status,
    )


def _visit_change(visit: models.Visit, change: models.StatusChange) -> Event:
    """The end of a visit carries what was found there."""
    told = [change.why]
    if change.to_status in ENDED:
        told += [visit.findings, *(factor.factor for factor in visit.factors)]
    lines = list(dict.fromkeys(line for line in told if line))
    return Event(
        at=change.at,
        kind=EventKind.VISIT_STATUS,
        by=change.by,
        headline=f"visit {visit.ref} {_plain(change.to_status)}",
        text=lines[0] if len(lines) == 1 else "\n".join(lines),
        status=change.to_status,
        visit_ref=visit.ref,
    )


def _plain(status: str) -> str:
    return status.replace("_", " ")
