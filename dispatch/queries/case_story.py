"""One case as a conversation over time, with what it cost and what its device has been through."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from dispatch import escalation, lookup, models
from dispatch.case_checks import facts_of
from dispatch.due_times import DueTimes, NextDue
from dispatch.errors import NotAllowed
from dispatch.queries.case_events import Event, events
from dispatch.queries.case_rows import device_name, due_times_of, next_due_of, visible_to
from dispatch.remote_cost import Effort, RemoteCostLine, cost_lines, total
from dispatch.roles import Actor, require
from dispatch.statuses import CaseStatus, Channel, Priority, Role, VisitOutcome, VisitStatus


@dataclass(frozen=True)
class VisitSummary:
    """`windows` are what the customer asked for; the other times are none until they happen."""

    ref: str
    status: VisitStatus
    technician: str
    windows: tuple[tuple[datetime, datetime], ...]
    planned_start: datetime | None
    promised_from: datetime | None
    promised_until: datetime | None
    actual_start: datetime | None
    actual_end: datetime | None
    outcome: VisitOutcome | None
    findings: str
    factors: tuple[str, ...]


@dataclass(frozen=True)
class DeviceVisit:
    """An earlier attempt on site; `at` is when work ended, else was planned, else asked for."""

    ref: str
    status: VisitStatus
    at: datetime
    outcome: VisitOutcome | None
    findings: str


@dataclass(frozen=True)
class DeviceCase:
    """Another case of the same device."""

    case_ref: str
    opened_at: datetime
    status: CaseStatus
    symptom: str
    visits: tuple[DeviceVisit, ...]


@dataclass(frozen=True)
class CaseStory:
    """Everything about one case. `remote_cost` leaves out lines without a rate in force."""

    case_ref: str
    status: CaseStatus
    priority: Priority
    channel: Channel
    customer: str
    phone: str
    email: str
    address: str
    access_notes: str
    device: str
    device_name: str
    work_type: str
    symptom: str
    opened_at: datetime
    opened_by: str
    due: DueTimes
    next_due: NextDue | None
    next_step: escalation.Suggestion
    missing: tuple[escalation.Missing, ...]
    events: tuple[Event, ...]
    visits: tuple[VisitSummary, ...]
    remote_minutes: int
    remote_cost: Decimal
    remote_lines: tuple[RemoteCostLine, ...]
    currency: str
    device_history: tuple[DeviceCase, ...]


def case_story(
    session: Session, *, actor: Actor, case_ref: str, now: datetime, zone: ZoneInfo, currency: str
) -> CaseStory:
    """The whole case; `NotAllowed` for technicians without a visit of it.

    Remote rates are those of the local day in `zone`, in the company's currency.
    """
    require(actor, *Role)
    case = lookup.by_ref(session, models.Case, case_ref)
    if not session.scalar(
        select(models.Case.id).where(models.Case.id == case.id, *visible_to(actor))
    ):
        raise NotAllowed(f"{actor.name} has no visit of case {case_ref}")
    efforts = [
        Effort(attempt.channel, attempt.started_at, attempt.minutes) for attempt in case.attempts
    ]
    lines = cost_lines(efforts, session.scalars(select(models.RemoteRate)), zone)
    facts = facts_of(case)
    due = due_times_of(case)
    return CaseStory(
        case_ref=case.ref,
        status=case.status,
        priority=case.priority,
        channel=case.channel,
        customer=case.customer.name,
        phone=case.customer.phone,
        email=case.customer.email,
        address=case.site.address,
        access_notes=case.site.access_notes,
        device=case.device.ref if case.device else "",
        device_name=device_name(case.device),
        work_type=case.work_type.name if case.work_type else "",
        symptom=case.symptom,
        opened_at=case.opened_at,
        opened_by=case.opened_by,
        due=due,
        next_due=next_due_of(case, due),
        next_step=escalation.next_step(facts),
        missing=tuple(escalation.assess(facts)),
        events=events(session, case),
        visits=tuple(_summary(visit) for visit in case.visits),
        remote_minutes=sum(effort.minutes for effort in efforts),
        remote_cost=total(lines),
        remote_lines=lines,
        currency=currency,
        device_history=_device_history(session, case),
    )


def _summary(visit: models.Visit) -> VisitSummary:
    return VisitSummary(
        ref=visit.ref,
        status=visit.status,
        technician=visit.planned_technician.name if visit.planned_technician else "",
        windows=tuple((window.opens, window.closes) for window in visit.windows),
        planned_start=visit.planned_start,
        promised_from=visit.promised_from,
        promised_until=visit.promised_until,
        actual_start=visit.actual_start,
        actual_end=visit.actual_end,
        outcome=visit.outcome,
        findings=visit.findings,
        factors=tuple(factor.factor for factor in visit.factors),
    )


def _device_history(session: Session, case: models.Case) -> tuple[DeviceCase, ...]:
    if case.device_id is None:
        return ()
    others = session.scalars(
        select(models.Case)
        .where(models.Case.device_id == case.device_id, models.Case.id != case.id)
        .options(selectinload(models.Case.visits))
        .order_by(models.Case.opened_at.desc(), models.Case.id.desc())
    )
    return tuple(
        DeviceCase(
            case_ref=other.ref,
            opened_at=other.opened_at,
            status=other.status,
            symptom=other.symptom,
            visits=tuple(_device_visit(visit) for visit in other.visits),
        )
        for other in others
    )


def _device_visit(visit: models.Visit) -> DeviceVisit:
    return DeviceVisit(
        ref=visit.ref,
        status=visit.status,
        at=visit.actual_end or visit.planned_start or visit.created_at,
        outcome=visit.outcome,
        findings=visit.findings,
    )
