"""Moving through one gap: driving, traffic and breaks, compiled; as `optimizer.driving` has it."""

import numpy as np

from optimizer.driving import SCALE
from optimizer.search.compiling import compiled
from optimizer.search.model import Model

LATE = -1
"""Stands for "a break would start too late"."""


@compiled
def driven_by(model: Model, instant: int) -> int:
    band = max(0, int(np.searchsorted(model.bands[0], instant, side="right")) - 1)
    return model.bands[2, band] + (instant - model.bands[0, band]) * model.bands[1, band]


@compiled
def moment_of(model: Model, driven: int) -> int:
    band = max(0, int(np.searchsorted(model.bands[2], driven, side="right")) - 1)
    return model.bands[0, band] - (model.bands[2, band] - driven) // model.bands[1, band]


@compiled
def chain(model: Model, clock: int, first: int, last: int) -> int:
    """End of the breaks `first` to `last` (not included) taken from `clock` on, or LATE."""
    for rest in range(first, last):
        start = max(clock, model.rest[rest].earliest)
        if start > model.rest[rest].latest:
            return LATE
        clock = start + model.rest[rest].seconds
    return clock


@compiled
def arrival(model: Model, clock: int, drive: int, first: int, last: int) -> int:
    """When driving ends that goes on between these breaks, each taken as early as allowed."""
    if not model.traffic:
        left = drive
        for rest in range(first, last):
            start = max(clock, model.rest[rest].earliest)
            if start - clock >= left:
                return clock + left
            left -= start - clock
            clock = start + model.rest[rest].seconds
        return clock + left
    units = drive * SCALE
    for rest in range(first, last):
        start = max(clock, model.rest[rest].earliest)
        before = driven_by(model, clock)
        on_the_way = driven_by(model, start) - before
        if on_the_way >= units:
            return moment_of(model, before + units)
        units -= on_the_way
        clock = start + model.rest[rest].seconds
    return moment_of(model, driven_by(model, clock) + units)


@compiled
def through(model: Model, clock: int, drive: int, first: int, last: int) -> int:
    """Earliest readiness at the next place, or LATE."""
    if first == last and not model.traffic:
        return clock + drive
    rested = chain(model, clock, first, last)
    if rested == LATE:
        return LATE
    if not model.traffic:
        for rest in range(first, last):
            drive += model.rest[rest].seconds
        return max(rested, clock + drive)
    return max(rested, arrival(model, clock, drive, first, last))


@compiled
def leave_by(model: Model, ready: int, drive: int, first: int, last: int, since: int) -> int:
    """Latest moment to leave, `since` or later, so that `through` is over by `ready`."""
    if not model.traffic:
        latest, bound = ready - drive, ready
        for rest in range(last - 1, first - 1, -1):
            latest -= model.rest[rest].seconds
            bound = min(model.rest[rest].latest, bound - model.rest[rest].seconds)
        return min(latest, bound)
    early, late = since, ready
    while early < late:
        middle = (early + late + 1) // 2
        over = through(model, middle, drive, first, last)
        if over != LATE and over <= ready:
            early = middle
        else:
            late = middle - 1
    return early


@compiled
def first_start(model: Model, visit: int, on_site: int, ready: int) -> int:
    """Earliest allowed start at or after `ready`, or LATE."""
    short = on_site if model.visit[visit].bounds_service else 0
    for window in range(model.visit[visit].first_window, model.visit[visit].end_windows):
        start = max(ready, model.window[window].opens)
        if start <= model.window[window].closes - short:
            return start
    return LATE


@compiled
def last_start(model: Model, visit: int, on_site: int, bound: int) -> int:
    """Latest allowed start at or before `bound`, or LATE."""
    short = on_site if model.visit[visit].bounds_service else 0
    for window in range(
        model.visit[visit].end_windows - 1, model.visit[visit].first_window - 1, -1
    ):
        latest = min(bound, model.window[window].closes - short)
        if latest >= model.window[window].opens:
            return latest
    return LATE
