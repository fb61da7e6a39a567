"""The support desk's queue: cases in order of what is due next. The story of one is beside it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload, selectinload

from dispatch import models, visit_building
from dispatch.due_times import Due
from dispatch.queries.case_rows import device_name, due_times_of, next_due_of, visible_to
from dispatch.queries.case_story import CaseStory as CaseStory
from dispatch.queries.case_story import case_story as case_story
from dispatch.roles import Actor, require
from dispatch.statuses import CaseStatus, Channel, Priority, Role, VisitStatus


@dataclass(frozen=True)
class QueueFilter:
    """Which cases to show; none or empty: all of them. `overdue` keeps what is late only.

    `due_before` keeps what is due before that moment, `opened_before` what is older.
    """

    statuses: tuple[CaseStatus, ...] = (CaseStatus.OPEN, CaseStatus.ESCALATED)
    channel: Channel | None = None
    priority: Priority | None = None
    customer_ref: str | None = None
    device_ref: str | None = None
    overdue: bool = False
    due_before: datetime | None = None
    opened_before: datetime | None = None


@dataclass(frozen=True)
class QueueRow:
    """One case and its next promise; `left_s` is clock time, negative when overdue.

    `visit_status` and `visit_start` (as planned) are of the visit still to be done, if any.
    """

    case_ref: str
    status: CaseStatus
    priority: Priority
    channel: Channel
    customer: str
    town: str
    device: str
    symptom: str
    attempts: int
    opened_at: datetime
    due_what: Due | None
    due_at: datetime | None
    left_s: int | None
    visit_status: VisitStatus | None
    visit_start: datetime | None


_ALL_OPEN = QueueFilter()


def queue(
    session: Session, *, actor: Actor, now: datetime, filters: QueueFilter = _ALL_OPEN
) -> list[QueueRow]:
    """Cases in order of what is due next; those without a promise left come last."""
    require(actor, *Role)
    cases = session.scalars(
        select(models.Case)
        .join(models.Case.site)
        .join(models.Site.customer)
        .where(*_conditions(filters), *visible_to(actor))
        .options(
            joinedload(models.Case.site).joinedload(models.Site.customer),
            joinedload(models.Case.device),
            selectinload(models.Case.attempts).load_only(
                models.Attempt.channel, models.Attempt.outcome
            ),
            selectinload(models.Case.visits).load_only(
                models.Visit.status, models.Visit.planned_start
            ),
        )
    )
    rows = [_queue_row(case, now) for case in cases]
    if filters.overdue:
        rows = [row for row in rows if row.left_s is not None and row.left_s < 0]
    if filters.due_before is not None:
        rows = [row for row in rows if row.due_at and row.due_at < filters.due_before]
    return sorted(rows, key=lambda row: (row.due_at is None, row.due_at or now, row.case_ref))


def _conditions(filters: QueueFilter) -> list[ColumnElement[bool]]:
    wanted: list[tuple[object, ColumnElement[bool]]] = [
        (filters.statuses, models.Case.status.in_(filters.statuses)),
        (filters.channel, models.Case.channel == filters.channel),
        (filters.priority, models.Case.priority == filters.priority),
        (filters.customer_ref, models.Customer.ref == filters.customer_ref),
        (filters.device_ref, models.Case.device.has(models.Device.ref == filters.device_ref)),
    ]
    conditions = [condition for given, condition in wanted if given]
    if filters.opened_before is not None:
        conditions.append(models.Case.opened_at < filters.opened_before)
    return conditions


def _queue_row(case: models.Case, now: datetime) -> QueueRow:
    promise = next_due_of(case, due_times_of(case))
    visit = visit_building.open_visit(case.visits)
    return QueueRow(
        case_ref=case.ref,
        status=case.status,
        priority=case.priority,
        channel=case.channel,
        customer=case.customer.name,
        town=case.site.town,
        device=device_name(case.device),
        symptom=case.symptom,
        attempts=len(case.attempts),
        opened_at=case.opened_at,
        due_what=promise.what if promise else None,
        due_at=promise.at if promise else None,
        left_s=int(promise.left(now).total_seconds()) if promise else None,
        visit_status=visit.status if visit else None,
        visit_start=visit.planned_start if visit else None,
    )
