"""What the arrays of a problem hold of each visit and of each shift."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from optimizer.problem import Bounds, Shift, Visit
from optimizer.search.model import MISSING_CENTS, NEVER, REST, SHIFT, VISIT, WINDOW
from optimizer.values import MAX_S, PER_100_KM, PER_HOUR


def visit_rows(visits: Sequence[Visit]) -> dict[str, Any]:
    spans = [_windows(visit) for visit in visits]
    ends = np.cumsum([0, *(len(span) for span in spans)])
    rows = [
        _visit_row(visit, int(first), int(end))
        for visit, first, end in zip(visits, ends[:-1], ends[1:], strict=True)
    ]
    return {
        "visit": np.array(rows, dtype=VISIT),
        "window": np.array([window for span in spans for window in span], dtype=WINDOW),
    }


def _visit_row(visit: Visit, first_window: int, end_windows: int) -> tuple[float, ...]:
    wish, promise = visit.preferred, visit.promise
    pinned = visit.pinned_start is not None
    bounds_service = visit.window_bounds is Bounds.SERVICE and bool(visit.windows) and not pinned
    return (
        visit.place,
        visit.setup_s,
        first_window,
        end_windows,
        bounds_service,
        visit.leave_out_cents + (MISSING_CENTS if visit.mandatory else 0),
        NEVER if visit.due_by is None else visit.due_by,
        0 if visit.due_by is None else visit.late_cents_per_hour / PER_HOUR,
        wish.opens if wish else 0,
        wish.closes if wish else NEVER,
        wish.cents_per_hour / PER_HOUR if wish else 0,
        -1 if promise is None or promise.start is None else promise.start,
        promise.tolerance_s if promise else 0,
        promise.moved_cents_per_hour / PER_HOUR if promise else 0,
    )


def _windows(visit: Visit) -> list[tuple[int, int]]:
    """Windows that do not touch, in order; the whole horizon where there are none."""
    found: list[tuple[int, int]] = []
    for window in visit.allowed_starts() or ():
        if found and window.opens <= found[-1][1] + 1 and visit.window_bounds is Bounds.START:
            found[-1] = (found[-1][0], max(found[-1][1], window.closes))
        else:
            found.append((window.opens, window.closes))
    return found or [(0, MAX_S)]


def shift_rows(shifts: Sequence[Shift], pace: Sequence[int]) -> dict[str, Any]:
    ends = np.cumsum([0, *(len(shift.breaks) for shift in shifts)])
    rows = [
        _shift_row(shift, pace[number], int(ends[number])) for number, shift in enumerate(shifts)
    ]
    rests = [(r.earliest, r.latest, r.duration_s) for shift in shifts for r in shift.breaks]
    return {"shift": np.array(rows, dtype=SHIFT), "rest": np.array(rests, dtype=REST)}


def _shift_row(shift: Shift, pace: int, first_break: int) -> tuple[float, ...]:
    depot, caps, prices = shift.pick_up, shift.caps, shift.prices
    return (
        shift.start_place,
        -1 if shift.end_place is None else shift.end_place,
        pace,
        depot.place if depot else -1,
        depot.service_s if depot else 0,
        shift.opens,
        shift.closes,
        shift.last_return,
        first_break,
        first_break + len(shift.breaks),
        _or_never(caps.visits),
        _or_never(caps.drive_s),
        _or_never(caps.distance_m),
        _or_never(caps.wait_s),
        _or_never(caps.route_s),
        prices.drive_cents_per_hour / PER_HOUR,
        prices.distance_cents_per_100km / PER_100_KM,
        prices.wait_cents_per_hour / PER_HOUR,
        prices.route_cents_per_hour / PER_HOUR,
        prices.work_cents_per_hour / PER_HOUR,
        prices.overtime_cents_per_hour / PER_HOUR,
        prices.minimum_work_cents,
        prices.used_cents,
    )


def _or_never(cap: int | None) -> int:
    return NEVER if cap is None else cap
