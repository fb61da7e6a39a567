"""What a technician's phone asks: their own days and one own visit with all they need there.

Other people see nothing here: dispatchers have the board.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dispatch import lookup, models
from dispatch.errors import NotAllowed
from dispatch.queries.case_rows import device_name
from dispatch.roles import Actor, require
from dispatch.statuses import (
    ENDED,
    STARTED,
    AttemptOutcome,
    Channel,
    Priority,
    Role,
    VisitOutcome,
    VisitStatus,
)

MOST_EARLIER_VISITS = 10


@dataclass(frozen=True)
class WorkDay:
    day: date
    visits: int


@dataclass(frozen=True)
class UnderWay:
    """The visit the technician is busy with; `day` is the one it was planned for."""

    visit_ref: str
    customer: str
    status: VisitStatus
    planned_start: datetime | None


@dataclass(frozen=True)
class Tried:
    """One remote attempt, made before anybody was sent."""

    at: datetime
    channel: Channel
    by: str
    minutes: int
    outcome: AttemptOutcome
    transcript: str


@dataclass(frozen=True)
class EarlierVisit:
    """An ended visit to the same device, of this case or another."""

    at: datetime
    technician: str
    symptom: str
    outcome: VisitOutcome | None
    findings: str
    factors: tuple[str, ...]


@dataclass(frozen=True)
class SkillNeed:
    name: str
    level: int


@dataclass(frozen=True)
class PartNeed:
    """`used` is none until the visit ended."""

    ref: str
    name: str
    planned: int
    used: int | None


@dataclass(frozen=True)
class PhoneVisit:
    """Everything about one visit. `open_visit_ref` is another open visit of its case."""

    visit_ref: str
    case_ref: str
    status: VisitStatus
    priority: Priority
    customer: str
    phone: str
    site_name: str
    address: str
    lat: float | None
    lon: float | None
    access_notes: str
    device: str
    serial: str
    warranty_until: date | None
    work_type: str
    checklist: str
    symptom: str
    note: str
    tried: tuple[Tried, ...]
    earlier: tuple[EarlierVisit, ...]
    skills: tuple[SkillNeed, ...]
    parts: tuple[PartNeed, ...]
    day: date | None
    planned_distance_m: int
    planned_arrival: datetime | None
    planned_end: datetime | None
    promised_from: datetime | None
    promised_until: datetime | None
    actual_travel_start: datetime | None
    actual_arrival: datetime | None
    actual_start: datetime | None
    actual_end: datetime | None
    outcome: VisitOutcome | None
    findings: str
    factors: tuple[tuple[str, str], ...]
    open_visit_ref: str


def own_workdays(
    session: Session, *, actor: Actor, first_day: date, last_day: date
) -> tuple[WorkDay, ...]:
    """The days, both included, on which the technician has published visits."""
    require(actor, Role.TECHNICIAN)
    rows = session.execute(
        select(models.Route.day, func.count())
        .join(models.Stop, models.Stop.route_id == models.Route.id)
        .join(models.Visit, models.Visit.stop_id == models.Stop.id)
        .where(
            models.Route.technician_id == (actor.technician_id or 0),
            models.Route.day.between(first_day, last_day),
            models.Visit.status.not_in((VisitStatus.READY, VisitStatus.CANCELLED)),
        )
        .group_by(models.Route.day)
        .order_by(models.Route.day)
    )
    return tuple(WorkDay(day, visits) for day, visits in rows)


def own_under_way(session: Session, *, actor: Actor) -> UnderWay | None:
    """The visit that the technician travels to or is at, of whatever day."""
    require(actor, Role.TECHNICIAN)
    visit = session.scalar(
        select(models.Visit)
        .where(
            models.Visit.planned_technician_id == (actor.technician_id or 0),
            models.Visit.status.in_(STARTED),
        )
        .order_by(models.Visit.actual_travel_start, models.Visit.id)
        .limit(1)
    )
    if visit is None:
        return None
    return UnderWay(visit.ref, visit.case.customer.name, visit.status, visit.planned_start)


def own_visit(session: Session, *, actor: Actor, visit_ref: str) -> PhoneVisit:
    """`NotAllowed` unless the visit is on a published route of the acting technician."""
    visit = own_row(session, actor, visit_ref)
    case, site, device = visit.case, visit.case.site, visit.case.device
    stop = session.get(models.Stop, visit.stop_id) if visit.stop_id else None
    others = [other for other in case.visits if other is not visit]
    waiting = next((one for one in others if one.status not in _OVER), None)
    return PhoneVisit(
        visit_ref=visit.ref,
        case_ref=case.ref,
        status=visit.status,
        priority=visit.requested_priority,
        customer=case.customer.name,
        phone=case.customer.phone,
        site_name=site.name,
        address=site.address,
        lat=site.lat,
        lon=site.lon,
        access_notes=site.access_notes,
        device=device_name(device),
        serial=device.serial if device else "",
        warranty_until=device.warranty_until if device else None,
        work_type=case.work_type.name if case.work_type else "",
        checklist=case.work_type.checklist if case.work_type else "",
        symptom=case.symptom,
        note=visit.note,
        tried=_tried(case.attempts),
        earlier=_earlier(session, visit),
        skills=tuple(sorted(_skills(visit), key=lambda need: need.name)),
        parts=tuple(sorted(_parts(visit), key=lambda need: need.ref)),
        day=stop.route.day if stop else None,
        planned_distance_m=stop.distance_m if stop else 0,
        planned_arrival=visit.planned_arrival,
        planned_end=visit.planned_end,
        promised_from=visit.promised_from,
        promised_until=visit.promised_until,
        actual_travel_start=visit.actual_travel_start,
        actual_arrival=visit.actual_arrival,
        actual_start=visit.actual_start,
        actual_end=visit.actual_end,
        outcome=visit.outcome,
        findings=visit.findings,
        factors=tuple((factor.factor, factor.note) for factor in visit.factors),
        open_visit_ref=waiting.ref if waiting else "",
    )


_OVER = (*ENDED, VisitStatus.CANCELLED)


def own_row(session: Session, actor: Actor, visit_ref: str) -> models.Visit:
    """For the sibling queries only; `NotAllowed` unless it is on the actor's route."""
    require(actor, Role.TECHNICIAN)
    visit = lookup.by_ref(session, models.Visit, visit_ref)
    own = actor.technician_id is not None and visit.planned_technician_id == actor.technician_id
    if not own or visit.status is VisitStatus.READY:
        raise NotAllowed(
            f"{actor.name} has no visit {visit_ref} on their route", "not_on_your_route"
        )
    return visit


def _tried(attempts: Sequence[models.Attempt]) -> tuple[Tried, ...]:
    return tuple(
        Tried(one.started_at, one.channel, one.by, one.minutes, one.outcome, one.transcript)
        for one in attempts
    )


def _earlier(session: Session, visit: models.Visit) -> tuple[EarlierVisit, ...]:
    case = visit.case
    same = (
        models.Case.id == case.id
        if case.device_id is None
        else models.Case.device_id == case.device_id
    )
    found = session.scalars(
        select(models.Visit)
        .join(models.Visit.case)
        .where(same, models.Visit.id != visit.id, models.Visit.status.in_(ENDED))
        .order_by(models.Visit.actual_end.desc(), models.Visit.id.desc())
        .limit(MOST_EARLIER_VISITS)
    )
    return tuple(
        EarlierVisit(
            at=one.actual_end or one.created_at,
            technician=one.planned_technician.name if one.planned_technician else "",
            symptom=one.case.symptom if one.case_id != case.id else "",
            outcome=one.outcome,
            findings=one.findings,
            factors=tuple(factor.factor for factor in one.factors),
        )
        for one in found
    )


def _skills(visit: models.Visit) -> list[SkillNeed]:
    return [SkillNeed(need.skill.name, need.level) for need in visit.skills]


def _parts(visit: models.Visit) -> list[PartNeed]:
    return [
        PartNeed(need.part.ref, need.part.name, need.planned, need.used) for need in visit.parts
    ]
