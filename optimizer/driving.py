"""From one place to the next: driving, traffic and the breaks taken on the way.

A gap is the time between two services (or between leaving and the first, or the last and the
return); a break is taken in one of them. Driving goes on while a break is still to come.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from optimizer.problem import Break
from optimizer.solution import BreakTaken
from optimizer.travel import TrafficBand, TravelMatrix

SCALE = 10_000
"""Driving is counted in ten-thousandths of a second of the matrix."""


@dataclass(frozen=True)
class Traffic:
    """How much has been driven by each moment, by a car that never stops.

    From `opens[i]` on `speeds[i]` units are driven a second; `driven[i]` have been by then.
    """

    opens: tuple[int, ...]
    speeds: tuple[int, ...]
    driven: tuple[int, ...]

    @staticmethod
    def of(bands: Sequence[TrafficBand]) -> "Traffic":
        later = [band for band in bands if band.opens > 0]
        first = bands[0].percent if bands and bands[0].opens == 0 else 100
        opens = (0, *(band.opens for band in later))
        speeds = tuple(100 * SCALE // percent for percent in (first, *(b.percent for b in later)))
        driven = [0]
        for (begin, end), speed in zip(pairwise(opens), speeds, strict=False):
            driven.append(driven[-1] + (end - begin) * speed)
        return Traffic(opens, speeds, tuple(driven))

    def done(self, instant: int) -> int:
        """Units driven by then."""
        band = max(0, bisect_right(self.opens, instant) - 1)
        return self.driven[band] + (instant - self.opens[band]) * self.speeds[band]

    def first(self, driven: int) -> int:
        """The first whole second by which so many units are driven."""
        band = max(0, bisect_right(self.driven, driven) - 1)
        return self.opens[band] - (self.driven[band] - driven) // self.speeds[band]

    def last(self, driven: int) -> int:
        """The last whole second by which no more than so many units are driven."""
        band = max(0, bisect_right(self.driven, driven) - 1)
        return self.opens[band] + (driven - self.driven[band]) // self.speeds[band]


FREE = Traffic.of(())
"""The matrix's times hold all day."""


@lru_cache(maxsize=64)
def _traffic(bands: tuple[tuple[int, int], ...]) -> Traffic:
    return Traffic.of([TrafficBand(opens=opens, percent=percent) for opens, percent in bands])


def traffic_of(travel: object) -> Traffic:
    bands = travel.traffic if isinstance(travel, TravelMatrix) else ()
    return _traffic(tuple((band.opens, band.percent) for band in bands)) if bands else FREE


@dataclass(frozen=True)
class Drive:
    """A leg that takes `seconds` by the matrix, in this traffic."""

    seconds: int
    traffic: Traffic = FREE

    def through(self, clock: int, breaks: Sequence[Break]) -> int | None:
        """Earliest readiness at the next place after leaving at `clock` and taking the breaks.

        None if a break would start too late.
        """
        rested = chain(clock, breaks)
        if rested is None:
            return None
        if self.traffic is FREE:
            return max(rested, clock + self.seconds + sum(rest.duration_s for rest in breaks))
        return max(rested, self.with_breaks(clock, breaks)[0])

    def with_breaks(self, clock: int, breaks: Sequence[Break]) -> tuple[int, list[BreakTaken]]:
        """Arrival and breaks when driving from `clock` on and resting as early as allowed."""
        left, arrival = self.seconds * SCALE, None
        taken, traffic = taken_in_turn(clock, breaks), self.traffic
        for rest in taken:
            before = traffic.done(clock)
            if arrival is None and traffic.done(rest.start) - before >= left:
                arrival = traffic.first(before + left)
            left -= traffic.done(rest.start) - before
            clock = rest.end
        return (traffic.first(traffic.done(clock) + left) if arrival is None else arrival), taken

    def leave_by(self, ready: int, breaks: Sequence[Break], since: int) -> int:
        """Latest moment, `since` or later, to leave so that `through` is over by `ready`.

        Leaving at `since` must do.
        """
        if self.traffic is FREE:
            return self._leave_by(ready, breaks)
        early, late = since, ready
        while early < late:
            middle = (early + late + 1) // 2
            through = self.through(middle, breaks)
            if through is not None and through <= ready:
                early = middle
            else:
                late = middle - 1
        return early

    def _leave_by(self, ready: int, breaks: Sequence[Break]) -> int:
        latest = ready - self.seconds - sum(rest.duration_s for rest in breaks)
        for rest in reversed(breaks):
            ready = min(rest.latest, ready - rest.duration_s)
        return min(latest, ready)


def chain(clock: int, breaks: Sequence[Break]) -> int | None:
    """End of the breaks taken one after another from `clock` on; None if one is too late."""
    for rest in breaks:
        start = max(clock, rest.earliest)
        if start > rest.latest:
            return None
        clock = start + rest.duration_s
    return clock


def taken_in_turn(clock: int, breaks: Sequence[Break]) -> list[BreakTaken]:
    """The breaks at their earliest, one after another from `clock` on."""
    taken = []
    for rest in breaks:
        start = max(clock, rest.earliest)
        clock = start + rest.duration_s
        taken.append(BreakTaken(start=start, end=clock))
    return taken
