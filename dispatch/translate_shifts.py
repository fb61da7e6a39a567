"""A technician's working time on a day as a shift of the optimizer's problem."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from dispatch import clock, costing, models
from dispatch.coordinates import Located
from dispatch.horizon import Horizon, Places, Rows, bounded, cents
from dispatch.rates import Rates
from optimizer import problem


@dataclass(frozen=True)
class ShiftOrigin:
    """Which technician and day a shift of the problem stands for, and the rates it is priced at."""

    technician: models.Technician
    day: date
    rates: Rates


def shifts_on(
    technician: models.Technician,
    day: date,
    rates: Rates,
    rows: Rows,
    horizon: Horizon,
    places: Places,
) -> Iterator[problem.Shift]:
    """The technician's shifts on that day: none when absent, shorter when already under way."""
    if not technician.active or any(a.first_day <= day <= a.last_day for a in technician.absences):
        return
    busy = [visit for visit in rows.busy if visit.planned_technician_id == technician.id]
    free = max((_free_again(visit, horizon.now) for visit in busy), default=None)
    for pattern in sorted(technician.shift_patterns, key=lambda pattern: pattern.opens):
        if pattern.weekday != day.weekday():
            continue
        opens, closes = _working_time(pattern, day, horizon)
        begins = max(opens, _whole_minute(horizon.now, horizon))
        start_place: Located = technician
        if free is not None and horizon.second_after(free.at) > opens:
            begins = max(begins, horizon.second_after(free.at))
            start_place = technician if free.site.lat is None else free.site
        if begins >= closes:
            continue
        name = f"{technician.ref} {day}" + ("" if opens == begins else f" from {begins}")
        yield problem.Shift(
            id=f"{name} {pattern.opens:%H:%M}",
            technician=technician.ref,
            start_place=places.index(start_place),
            end_place=places.index(technician),
            opens=begins,
            closes=closes,
            max_overtime_s=pattern.max_overtime_min * 60,
            skills=_skills(technician, horizon),
            breaks=_breaks(pattern, day, begins, closes, horizon),
            prices=_prices(rates),
        )


def _working_time(pattern: models.ShiftPattern, day: date, horizon: Horizon) -> tuple[int, int]:
    zone = horizon.calendar.zone
    last = day + timedelta(days=1) if pattern.closes <= pattern.opens else day
    opens = clock.to_utc_or_later(day, pattern.opens, zone)
    closes = clock.to_utc_or_later(last, pattern.closes, zone)
    return horizon.second(opens), horizon.second(closes)


def _whole_minute(now: datetime, horizon: Horizon) -> int:
    """Now, rounded up, as a second of the plan; nothing can start before it."""
    return max(0, -(-horizon.second_after(now) // 60) * 60)


@dataclass(frozen=True, order=True)
class _Free:
    """When and where a technician has ended, or probably will end, a visit that was started."""

    at: datetime
    site: models.Site = field(compare=False)


def _free_again(visit: models.Visit, now: datetime) -> _Free:
    site = visit.case.site
    if visit.actual_end is not None:
        return _Free(visit.actual_end, site)
    on_site = visit.actual_start or visit.actual_arrival
    if on_site is None:
        on_site = max(now, visit.planned_arrival or now)
    return _Free(max(now, on_site + timedelta(seconds=visit.requested_duration_s)), site)


def _skills(technician: models.Technician, horizon: Horizon) -> tuple[problem.Skill, ...]:
    return tuple(
        problem.Skill(
            skill=held.skill.ref, level=held.level, valid_until=_valid_until(held, horizon)
        )
        for held in sorted(technician.skills, key=lambda held: held.skill.ref)
    )


def _valid_until(held: models.TechnicianSkill, horizon: Horizon) -> int | None:
    """Midnight after the last day it counts; none if that lies behind the planned days."""
    if held.valid_until is None or held.valid_until >= horizon.dates[-1]:
        return None
    day_after = held.valid_until + timedelta(days=1)
    return bounded(horizon.second(clock.midnight(day_after, horizon.calendar.zone)))


def _breaks(
    pattern: models.ShiftPattern, day: date, begins: int, closes: int, horizon: Horizon
) -> tuple[problem.Break, ...]:
    """The lunch break, unless its time has passed before the shift begins or comes after it."""
    if not pattern.break_min or pattern.break_earliest is None or pattern.break_latest is None:
        return ()
    zone = horizon.calendar.zone
    bounds = []
    for clock_time in (pattern.break_earliest, pattern.break_latest):
        on_day = day + timedelta(days=1) if clock_time < pattern.opens else day
        bounds.append(horizon.second(clock.to_utc_or_later(on_day, clock_time, zone)))
    earliest = max(0, bounds[0])
    latest = max(bounds)
    duration_s = pattern.break_min * 60
    if latest < begins or max(earliest, begins) + duration_s > closes:
        return ()
    return (problem.Break(duration_s=duration_s, earliest=earliest, latest=latest),)


def _prices(rates: Rates) -> problem.Prices:
    return problem.Prices(
        work_cents_per_hour=costing.cents_per_hour(rates.hour),
        drive_cents_per_hour=costing.cents_per_hour(rates.travel_hour),
        wait_cents_per_hour=costing.cents_per_hour(rates.wait_hour),
        distance_cents_per_100km=costing.cents_per_100km(rates.km),
        overtime_cents_per_hour=costing.cents_per_hour(rates.overtime_premium),
        minimum_work_cents=cents(rates.minimum_charge),
    )
