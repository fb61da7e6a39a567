"""Finance's page: a period against its plan, the one before, week by week; and its queue."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from dispatch import clock
from dispatch.errors import BadValue
from dispatch.queries.cost_cases import CaseCost, case_costs
from dispatch.queries.cost_facts import ReviewState, review_states
from dispatch.queries.cost_figures import By as By
from dispatch.queries.cost_figures import Figures as Figures
from dispatch.queries.cost_figures import Group as Group
from dispatch.queries.cost_figures import figures, groups
from dispatch.queries.cost_rows import CostRow as CostRow
from dispatch.queries.cost_rows import ended_rows, one_currency
from dispatch.roles import Actor, require
from dispatch.statuses import CostStatus, Role
from dispatch.variance import Flag

WEEKS_SHOWN = 8
"""The trend reaches this far back even where the period is shorter."""

LONGEST_DAYS = 366
"""A longer period is refused: the one before it would have to be read as well."""


@dataclass(frozen=True)
class Narrowed:
    """Whose and which visits; empty means all."""

    technician: str = ""
    customer: str = ""
    work_type: str = ""
    device_kind: str = ""

    def keeps(self, row: CostRow) -> bool:
        return (
            self.technician in ("", row.technician_ref)
            and self.customer in ("", row.customer_ref)
            and self.work_type in ("", row.work_type_ref)
            and self.device_kind in ("", row.device_kind)
        )


@dataclass(frozen=True)
class Week:
    """The visits that ended from Monday to Sunday; the last week may still be running."""

    monday: date
    figures: Figures


@dataclass(frozen=True)
class Choice:
    ref: str
    name: str


@dataclass(frozen=True)
class Overview:
    """`before` is the period of the same length that ends the day before `first_day`.

    `rows` are the visits of the period in the order in which they ended. `technicians`,
    `customers` and so on are those of the whole period, to choose from. `may_decide`: the
    reader may approve and dispute.
    """

    first_day: date
    last_day: date
    before_first_day: date
    before_last_day: date
    currency: str
    now: Figures
    before: Figures
    weeks: tuple[Week, ...]
    rows: tuple[CostRow, ...]
    solved: dict[str, CaseCost]
    technicians: tuple[Choice, ...]
    customers: tuple[Choice, ...]
    work_types: tuple[Choice, ...]
    device_kinds: tuple[Choice, ...]
    may_decide: bool

    def by(self, dimension: By) -> tuple[Group, ...]:
        return groups(self.rows, self.solved, dimension)


@dataclass(frozen=True)
class Sift:
    """Which visits of the period are in the queue.

    `status` none: decided or not. `asked`: only where the last word is a question.
    """

    status: CostStatus | None = CostStatus.PROPOSED
    asked: bool = False
    standing_out: bool = True
    flag: Flag | None = None

    def keeps(self, row: CostRow) -> bool:
        return (
            (self.status is None or row.status is self.status)
            and (row.asked or not self.asked)
            and (row.stands_out or not self.standing_out)
            and (self.flag is None or self.flag in row.flags)
        )


def overview(
    session: Session,
    *,
    actor: Actor,
    first_day: date,
    last_day: date,
    narrowed: Narrowed,
    zone: ZoneInfo,
) -> Overview:
    """`BadValue` for days in the wrong order, too many, or visits in several currencies."""
    require(actor, Role.FINANCE, Role.DISPATCHER)
    before_first_day = _before(first_day, last_day)
    mondays = _mondays(last_day)
    begins = clock.midnight(min(before_first_day, mondays[0]), zone)
    ends = clock.midnight(last_day + timedelta(days=1), zone)
    everything = ended_rows(session, begins=begins, ends=ends, zone=zone)
    cases = case_costs(session, begins=begins, ends=ends, zone=zone)
    solved = {case.case_ref: case for case in cases if case.solved}
    period = [row for row in everything if row.day >= first_day]
    kept = [row for row in everything if narrowed.keeps(row)]
    rows = tuple(row for row in kept if row.day >= first_day)
    return Overview(
        first_day=first_day,
        last_day=last_day,
        before_first_day=before_first_day,
        before_last_day=first_day - timedelta(days=1),
        currency=one_currency(everything),
        now=figures(rows, solved),
        before=figures(_between(kept, before_first_day, first_day - timedelta(days=1)), solved),
        weeks=tuple(
            Week(day, figures(_between(kept, day, day + timedelta(days=6)), solved))
            for day in mondays
        ),
        rows=rows,
        solved=solved,
        technicians=_choices(period, lambda row: (row.technician_ref, row.technician)),
        customers=_choices(period, lambda row: (row.customer_ref, row.customer)),
        work_types=_choices(period, lambda row: (row.work_type_ref, row.work_type)),
        device_kinds=_choices(period, lambda row: (row.device_kind, row.device_kind)),
        may_decide=actor.role in (Role.FINANCE, Role.ADMIN),
    )


def as_reviewed(
    session: Session, *, actor: Actor, overview: Overview, zone: ZoneInfo
) -> tuple[CostRow, ...]:
    """The rows of an overview with the review as it stands now: decisions change no figure."""
    require(actor, Role.FINANCE, Role.DISPATCHER)
    states = review_states(
        session,
        begins=clock.midnight(overview.first_day, zone),
        ends=clock.midnight(overview.last_day + timedelta(days=1), zone),
    )
    return tuple(_with_state(row, states.get(row.visit_ref)) for row in overview.rows)


def _with_state(row: CostRow, state: ReviewState | None) -> CostRow:
    if state is None or (row.version, row.asked) == (state.version, state.asked):
        return row
    return replace(row, status=state.status, asked=state.asked, version=state.version)


def queue(rows: Iterable[CostRow], sift: Sift) -> tuple[CostRow, ...]:
    """What is left in the sieve, the most at stake first."""
    kept = (row for row in rows if sift.keeps(row))
    return tuple(sorted(kept, key=lambda row: (-row.at_stake, row.visit_ref)))


def total(rows: Iterable[CostRow]) -> Decimal:
    return sum((row.actual for row in rows), Decimal("0.00"))


def total_difference(rows: Iterable[CostRow]) -> Decimal:
    return sum((row.difference for row in rows), Decimal("0.00"))


def _before(first_day: date, last_day: date) -> date:
    """First day of the period of the same length before."""
    if last_day < first_day:
        raise BadValue(
            f"to {last_day}: is before from {first_day}",
            "period_backwards",
            first_on=first_day,
            last_on=last_day,
        )
    days = (last_day - first_day).days + 1
    if days > LONGEST_DAYS:
        raise BadValue(
            f"to {last_day}: {days} days from {first_day}, expected {LONGEST_DAYS}",
            "period_too_long",
            most=LONGEST_DAYS,
        )
    return first_day - timedelta(days=days)


def _mondays(last_day: date) -> list[date]:
    monday = last_day - timedelta(days=last_day.weekday())
    return [monday - timedelta(weeks=back) for back in reversed(range(WEEKS_SHOWN))]


def _between(rows: Iterable[CostRow], first_day: date, last_day: date) -> list[CostRow]:
    return [row for row in rows if first_day <= row.day <= last_day]


def _choices(
    rows: Iterable[CostRow], key: Callable[[CostRow], tuple[str, str]]
) -> tuple[Choice, ...]:
    named = {key(row) for row in rows}
    return tuple(
        Choice(ref, name) for ref, name in sorted(named, key=lambda one: (one[1], one[0])) if ref
    )
