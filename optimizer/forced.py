"""Times for an order that cannot be driven: what happens if it is driven all the same.

Service then starts when the technician is there, though every window has closed; breaks come
late, and so does the return. Of all placements of the breaks the one that is least late is
taken. Nothing else bends, so the referee finds exactly these violations.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations_with_replacement, pairwise

from optimizer.problem import Break, Shift, TimeWindow, Visit
from optimizer.schedule import Blocked, Travel, first_start, time_route
from optimizer.solution import Route


def time_anyway(shift: Shift, visits: Sequence[Visit], travel: Travel) -> Route:
    """`time_route` where the order can be driven, else the least late way to drive it."""
    timed = time_route(shift, visits, travel)
    if not isinstance(timed, Blocked):
        return timed
    bent = min(
        (
            _bend(shift, visits, travel, gaps)
            for gaps in combinations_with_replacement(range(len(visits) + 2), len(shift.breaks))
        ),
        key=lambda bent: bent.late_s,
    )
    forced = time_route(bent.shift(shift), bent.visits(visits), travel)
    assert not isinstance(forced, Blocked)
    return forced


@dataclass
class _Bent:
    """By how much the rules must give way: new starts by visit index, new break limits."""

    late_s: int = 0
    starts: dict[int, int] = field(default_factory=dict)
    breaks: dict[int, int] = field(default_factory=dict)
    over_s: int = 0

    def shift(self, shift: Shift) -> Shift:
        breaks = tuple(
            rest.model_copy(update={"latest": self.breaks.get(index, rest.latest)})
            for index, rest in enumerate(shift.breaks)
        )
        overtime_s = shift.max_overtime_s + self.over_s
        return shift.model_copy(update={"breaks": breaks, "max_overtime_s": overtime_s})

    def visits(self, visits: Sequence[Visit]) -> list[Visit]:
        return [
            visit if index not in self.starts else _startable(visit, self.starts[index])
            for index, visit in enumerate(visits)
        ]


def _startable(visit: Visit, start: int) -> Visit:
    if visit.pinned_start is not None:
        return visit.model_copy(update={"pinned_start": start})
    window = TimeWindow(opens=start, closes=start)
    return visit.model_copy(update={"windows": (*visit.windows, window)})


def _bend(shift: Shift, visits: Sequence[Visit], travel: Travel, gaps: tuple[int, ...]) -> _Bent:
    """Drive with each break in its gap; the gap after the last is the time after the return."""
    bent = _Bent()
    places = [shift.start_place, *(visit.place for visit in visits), shift.end_place]
    clock = shift.opens
    for index, leg in enumerate(pairwise(places)):
        clock = _through(clock, travel.duration_s(*leg), _taken(shift, gaps, index), bent)
        if index < len(visits):
            clock = _start(visits[index], index, clock, bent) + visits[index].service_s
    bent.over_s = max(0, clock - shift.last_return)
    bent.late_s += bent.over_s
    _through(clock, 0, _taken(shift, gaps, len(visits) + 1), bent)
    return bent


def _taken(shift: Shift, gaps: tuple[int, ...], gap: int) -> list[tuple[int, Break]]:
    breaks = zip(shift.breaks, gaps, strict=True)
    return [(number, rest) for number, (rest, chosen) in enumerate(breaks) if chosen == gap]


def _through(clock: int, drive_s: int, breaks: list[tuple[int, Break]], bent: _Bent) -> int:
    """When the gap is over, at the earliest, with its breaks however late."""
    driven = clock + drive_s + sum(rest.duration_s for _, rest in breaks)
    for number, rest in breaks:
        start = max(clock, rest.earliest)
        if start > rest.latest:
            bent.breaks[number] = start
            bent.late_s += start - rest.latest
        clock = start + rest.duration_s
    return max(clock, driven)


def _start(visit: Visit, index: int, ready: int, bent: _Bent) -> int:
    windows = visit.allowed_starts()
    start = first_start(windows, ready)
    if start is not None:
        return start
    bent.starts[index] = ready
    bent.late_s += ready - max(window.closes for window in windows)
    return ready
