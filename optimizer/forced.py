"""Times for an order that cannot be driven: what happens if it is driven all the same.

Service then starts when the technician is there, though every window has closed; breaks come
late, and so does the return; caps and what is on board are overlooked. Of all placements of
the breaks the one that is least late is taken. Nothing else bends, so the referee finds
exactly these violations.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations_with_replacement

from optimizer import objective
from optimizer.driving import Drive, traffic_of
from optimizer.problem import Bounds, Break, Caps, Shift, TimeWindow, Visit
from optimizer.schedule import Blocked, Travel, time_route
from optimizer.solution import Route
from optimizer.ties import first_start


def time_anyway(shift: Shift, visits: Sequence[Visit], travel: Travel) -> Route:
    """`time_route` where the order can be driven, else the least late way to drive it."""
    timed = time_route(shift, visits, travel)
    if not isinstance(timed, Blocked):
        return timed
    shift = _boundless(shift, visits)
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
    if visit.window_bounds is Bounds.SERVICE:
        return visit.model_copy(update={"windows": (window,), "window_bounds": Bounds.START})
    return visit.model_copy(update={"windows": (*visit.windows, window)})


def _boundless(shift: Shift, visits: Sequence[Visit]) -> Shift:
    """The shift without caps, with everything on board and room for all."""
    equipment = {name for visit in visits for name in visit.equipment} | set(shift.equipment)
    stock: Counter[str] = Counter()
    for visit in visits:
        stock.update(visit.parts)
    return shift.model_copy(
        update={
            "caps": Caps(),
            "capacity": {},
            "equipment": tuple(sorted(equipment)),
            "stock": dict(stock),
        }
    )


def _bend(shift: Shift, visits: Sequence[Visit], travel: Travel, gaps: tuple[int, ...]) -> _Bent:
    """Drive with each break in its gap; the gap after the last is the time after the return."""
    bent, clock, place, traffic = _Bent(), shift.opens, shift.start_place, traffic_of(travel)
    for index, visit in enumerate(visits):
        drive = Drive(travel.duration_s(place, visit.place), traffic)
        ready = _through(clock, drive, _taken(shift, gaps, index), bent)
        setup = index == 0 or visit.place != place
        on_site_s = objective.on_site_s(visit, shift, setup=setup)
        clock = _start(visit, index, ready, on_site_s, bent) + on_site_s
        place = visit.place
    home_s = 0 if shift.end_place is None else travel.duration_s(place, shift.end_place)
    clock = _through(clock, Drive(home_s, traffic), _taken(shift, gaps, len(visits)), bent)
    bent.over_s = max(0, clock - shift.last_return)
    bent.late_s += bent.over_s
    _through(clock, Drive(0), _taken(shift, gaps, len(visits) + 1), bent)
    return bent


def _taken(shift: Shift, gaps: tuple[int, ...], gap: int) -> list[tuple[int, Break]]:
    breaks = zip(shift.breaks, gaps, strict=True)
    return [(number, rest) for number, (rest, chosen) in enumerate(breaks) if chosen == gap]


def _through(clock: int, drive: Drive, breaks: list[tuple[int, Break]], bent: _Bent) -> int:
    """When the gap is over, at the earliest, with its breaks however late."""
    rested, taken = clock, []
    for number, rest in breaks:
        start = max(rested, rest.earliest)
        if start > rest.latest:
            bent.breaks[number] = start
            bent.late_s += start - rest.latest
        rested = start + rest.duration_s
        taken.append(rest)
    return max(rested, drive.with_breaks(clock, taken)[0])


def _start(visit: Visit, index: int, ready: int, on_site_s: int, bent: _Bent) -> int:
    windows = visit.allowed_starts(on_site_s)
    any_time = not windows and not visit.has_no_start(on_site_s)
    start = first_start(None if any_time else windows, ready)
    if start is not None:
        return start
    bent.starts[index] = ready
    bent.late_s += ready - max((window.closes for window in windows), default=0)
    return ready
