"""The one reason that explains most of what a visit cost, and how much of it is at stake."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from dispatch.statuses import VisitOutcome
from dispatch.variance import AVOIDABLE, Difference, Flag


class ReasonKind(StrEnum):
    NO_ACCESS = "no_access"
    COULD_BE_REMOTE = "could_be_remote"
    NO_FAULT_FOUND = "no_fault_found"
    RETURN_VISIT = "return_visit"
    SAME_DEVICE = "same_device"
    LINE_MOVED = "line_moved"
    DEAR_LINE = "dear_line"


@dataclass(frozen=True)
class Reason:
    """`amount` is the money it explains.

    Of a visit that could have been spared that is its whole cost; of a line that moved, how
    far; of a line that was dear as planned, the line. `quantity` is how far the line's
    quantity moved, in its `unit`: s, m or pieces. `number` counts the visits of the case;
    `earlier` is how the one before ended, none if unknown.
    """

    kind: ReasonKind
    amount: Decimal
    line: str = ""
    quantity: Decimal = Decimal(0)
    unit: str = ""
    number: int = 1
    earlier: VisitOutcome | None = None


@dataclass(frozen=True)
class Explained:
    """What a reason is found from; `moved` is by kind of line: how far, in which unit."""

    lines: tuple[Difference, ...]
    moved: Mapping[str, tuple[Decimal, str]]
    flags: tuple[Flag, ...]
    number: int
    earlier: VisitOutcome | None

    @property
    def actual(self) -> Decimal:
        return sum((line.actual for line in self.lines), Decimal("0.00"))

    @property
    def difference(self) -> Decimal:
        return sum((line.amount for line in self.lines), Decimal("0.00"))


_SPARED = {
    Flag.NO_ACCESS: ReasonKind.NO_ACCESS,
    Flag.COULD_BE_REMOTE: ReasonKind.COULD_BE_REMOTE,
    Flag.NO_FAULT_FOUND: ReasonKind.NO_FAULT_FOUND,
    Flag.REPEAT_VISIT: ReasonKind.SAME_DEVICE,
}


def main_reason(visit: Explained) -> Reason | None:
    """None only for a visit without any cost line."""
    for flag, kind in _SPARED.items():
        if flag in visit.flags:
            again = flag is Flag.REPEAT_VISIT and visit.number > 1
            return Reason(
                ReasonKind.RETURN_VISIT if again else kind,
                visit.actual,
                number=visit.number,
                earlier=visit.earlier if again else None,
            )
    line = _furthest(visit.lines, visit.difference)
    if line is not None and not (Flag.AMONG_DEAREST in visit.flags and visit.difference < 0):
        quantity, unit = visit.moved.get(line.kind, (Decimal(0), ""))
        return Reason(ReasonKind.LINE_MOVED, line.amount, line.kind, quantity, unit)
    dearest = max(visit.lines, key=lambda one: one.actual, default=None)
    return Reason(ReasonKind.DEAR_LINE, dearest.actual, dearest.kind) if dearest else None


def at_stake(visit: Explained, p90: Decimal | None) -> Decimal:
    """What finance could still win by looking: the order of the queue.

    All of a visit that could have been spared, else what it cost above its plan or, where
    that is more, above the dearest tenth of its work type.
    """
    if any(flag in AVOIDABLE for flag in visit.flags):
        return visit.actual
    if p90 is not None and Flag.AMONG_DEAREST in visit.flags:
        return max(visit.difference, visit.actual - p90)
    return visit.difference


def _furthest(lines: Iterable[Difference], difference: Decimal) -> Difference | None:
    """The line that moved furthest in the direction in which the whole visit moved."""
    sign = -1 if difference < 0 else 1
    moved = [line for line in lines if line.amount * sign > 0]
    return max(moved, key=lambda line: line.amount * sign, default=None)
