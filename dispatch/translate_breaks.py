"""The breaks of a weekly working time on one day."""

from collections.abc import Iterator
from datetime import date, time, timedelta

from dispatch import clock, models
from dispatch.horizon import Horizon
from optimizer import problem


def breaks(
    pattern: models.ShiftPattern, day: date, begins: int, closes: int, horizon: Horizon
) -> tuple[problem.Break, ...]:
    """The breaks in order, without those whose time has passed before the shift begins or that
    come after it; of those that cannot follow each other the earlier."""
    found: list[problem.Break] = []
    free = begins
    for rest in sorted(
        _asked(pattern, day, horizon), key=lambda rest: (rest.latest, rest.earliest)
    ):
        starts = max(rest.earliest, free)
        if rest.latest < begins or starts > rest.latest or starts + rest.duration_s > closes:
            continue
        found.append(rest)
        free = starts + rest.duration_s
    return tuple(found)


def _asked(pattern: models.ShiftPattern, day: date, horizon: Horizon) -> Iterator[problem.Break]:
    if pattern.break_min and pattern.break_earliest and pattern.break_latest:
        yield _break(
            pattern, day, pattern.break_min, pattern.break_earliest, pattern.break_latest, horizon
        )
    for rest in pattern.more_breaks:
        yield _break(pattern, day, rest.minutes, rest.earliest, rest.latest, horizon)


def _break(
    pattern: models.ShiftPattern,
    day: date,
    minutes: int,
    earliest: time,
    latest: time,
    horizon: Horizon,
) -> problem.Break:
    zone = horizon.calendar.zone
    bounds = []
    for clock_time in (earliest, latest):
        on_day = day + timedelta(days=1) if clock_time < pattern.opens else day
        bounds.append(horizon.second(clock.to_utc_or_later(on_day, clock_time, zone)))
    return problem.Break(
        duration_s=minutes * 60, earliest=max(0, bounds[0]), latest=max(0, *bounds)
    )
