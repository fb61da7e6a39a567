"""Who works on the day, who is away, and how full each day is."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch import clock, models
from dispatch.plan_views import BrokenRule
from dispatch.queries.board_rows import (
    RouteRow,
    SkillRow,
    Span,
    Spot,
    StopRow,
    TechnicianRow,
)
from dispatch.working_time import Calendar


def crew(
    session: Session,
    day: date,
    calendar: Calendar,
    stops: Sequence[StopRow],
    routes: Mapping[str, list[RouteRow]],
    broken: Sequence[BrokenRule],
) -> tuple[TechnicianRow, ...]:
    """Everybody with a shift, an absence or a stop on the day, by name."""
    patterns = _patterns(session, day)
    absences = _absences(session, day)
    skills = _skills(session, day)
    work: defaultdict[str, list[StopRow]] = defaultdict(list)
    for stop in stops:
        work[stop.technician_ref].append(stop)
    found = []
    for row in session.scalars(select(models.Technician).order_by(models.Technician.name)):
        mine = patterns[row.id] if row.active else []
        away = absences.get(row.id) if row.active else None
        if not mine and away is None and row.ref not in work:
            continue
        shifts = () if away is not None else tuple(_span(one, day, calendar) for one in mine)
        found.append(
            TechnicianRow(
                ref=row.ref,
                name=row.name,
                phone=row.phone,
                home=None if row.lat is None or row.lon is None else Spot(row.lat, row.lon),
                town=row.town,
                shifts=shifts,
                absent=away or "",
                load=_load(shifts, mine, work[row.ref], routes.get(row.ref, [])),
                skills=tuple(skills[row.id]),
                routes=tuple(sorted(routes.get(row.ref, []), key=lambda route: route.opens)),
                violations=tuple(
                    rule
                    for rule in broken
                    if rule.technician_ref == row.ref and rule.visit_ref is None
                ),
            )
        )
    return tuple(found)


def _load(
    shifts: Sequence[Span],
    patterns: Sequence[models.ShiftPattern],
    stops: Sequence[StopRow],
    routes: Sequence[RouteRow],
) -> float:
    """Work, driving and waiting as a part of the shift hours without breaks."""
    hours_s = sum((span.ends - span.begins).total_seconds() for span in shifts)
    hours_s -= sum(pattern.break_min * 60 for pattern in patterns) if shifts else 0
    busy_s = sum(
        (stop.ends - stop.starts).total_seconds() + stop.drive_s + stop.wait_s for stop in stops
    )
    busy_s += sum(route.return_drive_s for route in routes)
    if hours_s <= 0:
        return 1.0 if busy_s else 0.0
    return busy_s / hours_s


def _patterns(session: Session, day: date) -> Mapping[int, list[models.ShiftPattern]]:
    found: defaultdict[int, list[models.ShiftPattern]] = defaultdict(list)
    pattern = models.ShiftPattern
    for row in session.scalars(
        select(pattern).where(pattern.weekday == day.weekday()).order_by(pattern.opens)
    ):
        found[row.technician_id].append(row)
    return found


def _span(pattern: models.ShiftPattern, day: date, calendar: Calendar) -> Span:
    last = day + timedelta(days=1) if pattern.closes <= pattern.opens else day
    return Span(
        clock.to_utc_or_later(day, pattern.opens, calendar.zone),
        clock.to_utc_or_later(last, pattern.closes, calendar.zone),
    )


def _absences(session: Session, day: date) -> dict[int, str]:
    absence = models.Absence
    rows = session.execute(
        select(absence.technician_id, absence.reason).where(
            absence.first_day <= day, absence.last_day >= day
        )
    )
    return {technician_id: reason or "absent" for technician_id, reason in rows}


def _skills(session: Session, day: date) -> Mapping[int, list[SkillRow]]:
    """Those that count on the day."""
    held = models.TechnicianSkill
    found: defaultdict[int, list[SkillRow]] = defaultdict(list)
    for technician_id, level, ref, name in session.execute(
        select(held.technician_id, held.level, models.Skill.ref, models.Skill.name)
        .join(models.Skill, models.Skill.id == held.skill_id)
        .where((held.valid_until >= day) | held.valid_until.is_(None))
        .order_by(models.Skill.ref)
    ):
        found[technician_id].append(SkillRow(ref, name, level))
    return found
