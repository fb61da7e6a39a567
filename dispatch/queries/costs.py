"""What the visits that ended in a period cost, planned and actual, and what stands out."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload, selectinload

from dispatch import clock, models, variance
from dispatch.errors import BadValue
from dispatch.queries.cost_cases import CaseCost as CaseCost
from dispatch.queries.cost_cases import case_costs, cost_per_solved_case
from dispatch.roles import Actor, require
from dispatch.statuses import CostStatus, Role
from dispatch.variance import Difference, Flag


@dataclass(frozen=True)
class CostRow:
    """One visit. `cause` is the kind of line that moved its cost most."""

    visit_ref: str
    case_ref: str
    day: date
    customer: str
    town: str
    technician: str
    work_type: str
    device_kind: str
    planned: Decimal
    actual: Decimal
    cause: Difference | None
    status: CostStatus
    flags: tuple[Flag, ...]
    version: int

    @property
    def difference(self) -> Decimal:
        return self.actual - self.planned


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
        raise BadValue(f"to {last_day}: is before from {first_day}")
    begins = clock.midnight(first_day, zone)
    ends = clock.midnight(last_day + timedelta(days=1), zone)
    costs = session.scalars(_ended(begins, ends)).all()
    rows = _rows(session, costs, begins, ends, zone)
    cases = case_costs(session, {cost.visit.case_id for cost in costs}, zone)
    kinds = variance.differences(_amounts(costs, "planned"), _amounts(costs, "actual"))
    return CostPeriod(
        first_day=first_day,
        last_day=last_day,
        currency=_one_currency(costs),
        planned=sum((row.planned for row in rows), Decimal("0.00")),
        actual=sum((row.actual for row in rows), Decimal("0.00")),
        kinds=kinds,
        statuses=_by_status(rows),
        flags=tuple(sorted(Counter(flag for row in rows for flag in row.flags).items())),
        rows=rows,
        cases=cases,
        solved_cases=sum(case.solved for case in cases),
        cost_per_solved_case=cost_per_solved_case(cases),
    )


def _ended(begins: datetime, ends: datetime) -> Select[models.VisitCost]:
    case = joinedload(models.VisitCost.visit).joinedload(models.Visit.case)
    return (
        select(models.VisitCost)
        .join(models.VisitCost.visit)
        .where(
            models.Visit.actual_end >= begins,
            models.Visit.actual_end < ends,
            models.VisitCost.actual_total.is_not(None),
        )
        .options(
            selectinload(models.VisitCost.lines),
            case.joinedload(models.Case.site).joinedload(models.Site.customer),
            case.joinedload(models.Case.device),
            case.joinedload(models.Case.work_type),
            joinedload(models.VisitCost.visit).joinedload(models.Visit.planned_technician),
        )
        .order_by(models.Visit.actual_end, models.Visit.id)
    )


def _rows(
    session: Session,
    costs: Sequence[models.VisitCost],
    begins: datetime,
    ends: datetime,
    zone: ZoneInfo,
) -> tuple[CostRow, ...]:
    dearest = _p90_by_work_type(session, ends)
    earlier = _ends_by_case_and_device(session, begins - variance.REPEAT_WITHIN, ends)
    return tuple(_row(cost, dearest, earlier, zone) for cost in costs)


def _row(
    cost: models.VisitCost,
    dearest: dict[int | None, Decimal | None],
    earlier: dict[tuple[str, int], list[datetime]],
    zone: ZoneInfo,
) -> CostRow:
    visit, case = cost.visit, cost.visit.case
    assert visit.actual_end is not None
    assert cost.actual_total is not None
    actual = _amounts([cost], "actual")
    costed = variance.CostedVisit(
        planned=cost.planned_total,
        actual=actual,
        status=visit.status,
        outcome=visit.outcome,
        end=visit.actual_end,
        earlier_ends=[
            *earlier.get(("case", visit.case_id), ()),
            *(earlier.get(("device", case.device_id), ()) if case.device_id else ()),
        ],
        p90=dearest.get(case.work_type_id),
    )
    moved = variance.differences(_amounts([cost], "planned"), actual)
    return CostRow(
        visit_ref=visit.ref,
        case_ref=case.ref,
        day=clock.local_day(visit.actual_end, zone),
        customer=case.customer.name,
        town=case.site.town,
        technician=visit.planned_technician.name if visit.planned_technician else "",
        work_type=case.work_type.name if case.work_type else "",
        device_kind=case.device.kind if case.device else "",
        planned=cost.planned_total,
        actual=cost.actual_total,
        cause=variance.largest_cause(moved),
        status=cost.status or CostStatus.PROPOSED,
        flags=variance.flags(costed),
        version=cost.version,
    )


def _p90_by_work_type(session: Session, before: datetime) -> dict[int | None, Decimal | None]:
    """Over every visit that ended before the end of the period, however long ago."""
    totals: dict[int | None, list[Decimal]] = defaultdict(list)
    found = session.execute(
        select(models.Case.work_type_id, models.VisitCost.actual_total)
        .select_from(models.VisitCost)
        .join(models.VisitCost.visit)
        .join(models.Visit.case)
        .where(models.Visit.actual_end < before, models.VisitCost.actual_total.is_not(None))
    )
    for work_type_id, total in found:
        assert total is not None
        totals[work_type_id].append(total)
    return {work_type_id: variance.p90(amounts) for work_type_id, amounts in totals.items()}


def _ends_by_case_and_device(
    session: Session, begins: datetime, ends: datetime
) -> dict[tuple[str, int], list[datetime]]:
    found = session.execute(
        select(models.Visit.case_id, models.Case.device_id, models.Visit.actual_end)
        .join(models.Visit.case)
        .where(models.Visit.actual_end >= begins, models.Visit.actual_end < ends)
    )
    ended: dict[tuple[str, int], list[datetime]] = defaultdict(list)
    for case_id, device_id, end in found:
        assert end is not None
        ended["case", case_id].append(end)
        if device_id is not None:
            ended["device", device_id].append(end)
    return ended


def _amounts(costs: Iterable[models.VisitCost], basis: str) -> dict[str, Decimal]:
    amounts: dict[str, Decimal] = defaultdict(Decimal)
    for cost in costs:
        for line in cost.lines:
            if line.basis == basis:
                amounts[line.kind] += line.amount
    return dict(amounts)


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


def _one_currency(costs: Iterable[models.VisitCost]) -> str:
    currencies = sorted({cost.currency for cost in costs})
    if len(currencies) > 1:
        raise BadValue(f"currency: got {' and '.join(currencies)}, expected one in the period")
    return currencies[0] if currencies else ""
