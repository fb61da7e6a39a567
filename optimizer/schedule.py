"""The one place where times of a route are computed.

A route is timed to be back as early as its order allows, and then to leave as late as that
allows, so that nobody waits without need. Where breaks go is tried out gap by gap; of all
placements the cheapest is taken, of equally cheap ones that which is back first. A gap is the
time between two services (or between leaving and the first, or the last and the return); a
break is taken in one of them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement, pairwise
from typing import Protocol

from optimizer import objective
from optimizer.problem import Break, Shift, TimeWindow, Visit
from optimizer.solution import BreakTaken, Route, Stop


class Travel(Protocol):
    def duration_s(self, origin: int, destination: int) -> int: ...

    def distance_m(self, origin: int, destination: int) -> int: ...


@dataclass(frozen=True)
class Blocked:
    """The order cannot be driven: what fails first, where, and by how many seconds.

    `rule` is window (service cannot start in time), return (back too late) or break.
    """

    rule: str
    visit: str | None
    by_s: int
    after: int

    @property
    def distance(self) -> tuple[bool, int]:
        """How far from a yes; a break is not measured and counts as furthest."""
        return self.rule == "break", self.by_s


Placement = tuple[tuple[Break, ...], ...]
"""For each gap the breaks taken in it, in order."""


def time_route(shift: Shift, visits: Sequence[Visit], travel: Travel) -> Route | Blocked:
    """The cheapest timing of the visits in this order, or the rule that blocks it.

    Only times are looked at: neither skills nor pinned technicians.
    """
    if not visits:
        raise ValueError(f"shift {shift.id}: a route needs at least one visit")
    line = _Line(shift, visits, travel)
    best: Route | None = None
    blocks: list[Blocked] = []
    for placement in _placements(shift.breaks, len(visits) + 1):
        timed = line.timed(placement)
        if isinstance(timed, Blocked):
            blocks.append(timed)
        elif best is None or _rank(timed) < _rank(best):
            best = timed
    return best or min(blocks, key=lambda block: (-block.after, block.distance))


def _rank(route: Route) -> tuple[int, int, int]:
    return route.costs.total, route.returns, -route.departure


def _placements(breaks: Sequence[Break], gaps: int) -> Iterator[Placement]:
    for chosen in combinations_with_replacement(range(gaps), len(breaks)):
        yield tuple(
            tuple(rest for rest, gap in zip(breaks, chosen, strict=True) if gap == index)
            for index in range(gaps)
        )


class _Line:
    """One order of visits on one shift, with its legs."""

    def __init__(self, shift: Shift, visits: Sequence[Visit], travel: Travel) -> None:
        self.shift, self.visits = shift, visits
        places = [shift.start_place, *(visit.place for visit in visits), shift.end_place]
        legs = list(pairwise(places))
        self.drives = [travel.duration_s(*leg) for leg in legs]
        self.metres = [travel.distance_m(*leg) for leg in legs]
        self.windows = [visit.allowed_starts() for visit in visits]

    def timed(self, placement: Placement) -> Route | Blocked:
        earliest = self._starts_from(self.shift.opens, placement)
        if isinstance(earliest, Blocked):
            return earliest
        before, departure = self._latest_departure(earliest, placement)
        on_route = (placement[0][len(before) :], *placement[1:])
        starts = self._starts_from(departure, on_route)
        assert not isinstance(starts, Blocked)
        return self._route(departure, starts, on_route, before)

    def _starts_from(self, departure: int, placement: Placement) -> list[int] | Blocked:
        """Earliest service starts after leaving at `departure`."""
        clock, starts = departure, []
        for index, visit in enumerate(self.visits):
            ready = through_gap(clock, self.drives[index], placement[index])
            if ready is None:
                return Blocked("break", visit.id, 0, index)
            start = first_start(self.windows[index], ready)
            if start is None:
                last = max(window.closes for window in self.windows[index])
                return Blocked("window", visit.id, ready - last, index)
            starts.append(start)
            clock = start + visit.service_s
        returned = self._return(clock, placement[-1])
        if returned is None:
            return Blocked("break", None, 0, len(self.visits))
        over = returned[0] - self.shift.last_return
        return Blocked("return", None, over, len(self.visits)) if over > 0 else starts

    def _return(self, clock: int, breaks: Sequence[Break]) -> tuple[int, int] | None:
        """When the end place is reached, and how many breaks are taken before that."""
        for taken in range(len(breaks) + 1):
            home = through_gap(clock, self.drives[-1], breaks[:taken])
            if home is not None and chain(home, breaks[taken:]) is not None:
                return home, taken
        return None

    def _latest_departure(
        self, starts: list[int], placement: Placement
    ) -> tuple[list[BreakTaken], int]:
        """Leave as late as the earliest end allows; breaks that then fit before leaving."""
        bound = starts[-1]
        for index in range(len(starts) - 1, 0, -1):
            visit = self.visits[index - 1]
            leave = leave_by(bound, self.drives[index], placement[index])
            latest = leave - visit.service_s
            if visit.due_by is not None:
                latest = min(latest, max(starts[index - 1], visit.due_by - visit.service_s))
            bound = last_start(self.windows[index - 1], latest)
        breaks = placement[0]
        for count in range(len(breaks), -1, -1):
            before = taken_in_turn(self.shift.opens, breaks[:count])
            ends = before[-1].end if before else self.shift.opens
            departure = leave_by(bound, self.drives[0], breaks[count:])
            if departure >= ends:
                return before, departure
        raise AssertionError("the earliest timing was feasible")

    def _route(
        self,
        departure: int,
        starts: list[int],
        placement: Placement,
        before: list[BreakTaken],
    ) -> Route:
        clock, stops, taken = departure, [], list(before)
        for index, (visit, start) in enumerate(zip(self.visits, starts, strict=True)):
            drive, breaks = self.drives[index], placement[index]
            arrival, rests = drive_through(clock, drive, breaks)
            stops.append(
                Stop(
                    visit=visit.id,
                    drive_s=drive,
                    distance_m=self.metres[index],
                    arrival=arrival,
                    wait_s=start - clock - drive - sum(rest.duration_s for rest in breaks),
                    start=start,
                    end=start + visit.service_s,
                )
            )
            taken += rests
            clock = start + visit.service_s
        ending = self._return(clock, placement[-1])
        assert ending is not None
        returns, count = ending
        taken += drive_through(clock, self.drives[-1], placement[-1][:count])[1]
        taken += taken_in_turn(returns, placement[-1][count:])
        overtime = max(0, returns - self.shift.closes)
        parts = [
            objective.stop_costs(visit, self.shift, stop)
            for visit, stop in zip(self.visits, stops, strict=True)
        ]
        home = objective.return_costs(self.shift, self.drives[-1], self.metres[-1], overtime)
        return Route(
            shift=self.shift.id,
            departure=departure,
            stops=tuple(stops),
            breaks=tuple(taken),
            return_drive_s=self.drives[-1],
            return_distance_m=self.metres[-1],
            returns=returns,
            overtime_s=overtime,
            costs=objective.total([*parts, home]),
        )


def chain(clock: int, breaks: Sequence[Break]) -> int | None:
    """End of the breaks taken one after another from `clock` on; None if one is too late."""
    for rest in breaks:
        start = max(clock, rest.earliest)
        if start > rest.latest:
            return None
        clock = start + rest.duration_s
    return clock


def through_gap(clock: int, drive_s: int, breaks: Sequence[Break]) -> int | None:
    """Earliest readiness at the next place after leaving at `clock` and taking the breaks."""
    rested = chain(clock, breaks)
    if rested is None:
        return None
    return max(rested, clock + drive_s + sum(rest.duration_s for rest in breaks))


def leave_by(ready: int, drive_s: int, breaks: Sequence[Break]) -> int:
    """Latest moment to leave so that `through_gap` is over by `ready`."""
    latest, bound = ready - drive_s - sum(rest.duration_s for rest in breaks), ready
    for rest in reversed(breaks):
        bound = min(rest.latest, bound - rest.duration_s)
    return min(latest, bound)


def first_start(windows: Sequence[TimeWindow], ready: int) -> int | None:
    """Earliest allowed start at or after `ready`; no windows: any time."""
    if not windows:
        return ready
    return min(
        (max(window.opens, ready) for window in windows if window.closes >= ready), default=None
    )


def last_start(windows: Sequence[TimeWindow], bound: int) -> int:
    """Latest allowed start at or before `bound`; there must be one."""
    if not windows:
        return bound
    return max(min(window.closes, bound) for window in windows if window.opens <= bound)


def taken_in_turn(clock: int, breaks: Sequence[Break]) -> list[BreakTaken]:
    """The breaks at their earliest, one after another from `clock` on."""
    taken = []
    for rest in breaks:
        start = max(clock, rest.earliest)
        clock = start + rest.duration_s
        taken.append(BreakTaken(start=start, end=clock))
    return taken


def drive_through(
    clock: int, drive_s: int, breaks: Sequence[Break]
) -> tuple[int, list[BreakTaken]]:
    """Arrival and breaks when driving from `clock` on and resting as early as allowed."""
    left, taken, arrival = drive_s, taken_in_turn(clock, breaks), None
    for rest in taken:
        if arrival is None and rest.start - clock >= left:
            arrival = clock + left
        left -= rest.start - clock
        clock = rest.end
    return (clock + left if arrival is None else arrival), taken
