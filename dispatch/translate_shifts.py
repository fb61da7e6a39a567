"""A technician's working time on a day as a shift of the optimizer's problem."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from dispatch import clock, costing, models
from dispatch.horizon import Horizon, Places, Point, Rows, bounded, cents
from dispatch.planning_rules import RouteEnd, RouteStart
from dispatch.rates import Rates
from dispatch.translate_breaks import breaks
from dispatch.translate_people import rest_begins, rested_from
from dispatch.translate_under_way import caps_left, free_again, room_left, shift_mark, spent_on
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
) -> Iterator[tuple[problem.Shift, ShiftOrigin]]:
    """The technician's shifts on that day, each with its origin: none when absent, shorter when
    already under way or when the rest after or before a published route asks for it."""
    if not technician.active or any(a.first_day <= day <= a.last_day for a in technician.absences):
        return
    busy = [visit for visit in rows.busy if visit.planned_technician_id == technician.id]
    free = max((free_again(visit, horizon.now) for visit in busy), default=None)
    for pattern in sorted(technician.shift_patterns, key=lambda pattern: pattern.opens):
        if pattern.weekday != day.weekday():
            continue
        opens, closes = _working_time(pattern, day, horizon)
        begins = max(opens, _whole_minute(horizon.now, horizon))
        start_place: Point = _start(technician)
        if free is not None and horizon.second_after(free.at) > opens:
            begins = max(begins, horizon.second_after(free.at))
            start_place = _start(technician) if free.site.lat is None else free.site
        begins = max(begins, _rested(technician, rows, horizon, opens))
        overtime_s = _overtime_s(pattern, technician, rows, closes, horizon)
        if begins >= min(closes, closes + overtime_s):
            continue
        closes, overtime_s = min(closes, closes + overtime_s), max(0, overtime_s)
        name = f"{technician.ref} {day}" + ("" if opens == begins else f" from {begins}")
        spent = spent_on(technician, day, pattern.opens, rows, horizon.now)
        left = replace(rates, shift_price=max(Decimal(0), rates.shift_price - spent.price))
        shift = problem.Shift(
            id=name + shift_mark(pattern.opens),
            technician=technician.ref,
            start_place=places.index(start_place),
            end_place=_end(technician, places),
            opens=begins,
            closes=closes,
            max_overtime_s=overtime_s,
            skills=_skills(technician, horizon),
            pace_percent=technician.pace_percent,
            equipment=tuple(sorted({*technician.equipment, *spent.equipment})),
            stock=_stock(technician, spent.parts),
            pick_up=_pick_up(technician, places),
            capacity=room_left(technician.capacity, spent),
            caps=caps_left(technician.caps, spent),
            breaks=breaks(pattern, day, begins, closes, horizon),
            prices=_prices(left),
        )
        yield shift, ShiftOrigin(technician, day, left)


def _start(technician: models.Technician) -> Point:
    depot = technician.depot
    return depot if technician.starts_at is RouteStart.DEPOT and depot else technician


def _end(technician: models.Technician, places: Places) -> int | None:
    if technician.ends_at is RouteEnd.LAST_VISIT:
        return None
    depot = technician.depot
    return places.index(depot if technician.ends_at is RouteEnd.DEPOT and depot else technician)


def _pick_up(technician: models.Technician, places: Places) -> problem.PickUp | None:
    depot = technician.depot
    if depot is None:
        return None
    return problem.PickUp(place=places.index(depot), service_s=depot.load_min * 60)


def _stock(technician: models.Technician, fetched: Mapping[str, int]) -> dict[str, int]:
    stock = Counter({entry.part.ref: entry.pieces for entry in technician.stock})
    stock.update(fetched)
    return dict(sorted(stock.items()))


def _rested(technician: models.Technician, rows: Rows, horizon: Horizon, opens: int) -> int:
    """When the technician may leave again after the last published route before the days."""
    rested = rested_from(technician, rows, horizon)
    return 0 if rested is None else horizon.second_after(rested)


def _overtime_s(
    pattern: models.ShiftPattern,
    technician: models.Technician,
    rows: Rows,
    closes: int,
    horizon: Horizon,
) -> int:
    """Overtime allowed, less where rest is due before a published route after the days.

    Negative where the rest begins before the shift closes.
    """
    allowed = pattern.max_overtime_min * 60
    rest = rest_begins(technician, rows, horizon)
    return allowed if rest is None else min(allowed, horizon.second(rest) - closes)


def _working_time(pattern: models.ShiftPattern, day: date, horizon: Horizon) -> tuple[int, int]:
    zone = horizon.calendar.zone
    last = day + timedelta(days=1) if pattern.closes <= pattern.opens else day
    opens = clock.to_utc_or_later(day, pattern.opens, zone)
    closes = clock.to_utc_or_later(last, pattern.closes, zone)
    return horizon.second(opens), horizon.second(closes)


def _whole_minute(now: datetime, horizon: Horizon) -> int:
    """Now, rounded up, as a second of the plan; nothing can start before it."""
    return max(0, -(-horizon.second_after(now) // 60) * 60)


def _skills(technician: models.Technician, horizon: Horizon) -> tuple[problem.Skill, ...]:
    return tuple(
        problem.Skill(
            skill=held.skill.ref,
            level=held.level,
            valid_until=_valid_until(held, horizon),
            pace_percent=held.pace_percent,
            spare_level_cents=cents(held.skill.spare_level_price),
        )
        for held in sorted(technician.skills, key=lambda held: held.skill.ref)
    )


def _valid_until(held: models.TechnicianSkill, horizon: Horizon) -> int | None:
    """Midnight after the last day it counts; none if that lies behind the planned days."""
    if held.valid_until is None or held.valid_until >= horizon.dates[-1]:
        return None
    day_after = held.valid_until + timedelta(days=1)
    return bounded(horizon.second(clock.midnight(day_after, horizon.calendar.zone)))


def _prices(rates: Rates) -> problem.Prices:
    return problem.Prices(
        work_cents_per_hour=costing.cents_per_hour(rates.hour),
        drive_cents_per_hour=costing.cents_per_hour(rates.travel_hour),
        wait_cents_per_hour=costing.cents_per_hour(rates.wait_hour),
        distance_cents_per_100km=costing.cents_per_100km(rates.km),
        overtime_cents_per_hour=costing.cents_per_hour(rates.overtime_premium),
        minimum_work_cents=cents(rates.minimum_charge),
        used_cents=cents(rates.shift_price),
        visit_cents=cents(rates.visit_price),
        route_cents_per_hour=costing.cents_per_hour(rates.working_hour),
    )
