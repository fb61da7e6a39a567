"""The cost of one visit for review: planned and actual side by side, line by line."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch import lookup, models
from dispatch.costing import LineKind
from dispatch.errors import NotFound
from dispatch.queries.case_rows import device_name
from dispatch.roles import Actor, require
from dispatch.statuses import CostStatus, Role, VisitOutcome, VisitStatus, next_statuses


@dataclass(frozen=True)
class ReceiptSide:
    """amount = quantity x rate / per; quantity in seconds, metres or pieces (`unit`)."""

    quantity: Decimal
    unit: str
    rate: Decimal
    per: int
    amount: Decimal
    source: str


@dataclass(frozen=True)
class ReceiptLine:
    kind: str
    planned: ReceiptSide | None
    actual: ReceiptSide | None

    @property
    def difference(self) -> Decimal:
        return _amount(self.actual) - _amount(self.planned)


@dataclass(frozen=True)
class Decision:
    """One step of the review; a question changes nothing and keeps the status."""

    at: datetime
    by: str
    status: str
    why: str
    is_question: bool = False


@dataclass(frozen=True)
class Receipt:
    """`status` and `actual` are none until the visit has ended.

    `may_become` is what the reader may decide: nothing for those who only look.
    """

    visit_ref: str
    case_ref: str
    customer: str
    address: str
    technician: str
    work_type: str
    device: str
    symptom: str
    planned_start: datetime | None
    planned_end: datetime | None
    actual_start: datetime | None
    actual_end: datetime | None
    visit_status: VisitStatus
    outcome: VisitOutcome | None
    findings: str
    factors: tuple[tuple[str, str], ...]
    currency: str
    planned: Decimal
    actual: Decimal | None
    status: CostStatus | None
    decided_by: str
    decided_at: datetime | None
    comment: str
    version: int
    lines: tuple[ReceiptLine, ...]
    decisions: tuple[Decision, ...]
    may_become: tuple[CostStatus, ...]


def receipt(session: Session, *, actor: Actor, visit_ref: str) -> Receipt:
    """`NotFound` until the visit has been planned and published."""
    require(actor, Role.FINANCE, Role.DISPATCHER)
    visit = lookup.by_ref(session, models.Visit, visit_ref)
    cost = session.scalar(select(models.VisitCost).where(models.VisitCost.visit_id == visit.id))
    if cost is None:
        raise NotFound(
            f"visit {visit_ref} is {visit.status} and has no cost yet",
            "no_cost_yet",
            customer=visit.case.customer.name,
            status=visit.status,
        )
    return Receipt(
        visit_ref=visit.ref,
        case_ref=visit.case.ref,
        customer=visit.case.customer.name,
        address=visit.case.site.address,
        technician=visit.planned_technician.name if visit.planned_technician else "",
        work_type=visit.case.work_type.name if visit.case.work_type else "",
        device=device_name(visit.case.device),
        symptom=visit.case.symptom,
        planned_start=visit.planned_start,
        planned_end=visit.planned_end,
        actual_start=visit.actual_start or visit.actual_arrival,
        actual_end=visit.actual_end,
        visit_status=visit.status,
        outcome=visit.outcome,
        findings=visit.findings,
        factors=tuple((one.factor, one.note) for one in visit.factors),
        currency=cost.currency,
        planned=cost.planned_total,
        actual=cost.actual_total,
        status=cost.status,
        decided_by=cost.decided_by,
        decided_at=cost.decided_at,
        comment=cost.comment,
        version=cost.version,
        lines=_side_by_side(cost.lines),
        decisions=_decisions(session, cost),
        may_become=_may_become(actor, cost.status),
    )


def _side_by_side(rows: Iterable[models.CostLine]) -> tuple[ReceiptLine, ...]:
    """Planned and actual of one kind; parts are told apart by what they are."""
    sides: dict[tuple[str, str], dict[str, ReceiptSide]] = {}
    for row in rows:
        name = row.source if row.kind == LineKind.PARTS else ""
        sides.setdefault((row.kind, name), {})[row.basis] = ReceiptSide(
            row.quantity, row.unit, row.rate, row.per, row.amount, row.source
        )
    order = [kind.value for kind in LineKind]
    return tuple(
        ReceiptLine(kind, found.get("planned"), found.get("actual"))
        for (kind, _), found in sorted(
            sides.items(), key=lambda side: (order.index(side[0][0]), side[0][1])
        )
    )


def _decisions(session: Session, cost: models.VisitCost) -> tuple[Decision, ...]:
    changes = session.scalars(
        select(models.StatusChange)
        .where(
            models.StatusChange.entity == models.VisitCost.__tablename__,
            models.StatusChange.entity_id == cost.id,
        )
        .order_by(models.StatusChange.id)
    )
    return tuple(
        Decision(one.at, one.by, one.to_status, one.why, one.from_status == one.to_status)
        for one in changes
    )


def _may_become(actor: Actor, status: CostStatus | None) -> tuple[CostStatus, ...]:
    if status is None or actor.role not in (Role.FINANCE, Role.ADMIN):
        return ()
    following = next_statuses(status)
    return tuple(one for one in CostStatus if one in following)


def _amount(side: ReceiptSide | None) -> Decimal:
    return side.amount if side else Decimal("0.00")
