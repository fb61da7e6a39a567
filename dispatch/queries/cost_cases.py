"""What whole cases cost: remote support and every visit."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from dispatch import models, rates, remote_cost
from dispatch.statuses import CaseStatus

SOLVED = (CaseStatus.SOLVED, CaseStatus.CLOSED)


@dataclass(frozen=True)
class CaseCost:
    """`unpriced_minutes` are remote minutes for which no rate was in force; not in the total."""

    case_ref: str
    customer: str
    status: CaseStatus
    visits: int
    remote_minutes: int
    unpriced_minutes: int
    remote_cost: Decimal
    visit_cost: Decimal

    @property
    def total(self) -> Decimal:
        return self.remote_cost + self.visit_cost

    @property
    def solved(self) -> bool:
        return self.status in SOLVED


def case_costs(session: Session, case_ids: Collection[int], zone: ZoneInfo) -> tuple[CaseCost, ...]:
    """The cases, dearest first; visits that have not ended cost nothing yet."""
    remote_rates = session.scalars(select(models.RemoteRate)).all()
    visit_costs = {
        case_id: (count, total)
        for case_id, count, total in session.execute(
            select(models.Visit.case_id, func.count(), func.sum(models.VisitCost.actual_total))
            .join(models.VisitCost.visit)
            .where(models.Visit.case_id.in_(case_ids), models.VisitCost.actual_total.is_not(None))
            .group_by(models.Visit.case_id)
        )
    }
    cases = session.scalars(
        select(models.Case)
        .where(models.Case.id.in_(case_ids))
        .options(
            selectinload(models.Case.attempts),
            joinedload(models.Case.site).joinedload(models.Site.customer),
        )
    )
    found = (
        _case_cost(case, visit_costs.get(case.id, (0, None)), remote_rates, zone) for case in cases
    )
    return tuple(sorted(found, key=lambda case: (-case.total, case.case_ref)))


def cost_per_solved_case(cases: Iterable[CaseCost]) -> Decimal | None:
    """Mean total of the solved ones, to the cent; none without any."""
    totals = [case.total for case in cases if case.solved]
    if not totals:
        return None
    return (sum(totals, Decimal(0)) / len(totals)).quantize(rates.CENT, ROUND_HALF_UP)


def _case_cost(
    case: models.Case,
    visits: tuple[int, Decimal | None],
    remote_rates: Iterable[models.RemoteRate],
    zone: ZoneInfo,
) -> CaseCost:
    efforts = [
        remote_cost.Effort(attempt.channel, attempt.started_at, attempt.minutes)
        for attempt in case.attempts
    ]
    lines = remote_cost.cost_lines(efforts, remote_rates, zone)
    return CaseCost(
        case_ref=case.ref,
        customer=case.customer.name,
        status=case.status,
        visits=visits[0],
        remote_minutes=sum(line.minutes for line in lines),
        unpriced_minutes=sum(line.minutes for line in lines if line.amount is None),
        remote_cost=remote_cost.total(lines),
        visit_cost=visits[1] if visits[1] is not None else Decimal("0.00"),
    )
