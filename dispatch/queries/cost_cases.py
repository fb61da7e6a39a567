"""What whole cases cost: remote support and every visit."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

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


def case_costs(
    session: Session, *, begins: datetime, ends: datetime, zone: ZoneInfo
) -> tuple[CaseCost, ...]:
    """Cases with a visit that ended in [begins, ends), dearest first, all they ever cost.

    Visits that have not ended cost nothing yet.
    """
    chosen = (
        select(models.Visit.case_id)
        .join(models.VisitCost, models.VisitCost.visit_id == models.Visit.id)
        .where(
            models.Visit.actual_end >= begins,
            models.Visit.actual_end < ends,
            models.VisitCost.actual_total.is_not(None),
        )
    )
    visit_costs = _visit_costs(session, chosen)
    remote = _remote_lines(session, chosen, zone)
    found = (
        _case_cost(ref, customer, status, visit_costs[case_id], remote.get(case_id, ()))
        for case_id, ref, status, customer in session.execute(
            select(models.Case.id, models.Case.ref, models.Case.status, models.Customer.name)
            .join(models.Case.site)
            .join(models.Site.customer)
            .where(models.Case.id.in_(chosen))
        )
    )
    return tuple(sorted(found, key=lambda case: (-case.total, case.case_ref)))


def cost_per_solved_case(cases: Iterable[CaseCost]) -> Decimal | None:
    """Mean total of the solved ones, to the cent; none without any."""
    totals = [case.total for case in cases if case.solved]
    if not totals:
        return None
    return (sum(totals, Decimal(0)) / len(totals)).quantize(rates.CENT, ROUND_HALF_UP)


def _visit_costs(session: Session, chosen: Select[int]) -> dict[int, tuple[int, Decimal | None]]:
    found = session.execute(
        select(models.Visit.case_id, func.count(), func.sum(models.VisitCost.actual_total))
        .join(models.VisitCost, models.VisitCost.visit_id == models.Visit.id)
        .where(models.Visit.case_id.in_(chosen), models.VisitCost.actual_total.is_not(None))
        .group_by(models.Visit.case_id)
    )
    return {case_id: (count, total) for case_id, count, total in found}


def _remote_lines(
    session: Session, chosen: Select[int], zone: ZoneInfo
) -> dict[int, tuple[remote_cost.RemoteCostLine, ...]]:
    remote_rates = session.scalars(select(models.RemoteRate)).all()
    attempt = models.Attempt
    efforts: dict[int, list[remote_cost.Effort]] = defaultdict(list)
    for case_id, channel, started_at, minutes in session.execute(
        select(attempt.case_id, attempt.channel, attempt.started_at, attempt.minutes).where(
            attempt.case_id.in_(chosen)
        )
    ):
        efforts[case_id].append(remote_cost.Effort(channel, started_at, minutes))
    return {
        case_id: remote_cost.cost_lines(of_case, remote_rates, zone)
        for case_id, of_case in efforts.items()
    }


def _case_cost(
    ref: str,
    customer: str,
    status: CaseStatus,
    visits: tuple[int, Decimal | None],
    lines: tuple[remote_cost.RemoteCostLine, ...],
) -> CaseCost:
    return CaseCost(
        case_ref=ref,
        customer=customer,
        status=status,
        visits=visits[0],
        remote_minutes=sum(line.minutes for line in lines),
        unpriced_minutes=sum(line.minutes for line in lines if line.amount is None),
        remote_cost=remote_cost.total(lines),
        visit_cost=visits[1] if visits[1] is not None else Decimal("0.00"),
    )
