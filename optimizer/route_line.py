"""The routes that one order of visits on one shift can become."""

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum

from optimizer import objective
from optimizer.driving import taken_in_turn
from optimizer.line_times import LineTimes, Placement
from optimizer.problem import Break, Visit
from optimizer.solution import BreakTaken, Costs, PickedUp, Route, Stop
from optimizer.ties import Blocked, last_start


class Style(Enum):
    """What is wanted beyond being back early; see `optimizer.schedule`."""

    EAGER = "eager"
    SHORT = "short"
    PATIENT = "patient"


class Line(LineTimes):
    """One order of visits on one shift, timed and priced."""

    @property
    def styles(self) -> Iterator[Style]:
        """The styles that may differ on this line."""
        caps = self.shift.caps
        yield Style.EAGER
        if any(self._lateness_is_priced(index) for index in range(len(self.items))) and (
            self.working_s is not None or caps.wait_s is not None or caps.route_s is not None
        ):
            yield Style.SHORT
        if any(visit.preferred or visit.promise for visit in self.visits):
            yield Style.PATIENT

    def _lateness_is_priced(self, index: int) -> bool:
        item = self.items[index]
        return item is not None and item.due_by is not None and item.late_cents_per_hour > 0

    def timed(self, placement: Placement, style: Style = Style.EAGER) -> Route | Blocked:
        earliest = self._starts_from(self.opens, placement, {})
        if isinstance(earliest, Blocked):
            return earliest
        floors: dict[int, int] = {}
        if style is Style.PATIENT:
            floors = self._wished(earliest, placement)
            patient = self._starts_from(self.opens, placement, floors)
            assert not isinstance(patient, Blocked)
            earliest, floors = patient, {index: patient[index] for index in floors}
        before, departure = self._latest_departure(earliest, placement, style, floors)
        on_route = (placement[0][len(before) :], *placement[1:])
        starts = self._starts_from(departure, on_route, floors)
        assert not isinstance(starts, Blocked)
        route = self._route(departure, starts, on_route, before)
        return self._over_a_cap(route) or route

    def _wished(self, starts: Sequence[int], placement: Placement) -> dict[int, int]:
        """By item: the wished or promised start, or as close to it as hurts nobody."""
        end = starts[-1] + self.on_site[-1]
        returned = self._return(end, placement[-1])
        assert returned is not None
        until = min(self.last_return, max(returned[0], self.shift.closes))
        bound = self._last_back_by(until, starts[-1], placement[-1])
        floors: dict[int, int] = {}
        for index in range(len(starts) - 1, -1, -1):
            bound = self._no_later(index, bound, starts[index])
            wish = _wish(self.items[index])
            if wish is not None and wish > starts[index]:
                floors[index] = min(wish, bound)
            elif wish is not None:
                floors[index] = starts[index]
            if index > 0:
                since = starts[index - 1] + self.on_site[index - 1]
                leave = self.drives[index].leave_by(bound, placement[index], since)
                bound = leave - self.on_site[index - 1]
        return floors

    def _last_back_by(self, until: int, start: int, breaks: Sequence[Break]) -> int:
        """The last start of the last item that leads back by `until`; `start` does."""
        early, late = start, until
        while early < late:
            middle = (early + late + 1) // 2
            returned = self._return(middle + self.on_site[-1], breaks)
            if returned is not None and returned[0] <= until:
                early = middle
            else:
                late = middle - 1
        return early

    def _no_later(self, index: int, bound: int, start: int) -> int:
        """The last allowed start up to `bound` that makes the item no later than `start` does."""
        item = self.items[index]
        if item is not None and item.due_by is not None:
            bound = min(bound, max(start, item.due_by - self.on_site[index]))
        return last_start(self.windows[index], bound)

    def _latest_departure(
        self,
        starts: Sequence[int],
        placement: Placement,
        style: Style,
        floors: Mapping[int, int],
    ) -> tuple[list[BreakTaken], int]:
        """Leave as late as the earliest end allows; breaks that then fit before leaving."""
        bound = starts[-1]
        for index in range(len(starts) - 1, 0, -1):
            since = starts[index - 1] + self.on_site[index - 1]
            leave = self.drives[index].leave_by(bound, placement[index], since)
            latest = leave - self.on_site[index - 1]
            if index - 1 in floors:
                bound = starts[index - 1]
            elif style is Style.SHORT and self._lateness_is_priced(index - 1):
                bound = last_start(self.windows[index - 1], latest)
            else:
                bound = self._no_later(index - 1, latest, starts[index - 1])
        breaks = placement[0]
        for count in range(len(breaks), -1, -1):
            before = taken_in_turn(self.opens, breaks[:count])
            ends = before[-1].end if before else self.opens
            if self.drives[0].through(ends, breaks[count:]) is None:
                continue
            departure = self.drives[0].leave_by(bound, breaks[count:], ends)
            through = self.drives[0].through(departure, breaks[count:])
            if departure >= ends and through is not None and through <= bound:
                return before, departure
        raise AssertionError("the earliest timing was feasible")

    def _route(
        self,
        departure: int,
        starts: Sequence[int],
        placement: Placement,
        before: Sequence[BreakTaken],
    ) -> Route:
        clock, taken = departure, list(before)
        stops: list[Stop] = []
        passed: PickedUp | None = None
        for index, (item, start) in enumerate(zip(self.items, starts, strict=True)):
            arrival, rests = self.drives[index].with_breaks(clock, placement[index])
            drive = arrival - clock - _slept(rests, arrival)
            times = {
                "drive_s": drive,
                "distance_m": self.metres[index],
                "arrival": arrival,
                "wait_s": start - clock - drive - _slept(rests, start),
                "start": start,
                "end": start + self.on_site[index],
            }
            if item is None:
                passed = PickedUp(before=index, **times)
            else:
                stops.append(Stop(visit=item.id, **times))
            taken += rests
            clock = start + self.on_site[index]
        ending = self._return(clock, placement[-1])
        assert ending is not None
        returns, count = ending
        rests = self.drives[-1].with_breaks(clock, placement[-1][:count])[1]
        drive = returns - clock - _slept(rests, returns)
        taken += rests
        taken += taken_in_turn(returns, placement[-1][count:])
        return self._priced(
            Route(
                shift=self.shift.id,
                departure=departure,
                stops=tuple(stops),
                breaks=tuple(taken),
                picked_up=passed,
                return_drive_s=drive,
                return_distance_m=self.metres[-1],
                returns=returns,
                overtime_s=max(0, returns - self.shift.closes),
                costs=Costs(),
            )
        )

    def _priced(self, route: Route) -> Route:
        shift = self.shift
        parts = [
            objective.stop_costs(visit, shift, stop)
            for visit, stop in zip(self.visits, route.stops, strict=True)
        ]
        if route.picked_up is not None:
            parts.append(objective.pick_up_costs(shift, route.picked_up))
        home = (route.return_drive_s, route.return_distance_m, route.overtime_s)
        parts.append(objective.return_costs(shift, *home))
        parts.append(objective.route_lines(shift, objective.working_s(route)))
        return route.model_copy(update={"costs": objective.total(parts)})

    def _over_a_cap(self, route: Route) -> Blocked | None:
        """The first cap that the timed route exceeds."""
        caps = self.shift.caps
        legs: list[Stop | PickedUp] = [*route.stops]
        legs += [route.picked_up] if route.picked_up else []
        working = objective.working_s(route)
        for rule, cap, amount in (
            ("drive", caps.drive_s, sum(leg.drive_s for leg in legs) + route.return_drive_s),
            (
                "distance",
                caps.distance_m,
                sum(leg.distance_m for leg in legs) + route.return_distance_m,
            ),
            ("wait", caps.wait_s, sum(leg.wait_s for leg in legs)),
            ("route", caps.route_s, working),
            ("work_limit", self.working_s, working),
        ):
            if cap is not None and amount > cap:
                return Blocked(rule, None, amount - cap, len(self.visits))
        return None


def _wish(item: Visit | None) -> int | None:
    """The start that was promised, or else the first one the customer would like."""
    if item is None:
        return None
    if item.promise is not None and item.promise.start is not None:
        return item.promise.start
    return None if item.preferred is None else item.preferred.opens


def _slept(rests: Sequence[BreakTaken], until: int) -> int:
    """Seconds of the breaks that are over by then."""
    return sum(rest.end - rest.start for rest in rests if rest.end <= until)
