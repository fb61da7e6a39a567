"""Past days of the sample company as published plans, with routes, stops and bookings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch import clock, costing, costing_rows, history, models
from dispatch.roles import Actor
from dispatch.statuses import PlanStatus, VisitStatus
from dispatch.working_time import Calendar

LOADED = "sample history"
_PROMISE = timedelta(hours=1)
_USUAL_DAY = (time(8), time(16, 30))


@dataclass(frozen=True)
class PastStop:
    """One row of the history and the visit that it is about."""

    visit: models.Visit
    technician: models.Technician
    facts: dict[str, Any]

    def at(self, name: str, calendar: Calendar) -> datetime | None:
        """The moment of that local time of the day, if there is one."""
        of_day: time | None = self.facts[name]
        if of_day is None:
            return None
        return clock.to_utc_or_later(self.facts["day"], of_day, calendar.zone)

    def moment(self, name: str, calendar: Calendar) -> datetime:
        found = self.at(name, calendar)
        assert found is not None
        return found


def publish_day(
    session: Session,
    *,
    day: date,
    stops: Sequence[PastStop],
    calendar: Calendar,
    currency: str,
    actor: Actor,
    now: datetime,
) -> models.Plan:
    """The plan of that day with a route for each technician, published at `now`."""
    plan = _plan(day, calendar, currency, actor, now)
    session.add(plan)
    session.flush()
    history.record(session, plan, before="", actor=actor, now=now)
    history.advance(session, plan, PlanStatus.PUBLISHED, actor=actor, now=now)
    cards = list(session.scalars(select(models.RateCard)))
    for technician in sorted({stop.technician for stop in stops}, key=lambda one: one.ref):
        mine = sorted(
            (stop for stop in stops if stop.technician is technician),
            key=lambda stop: stop.facts["planned_start"],
        )
        rates = costing.rates_on(cards, technician, day)
        route = _route(plan, technician, day, mine, rates, calendar)
        session.add(route)
        _add_stops(session, route, mine, calendar)
        for stop in mine:
            history.advance(session, stop.visit, VisitStatus.SCHEDULED, actor=actor, now=now)
    plan.objective = plan.baseline = _planned_total(session, plan)
    session.flush()
    return plan


def _plan(day: date, calendar: Calendar, currency: str, actor: Actor, now: datetime) -> models.Plan:
    return models.Plan(
        status=PlanStatus.DRAFT,
        first_day=day,
        days=1,
        epoch=clock.midnight(day, calendar.zone),
        created_at=now,
        created_by=actor.name,
        published_at=now,
        basis=LOADED,
        currency=currency,
        objective=Decimal(0),
        baseline=Decimal(0),
        baseline_served=0,
        search_seconds=0.0,
        engine=LOADED,
        travel_source=LOADED,
        solution_json="{}",
    )


def _route(
    plan: models.Plan,
    technician: models.Technician,
    day: date,
    stops: Sequence[PastStop],
    rates: costing.Rates,
    calendar: Calendar,
) -> models.Route:
    opens, closes = (
        clock.to_utc_or_later(day, of_day, calendar.zone) for of_day in _hours(technician, day)
    )
    first, last = stops[0], stops[-1]
    departure = first.moment("planned_start", calendar) - timedelta(seconds=first.facts["drive_s"])
    ends = _ends(last, calendar)
    returns = ends + timedelta(seconds=last.facts["home_s"])
    return models.Route(
        plan=plan,
        technician=technician,
        shift_ref=f"{technician.ref} {day}",
        day=day,
        opens=min(opens, departure),
        closes=closes,
        departure=departure,
        returns=returns,
        return_drive_s=last.facts["home_s"],
        return_distance_m=_metres(last.facts["home_km"]),
        overtime_s=max(0, int((returns - closes).total_seconds())),
        hour_rate=rates.hour,
        travel_hour_rate=rates.travel_hour,
        km_rate=rates.km,
        overtime_premium=rates.overtime_premium,
        minimum_charge=rates.minimum_charge,
    )


def _hours(technician: models.Technician, day: date) -> tuple[time, time]:
    for pattern in technician.shift_patterns:
        if pattern.weekday == day.weekday():
            return pattern.opens, pattern.closes
    return _USUAL_DAY


def _add_stops(
    session: Session, route: models.Route, stops: Sequence[PastStop], calendar: Calendar
) -> None:
    shares = costing.share_route(
        [
            costing.StopFacts(_metres(stop.facts["home_km"]), _ends(stop, calendar))
            for stop in stops
        ],
        costing.RouteFacts(
            departure=route.departure,
            closes=route.closes,
            return_drive_s=route.return_drive_s,
            return_distance_m=route.return_distance_m,
            overtime_s=route.overtime_s,
            travel_hour_rate=route.travel_hour_rate,
            km_rate=route.km_rate,
            overtime_premium=route.overtime_premium,
        ),
    )
    free_at = route.departure
    for sequence, (stop, share) in enumerate(zip(stops, shares, strict=True), start=1):
        row = _stop(stop, sequence, share, free_at, calendar)
        route.stops.append(row)
        free_at = row.ends
    session.flush()
    for stop, row in zip(stops, route.stops, strict=True):
        _promise(session, stop.visit, row)
    session.flush()
    for row in route.stops:
        costing_rows.write_planned(session, visit=row.visit, stop=row)


def _stop(
    stop: PastStop,
    sequence: int,
    share: costing.Shares,
    free_at: datetime,
    calendar: Calendar,
) -> models.Stop:
    starts = stop.moment("planned_start", calendar)
    arrival = min(starts, free_at + timedelta(seconds=stop.facts["drive_s"]))
    return models.Stop(
        visit=stop.visit,
        sequence=sequence,
        drive_s=stop.facts["drive_s"],
        distance_m=_metres(stop.facts["km"]),
        arrival=arrival,
        wait_s=int((starts - arrival).total_seconds()),
        starts=starts,
        ends=_ends(stop, calendar),
        return_drive_s=share.return_drive_s,
        return_distance_m=share.return_distance_m,
        overtime_s=share.overtime_s,
    )


def _promise(session: Session, visit: models.Visit, row: models.Stop) -> None:
    visit.stop_id = row.id
    visit.planned_technician = row.route.technician
    visit.planned_arrival = row.arrival
    visit.planned_start = row.starts
    visit.planned_end = row.ends
    visit.promised_from = row.starts - _PROMISE
    visit.promised_until = row.starts + _PROMISE
    session.add(
        models.Booking(
            technician_id=row.route.technician_id,
            visit_id=visit.id,
            starts=row.arrival,
            ends=row.ends,
        )
    )


def _planned_total(session: Session, plan: models.Plan) -> Decimal:
    visit_ids = [stop.visit_id for route in plan.routes for stop in route.stops]
    costs = session.scalars(
        select(models.VisitCost).where(models.VisitCost.visit_id.in_(visit_ids))
    )
    plan.baseline_served = len(visit_ids)
    return sum((cost.planned_total for cost in costs), Decimal(0))


def _ends(stop: PastStop, calendar: Calendar) -> datetime:
    planned = timedelta(seconds=stop.visit.requested_duration_s)
    return stop.moment("planned_start", calendar) + planned


def _metres(km: Decimal) -> int:
    return int(km * 1000)
