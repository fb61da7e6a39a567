"""Cost rows of a visit: planned lines at publishing, actual lines when the visit ended."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch import costing, history, models
from dispatch.costing import Line, Rates
from dispatch.errors import BadValue
from dispatch.roles import SYSTEM, Actor
from dispatch.sentences import Sentence
from dispatch.statuses import CostStatus

Basis = Literal["planned", "actual"]


def write_costs(
    session: Session,
    *,
    visit: models.Visit,
    now: datetime,
    actor: Actor = SYSTEM,
    zone: tzinfo = UTC,
) -> models.VisitCost:
    """Planned and actual lines of a visit that has ended; for loading history."""
    write_planned(session, visit=visit, stop=stop_of(session, visit))
    return write_actual(session, visit=visit, now=now, actor=actor, zone=zone)


def write_planned(session: Session, *, visit: models.Visit, stop: models.Stop) -> models.VisitCost:
    """(Re)write the planned lines of a visit from its stop, at the rates the route was priced at.

    Call-out and overhead are those of the plan's first day, as the optimizer took them.
    """
    route = stop.route
    day = route.plan.first_day
    rates = _as_priced(_rates(session, route.technician, day), route)
    pieces = [(need.part, need.planned) for need in visit.parts]
    extras = _extras(session, visit, pieces, rates.currency, day)
    cost = _cost_of(session, visit, rates.currency)
    _replace(session, cost, "planned", costing.planned_lines(planned_stop(stop), extras, rates))
    cost.planned_total = _sum(cost, "planned")
    session.flush()
    return cost


def write_actual(
    session: Session,
    *,
    visit: models.Visit,
    now: datetime,
    actor: Actor = SYSTEM,
    zone: tzinfo = UTC,
) -> models.VisitCost:
    """Write the actual lines of a visit that has ended; the cost becomes `proposed`.

    Rates are those in force on the route's day; `zone` is for the times in the sources.
    """
    stop = stop_of(session, visit)
    rates = _rates(session, stop.route.technician, stop.route.day)
    pieces = [(need.part, need.used or 0) for need in visit.parts]
    extras = _extras(session, visit, pieces, rates.currency, stop.route.day)
    cost = _cost_of(session, visit, rates.currency)
    if not any(row.basis == "planned" for row in cost.lines):
        cost = write_planned(session, visit=visit, stop=stop)
    lines = costing.actual_lines(planned_stop(stop), _actual_work(visit), extras, rates, zone)
    _replace(session, cost, "actual", lines)
    cost.actual_total = _sum(cost, "actual")
    session.flush()
    if cost.status is not CostStatus.PROPOSED:
        history.advance(session, cost, CostStatus.PROPOSED, actor=actor, now=now)
    return cost


def stop_of(session: Session, visit: models.Visit) -> models.Stop:
    """The published stop of the visit; `BadValue` if it has none."""
    stop = None if visit.stop_id is None else session.get(models.Stop, visit.stop_id)
    if stop is None:
        raise BadValue(
            f"visit {visit.ref} has no published stop, so it cannot be costed",
            "not_published",
            customer=visit.case.customer.name,
        )
    return stop


def planned_stop(stop: models.Stop) -> costing.PlannedStop:
    """The stop as costing sees it."""
    route = stop.route
    before = [other.ends for other in route.stops if other.sequence < stop.sequence]
    return costing.PlannedStop(
        first=not before,
        begins=max(before, default=route.departure),
        ends=stop.ends,
        closes=route.closes,
        work_s=int((stop.ends - stop.starts).total_seconds()),
        drive_s=stop.drive_s,
        wait_s=stop.wait_s,
        distance_m=stop.distance_m,
        shares=costing.Shares(
            stop.return_drive_s,
            stop.return_distance_m,
            stop.overtime_s,
            stop.working_s,
            stop.shift_price,
        ),
        depot=costing.DepotPass(
            stop.depot_drive_s, stop.depot_distance_m, stop.depot_wait_s, stop.loading_s
        ),
    )


def _actual_work(visit: models.Visit) -> costing.ActualWork:
    if visit.actual_end is None:
        raise BadValue(
            f"visit {visit.ref} has not ended, so it has no actual cost",
            "not_ended",
            customer=visit.case.customer.name,
        )
    return costing.ActualWork(
        travel_start=visit.actual_travel_start,
        arrival=visit.actual_arrival,
        start=visit.actual_start,
        end=visit.actual_end,
        work_s=visit.actual_work_s or 0,
        drive_s=visit.actual_drive_s,
        distance_m=visit.actual_distance_m,
    )


def _rates(session: Session, technician: models.Technician, day: date) -> Rates:
    return costing.rates_on(session.scalars(select(models.RateCard)), technician, day)


def _as_priced(rates: Rates, route: models.Route) -> Rates:
    kept = Sentence("rate kept with the plan", "source_kept_rate")
    return replace(
        rates,
        hour=route.hour_rate,
        travel_hour=route.travel_hour_rate,
        km=route.km_rate,
        overtime_premium=route.overtime_premium,
        minimum_charge=route.minimum_charge,
        visit_price=route.visit_price,
        working_hour=route.working_hour_rate,
        hour_source=rates.hour_source if rates.hour == route.hour_rate else kept,
        travel_hour_source=(
            rates.travel_hour_source if rates.travel_hour == route.travel_hour_rate else kept
        ),
    )


def _extras(
    session: Session,
    visit: models.Visit,
    pieces: Iterable[tuple[models.Part, int]],
    currency: str,
    day: date,
) -> costing.Extras:
    parts = []
    for part, count in sorted(pieces, key=lambda piece: piece[0].ref):
        if part.currency != currency:
            raise BadValue(
                f"part {part.ref} is in {part.currency}; expected {currency}",
                "part_currency",
                part=part.name,
                currency=part.currency,
                expected=currency,
            )
        parts.append((f"{part.ref} {part.name}", count, part.unit_cost))
    call_outs = session.scalars(
        select(models.CallOut).where(models.CallOut.price_class == visit.price_class)
    )
    return costing.Extras(
        price_class=visit.price_class,
        call_out=costing.call_out_on(call_outs, visit.price_class, day),
        parts=tuple(parts),
    )


def _cost_of(session: Session, visit: models.Visit, currency: str) -> models.VisitCost:
    cost = session.scalar(select(models.VisitCost).where(models.VisitCost.visit_id == visit.id))
    if cost is None:
        cost = models.VisitCost(visit=visit, currency=currency, planned_total=Decimal(0))
        session.add(cost)
    return cost


def _replace(session: Session, cost: models.VisitCost, basis: Basis, lines: Iterable[Line]) -> None:
    cost.lines[:] = [row for row in cost.lines if row.basis != basis]
    session.flush()
    cost.lines.extend(
        models.CostLine(
            basis=basis,
            kind=line.kind.value,
            quantity=line.quantity,
            unit=line.unit,
            rate=line.rate,
            per=line.per,
            amount=line.amount,
            currency=cost.currency,
            source=line.source,
        )
        for line in lines
    )


def _sum(cost: models.VisitCost, basis: Basis) -> Decimal:
    return sum((row.amount for row in cost.lines if row.basis == basis), Decimal("0.00"))
