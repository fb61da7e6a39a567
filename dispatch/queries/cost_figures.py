"""Sums over visits that ended: of a period, a week, a technician, a customer."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from dispatch import rates, variance
from dispatch.queries.cost_cases import CaseCost, cost_per_solved_case
from dispatch.queries.cost_rows import CostRow
from dispatch.variance import TRAVEL, Difference

_NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class Figures:
    """`kinds` add up to `planned` and `actual`; `solved` are the cases of these visits that
    are solved, each with all it ever cost. Means and shares are none without visits."""

    visits: int
    planned: Decimal
    actual: Decimal
    kinds: tuple[Difference, ...]
    planned_overtime_s: Decimal
    overtime_s: Decimal
    avoidable: int
    avoidable_cost: Decimal
    solved: tuple[CaseCost, ...]

    @property
    def difference(self) -> Decimal:
        return self.actual - self.planned

    @property
    def planned_per_visit(self) -> Decimal | None:
        return _mean(self.planned, self.visits)

    @property
    def per_visit(self) -> Decimal | None:
        return _mean(self.actual, self.visits)

    @property
    def per_solved_case(self) -> Decimal | None:
        return cost_per_solved_case(self.solved)

    @property
    def planned_travel(self) -> Decimal:
        return sum((one.planned for one in self.kinds if one.kind in TRAVEL), _NOTHING)

    @property
    def travel(self) -> Decimal:
        return sum((one.actual for one in self.kinds if one.kind in TRAVEL), _NOTHING)

    @property
    def planned_travel_share(self) -> Decimal | None:
        return self.planned_travel / self.planned if self.planned else None

    @property
    def travel_share(self) -> Decimal | None:
        return self.travel / self.actual if self.actual else None

    @property
    def avoidable_share(self) -> Decimal | None:
        return Decimal(self.avoidable) / self.visits if self.visits else None


class By(StrEnum):
    TECHNICIAN = "technician"
    CUSTOMER = "customer"
    WORK_TYPE = "work_type"
    DEVICE_KIND = "device_kind"


@dataclass(frozen=True)
class Group:
    """`key` is a ref, or the kind of device; empty where the visits have none."""

    key: str
    name: str
    figures: Figures


_KEYS: Mapping[By, Callable[[CostRow], tuple[str, str]]] = {
    By.TECHNICIAN: lambda row: (row.technician_ref, row.technician),
    By.CUSTOMER: lambda row: (row.customer_ref, row.customer),
    By.WORK_TYPE: lambda row: (row.work_type_ref, row.work_type),
    By.DEVICE_KIND: lambda row: (row.device_kind, row.device_kind),
}


def figures(rows: Iterable[CostRow], solved: Mapping[str, CaseCost]) -> Figures:
    """`solved` are solved cases by ref; those that no row belongs to are left out."""
    rows = tuple(rows)
    avoidable = [row.actual for row in rows if row.avoidable]
    cases = {row.case_ref: solved[row.case_ref] for row in rows if row.case_ref in solved}
    return Figures(
        visits=len(rows),
        planned=sum((row.planned for row in rows), _NOTHING),
        actual=sum((row.actual for row in rows), _NOTHING),
        kinds=variance.summed(row.kinds for row in rows),
        planned_overtime_s=sum((row.planned_overtime_s for row in rows), Decimal(0)),
        overtime_s=sum((row.overtime_s for row in rows), Decimal(0)),
        avoidable=len(avoidable),
        avoidable_cost=sum(avoidable, _NOTHING),
        solved=tuple(cases.values()),
    )


def groups(rows: Iterable[CostRow], solved: Mapping[str, CaseCost], by: By) -> tuple[Group, ...]:
    """The rows by technician, customer, work type or kind of device, dearest first."""
    found: dict[tuple[str, str], list[CostRow]] = defaultdict(list)
    for row in rows:
        found[_KEYS[by](row)].append(row)
    summed = (Group(key, name, figures(one, solved)) for (key, name), one in found.items())
    return tuple(sorted(summed, key=lambda group: (-group.figures.actual, group.name)))


def _mean(total: Decimal, count: int) -> Decimal | None:
    if not count:
        return None
    return (total / count).quantize(rates.CENT, ROUND_HALF_UP)
