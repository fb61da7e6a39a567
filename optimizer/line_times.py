"""One order of visits on one shift: its legs, and the earliest times it can be driven at."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from optimizer import objective
from optimizer.driving import Drive, chain, traffic_of
from optimizer.problem import Break, PickUp, Shift, TimeWindow, Visit
from optimizer.ties import ANY_TIME, UNTIED, Blocked, Ties, Travel, first_start

Placement = tuple[tuple[Break, ...], ...]
"""For each gap the breaks taken in it, in order."""


class LineTimes:
    """Legs and times of one order; the depot is passed before `passed`."""

    def __init__(
        self,
        shift: Shift,
        visits: Sequence[Visit],
        travel: Travel,
        ties: Ties = UNTIED,
        passed: int | None = None,
    ) -> None:
        self.shift, self.visits, self.passed = shift, visits, passed
        self.opens = max(shift.opens, ties.leaves)
        self.last_return = min(shift.last_return, ties.returns or shift.last_return)
        self.working_s = ties.working_s
        self.items: list[Visit | None] = list(visits)
        if passed is not None:
            self.items.insert(passed, None)
        places = [self._place(item) for item in self.items]
        end = places[-1] if shift.end_place is None else shift.end_place
        legs = list(pairwise([shift.start_place, *places]))
        traffic = traffic_of(travel)
        self.drives = [Drive(travel.duration_s(*leg), traffic) for leg in legs]
        self.metres = [travel.distance_m(*leg) for leg in legs]
        home = 0 if shift.end_place is None else travel.duration_s(places[-1], end)
        self.drives.append(Drive(home, traffic))
        self.metres.append(0 if shift.end_place is None else travel.distance_m(places[-1], end))
        self.on_site = [self._on_site_s(index, places) for index in range(len(self.items))]
        self.windows = [
            self._windows(item, on_site, ties)
            for item, on_site in zip(self.items, self.on_site, strict=True)
        ]

    def _place(self, item: Visit | None) -> int:
        return item.place if item is not None else self._depot().place

    def _depot(self) -> PickUp:
        assert self.shift.pick_up is not None
        return self.shift.pick_up

    def _on_site_s(self, index: int, places: Sequence[int]) -> int:
        item = self.items[index]
        if item is None:
            return self._depot().service_s
        same = (
            index > 0 and self.items[index - 1] is not None and places[index - 1] == places[index]
        )
        return objective.on_site_s(item, self.shift, setup=not same)

    def _windows(
        self, item: Visit | None, on_site_s: int, ties: Ties
    ) -> tuple[TimeWindow, ...] | None:
        """When the item may start; None is any time, an empty tuple never."""
        if item is None:
            return None
        windows = item.allowed_starts(on_site_s)
        if not windows and not item.has_no_start(on_site_s):
            windows = (ANY_TIME,)
        tied = ties.starts.get(item.id)
        if tied is None:
            return None if windows == (ANY_TIME,) else windows
        return tuple(
            TimeWindow(opens=max(w.opens, tied.opens), closes=min(w.closes, tied.closes))
            for w in windows
            if max(w.opens, tied.opens) <= min(w.closes, tied.closes)
        )

    def earliest(self, placement: Placement) -> tuple[int, list[int]] | Blocked:
        """The return and the starts by item when nobody waits for anything but windows."""
        starts = self._starts_from(self.opens, placement, {})
        if isinstance(starts, Blocked):
            return starts
        returned = self._return(starts[-1] + self.on_site[-1], placement[-1])
        assert returned is not None
        return returned[0], starts

    def times(self, starts: Sequence[int]) -> dict[str, tuple[int, int]]:
        """Start and end by visit id of starts by item."""
        return {
            item.id: (start, start + on_site)
            for item, start, on_site in zip(self.items, starts, self.on_site, strict=True)
            if item is not None
        }

    def _starts_from(
        self, departure: int, placement: Placement, floors: Mapping[int, int]
    ) -> list[int] | Blocked:
        """Earliest starts after leaving at `departure`, none before its floor."""
        clock, starts = departure, []
        for index, windows in enumerate(self.windows):
            ready = self.drives[index].through(clock, placement[index])
            if ready is None:
                return self._blocked("break", index, 0)
            start = first_start(windows, max(ready, floors.get(index, 0)))
            if start is None:
                last = max((window.closes for window in windows or ()), default=0)
                return self._blocked("window", index, ready - last)
            starts.append(start)
            clock = start + self.on_site[index]
        returned = self._return(clock, placement[-1])
        if returned is None:
            return Blocked("break", None, 0, len(self.visits))
        over = returned[0] - self.last_return
        if over <= 0:
            return starts
        rule = "return" if returned[0] > self.shift.last_return else "rest"
        return Blocked(rule, None, over, len(self.visits))

    def _blocked(self, rule: str, index: int, by_s: int) -> Blocked:
        item = self.items[index]
        after = index - (self.passed is not None and index > self.passed)
        return Blocked(rule, None if item is None else item.id, by_s, after)

    def _return(self, clock: int, breaks: Sequence[Break]) -> tuple[int, int] | None:
        """When the end place is reached, and how many breaks are taken before that."""
        for taken in range(len(breaks) + 1):
            home = self.drives[-1].through(clock, breaks[:taken])
            if home is not None and chain(home, breaks[taken:]) is not None:
                return home, taken
        return None
