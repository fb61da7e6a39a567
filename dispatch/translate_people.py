"""What holds over all shifts of a technician: rest, weekly hours, a fair share of the work."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from dispatch import clock, models
from dispatch.horizon import DoneWork, Horizon, Policy, Rows
from dispatch.translate_under_way import spent_on
from optimizer import problem

LOOKS_BACK = timedelta(days=28)
"""How long what somebody did counts for the fair share."""

_HOUR_S = 3600


def technician_rules(
    technician: models.Technician, rows: Rows, horizon: Horizon, policy: Policy
) -> problem.TechnicianRules:
    """The technician's rules on the planned days."""
    return problem.TechnicianRules(
        technician=technician.ref,
        rest_s=_seconds(technician.rest_hours),
        work_limits=tuple(_work_limits(technician, rows, horizon)),
        fairness=_fairness(technician, rows.done.get(technician.ref, DoneWork()), horizon, policy),
    )


def rested_from(technician: models.Technician, rows: Rows, horizon: Horizon) -> datetime | None:
    """When the technician is rested after the last published route before the planned days."""
    before = [
        route.returns for route in _routes_of(technician, rows) if route.day < horizon.first_day
    ]
    return max(before) + _rest(technician) if before and technician.rest_hours else None


def rest_begins(technician: models.Technician, rows: Rows, horizon: Horizon) -> datetime | None:
    """When the rest before the next published route after the planned days has to begin."""
    after = [
        route.departure for route in _routes_of(technician, rows) if route.day > horizon.dates[-1]
    ]
    return min(after) - _rest(technician) if after and technician.rest_hours else None


def _rest(technician: models.Technician) -> timedelta:
    return timedelta(seconds=_seconds(technician.rest_hours))


def working_s(route: models.Route) -> int:
    """From leaving to being back, without the breaks taken on the way."""
    breaks = sum(
        (
            rest.ends - rest.starts
            for rest in route.breaks
            if rest.starts >= route.departure and rest.ends <= route.returns
        ),
        timedelta(0),
    )
    return int((route.returns - route.departure - breaks).total_seconds())


def _routes_of(technician: models.Technician, rows: Rows) -> Iterator[models.Route]:
    return (route for route in rows.published if route.technician_id == technician.id)


def _work_limits(
    technician: models.Technician, rows: Rows, horizon: Horizon
) -> Iterator[problem.WorkLimit]:
    """One for each calendar week: its hours less those published on other days of it, and less
    those of the planned days that are worked already."""
    if technician.week_hours is None:
        return
    zone = horizon.calendar.zone
    for monday in sorted({day - timedelta(days=day.weekday()) for day in horizon.dates}):
        sunday = monday + timedelta(days=6)
        elsewhere = sum(
            working_s(route)
            for route in _routes_of(technician, rows)
            if monday <= route.day <= sunday and _counts(route, horizon)
        )
        worked = sum(
            spent_on(technician, day, pattern.opens, rows, horizon.now).working_s
            for day in horizon.dates
            if monday <= day <= sunday
            for pattern in technician.shift_patterns
            if pattern.weekday == day.weekday()
        )
        next_monday = clock.midnight(monday + timedelta(days=7), zone)
        yield problem.WorkLimit(
            opens=max(0, horizon.second(clock.midnight(monday, zone))),
            closes=horizon.second(next_monday) - 1,
            max_s=max(0, _seconds(technician.week_hours) - elsewhere - worked),
        )


def _counts(route: models.Route, horizon: Horizon) -> bool:
    """The route stays as it is; those of the planned days are planned anew."""
    return route.day not in horizon.dates


def _fairness(
    technician: models.Technician, done: DoneWork, horizon: Horizon, policy: Policy
) -> problem.Fairness:
    """The share of the planned days, less what was done above it in the weeks before."""
    hours, points = technician.fair_hours, technician.fair_points
    weeks, before = Decimal(horizon.days) / 7, LOOKS_BACK // timedelta(days=7)
    fair_s = _seconds(hours)
    return problem.Fairness(
        fair_work_s=max(0, int(fair_s * weeks) - max(0, done.work_s - fair_s * before)),
        work_cents_per_hour=0 if hours is None else policy.prices.fair_per_hour,
        fair_points=max(
            0, int((points or 0) * weeks) - max(0, done.points - (points or 0) * before)
        ),
        cents_per_point=0 if points is None else policy.prices.fair_per_point,
    )


def _seconds(hours: Decimal | None) -> int:
    return 0 if hours is None else int(hours * _HOUR_S)


def weeks_around(dates: Sequence[date]) -> tuple[date, date]:
    """First and last day of what `Rows.published` has to hold: whole weeks and a day more."""
    first = dates[0] - timedelta(days=max(dates[0].weekday(), 1))
    return first, dates[-1] + timedelta(days=max(6 - dates[-1].weekday(), 1))
