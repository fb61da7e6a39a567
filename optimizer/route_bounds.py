"""What a route costs at least, and when it can go at all, with one visit more.

Both are right whatever the breaks, caps and waits turn out to be, so places that they rule out
need not be timed. Sums follow `objective`; traffic counts at its fastest.
"""

from collections.abc import Sequence
from itertools import pairwise

from optimizer import objective
from optimizer.loading import first_to_lack
from optimizer.problem import Shift, TimeWindow, Visit
from optimizer.ties import UNTIED, Ties, Travel, first_start
from optimizer.travel import TravelMatrix
from optimizer.values import PER_HOUR, price


class RouteBounds:
    """One order of visits on one shift; positions are those a further visit could take."""

    def __init__(
        self, shift: Shift, order: Sequence[Visit], travel: Travel, ties: Ties = UNTIED
    ) -> None:
        self.shift, self.order, self.travel, self.ties = shift, order, travel, ties
        self.percent = _fastest_percent(travel)
        self.lacks = shift.pick_up is not None and first_to_lack(shift, order) is not None
        self.places = [shift.start_place, *(visit.place for visit in order)]
        if order and shift.end_place is not None:
            self.places.append(shift.end_place)
        self.opens = max(shift.opens, ties.leaves)
        self.last_return = min(shift.last_return, ties.returns or shift.last_return)
        self._add_up()
        self._leave_and_reach()

    def _add_up(self) -> None:
        legs = [self._leg(*leg) for leg in pairwise(self.places)] if self.order else []
        setups = [self._setup(index) for index in range(len(self.order))]
        self.cents = self.shift.prices.used_cents + sum(cents for cents, _ in legs)
        self.seconds = sum(seconds for _, seconds in legs)
        for visit, setup in zip(self.order, setups, strict=True):
            self.cents += objective.serving_cents(visit, self.shift, setup=setup)
            self.seconds += objective.on_site_s(visit, self.shift, setup=setup)

    def _setup(self, index: int) -> bool:
        return index == 0 or self.places[index] != self.order[index].place

    def _leg(self, origin: int, destination: int) -> tuple[int, int]:
        """Cents and seconds of the drive, at least."""
        seconds = self._drive_s(origin, destination)
        metres = self.travel.distance_m(origin, destination)
        return objective.leg_cents(seconds, metres, self.shift), seconds

    def _drive_s(self, origin: int, destination: int) -> int:
        return self.travel.duration_s(origin, destination) * self.percent // 100

    def _leave_and_reach(self) -> None:
        """When each position can be left for at the earliest, and reached at the latest."""
        self.possible = True
        works = [objective.on_site_s(visit, self.shift, setup=False) for visit in self.order]
        windows = [
            start_windows(visit, work, self.ties.starts.get(visit.id))
            for visit, work in zip(self.order, works, strict=True)
        ]
        drives = [self._drive_s(*leg) for leg in pairwise(self.places)]
        self.leave, clock = [self.opens], self.opens
        for drive, work, allowed in zip(drives, works, windows, strict=False):
            start = first_start(allowed, clock + drive)
            self.possible &= start is not None
            clock = (clock + drive if start is None else start) + work
            self.leave.append(clock)
        bound, self.reach = self.last_return, [self.last_return]
        for index in range(len(self.order) - 1, -1, -1):
            home = drives[index + 1] if index + 1 < len(drives) else 0
            latest = _last_start(windows[index], bound - home - works[index])
            self.possible &= latest is not None
            bound = -1 if latest is None else latest
            self.reach.insert(0, bound)

    def least_cents(self, visit: Visit, position: int) -> int:
        """The whole route costs at least this with the visit there."""
        if self._fetches(visit):
            return 0
        before, after = self.places[position], self._after(position)
        cents, seconds = self._leg(before, visit.place)
        setup = position == 0 or before != visit.place
        cents += self.cents + objective.serving_cents(visit, self.shift, setup=setup)
        seconds += self.seconds + objective.on_site_s(visit, self.shift, setup=setup)
        if after is not None:
            onward, onward_s = self._leg(visit.place, after)
            direct, direct_s = self._leg(before, after) if self.order else (0, 0)
            cents, seconds = cents + onward - direct, seconds + onward_s - direct_s
        if position < len(self.order):
            more, more_s = self._setup_change(visit, position)
            cents, seconds = cents + more, seconds + more_s
        return cents + price(seconds, self.shift.prices.route_cents_per_hour, PER_HOUR)

    def may_start(self, visit: Visit, position: int, tied: TimeWindow | None = None) -> bool:
        """The visit there does not make a window or the return impossible, by drives alone."""
        if self._fetches(visit):
            return True
        if not self.possible:
            return False
        before, after = self.places[position], self._after(position)
        setup = position == 0 or before != visit.place
        work = objective.on_site_s(visit, self.shift, setup=setup)
        ready = self.leave[position] + self._drive_s(before, visit.place)
        start = first_start(start_windows(visit, work, tied), ready)
        onward = 0 if after is None else self._drive_s(visit.place, after)
        return start is not None and start + work + onward <= self.reach[position]

    def _after(self, position: int) -> int | None:
        if position < len(self.order):
            return self.order[position].place
        return self.shift.end_place

    def _setup_change(self, visit: Visit, position: int) -> tuple[int, int]:
        """What the next stop costs and takes more when the visit stands before it."""
        following, was = self.order[position], self._setup(position)
        now = visit.place != following.place
        if was is now or not following.setup_s:
            return 0, 0
        spent = [objective.on_site_s(following, self.shift, setup=setup) for setup in (was, now)]
        cents = [objective.work_lines(seconds, self.shift).total for seconds in spent]
        return cents[1] - cents[0], spent[1] - spent[0]

    def _fetches(self, visit: Visit) -> bool:
        """A pass by the depot may be needed; its way is not bounded here."""
        if self.shift.pick_up is None or not (self.lacks or visit.parts or visit.equipment):
            return False
        return self.lacks or first_to_lack(self.shift, [*self.order, visit]) is not None


def start_windows(
    visit: Visit, on_site_s: int, tied: TimeWindow | None = None
) -> tuple[TimeWindow, ...] | None:
    """When the visit may start; None is any time, an empty tuple never."""
    windows = visit.allowed_starts(on_site_s)
    if not windows and not visit.has_no_start(on_site_s):
        return None if tied is None else (tied,)
    if tied is None:
        return windows
    return tuple(
        TimeWindow(opens=max(window.opens, tied.opens), closes=min(window.closes, tied.closes))
        for window in windows
        if max(window.opens, tied.opens) <= min(window.closes, tied.closes)
    )


def _last_start(windows: Sequence[TimeWindow] | None, bound: int) -> int | None:
    if windows is None:
        return bound if bound >= 0 else None
    return max(
        (min(window.closes, bound) for window in windows if window.opens <= bound), default=None
    )


def _fastest_percent(travel: Travel) -> int:
    bands = travel.traffic if isinstance(travel, TravelMatrix) else ()
    return min((100, *(band.percent for band in bands)))
