"""Why a visit cost more or less than planned, and which visits finance should look at."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from dispatch.costing import LineKind
from dispatch.statuses import VisitOutcome, VisitStatus

REPEAT_WITHIN = timedelta(days=30)
FAR_OVER_PLAN = Decimal("1.5")
MOSTLY = Decimal("0.5")
FEWEST_TO_COMPARE = 10
"""With fewer visits of a work type, being among the dearest tenth means nothing."""

TRAVEL = frozenset(
    {
        LineKind.TRAVEL,
        LineKind.RETURN,
        LineKind.KM,
        LineKind.RETURN_KM,
        LineKind.DEPOT_TRAVEL,
        LineKind.DEPOT_KM,
    }
)
"""The kinds of line that are paid for being on the road."""

_KINDS = tuple(kind.value for kind in LineKind)

Amounts = Mapping[str, Decimal]
"""Money by kind of cost line."""


class Flag(StrEnum):
    AMONG_DEAREST = "among_dearest"
    FAR_OVER_PLAN = "far_over_plan"
    REPEAT_VISIT = "repeat_visit"
    COULD_BE_REMOTE = "could_be_remote"
    NO_FAULT_FOUND = "no_fault_found"
    NO_ACCESS = "no_access"
    MOSTLY_TRAVEL = "mostly_travel"


DEAR = frozenset({Flag.AMONG_DEAREST, Flag.FAR_OVER_PLAN})
"""Above a threshold: the dearest tenth of the work type, or 1.5 x plan."""

AVOIDABLE = frozenset(
    {Flag.NO_ACCESS, Flag.COULD_BE_REMOTE, Flag.NO_FAULT_FOUND, Flag.REPEAT_VISIT}
)
"""The whole visit could have been spared, had something gone better before it."""


@dataclass(frozen=True)
class Difference:
    kind: str
    planned: Decimal
    actual: Decimal

    @property
    def amount(self) -> Decimal:
        """Actual minus planned."""
        return self.actual - self.planned


@dataclass(frozen=True)
class CostedVisit:
    """What flags are decided from; `p90` is that of its work type, none if too few to tell."""

    planned: Decimal
    actual: Amounts
    status: VisitStatus
    outcome: VisitOutcome | None
    end: datetime
    earlier_ends: Sequence[datetime]
    p90: Decimal | None


def differences(planned: Amounts, actual: Amounts) -> tuple[Difference, ...]:
    """Planned and actual by kind, in the order of cost lines; kinds without money left out."""
    nothing = Decimal("0.00")
    return tuple(
        Difference(kind, planned.get(kind, nothing), actual.get(kind, nothing))
        for kind in _KINDS
        if kind in planned or kind in actual
    )


def summed(visits: Iterable[Iterable[Difference]]) -> tuple[Difference, ...]:
    """The differences of several visits added up by kind, in the order of cost lines."""
    planned: dict[str, Decimal] = {}
    actual: dict[str, Decimal] = {}
    nothing = Decimal("0.00")
    for visit in visits:
        for one in visit:
            planned[one.kind] = planned.get(one.kind, nothing) + one.planned
            actual[one.kind] = actual.get(one.kind, nothing) + one.actual
    return differences(planned, actual)


def largest_cause(found: Iterable[Difference]) -> Difference | None:
    """The kind of line that moved the cost most, up or down; none if nothing moved."""
    moved = [difference for difference in found if difference.amount]
    return max(moved, key=lambda difference: abs(difference.amount), default=None)


def p90(amounts: Iterable[Decimal]) -> Decimal | None:
    """The amount that nine tenths do not exceed (nearest rank); none for fewer than ten."""
    ordered = sorted(amounts)
    if len(ordered) < FEWEST_TO_COMPARE:
        return None
    return ordered[-(-9 * len(ordered) // 10) - 1]


def flags(visit: CostedVisit) -> tuple[Flag, ...]:
    """Everything about the visit that finance should look at."""
    total = sum(visit.actual.values(), Decimal(0))
    travel = sum((visit.actual.get(kind, Decimal(0)) for kind in TRAVEL), Decimal(0))
    holds = {
        Flag.AMONG_DEAREST: visit.p90 is not None and total > visit.p90,
        Flag.FAR_OVER_PLAN: total > FAR_OVER_PLAN * visit.planned,
        Flag.REPEAT_VISIT: any(
            timedelta(0) < visit.end - earlier <= REPEAT_WITHIN for earlier in visit.earlier_ends
        ),
        Flag.COULD_BE_REMOTE: visit.outcome is VisitOutcome.COULD_BE_REMOTE,
        Flag.NO_FAULT_FOUND: visit.outcome is VisitOutcome.NO_FAULT_FOUND,
        Flag.NO_ACCESS: visit.status is VisitStatus.NO_ACCESS,
        Flag.MOSTLY_TRAVEL: travel > MOSTLY * total,
    }
    return tuple(flag for flag, holding in holds.items() if holding)
