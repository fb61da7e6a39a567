"""A problem as flat arrays, the form in which the compiled search reads it.

Times are whole seconds, prices cents as floating point (the plan is priced again in whole
cents by `optimizer.schedule`).
"""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

NEVER = 2**40
"""A time after all others."""

MISSING_CENTS = 1e10
"""Added to the price of leaving out what is mandatory."""

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


VISIT = np.dtype(
    [
        ("place", np.int64),
        ("setup", np.int64),
        ("first_window", np.int64),
        ("end_windows", np.int64),
        ("bounds_service", np.int64),
        ("leave_out", np.float64),
        ("due", np.int64),
        ("late", np.float64),  # cents per second
        ("wish_opens", np.int64),
        ("wish_closes", np.int64),
        ("wish", np.float64),  # cents per second outside
        ("promised", np.int64),  # -1: nothing
        ("tolerance", np.int64),
        ("moved", np.float64),  # cents per second
    ]
)

SHIFT = np.dtype(
    [
        ("first_place", np.int64),
        ("last_place", np.int64),  # -1: ends at the last visit
        ("pace_class", np.int64),
        ("depot", np.int64),  # a place or -1
        ("loading", np.int64),  # seconds
        ("opens", np.int64),
        ("closes", np.int64),
        ("last_return", np.int64),
        ("first_break", np.int64),
        ("end_breaks", np.int64),
        ("cap_visits", np.int64),
        ("cap_drive", np.int64),
        ("cap_metres", np.int64),
        ("cap_wait", np.int64),
        ("cap_route", np.int64),
        ("per_drive_s", np.float64),  # cents, as all below
        ("per_metre", np.float64),
        ("per_wait_s", np.float64),
        ("per_route_s", np.float64),
        ("per_work_s", np.float64),
        ("per_overtime_s", np.float64),
        ("least_work", np.float64),  # of a stop
        ("used", np.float64),
    ]
)

WINDOW = np.dtype([("opens", np.int64), ("closes", np.int64)])

REST = np.dtype([("earliest", np.int64), ("latest", np.int64), ("seconds", np.int64)])


class Model(NamedTuple):
    """Arrays of n visits, m shifts and p places; flags say which rules occur at all."""

    visit: npt.NDArray[Any]  # (n,) VISIT
    window: npt.NDArray[Any]  # WINDOW, those of a visit in order
    shift: npt.NDArray[Any]  # (m,) SHIFT
    rest: npt.NDArray[Any]  # REST, the breaks of a shift in order
    legs: npt.NDArray[np.int32]  # (p, p, 4) seconds and metres there, the same back
    serve: Floats  # (n, m) cents, inf where the shift is not eligible
    able: Ints  # eligible shifts of each visit, one visit after another
    able_from: Ints  # (n + 1,) where those of a visit begin
    on_site: Ints  # (k, n) seconds by class of pace
    load: Ints  # (n, units)
    room: Ints  # (m, units)
    needs: Ints  # (n, kinds) parts, then equipment
    stock: Ints  # (m, kinds)
    used_up: Ints  # (kinds,) 1 for parts, 0 for equipment
    bands: Ints  # (3, bands) opens, units a second, units driven by then
    plain: bool  # legs, serving and working time are all the cost; no breaks or set-ups
    timed: bool  # working time is priced or capped
    loads: bool
    parts: bool
    traffic: bool
