"""What sending somebody would cost, before anybody is sent: by work type, and as it went so far."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dispatch import costing, lookup, models
from dispatch.costing import Line
from dispatch.errors import BadValue
from dispatch.rates import CENT, Rates, card_source
from dispatch.roles import Actor, require
from dispatch.statuses import ENDED, Role

_NOTHING_SHARED = costing.Shares(Decimal(0), Decimal(0), Decimal(0))


@dataclass(frozen=True)
class PastVisits:
    """Visits of the same work type that have ended, and what one cost on average."""

    count: int
    average: Decimal


@dataclass(frozen=True)
class VisitEstimate:
    """`lines` are what the work type asks for; driving is not among them, in `past` it is."""

    work_type: str
    duration_min: int
    lines: tuple[Line, ...]
    total: Decimal
    currency: str
    past: PastVisits | None


def visit_estimate(
    session: Session, *, actor: Actor, case_ref: str, day: date
) -> VisitEstimate | None:
    """What a visit for the case would cost on that day; none as long as it has no work type.

    `NotFound` when no rate card or call-out is in force.
    """
    require(actor, Role.SUPPORT, Role.DISPATCHER, Role.FINANCE)
    work_type = lookup.by_ref(session, models.Case, case_ref).work_type
    if work_type is None:
        return None
    rates = _rates(costing.card_on(session.scalars(select(models.RateCard)), day))
    lines = costing.planned_lines(
        _on_site_only(day, work_type.duration_min),
        _extras(session, work_type, rates.currency, day),
        rates,
    )
    return VisitEstimate(
        work_type=work_type.name,
        duration_min=work_type.duration_min,
        lines=lines,
        total=costing.total(lines),
        currency=rates.currency,
        past=_past(session, work_type, rates.currency),
    )


def _past(session: Session, work_type: models.WorkType, currency: str) -> PastVisits | None:
    count, total = session.execute(
        select(func.count(), func.sum(models.VisitCost.actual_total))
        .join(models.VisitCost.visit)
        .join(models.Visit.case)
        .where(
            models.Case.work_type_id == work_type.id,
            models.Visit.status.in_(ENDED),
            models.VisitCost.currency == currency,
            models.VisitCost.actual_total.is_not(None),
        )
    ).one()
    if total is None:
        return None
    return PastVisits(count, (Decimal(total) / count).quantize(CENT, ROUND_HALF_UP))


def _rates(card: models.RateCard) -> Rates:
    """The card's own, as nobody knows yet who will go."""
    source = card_source(card.valid_from)
    return Rates(
        currency=card.currency,
        card_from=card.valid_from,
        hour=card.hour,
        travel_hour=card.travel_hour,
        km=card.km,
        overtime_premium=Decimal(0),
        minimum_charge=card.minimum_charge,
        overhead=card.overhead,
        hour_source=source,
        travel_hour_source=source,
    )


def _on_site_only(day: date, minutes: int) -> costing.PlannedStop:
    begins = datetime.combine(day, time(8), UTC)
    ends = begins + timedelta(minutes=minutes)
    return costing.PlannedStop(
        first=True,
        begins=begins,
        ends=ends,
        closes=ends,
        work_s=minutes * 60,
        drive_s=0,
        wait_s=0,
        distance_m=0,
        shares=_NOTHING_SHARED,
    )


def _extras(
    session: Session, work_type: models.WorkType, currency: str, day: date
) -> costing.Extras:
    for need in work_type.parts:
        if need.part.currency != currency:
            raise BadValue(
                f"part {need.part.ref} is in {need.part.currency}; expected {currency}",
                "part_currency",
                part=need.part.name,
                currency=need.part.currency,
                expected=currency,
            )
    return costing.Extras(
        price_class=work_type.price_class,
        call_out=costing.call_out_on(
            session.scalars(select(models.CallOut)), work_type.price_class, day
        ),
        parts=tuple(
            (f"{need.part.ref} {need.part.name}", need.quantity, need.part.unit_cost)
            for need in sorted(work_type.parts, key=lambda need: need.part.ref)
        ),
    )
