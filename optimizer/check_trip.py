"""What the referee says and what its route rules look at: violations and trips."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from optimizer.problem import Problem, Shift, Visit
from optimizer.solution import Route, Stop
from optimizer.values import Value


class Rule(StrEnum):
    """Every rule, in the order in which it is checked; the value is its function's name."""

    KNOWN_NAMES = "known_names"
    VISIT_ONCE = "visit_once"
    SHIFT_ONCE = "shift_once"
    TOTAL_COSTS = "total_costs"
    OBJECTIVE = "objective"
    SKILLS = "skills"
    PINNED_TECHNICIAN = "pinned_technician"
    PINNED_START = "pinned_start"
    WINDOW = "window"
    DEPARTURE = "departure"
    TRAVEL = "travel"
    ARRIVAL = "arrival"
    WAIT = "wait"
    SERVICE = "service"
    RETURN_TIME = "return_time"
    OVERTIME_CAP = "overtime_cap"
    OVERTIME = "overtime"
    BREAK_COUNT = "break_count"
    BREAK_DURATION = "break_duration"
    BREAK_START = "break_start"
    BREAK_ORDER = "break_order"
    BREAK_PLACE = "break_place"
    ROUTE_COSTS = "route_costs"


class Unit(StrEnum):
    SECONDS = "s"
    METRES = "m"
    CENTS = "cents"
    COUNT = "count"


class Violation(Value):
    """A rule that a plan breaks, by how much, and about what: a visit, a shift, or the plan."""

    rule: Rule
    amount: int
    unit: Unit
    sentence: str
    shift: str | None = None
    visit: str | None = None

    @property
    def where(self) -> str:
        if self.visit is not None:
            return f"visit {self.visit}"
        return "plan" if self.shift is None else f"shift {self.shift}"


class Leg(NamedTuple):
    """Driving as the route states it and as the matrix has it, from `leaves` to `arrives`."""

    visit: str | None
    leaves: int
    arrives: int
    drive_s: int
    distance_m: int
    matrix_s: int
    matrix_m: int


@dataclass(frozen=True)
class Trip:
    """A route with its shift and, stop by stop, the visit."""

    problem: Problem
    shift: Shift
    route: Route
    served: tuple[tuple[Visit, Stop], ...]

    def legs(self) -> Iterator[Leg]:
        """One per stop, then the way back."""
        place, leaves = self.shift.start_place, self.route.departure
        for visit, stop in self.served:
            driven = (stop.drive_s, stop.distance_m)
            yield Leg(visit.id, leaves, stop.arrival, *driven, *self._matrix(place, visit.place))
            place, leaves = visit.place, stop.end
        driven = (self.route.return_drive_s, self.route.return_distance_m)
        end = self.shift.end_place
        back = (0, 0) if end is None else self._matrix(place, end)
        yield Leg(None, leaves, self.route.returns, *driven, *back)

    def _matrix(self, origin: int, destination: int) -> tuple[int, int]:
        travel = self.problem.travel
        return travel.duration_s(origin, destination), travel.distance_m(origin, destination)

    def breaks_s(self, begin: int, end: int) -> int:
        """Seconds of the breaks that lie wholly from `begin` to `end`."""
        inside = (rest for rest in self.route.breaks if begin <= rest.start and rest.end <= end)
        return sum(rest.end - rest.start for rest in inside)

    def broken(
        self, rule: Rule, amount: int, sentence: str, visit: str | None = None, unit: str = "s"
    ) -> Violation:
        return Violation(
            rule=rule,
            amount=amount,
            unit=Unit(unit),
            sentence=sentence,
            shift=self.shift.id,
            visit=visit,
        )
