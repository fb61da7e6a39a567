"""A technician's working time on a day as a shift of the optimizer's problem."""

from collections.abc import Iterator
from dataclasses import dataclass
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
    busy = [visit for visit in rows.busy if _was_on(visit, technician, day, horizon)]
    for pattern in sorted(technician.shift_patterns, key=lambda pattern: pattern.opens):
        if pattern.weekday != day.weekday():
            continue
        opens, closes = _working_time(pattern, day, horizon)
        start_place: Located = technician
        begins = max(opens, _whole_minute(horizon.now, horizon))
        if busy:
            last = max(busy, key=lambda visit: _free_again(visit, horizon.now))
            begins = max(begins, horizon.second(_free_again(last, horizon.now)))
            start_place = last.case.site
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
    return max(0, -(-horizon.second(now) // 60) * 60)


def _was_on(
    visit: models.Visit, technician: models.Technician, day: date, horizon: Horizon
) -> bool:
    began = visit.actual_travel_start or visit.actual_arrival
    return (
        visit.planned_technician_id == technician.id
        and began is not None
        and clock.local_day(began, horizon.calendar.zone) == day
    )


def _free_again(visit: models.Visit, now: datetime) -> datetime:
    """When the technician has ended, or probably will end, a visit that was started."""
    if visit.actual_end is not None:
        return visit.actual_end
    on_site = visit.actual_start or visit.actual_arrival
    if on_site is None:
        on_site = max(now, visit.planned_arrival or now)
    return max(now, on_site + timedelta(seconds=visit.requested_duration_s))


def _skills(technician: models.Technician, horizon: Horizon) -> tuple[problem.Skill, ...]:
    zone = horizon.calendar.zone
    return tuple(
        problem.Skill(
            skill=held.skill.ref,
            level=held.level,
            valid_until=None
            if held.valid_until is None
            else bounded(
                horizon.second(clock.midnight(held.valid_until + timedelta(days=1), zone))
            ),
        )
        for held in sorted(technician.skills, key=lambda held: held.skill.ref)
    )


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
    earliest, latest = max(0, bounds[0]), bounds[1]
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
