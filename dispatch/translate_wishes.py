"""What customers wish for and were promised of a visit, and what is brought along."""

from typing import TypedDict

from dispatch import clock, costing, models
from dispatch.horizon import Horizon, Policy, Rows
from dispatch.planning_rules import Wish
from dispatch.statuses import VisitStatus
from dispatch.translate_relations import Bound
from optimizer import problem


class People(TypedDict):
    """Fields of a visit that say who may come and who should."""

    only_technicians: tuple[str, ...]
    never_technicians: tuple[str, ...]
    preferred_technicians: tuple[str, ...]
    other_technician_cents: int


def people(row: models.Visit, rows: Rows, bounds: list[Bound], policy: Policy) -> People:
    """Wishes of the visit and its site; what was said of the visit itself wins.

    Without a wish for somebody it is who was there last, at a price of its own.
    """
    said = {entry.technician.ref: entry.wish for entry in row.case.site.technicians}
    said |= {entry.technician.ref: entry.wish for entry in row.technicians}
    named = {wish: {who for who, other in said.items() if other is wish} for wish in Wish}
    only, never = named[Wish.ONLY], named[Wish.NEVER]
    for bound in bounds:
        never |= set(bound.never)
        if bound.only is not None:
            only = only & {bound.only} if only else {bound.only}
    preferred, price = named[Wish.PREFERRED], policy.prices.other_technician
    last = rows.last_there.get(row.case.site_id)
    if not preferred and last is not None:
        preferred, price = {last}, policy.prices.continuity
    return People(
        only_technicians=tuple(sorted(only - never)),
        never_technicians=tuple(sorted(never)),
        preferred_technicians=tuple(sorted(preferred)),
        other_technician_cents=price if preferred else 0,
    )


def preferred(row: models.Visit, horizon: Horizon, policy: Policy) -> problem.SoftWindow | None:
    """The customer's wish, as far as it is on the planned days."""
    if row.preferred_from is None or row.preferred_until is None:
        return None
    opens = max(0, horizon.second_after(row.preferred_from))
    closes = min(horizon.second(row.preferred_until), horizon.end_s - 1)
    if opens > closes:
        return None
    rate = row.preferred_per_hour
    cents = policy.prices.preferred_per_hour if rate is None else costing.cents_per_hour(rate)
    return problem.SoftWindow(opens=opens, closes=closes, cents_per_hour=cents)


def promise(row: models.Visit, horizon: Horizon, policy: Policy) -> problem.Promise | None:
    """What the published plan told the customer, and what it costs to move that."""
    if not promised(row, horizon) or row.planned_start is None:
        return None
    start = horizon.second(row.planned_start)
    who, prices = row.planned_technician, policy.prices
    return problem.Promise(
        start=start if start >= 0 else None,
        tolerance_s=prices.tolerance_s,
        moved_cents_per_hour=prices.moved_per_hour,
        technician=None if who is None else who.ref,
        technician_cents=0 if who is None else prices.promised_technician,
    )


def parts(row: models.Visit, policy: Policy) -> dict[str, int]:
    """Pieces by part that have to be in the van; none where nobody keeps account of stock."""
    if not policy.stock_counts:
        return {}
    needed = sorted(row.parts, key=lambda need: need.part.ref)
    return {need.part.ref: need.planned for need in needed if need.planned}


def promised(row: models.Visit, horizon: Horizon) -> bool:
    """Whether the customer was told a window on the planned days that still can be kept."""
    return (
        row.status is VisitStatus.SCHEDULED
        and row.promised_from is not None
        and row.promised_until is not None
        and row.promised_until >= horizon.now
        and clock.local_day(row.promised_from, horizon.calendar.zone) in horizon.dates
    )
