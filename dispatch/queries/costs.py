"""What the visits that ended in a period cost, planned and actual, and what stands out."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from dispatch import clock, variance
from dispatch.errors import BadValue
from dispatch.queries.cost_cases import CaseCost as CaseCost
from dispatch.queries.cost_cases import case_costs, cost_per_solved_case
from dispatch.queries.cost_rows import CostRow as CostRow
from dispatch.queries.cost_rows import ended_rows, one_currency
from dispatch.roles import Actor, require
from dispatch.statuses import CostStatus, Role
from dispatch.variance import Difference, Flag


@dataclass(frozen=True)
class CostPeriod:
    """Visits that ended from `first_day` to `last_day`, local, both included.

    `cases` are theirs, each with all it ever cost: remote support and every visit.
    `currency` is empty without visits.
    """

    first_day: date
    last_day: date
    currency: str
    planned: Decimal
    actual: Decimal
    kinds: tuple[Difference, ...]
    statuses: tuple[tuple[CostStatus, int, Decimal], ...]
    flags: tuple[tuple[Flag, int], ...]
    rows: tuple[CostRow, ...]
    cases: tuple[CaseCost, ...]
    solved_cases: int
    cost_per_solved_case: Decimal | None

    @property
    def difference(self) -> Decimal:
        return self.actual - self.planned


def period(
    session: Session, *, actor: Actor, first_day: date, last_day: date, zone: ZoneInfo
) -> CostPeriod:
    """`BadValue` for days in the wrong order, or where visits are in several currencies."""
    require(actor, Role.FINANCE, Role.DISPATCHER)
    if last_day < first_day:
        raise BadValue(
            f"to {last_day}: is before from {first_day}",
            "period_backwards",
            first_on=first_day,
            last_on=last_day,
        )
    begins = clock.midnight(first_day, zone)
    ends = clock.midnight(last_day + timedelta(days=1), zone)
    rows = ended_rows(session, begins=begins, ends=ends, zone=zone)
    cases = case_costs(session, begins=begins, ends=ends, zone=zone)
    return CostPeriod(
        first_day=first_day,
        last_day=last_day,
        currency=one_currency(rows),
        planned=sum((row.planned for row in rows), Decimal("0.00")),
        actual=sum((row.actual for row in rows), Decimal("0.00")),
        kinds=variance.summed(row.kinds for row in rows),
        statuses=_by_status(rows),
        flags=tuple(sorted(Counter(flag for row in rows for flag in row.flags).items())),
        rows=rows,
        cases=cases,
        solved_cases=sum(case.solved for case in cases),
        cost_per_solved_case=cost_per_solved_case(cases),
    )


def _by_status(rows: Iterable[CostRow]) -> tuple[tuple[CostStatus, int, Decimal], ...]:
    rows = list(rows)
    return tuple(
        (
            status,
            sum(row.status is status for row in rows),
            sum((row.actual for row in rows if row.status is status), Decimal("0.00")),
        )
        for status in CostStatus
    )
