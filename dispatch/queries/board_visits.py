"""What the board knows of visits, wherever they stand, in four queries for all of them."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from dispatch import clock, models, opening_hours
from dispatch.errors import BadValue
from dispatch.plan_steps import Pin
from dispatch.queries.board_rows import PartRow, SkillRow, Span, Spot, VisitCard
from dispatch.working_time import Calendar


@dataclass(frozen=True)
class VisitFacts:
    """The card, and what times and costs of a stop are made from."""

    card: VisitCard
    price_class: str
    parts: tuple[tuple[str, int, Decimal], ...]
    travel_start: datetime | None
    arrival: datetime | None
    start: datetime | None
    end: datetime | None


def facts_of(
    session: Session,
    visit_ids: Collection[int],
    day: date,
    calendar: Calendar,
    order_pins: Collection[str],
) -> dict[int, VisitFacts]:
    """By visit id; windows are those of the day."""
    windows = _windows(session, visit_ids)
    parts = _parts(session, visit_ids)
    skills = _skills(session, visit_ids)
    return {
        row.id: VisitFacts(
            card=_card(
                row,
                windows=_of_day(row, windows.get(row.id), day, calendar),
                parts=tuple(PartRow(part.ref, part.name, part.planned) for part in parts[row.id]),
                skills=tuple(skills[row.id]),
                pins=_pins(row, order_pins),
            ),
            price_class=row.price_class,
            parts=tuple((part.ref, part.planned, part.unit_cost) for part in parts[row.id]),
            travel_start=row.actual_travel_start,
            arrival=row.actual_arrival,
            start=row.actual_start,
            end=row.actual_end,
        )
        for row in _rows(session, visit_ids)
    }


def _rows(session: Session, visit_ids: Collection[int]) -> list[Row[Any]]:
    visit, case, site, customer = models.Visit, models.Case, models.Site, models.Customer
    return list(
        session.execute(
            select(
                visit.id,
                visit.ref,
                visit.status,
                visit.requested_duration_s,
                visit.requested_due_by,
                visit.requested_priority,
                visit.price_class,
                visit.note,
                visit.pinned_technician_id,
                visit.pinned_start,
                visit.promised_from,
                visit.promised_until,
                visit.actual_travel_start,
                visit.actual_arrival,
                visit.actual_start,
                visit.actual_end,
                case.ref.label("case_ref"),
                case.symptom,
                customer.name.label("customer"),
                customer.phone,
                site.street,
                site.house_number,
                site.postcode,
                site.town,
                site.lat,
                site.lon,
                site.access_notes,
                site.opening_hours,
                models.WorkType.name.label("work_type"),
                models.Device.kind,
                models.Device.model,
            )
            .join(case, case.id == visit.case_id)
            .join(site, site.id == case.site_id)
            .join(customer, customer.id == site.customer_id)
            .outerjoin(models.WorkType, models.WorkType.id == case.work_type_id)
            .outerjoin(models.Device, models.Device.id == case.device_id)
            .where(visit.id.in_(visit_ids))
        )
    )


def _card(
    row: Row[Any],
    *,
    windows: tuple[Span, ...],
    parts: tuple[PartRow, ...],
    skills: tuple[SkillRow, ...],
    pins: frozenset[Pin],
) -> VisitCard:
    promised = row.promised_from is not None and row.promised_until is not None
    street = f"{row.street} {row.house_number}".strip()
    return VisitCard(
        visit_ref=row.ref,
        case_ref=row.case_ref,
        customer=row.customer,
        phone=row.phone,
        town=row.town,
        address=f"{street}, {row.postcode} {row.town}".replace(",  ", ", "),
        spot=None if row.lat is None or row.lon is None else Spot(row.lat, row.lon),
        work_type=row.work_type or "",
        device=f"{row.kind or ''} {row.model or ''}".strip(),
        symptom=row.symptom,
        priority=row.requested_priority,
        status=row.status,
        duration_s=row.requested_duration_s,
        windows=windows,
        promised=Span(row.promised_from, row.promised_until) if promised else None,
        due_by=row.requested_due_by,
        pins=pins,
        parts=parts,
        skills=skills,
        note=row.note,
        access=row.access_notes,
    )


def _pins(row: Row[Any], order_pins: Collection[str]) -> frozenset[Pin]:
    pinned = {
        Pin.TECHNICIAN: row.pinned_technician_id is not None,
        Pin.START: row.pinned_start is not None,
        Pin.ORDER: row.ref in order_pins,
    }
    return frozenset(pin for pin, is_set in pinned.items() if is_set)


def _of_day(
    row: Row[Any], asked: list[Span] | None, day: date, calendar: Calendar
) -> tuple[Span, ...]:
    """What the customer asked for on that day, else when work of that length may start."""
    if asked is None:
        return _open(row.opening_hours, row.requested_duration_s, day, calendar)
    begins = clock.midnight(day, calendar.zone)
    ends = clock.midnight(day + timedelta(days=1), calendar.zone)
    return tuple(
        Span(max(span.begins, begins), min(span.ends, ends))
        for span in asked
        if span.begins < ends and span.ends >= begins
    )


@lru_cache(maxsize=4096)
def _open(text: str, duration_s: int, day: date, calendar: Calendar) -> tuple[Span, ...]:
    """Hours that cannot be read say nothing here; planning refuses them by name."""
    work = timedelta(seconds=duration_s)
    try:
        found = opening_hours.work_windows(text, [day], calendar.zone, calendar.is_holiday, work)
    except BadValue:
        return ()
    return tuple(Span(opens, closes) for opens, closes in found)


def _windows(session: Session, visit_ids: Collection[int]) -> Mapping[int, list[Span]]:
    window = models.VisitWindow
    found: defaultdict[int, list[Span]] = defaultdict(list)
    for row in session.execute(
        select(window.visit_id, window.opens, window.closes)
        .where(window.visit_id.in_(visit_ids))
        .order_by(window.opens)
    ):
        found[row.visit_id].append(Span(row.opens, row.closes))
    return dict(found)


@dataclass(frozen=True)
class _Part:
    ref: str
    name: str
    planned: int
    unit_cost: Decimal


def _parts(session: Session, visit_ids: Collection[int]) -> Mapping[int, list[_Part]]:
    found: defaultdict[int, list[_Part]] = defaultdict(list)
    for visit_id, ref, name, planned, unit_cost in session.execute(
        select(
            models.VisitPart.visit_id,
            models.Part.ref,
            models.Part.name,
            models.VisitPart.planned,
            models.Part.unit_cost,
        )
        .join(models.Part, models.Part.id == models.VisitPart.part_id)
        .where(models.VisitPart.visit_id.in_(visit_ids), models.VisitPart.planned > 0)
        .order_by(models.Part.ref)
    ):
        found[visit_id].append(_Part(ref, name, planned, unit_cost))
    return found


def _skills(session: Session, visit_ids: Collection[int]) -> Mapping[int, list[SkillRow]]:
    found: defaultdict[int, list[SkillRow]] = defaultdict(list)
    for row in session.execute(
        select(
            models.VisitSkill.visit_id,
            models.VisitSkill.level,
            models.Skill.ref,
            models.Skill.name,
        )
        .join(models.Skill, models.Skill.id == models.VisitSkill.skill_id)
        .where(models.VisitSkill.visit_id.in_(visit_ids))
        .order_by(models.Skill.ref)
    ):
        found[row.visit_id].append(SkillRow(row.ref, row.name, row.level))
    return found
