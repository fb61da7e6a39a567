"""One case as a conversation over time, with what it cost and what its device has been through."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from dispatch import escalation, lookup, models, visit_building
from dispatch.case_acts import Act, possible_acts
from dispatch.case_checks import facts_of
from dispatch.due_times import DueTimes, NextDue
from dispatch.errors import NotAllowed
from dispatch.queries.case_events import Event, events
from dispatch.queries.case_rows import device_name, due_times_of, next_due_of, visible_to
from dispatch.queries.case_stamp import stamp_of
from dispatch.remote_cost import Effort, RemoteCostLine, cost_lines, total
from dispatch.roles import Actor, require
from dispatch.statuses import CaseStatus, Channel, Priority, Role, VisitOutcome, VisitStatus


@dataclass(frozen=True)
class VisitSummary:
    """`windows` are what the customer asked for; the other times are none until they happen.

    `planned_cost` is none until a plan is published, `actual_cost` until the visit has ended.
    """

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
    planned_cost: Decimal | None
    actual_cost: Decimal | None


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
    """Everything about one case. `remote_cost` leaves out lines without a rate in force.

    `remote_lines` are in the order of the attempts among the events. `stamp` changes whenever
    anything of the case does. `acts` is what the reader may do with it now.
    """

    case_ref: str
    stamp: str
    acts: tuple[Act, ...]
    status: CaseStatus
    priority: Priority
    channel: Channel
    customer: str
    agreement: str
    phone: str
    email: str
    site: str
    town: str
    address: str
    access_notes: str
    device: str
    device_name: str
    device_kind: str
    serial: str
    warranty_until: date | None
    work_type: str
    work_type_ref: str
    symptom: str
    opened_at: datetime
    opened_by: str
    due: DueTimes
    next_due: NextDue | None
    facts: escalation.Facts
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
        raise NotAllowed(f"{actor.name} has no visit of case {case_ref}", "not_your_case")
    efforts = [
        Effort(attempt.channel, attempt.started_at, attempt.minutes)
        for attempt in sorted(case.attempts, key=lambda attempt: attempt.started_at)
    ]
    lines = cost_lines(efforts, session.scalars(select(models.RemoteRate)), zone)
    facts = facts_of(case)
    due = due_times_of(case)
    open_visit = visit_building.open_visit(case.visits)
    device = case.device
    return CaseStory(
        case_ref=case.ref,
        stamp=stamp_of(session, case),
        acts=possible_acts(actor.role, case.status, open_visit.status if open_visit else None),
        status=case.status,
        priority=case.priority,
        channel=case.channel,
        customer=case.customer.name,
        agreement=case.customer.agreement.name,
        phone=case.customer.phone,
        email=case.customer.email,
        site=case.site.ref,
        town=case.site.town,
        address=case.site.address,
        access_notes=case.site.access_notes,
        device=device.ref if device else "",
        device_name=device_name(device),
        device_kind=device.kind if device else "",
        serial=device.serial if device else "",
        warranty_until=device.warranty_until if device else None,
        work_type=case.work_type.name if case.work_type else "",
        work_type_ref=case.work_type.ref if case.work_type else "",
        symptom=case.symptom,
        opened_at=case.opened_at,
        opened_by=case.opened_by,
        due=due,
        next_due=next_due_of(case, due),
        facts=facts,
        next_step=escalation.next_step(facts),
        missing=tuple(escalation.assess(facts)),
        events=events(session, case),
        visits=_visits(session, case),
        remote_minutes=sum(effort.minutes for effort in efforts),
        remote_cost=total(lines),
        remote_lines=lines,
        currency=currency,
        device_history=_device_history(session, case),
    )


def _visits(session: Session, case: models.Case) -> tuple[VisitSummary, ...]:
    ids = [visit.id for visit in case.visits]
    costs = session.scalars(select(models.VisitCost).where(models.VisitCost.visit_id.in_(ids)))
    by_visit = {cost.visit_id: cost for cost in costs}
    return tuple(_summary(visit, by_visit.get(visit.id)) for visit in case.visits)


def _summary(visit: models.Visit, cost: models.VisitCost | None) -> VisitSummary:
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
        planned_cost=cost.planned_total if cost else None,
        actual_cost=cost.actual_total if cost else None,
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
