"""Routes in the plane timed in doubles, as the literature does; shares no code with ours."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from optimizer.benchmarks.instance import TOLERANCE
from optimizer.solution import Solution

Point = tuple[float, float]


@dataclass(frozen=True)
class Place:
    """Service of `service` starts from `opens` to `closes`."""

    at: Point
    opens: float
    closes: float
    service: float


@dataclass(frozen=True)
class Trip:
    """One vehicle's way: where it starts and ends, and the places between them."""

    name: str
    start: Place
    stops: tuple[Place, ...]
    end: Place

    @property
    def distance(self) -> float:
        points = [place.at for place in (self.start, *self.stops, self.end)]
        return sum(math.dist(*leg) for leg in pairwise(points))

    def earliest(self) -> list[float]:
        """Earliest start at each stop and the earliest return."""
        clock, before, starts = self.start.opens, self.start, []
        for place in (*self.stops, self.end):
            clock = max(clock + math.dist(before.at, place.at), place.opens)
            starts.append(clock)
            clock, before = clock + place.service, place
        return starts

    def duration(self) -> float:
        """From the latest departure that still allows the earliest return, to that return."""
        starts = self.earliest()
        bound = starts[-1]
        for place, after in reversed(list(pairwise((*self.stops, self.end)))):
            bound = min(place.closes, bound - math.dist(place.at, after.at) - place.service)
        first = (*self.stops, self.end)[0]
        return starts[-1] - (bound - math.dist(self.start.at, first.at))

    def faults(self) -> list[str]:
        return [
            f"route {self.name}: stop {index + 1} starts at {start:.6f}, after {place.closes:g}"
            for index, (place, start) in enumerate(
                zip((*self.stops, self.end), self.earliest(), strict=True)
            )
            if start > place.closes + TOLERANCE
        ]


def visits_by_shift(solution: Solution) -> dict[str, list[str]]:
    return {route.shift: [stop.visit for stop in route.stops] for route in solution.routes}


def twice_or_never(orders: Mapping[str, Sequence[str]], expected: Sequence[str]) -> list[str]:
    """Sentences on visits that are not served exactly once."""
    served = [visit for order in orders.values() for visit in order]
    return [
        f"visit {visit} is served {served.count(visit)} times, expected once"
        for visit in expected
        if served.count(visit) != 1
    ]
