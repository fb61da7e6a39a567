"""Times and prices of one shift's trips, straight from the problem, for the check of a bound."""

from collections.abc import Sequence
from functools import cached_property

from optimizer.problem import Bounds, Problem, Shift, Visit
from optimizer.values import MAX_S, PER_100_KM, PER_HOUR, price

CENT = 3600
HALF = CENT // 2


class Tariff:
    """What going from one visit (-1: the start) to another takes and costs, in units.

    Rounding to cents takes at most half a cent off an item; where an item is only known in
    part (waiting, the length of the whole trip) that half is taken off.
    """

    def __init__(self, problem: Problem, shift: Shift, visits: Sequence[Visit]) -> None:
        self.shift, self.visits, self.travel = shift, list(visits), problem.travel
        self.opens, self.last_return = shift.opens, shift.last_return
        self.breaks = len(shift.breaks)
        prices = shift.prices
        self.idle_rate = prices.wait_cents_per_hour + prices.route_cents_per_hour
        bands = problem.travel.traffic
        percents = [band.percent for band in bands]
        fastest = min(percents if bands and bands[0].opens == 0 else [100, *percents])
        self.speed = 100 * 10_000 // fastest

    def drive(self, here: int, there: int) -> int:
        """Seconds, as fast as traffic ever gets."""
        return self._leg_s(self._place(here), self.visits[there].place)

    def _leg_s(self, origin: int, to: int) -> int:
        return self.travel.duration_s(origin, to) * 10_000 // self.speed

    def _place(self, number: int) -> int:
        return self.shift.start_place if number < 0 else self.visits[number].place

    def on_site(self, here: int, there: int) -> int:
        """Seconds from start to end of the service, with setup unless the place is the same."""
        visit, shift = self.visits[there], self.shift
        needed = {need.skill for need in visit.skills}
        slowest = max((s.pace_percent for s in shift.skills if s.skill in needed), default=100)
        seconds = price(visit.service_s, shift.pace_percent * slowest, 10_000)
        same = here >= 0 and self.visits[here].place == visit.place
        return seconds if same else seconds + visit.setup_s

    def windows(self, here: int, there: int) -> list[tuple[int, int]]:
        """When the service may start."""
        visit = self.visits[there]
        if visit.pinned_start is not None:
            return [(visit.pinned_start, visit.pinned_start)]
        if not visit.windows:
            return [(0, MAX_S)]
        short = self.on_site(here, there) if visit.window_bounds is Bounds.SERVICE else 0
        spans = [(window.opens, window.closes - short) for window in visit.windows]
        return [(opens, closes) for opens, closes in spans if opens <= closes]

    def start(self, here: int, there: int, clock: int, rested: int, then: int) -> int | None:
        """Earliest start when leaving at `clock` and taking the breaks `rested` to `then`."""
        ready = self.ready(clock, self.drive(here, there), rested, then)
        if ready is None:
            return None
        starts = [max(o, ready) for o, closes in self.windows(here, there) if closes >= ready]
        return min(starts, default=None)

    def last_start(self, here: int, there: int) -> int:
        return max(closes for _, closes in self.windows(here, there))

    def ready(self, clock: int, seconds: int, rested: int, then: int) -> int | None:
        """When the drive and the breaks are over; None if a break would start too late."""
        rest, slept = clock, 0
        for pause in self.shift.breaks[rested:then]:
            begins = max(rest, pause.earliest)
            if begins > pause.latest:
                return None
            rest = begins + pause.duration_s
            slept += pause.duration_s
        return max(rest, clock + seconds + slept)

    def serving(self, here: int, there: int, start: int) -> int:
        """Units of the leg and of the service from `start` on, waiting aside."""
        prices, visit = self.shift.prices, self.visits[there]
        on_site, origin = self.on_site(here, there), self._place(here)
        labour = price(on_site, prices.work_cents_per_hour, PER_HOUR)
        cents = max(prices.minimum_work_cents, labour)
        cents += self._sending(there) + self._later(visit, start, start + on_site)
        units = CENT * cents + prices.route_cents_per_hour * on_site
        units += self._leg(origin, visit.place)
        if here < 0:
            units += CENT * prices.used_cents - (HALF if prices.route_cents_per_hour else 0)
        return units - (HALF if prices.wait_cents_per_hour else 0)

    def _leg(self, origin: int, to: int) -> int:
        prices, seconds = self.shift.prices, self._leg_s(origin, to)
        metres = self.travel.distance_m(origin, to)
        cents = price(seconds, prices.drive_cents_per_hour, PER_HOUR)
        cents += price(metres, prices.distance_cents_per_100km, PER_100_KM)
        return CENT * cents + prices.route_cents_per_hour * seconds

    def _sending(self, there: int) -> int:
        """Cents for that this technician comes, at whatever time."""
        visit, shift = self.visits[there], self.shift
        cents = visit.fixed_cents + shift.prices.visit_cents
        if visit.preferred_technicians and shift.technician not in visit.preferred_technicians:
            cents += visit.other_technician_cents
        if visit.promise is not None and visit.promise.technician not in (None, shift.technician):
            cents += visit.promise.technician_cents
        needed = {need.skill: need.level for need in visit.skills}
        for held in shift.skills:
            spare = held.level - needed.get(held.skill, held.level)
            cents += held.spare_level_cents * max(0, spare)
        return cents

    @staticmethod
    def _later(visit: Visit, start: int, end: int) -> int:
        """Cents for being later than due, wished or promised."""
        cents, wish, promise = 0, visit.preferred, visit.promise
        if visit.due_by is not None:
            cents += price(max(0, end - visit.due_by), visit.late_cents_per_hour, PER_HOUR)
        if wish is not None:
            cents += price(max(0, start - wish.closes), wish.cents_per_hour, PER_HOUR)
        if promise is not None and promise.start is not None:
            over = max(0, start - promise.start - promise.tolerance_s)
            cents += price(over, promise.moved_cents_per_hour, PER_HOUR)
        return cents

    def home(self, last: int, clock: int, rested: int) -> int | None:
        """Units of the way home and the overtime; None if it is too late for that."""
        end = self.shift.end_place
        place = self.visits[last].place
        seconds = 0 if end is None else self._leg_s(place, end)
        for then in range(rested, self.breaks + 1):
            back = self.ready(clock, seconds, rested, then)
            if back is None or back > self.last_return:
                continue
            if self.ready(back, 0, then, self.breaks) is not None:
                return self.returning(last, back)
        return None

    def home_at_best(self, last: int, clock: int) -> int | None:
        """Units of the way home without any break."""
        end = self.shift.end_place
        back = clock + (0 if end is None else self._leg_s(self.visits[last].place, end))
        return None if back > self.last_return else self.returning(last, back)

    def returning(self, last: int, back: int) -> int:
        """Units of the way home, back at that moment."""
        end = self.shift.end_place
        over = max(0, back - self.shift.closes)
        cents = price(over, self.shift.prices.overtime_cents_per_hour, PER_HOUR)
        leg = 0 if end is None else self._leg(self.visits[last].place, end)
        return CENT * cents + leg

    @cached_property
    def shortest_s(self) -> int:
        """The least time from the end of one service to the end of the next."""
        numbers = range(len(self.visits))
        return min(
            (self.drive(i, j) + self.on_site(i, j) for i in numbers for j in numbers if i != j),
            default=MAX_S,
        )
