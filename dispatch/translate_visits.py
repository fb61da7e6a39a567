"""A visit's row as a visit of the optimizer's problem, or why it cannot be planned at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from dispatch import clock, coordinates, costing, models, opening_hours
from dispatch import translate_wishes as wishes
from dispatch.horizon import Horizon, Places, Policy, Rows, bounded, cents
from dispatch.planning_rules import WindowBounds
from dispatch.sentences import Sentence
from dispatch.translate_relations import Bound, bounds_of
from dispatch.translate_wishes import promised
from optimizer import problem, values

Window = tuple[datetime, datetime]

BROKEN_PROMISE = 4
"""A visit that a customer was promised is this many times dearer to leave out."""

NO_PLACE = "no_place"
CLOSED = "closed"
OTHER_DAY = "other_day"
WAITS = "waits"
"""Reasons for leaving a visit out before the optimizer sees it."""


@dataclass(frozen=True)
class LeftBefore:
    """A visit that cannot be planned at all for a reason outside the optimizer."""

    visit: models.Visit
    reason: str
    sentence: str


def visit(
    row: models.Visit, rows: Rows, horizon: Horizon, policy: Policy, places: Places
) -> problem.Visit | LeftBefore:
    """The visit as the optimizer takes it, or why it has no place or time on these days."""
    site = row.case.site
    wrong = coordinates.why_not_plannable(site, policy.area)
    if wrong:
        return LeftBefore(
            row,
            NO_PLACE,
            Sentence(
                f"{site.address}: {wrong}", "left_no_place", address=site.address, wrong=wrong
            ),
        )
    pinned_day = _pinned_day(row, horizon)
    if pinned_day is not None and pinned_day not in horizon.dates:
        return LeftBefore(
            row,
            OTHER_DAY,
            Sentence(
                f"its start is pinned to {pinned_day:%a %d %b %Y}, no planned day",
                "left_other_day",
                pinned_on=pinned_day,
            ),
        )
    bounds = bounds_of(row, rows)
    if any(bound.waits for bound in bounds):
        return LeftBefore(
            row, WAITS, Sentence("a visit that it belongs to is not planned", "left_waits")
        )
    windows = _bounded(_windows(row, horizon, policy), bounds, row, horizon)
    pinned = row.pinned_start is not None
    if not windows and not pinned:
        return LeftBefore(row, CLOSED, _why_no_window(row))
    fixed_cents = _fixed_cents(row, rows, horizon)
    late_rate = costing.cents_per_hour(site.customer.agreement.late_per_hour)
    due_by = _due_by(row, horizon)
    return problem.Visit(
        id=row.ref,
        place=places.index(site),
        service_s=row.requested_duration_s,
        setup_s=row.setup_s,
        windows=() if pinned else windows,
        window_bounds=problem.Bounds(row.window_bounds.value),
        preferred=wishes.preferred(row, horizon, policy),
        skills=tuple(
            problem.SkillNeed(skill=need.skill.ref, level=need.level)
            for need in sorted(row.skills, key=lambda need: need.skill.ref)
        ),
        equipment=tuple(sorted(row.equipment)),
        parts=wishes.parts(row, policy),
        load=dict(sorted(row.load.items())),
        mandatory=row.mandatory,
        leave_out_cents=_leave_out_cents(row, rows, horizon, policy, fixed_cents, late_rate),
        fixed_cents=fixed_cents,
        due_by=due_by,
        late_cents_per_hour=0 if due_by is None else late_rate,
        **wishes.people(row, rows, bounds, policy),
        promise=wishes.promise(row, horizon, policy),
        unpopular=row.unpopular,
        technician=None if row.pinned_technician is None else row.pinned_technician.ref,
        pinned_start=None if row.pinned_start is None else horizon.second(row.pinned_start),
        unpinned_windows=windows if pinned else None,
    )


def _pinned_day(row: models.Visit, horizon: Horizon) -> date | None:
    if row.pinned_start is None:
        return None
    return clock.local_day(row.pinned_start, horizon.calendar.zone)


def _windows(row: models.Visit, horizon: Horizon, policy: Policy) -> tuple[problem.TimeWindow, ...]:
    """When service may start: what was asked for, else the opening hours; of these the promise.

    A promise that what was asked for since then rules out no longer counts, nor does one that
    may move at a price. A pinned start holds whatever these say.
    """
    if row.windows:
        spans = [(window.opens, window.closes) for window in row.windows]
    else:
        spans = _open_for_work(row, horizon)
    if promised(row, horizon) and not policy.promises_move:
        assert row.promised_from is not None
        assert row.promised_until is not None
        spans = _common(spans, row.promised_from, row.promised_until) or spans
    found = []
    for opens, closes in spans:
        first = max(0, horizon.second_after(opens))
        latest = min(horizon.second(closes), horizon.end_s - 1)
        if first <= latest:
            found.append(problem.TimeWindow(opens=first, closes=latest))
    return tuple(found)


def _bounded(
    windows: tuple[problem.TimeWindow, ...],
    bounds: Sequence[Bound],
    row: models.Visit,
    horizon: Horizon,
) -> tuple[problem.TimeWindow, ...]:
    """The windows between what visits planned elsewhere leave; whole windows stay whole."""
    opens = [horizon.second_after(bound.opens) for bound in bounds if bound.opens is not None]
    closes = [horizon.second(bound.closes) for bound in bounds if bound.closes is not None]
    first, last = max(opens, default=0), min(closes, default=horizon.end_s)
    if row.window_bounds is WindowBounds.SERVICE:
        last += row.requested_duration_s + row.setup_s
    cut = [(max(window.opens, first), min(window.closes, last)) for window in windows]
    return tuple(
        problem.TimeWindow(opens=opens, closes=closes) for opens, closes in cut if opens <= closes
    )


def _common(spans: Sequence[Window], begins: datetime, ends: datetime) -> list[Window]:
    """The parts of the spans between two moments, both included."""
    cut = [(max(opens, begins), min(closes, ends)) for opens, closes in spans]
    return [(opens, closes) for opens, closes in cut if opens <= closes]


def _open_for_work(row: models.Visit, horizon: Horizon) -> list[Window]:
    """Opening hours of the site, closing early enough for the work to end in time.

    Windows that bound the whole service close when the site does.
    """
    calendar = horizon.calendar
    whole = row.window_bounds is WindowBounds.SERVICE
    work = timedelta(seconds=0 if whole else row.requested_duration_s + row.setup_s)
    return opening_hours.work_windows(
        row.case.site.opening_hours, horizon.dates, calendar.zone, calendar.is_holiday, work
    )


def _why_no_window(row: models.Visit) -> str:
    if row.windows:
        return Sentence(
            "none of the times the customer asked for is on the planned days", "left_other_times"
        )
    hours = row.case.site.opening_hours
    return Sentence(f"the site is closed on the planned days ({hours})", "left_closed", hours=hours)


def _fixed_cents(row: models.Visit, rows: Rows, horizon: Horizon) -> int:
    """Call-out, overhead and planned parts: what serving costs whoever does it."""
    card = costing.card_on(rows.rate_cards, horizon.first_day)
    call_out = costing.call_out_on(rows.call_outs, row.price_class, horizon.first_day)
    parts = sum((need.part.unit_cost * need.planned for need in row.parts), Decimal(0))
    return cents(call_out) + cents(card.overhead) + cents(parts)


def _leave_out_cents(
    row: models.Visit,
    rows: Rows,
    horizon: Horizon,
    policy: Policy,
    fixed_cents: int,
    late_rate: int,
) -> int:
    """Price of leaving out: by priority, plus what serving costs anyway and what waiting adds.

    Leaving a visit out saves neither its work nor its parts, it only puts them off; and a
    visit that is due grows later until after the planned days.
    """
    card = costing.card_on(rows.rate_cards, horizon.first_day)
    hourly = costing.cents_per_hour(card.hour)
    by_priority = policy.leave_out_cents[row.requested_priority]
    if promised(row, horizon):
        by_priority *= BROKEN_PROMISE
    late = 0
    due_by = _due_by(row, horizon)
    if due_by is not None:
        late_s = max(0, horizon.end_s - due_by)
        late = values.price(late_s, late_rate, values.PER_HOUR)
    work = values.price(row.requested_duration_s, hourly, values.PER_HOUR)
    return min(values.MAX_CENTS, by_priority + fixed_cents + work + late)


def _due_by(row: models.Visit, horizon: Horizon) -> int | None:
    """When the visit is due, but not before the plan begins.

    Lateness that is past when the plan is made is no plan's to decide, so it has no price.
    """
    if row.requested_due_by is None:
        return None
    begins = max(0, horizon.second(horizon.now))
    return bounded(max(begins, horizon.second(row.requested_due_by)))
