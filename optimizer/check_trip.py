"""What the referee's rules look at: a plan, its trips, and what they call at.

All that a rule needs to know of a route and that the route does not state (how long work takes
on site, how long a leg takes at that hour) is worked out here from the problem alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from optimizer.check_violation import Fact, Rule, Unit, Violation
from optimizer.problem import Problem, Shift, Visit
from optimizer.solution import PickedUp, Route, Solution, Stop

PACE_UNIT = 100 * 100
"""Percent of the technician times percent of the skill."""

SECOND = 10_000
"""Parts of a second of the travel matrix, in which driving in traffic is counted."""


class Call(NamedTuple):
    """A stop, or the pass by the depot (`visit` is None), as stated; on site for `needs_s`."""

    visit: Visit | None
    name: str
    place: int
    needs_s: int
    stated: Stop | PickedUp

    @property
    def visit_id(self) -> str | None:
        return None if self.visit is None else self.visit.id


class Leg(NamedTuple):
    """Driving as the route states it and as matrix and traffic have it; `to` is None: back."""

    to: Call | None
    leaves: int
    arrives: int
    drive_s: int
    distance_m: int
    right_s: int
    right_m: int


def half_up(quantity: int, rate: int, per: int) -> int:
    """`quantity` at `rate` a `per` as a whole number; a half counts as one."""
    whole, rest = divmod(quantity * rate, per)
    return whole + 1 if rest * 2 >= per else whole


@dataclass(frozen=True)
class Trip:
    """A route with its shift and, stop by stop, the visit."""

    problem: Problem
    shift: Shift
    route: Route
    served: tuple[tuple[Visit, Stop], ...]

    @cached_property
    def calls(self) -> tuple[Call, ...]:
        """The stops in order, and among them the pass by the depot if it can be one."""
        calls: list[Call] = []
        for index, (visit, stop) in enumerate(self.served):
            if self._passes_before(index):
                calls.append(self._depot_call())
            before = calls[-1] if calls else None
            same = before is not None and before.visit is not None and before.place == visit.place
            needs_s = self._work_s(visit) + (0 if same else visit.setup_s)
            calls.append(Call(visit, f"visit {visit.id}", visit.place, needs_s, stop))
        return tuple(calls)

    def _passes_before(self, index: int) -> bool:
        passed = self.route.picked_up
        return self.shift.pick_up is not None and passed is not None and passed.before == index

    def _depot_call(self) -> Call:
        depot, passed = self.shift.pick_up, self.route.picked_up
        assert depot is not None
        assert passed is not None
        name = f"the depot of shift {self.shift.id}"
        return Call(None, name, depot.place, depot.service_s, passed)

    def _work_s(self, visit: Visit) -> int:
        """Work at the technician's pace and that of the slowest of the skills it takes."""
        needed = {need.skill for need in visit.skills}
        paces = [held.pace_percent for held in self.shift.skills if held.skill in needed]
        pace = self.shift.pace_percent * max(paces, default=100)
        return half_up(visit.service_s, pace, PACE_UNIT)

    @cached_property
    def legs(self) -> tuple[Leg, ...]:
        """One for each call, then the way back."""
        legs = []
        place, leaves = self.shift.start_place, self.route.departure
        for call in self.calls:
            said = call.stated
            right = self._drive(place, call.place, leaves)
            legs.append(Leg(call, leaves, said.arrival, said.drive_s, said.distance_m, *right))
            place, leaves = call.place, said.end
        route, end = self.route, self.shift.end_place
        right = (0, 0) if end is None else self._drive(place, end, leaves)
        back = (route.returns, route.return_drive_s, route.return_distance_m)
        legs.append(Leg(None, leaves, *back, *right))
        return tuple(legs)

    def _drive(self, origin: int, destination: int, leaves: int) -> tuple[int, int]:
        travel = self.problem.travel
        matrix_s = travel.duration_s(origin, destination)
        return self._at_the_wheel_s(matrix_s, leaves), travel.distance_m(origin, destination)

    def _at_the_wheel_s(self, matrix_s: int, leaves: int) -> int:
        """Real seconds of driving, breaks aside, from one change of speed to the next."""
        left, driven_s, clock = matrix_s * SECOND, 0, leaves
        for change in sorted(moment for moment in self._changes if moment > leaves):
            if not any(rest.start <= clock < rest.end for rest in self.route.breaks):
                speed = self._speed(clock)
                if left <= speed * (change - clock):
                    break
                left -= speed * (change - clock)
                driven_s += change - clock
            clock = change
        return driven_s - (-left // self._speed(clock))

    @cached_property
    def _changes(self) -> set[int]:
        """When driving becomes faster or slower, stops, or goes on."""
        rests = {moment for rest in self.route.breaks for moment in (rest.start, rest.end)}
        return rests | {band.opens for band in self.problem.travel.traffic}

    def _speed(self, clock: int) -> int:
        """Parts of a matrix second that are driven in a real one."""
        percents = [band.percent for band in self.problem.travel.traffic if band.opens <= clock]
        return 100 * SECOND // (percents[-1] if percents else 100)

    def breaks_s(self, begin: int, end: int) -> int:
        """Seconds of the breaks that lie wholly from `begin` to `end`."""
        inside = (rest for rest in self.route.breaks if begin <= rest.start and rest.end <= end)
        return sum(rest.end - rest.start for rest in inside)

    @property
    def working_s(self) -> int:
        """From leaving to being back, without the breaks taken between."""
        begin, end = self.route.departure, self.route.returns
        return end - begin - self.breaks_s(begin, end)

    def broken(
        self,
        rule: Rule,
        amount: int,
        sentence: str,
        visit: str | None = None,
        unit: str = "s",
        **facts: Fact,
    ) -> Violation:
        return Violation(
            rule=rule,
            amount=amount,
            unit=Unit(unit),
            sentence=sentence,
            shift=self.shift.id,
            visit=visit,
            facts=facts,
        )


@dataclass(frozen=True)
class Plan:
    """A problem and what is claimed to solve it; `trips` are the routes whose names are known."""

    problem: Problem
    solution: Solution

    @cached_property
    def trips(self) -> tuple[Trip, ...]:
        visits = {visit.id: visit for visit in self.problem.visits}
        shifts = {shift.id: shift for shift in self.problem.shifts}
        return tuple(
            Trip(
                problem=self.problem,
                shift=shifts[route.shift],
                route=route,
                served=tuple((visits[stop.visit], stop) for stop in route.stops),
            )
            for route in self.solution.routes
            if route.shift in shifts and all(stop.visit in visits for stop in route.stops)
        )

    @cached_property
    def stops(self) -> dict[str, tuple[Trip, int, Stop]]:
        """By visit id where it is served: on which trip, as which stop."""
        return {
            visit.id: (trip, number, stop)
            for trip in self.trips
            for number, (visit, stop) in enumerate(trip.served)
        }

    def served_names(self) -> Iterator[str]:
        return (stop.visit for route in self.solution.routes for stop in route.stops)

    def left_out_names(self) -> Iterator[str]:
        return (unassigned.visit for unassigned in self.solution.unassigned)

    def shift_names(self) -> Iterator[str]:
        return (route.shift for route in self.solution.routes)
