"""A technician's day: the route with everything they need at each door."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from dispatch import lookup, models
from dispatch.queries.case_rows import device_name
from dispatch.roles import Actor, require, require_own
from dispatch.statuses import Priority, Role, VisitOutcome, VisitStatus, next_statuses


@dataclass(frozen=True)
class PartToBring:
    ref: str
    name: str
    pieces: int


@dataclass(frozen=True)
class FieldVisit:
    """One stop. `tried` are the remote attempts made before, in a line each."""

    visit_ref: str
    case_ref: str
    sequence: int
    status: VisitStatus
    next: tuple[VisitStatus, ...]
    priority: Priority
    customer: str
    phone: str
    address: str
    town: str
    lat: float | None
    lon: float | None
    access_notes: str
    device: str
    serial: str
    symptom: str
    note: str
    checklist: str
    tried: tuple[str, ...]
    parts: tuple[PartToBring, ...]
    drive_s: int
    distance_m: int
    planned_arrival: datetime
    planned_start: datetime
    planned_end: datetime
    promised_from: datetime | None
    promised_until: datetime | None
    actual_travel_start: datetime | None
    actual_arrival: datetime | None
    actual_end: datetime | None
    outcome: VisitOutcome | None


@dataclass(frozen=True)
class FieldDay:
    """One published route; `leave` is when to set out."""

    technician_ref: str
    technician: str
    day: date
    leave: datetime
    returns: datetime
    breaks: tuple[tuple[datetime, datetime], ...]
    visits: tuple[FieldVisit, ...]


def technician_day(
    session: Session, *, actor: Actor, technician_ref: str, day: date
) -> FieldDay | None:
    """The technician's published route of the day, or none; technicians see only their own."""
    technician = lookup.by_ref(session, models.Technician, technician_ref)
    require_own(actor, technician.id)
    days = _days(session, day, technician_id=technician.id)
    return days[0] if days else None


def own_day(session: Session, *, actor: Actor, day: date) -> FieldDay | None:
    """The acting technician's own published route of the day, or none."""
    require(actor, Role.TECHNICIAN)
    days = _days(session, day, technician_id=actor.technician_id or 0)
    return days[0] if days else None


def all_days(session: Session, *, actor: Actor, day: date) -> tuple[FieldDay, ...]:
    """Every published route of the day, by technician; for dispatchers."""
    require(actor, Role.DISPATCHER)
    return _days(session, day, technician_id=None)


def _days(session: Session, day: date, *, technician_id: int | None) -> tuple[FieldDay, ...]:
    case = joinedload(models.Visit.case)
    statement = (
        select(models.Visit, models.Stop)
        .join(models.Stop, models.Visit.stop_id == models.Stop.id)
        .join(models.Stop.route)
        .where(models.Route.day == day, models.Visit.status != VisitStatus.READY)
        .options(
            case.joinedload(models.Case.site).joinedload(models.Site.customer),
            case.joinedload(models.Case.device),
            case.joinedload(models.Case.work_type),
            case.selectinload(models.Case.attempts),
            selectinload(models.Visit.parts).joinedload(models.VisitPart.part),
            joinedload(models.Stop.route).joinedload(models.Route.technician),
        )
        .order_by(models.Stop.starts, models.Stop.id)
    )
    if technician_id is not None:
        statement = statement.where(models.Route.technician_id == technician_id)
    by_technician: dict[int, list[tuple[models.Visit, models.Stop]]] = {}
    for visit, stop in session.execute(statement):
        by_technician.setdefault(stop.route.technician_id, []).append((visit, stop))
    days = (_day(placed) for placed in by_technician.values())
    return tuple(sorted(days, key=lambda one: one.technician))


def _day(placed: list[tuple[models.Visit, models.Stop]]) -> FieldDay:
    """The day of one technician; after a replanning its stops may be of several routes."""
    routes = list({stop.route_id: stop.route for _, stop in placed}.values())
    latest = max(routes, key=lambda route: route.plan_id)
    return FieldDay(
        technician_ref=latest.technician.ref,
        technician=latest.technician.name,
        day=latest.day,
        leave=min(route.departure for route in routes),
        returns=latest.returns,
        breaks=tuple((rest.starts, rest.ends) for rest in latest.breaks),
        visits=tuple(
            _visit(visit, stop, sequence) for sequence, (visit, stop) in enumerate(placed, 1)
        ),
    )


def _visit(visit: models.Visit, stop: models.Stop, sequence: int) -> FieldVisit:
    case, site = visit.case, visit.case.site
    return FieldVisit(
        visit_ref=visit.ref,
        case_ref=case.ref,
        sequence=sequence,
        status=visit.status,
        next=tuple(VisitStatus(status) for status in next_statuses(visit.status)),
        priority=visit.requested_priority,
        customer=case.customer.name,
        phone=case.customer.phone,
        address=site.address,
        town=site.town,
        lat=site.lat,
        lon=site.lon,
        access_notes=site.access_notes,
        device=device_name(case.device),
        serial=case.device.serial if case.device else "",
        symptom=case.symptom,
        note=visit.note,
        checklist=case.work_type.checklist if case.work_type else "",
        tried=tuple(_tried(case.attempts)),
        parts=tuple(
            PartToBring(need.part.ref, need.part.name, need.planned)
            for need in sorted(visit.parts, key=lambda need: need.part.ref)
            if need.planned
        ),
        drive_s=stop.drive_s,
        distance_m=stop.distance_m,
        planned_arrival=stop.arrival,
        planned_start=stop.starts,
        planned_end=stop.ends,
        promised_from=visit.promised_from,
        promised_until=visit.promised_until,
        actual_travel_start=visit.actual_travel_start,
        actual_arrival=visit.actual_arrival,
        actual_end=visit.actual_end,
        outcome=visit.outcome,
    )


def _tried(attempts: Iterable[models.Attempt]) -> Iterable[str]:
    for attempt in attempts:
        yield f"{attempt.channel} by {attempt.by}, {attempt.minutes} min: {attempt.outcome}"
