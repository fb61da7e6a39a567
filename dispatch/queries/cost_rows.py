"""One row a visit that ended: planned against actual, what stands out, and why.

Few statements however many visits: nothing here asks the database once per row.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from dispatch import clock, cost_reasons, models, rates, variance
from dispatch.cost_reasons import Explained, Reason
from dispatch.costing import LineKind
from dispatch.errors import BadValue
from dispatch.queries import cost_facts
from dispatch.statuses import CostStatus, VisitOutcome, VisitStatus
from dispatch.variance import TRAVEL, Difference, Flag


@dataclass(frozen=True)
class CostRow:
    """One visit.

    `cause` is the kind of line that moved its cost most; `reason` explains most of it, in
    what finance can act on. `p90` is the amount that nine tenths of the visits of its work
    type do not exceed, none if too few to tell. `asked`: the last word is a question.
    """

    visit_ref: str
    case_ref: str
    day: date
    customer_ref: str
    customer: str
    town: str
    technician_ref: str
    technician: str
    work_type_ref: str
    work_type: str
    device_kind: str
    visit_status: VisitStatus
    outcome: VisitOutcome | None
    currency: str
    planned: Decimal
    actual: Decimal
    kinds: tuple[Difference, ...]
    planned_overtime_s: Decimal
    overtime_s: Decimal
    cause: Difference | None
    reason: Reason | None
    at_stake: Decimal
    p90: Decimal | None
    status: CostStatus
    asked: bool
    flags: tuple[Flag, ...]
    version: int

    @property
    def difference(self) -> Decimal:
        return self.actual - self.planned

    @property
    def far_over(self) -> Decimal:
        """Above this it is flagged as far over its plan, whole cents."""
        return (variance.FAR_OVER_PLAN * self.planned).quantize(rates.CENT, ROUND_HALF_UP)

    @property
    def stands_out(self) -> bool:
        """Above a threshold of its work type, or it could have been spared."""
        return self.avoidable or any(flag in variance.DEAR for flag in self.flags)

    @property
    def avoidable(self) -> bool:
        return any(flag in variance.AVOIDABLE for flag in self.flags)

    @property
    def planned_travel(self) -> Decimal:
        return sum((one.planned for one in self.kinds if one.kind in TRAVEL), Decimal("0.00"))

    @property
    def travel(self) -> Decimal:
        return sum((one.actual for one in self.kinds if one.kind in TRAVEL), Decimal("0.00"))


def ended_rows(
    session: Session, *, begins: datetime, ends: datetime, zone: ZoneInfo
) -> tuple[CostRow, ...]:
    """Visits that ended in [begins, ends), in that order."""
    visits = session.execute(_visits(begins, ends)).all()
    chosen = cost_facts.ended(select(models.VisitCost.id), begins, ends)
    sums = cost_facts.sums_of(session, chosen)
    asked = cost_facts.asked_about(session, chosen)
    dearest = cost_facts.p90_by_work_type(session, ends)
    before = cost_facts.earlier_visits(session, begins - variance.REPEAT_WITHIN, ends)
    return tuple(
        _row(
            visit,
            sums.get(visit.cost_id, cost_facts.Sums()),
            before,
            dearest.get(visit.work_type_id),
            visit.cost_id in asked,
            zone,
        )
        for visit in visits
    )


def one_currency(rows: tuple[CostRow, ...]) -> str:
    """`BadValue` for several; empty without rows."""
    currencies = sorted({row.currency for row in rows})
    if len(currencies) > 1:
        raise BadValue(
            f"currency: got {' and '.join(currencies)}, expected one in the period",
            "one_currency",
            currencies=" + ".join(currencies),
        )
    return currencies[0] if currencies else ""


def _visits(begins: datetime, ends: datetime) -> Select[*tuple[Any, ...]]:
    cost, visit, case = models.VisitCost, models.Visit, models.Case
    statement = select(
        cost.id.label("cost_id"),
        cost.status,
        cost.currency,
        cost.planned_total,
        cost.actual_total,
        cost.version,
        visit.ref,
        visit.number,
        visit.status.label("visit_status"),
        visit.outcome,
        visit.actual_end,
        visit.case_id,
        case.ref.label("case_ref"),
        case.device_id,
        case.work_type_id,
        models.Site.town,
        models.Customer.ref.label("customer_ref"),
        models.Customer.name.label("customer"),
        models.Technician.ref.label("technician_ref"),
        models.Technician.name.label("technician"),
        models.WorkType.ref.label("work_type_ref"),
        models.WorkType.name.label("work_type"),
        models.Device.kind.label("device_kind"),
    )
    return (
        cost_facts.ended(statement.select_from(cost), begins, ends)
        .join(visit.case)
        .join(case.site)
        .join(models.Site.customer)
        .outerjoin(visit.planned_technician)
        .outerjoin(case.work_type)
        .outerjoin(case.device)
        .order_by(visit.actual_end, visit.id)
    )


def _row(
    visit: Row[Any],
    sums: cost_facts.Sums,
    before: dict[tuple[str, int], list[cost_facts.Earlier]],
    p90: Decimal | None,
    asked: bool,
    zone: ZoneInfo,
) -> CostRow:
    earlier = [
        one
        for key in (("case", visit.case_id), ("device", visit.device_id))
        for one in before.get(key, ())
        if one.end < visit.actual_end
    ]
    flags = _flags(visit, sums, earlier, p90)
    kinds = variance.differences(sums.planned, sums.actual)
    explained = Explained(
        lines=kinds,
        moved=_moved(sums),
        flags=flags,
        number=visit.number,
        earlier=_last_outcome(earlier, visit.case_id),
    )
    return CostRow(
        visit_ref=visit.ref,
        case_ref=visit.case_ref,
        day=clock.local_day(visit.actual_end, zone),
        customer_ref=visit.customer_ref,
        customer=visit.customer,
        town=visit.town,
        technician_ref=visit.technician_ref or "",
        technician=visit.technician or "",
        work_type_ref=visit.work_type_ref or "",
        work_type=visit.work_type or "",
        device_kind=visit.device_kind or "",
        visit_status=visit.visit_status,
        outcome=visit.outcome,
        currency=visit.currency,
        planned=visit.planned_total,
        actual=visit.actual_total,
        kinds=kinds,
        planned_overtime_s=sums.planned_quantity.get(LineKind.OVERTIME, Decimal(0)),
        overtime_s=sums.actual_quantity.get(LineKind.OVERTIME, Decimal(0)),
        cause=variance.largest_cause(kinds),
        reason=cost_reasons.main_reason(explained),
        at_stake=cost_reasons.at_stake(explained, p90),
        p90=p90,
        status=visit.status or CostStatus.PROPOSED,
        asked=asked,
        flags=flags,
        version=visit.version,
    )


def _flags(
    visit: Row[Any], sums: cost_facts.Sums, earlier: list[cost_facts.Earlier], p90: Decimal | None
) -> tuple[Flag, ...]:
    return variance.flags(
        variance.CostedVisit(
            planned=visit.planned_total,
            actual=sums.actual,
            status=visit.visit_status,
            outcome=visit.outcome,
            end=visit.actual_end,
            earlier_ends=[one.end for one in earlier],
            p90=p90,
        )
    )


def _moved(sums: cost_facts.Sums) -> dict[str, tuple[Decimal, str]]:
    planned, actual, nothing = sums.planned_quantity, sums.actual_quantity, Decimal(0)
    return {
        kind: (actual.get(kind, nothing) - planned.get(kind, nothing), unit)
        for kind, unit in sums.units.items()
    }


def _last_outcome(earlier: list[cost_facts.Earlier], case_id: int) -> VisitOutcome | None:
    of_case = [one for one in earlier if one.case_id == case_id]
    return max(of_case, key=lambda one: one.end).outcome if of_case else None
