"""What is to be planned: visits, shifts and the travel between their places.

Every value is frozen and validated when born; `Problem.model_validate_json` reads the file
format whose JSON Schema is `problem_schema()`.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any, Self

from pydantic import Field, model_validator

from optimizer.travel import Estimate, Place, TravelMatrix
from optimizer.values import (
    MAX_S,
    Cents,
    Duration,
    Instant,
    Level,
    Name,
    PlaceIndex,
    Rate,
    Value,
)

MAX_LEFT_OUT_CENTS = 100_000_000_000
"""Largest sum of all prices for leaving out."""


class TimeWindow(Value):
    """When service may start, both ends included."""

    opens: Instant
    closes: Instant

    @model_validator(mode="after")
    def _opens_first(self) -> Self:
        if self.closes < self.opens:
            raise ValueError(f"closes at {self.closes}, before it opens at {self.opens}")
        return self


class SkillNeed(Value):
    """A visit needs this skill at this level or above."""

    skill: Name
    level: Level = 1


class Skill(Value):
    """A shift's technician holds this skill at this level."""

    skill: Name
    level: Level = 1
    valid_until: int | None = Field(
        default=None,
        ge=-MAX_S,
        le=MAX_S,
        description="seconds; the certificate no longer counts for shifts that open at or after",
    )


class Visit(Value):
    """One attempt to work at a site, done by one technician or left out at a price."""

    id: Name
    place: PlaceIndex
    service_s: Duration = Field(description="seconds on site")
    windows: tuple[TimeWindow, ...] = Field(
        default=(), max_length=100, description="service starts in one of these; none: any time"
    )
    skills: tuple[SkillNeed, ...] = Field(default=(), max_length=50, description="needs all")
    leave_out_cents: Cents = Field(description="price of not serving the visit in this plan")
    fixed_cents: Cents = Field(
        default=0, description="what serving costs whoever does it: call-out, parts, overhead"
    )
    due_by: int | None = Field(
        default=None, ge=-MAX_S, le=MAX_S, description="service should have ended by then"
    )
    late_cents_per_hour: Rate = Field(default=0, description="price of ending after due_by")
    technician: Name | None = Field(default=None, description="pinned: only this technician")
    pinned_start: Instant | None = Field(
        default=None, description="pinned: service starts exactly then"
    )

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        _refuse_repeated("skill", (need.skill for need in self.skills))
        return self

    def late_s(self, start: int) -> int:
        """Seconds after `due_by` at which service ends that starts at `start`."""
        return 0 if self.due_by is None else max(0, start + self.service_s - self.due_by)

    def allowed_starts(self) -> tuple[TimeWindow, ...]:
        """Windows after pinning, in order of opening; empty means any time."""
        if self.pinned_start is not None:
            return (TimeWindow(opens=self.pinned_start, closes=self.pinned_start),)
        return tuple(sorted(self.windows, key=lambda window: (window.opens, window.closes)))


class Break(Value):
    """Unpaid rest that starts between `earliest` and `latest`, wherever the technician is.

    It never interrupts service; it may interrupt driving. When the technician can take it
    before leaving or after coming back, it delays nothing.
    """

    duration_s: Duration
    earliest: Instant
    latest: Instant

    @model_validator(mode="after")
    def _earliest_first(self) -> Self:
        if self.latest < self.earliest:
            raise ValueError(f"latest {self.latest} is before earliest {self.earliest}")
        return self


class Prices(Value):
    """What a shift's technician costs; rates in cents per hour, and cents per 100 km."""

    work_cents_per_hour: Rate = Field(default=0, description="time on site")
    drive_cents_per_hour: Rate = Field(default=0, description="time driving")
    wait_cents_per_hour: Rate = Field(default=0, description="idle time on the route")
    distance_cents_per_100km: Rate = Field(default=0, description="the vehicle")
    overtime_cents_per_hour: Rate = Field(
        default=0, description="premium on top of the other rates after the shift closes"
    )
    minimum_work_cents: Cents = Field(
        default=0, description="on-site labour of a visit costs at least this"
    )


class Shift(Value):
    """One technician's working time on one day, from leaving one place to reaching another."""

    id: Name
    technician: Name
    start_place: PlaceIndex
    end_place: PlaceIndex
    opens: Instant = Field(description="earliest departure")
    closes: Instant = Field(description="regular end; later is overtime")
    max_overtime_s: Duration = Field(default=0, description="must be back by closes + this")
    skills: tuple[Skill, ...] = Field(default=(), max_length=200)
    breaks: tuple[Break, ...] = Field(default=(), max_length=5)
    prices: Prices = Prices()

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        if self.closes < self.opens:
            raise ValueError(f"closes at {self.closes}, before it opens at {self.opens}")
        _refuse_repeated("skill", (held.skill for held in self.skills))
        previous_end = self.opens
        for rest in self.breaks:
            earliest = max(rest.earliest, previous_end)
            if earliest > rest.latest or earliest + rest.duration_s > self.last_return:
                raise ValueError(
                    f"the break from {rest.earliest} to {rest.latest} cannot be taken in order "
                    f"within {self.opens} to {self.last_return}"
                )
            previous_end = earliest + rest.duration_s
        return self

    @property
    def last_return(self) -> int:
        return self.closes + self.max_overtime_s


class Problem(Value):
    """Everything a plan depends on."""

    visits: tuple[Visit, ...] = Field(max_length=10_000)
    shifts: tuple[Shift, ...] = Field(max_length=5_000)
    places: tuple[Place, ...] = ()
    travel: TravelMatrix

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        _refuse_repeated("visit id", (visit.id for visit in self.visits))
        _refuse_repeated("shift id", (shift.id for shift in self.shifts))
        if self.places and len(self.places) != self.travel.size:
            raise ValueError(
                f"places: {len(self.places)} given, the travel matrix has {self.travel.size}"
            )
        for visit in self.visits:
            self._refuse_unknown_place(f"visit {visit.id}: place", visit.place)
        for shift in self.shifts:
            self._refuse_unknown_place(f"shift {shift.id}: start_place", shift.start_place)
            self._refuse_unknown_place(f"shift {shift.id}: end_place", shift.end_place)
        total = sum(visit.leave_out_cents for visit in self.visits)
        if total > MAX_LEFT_OUT_CENTS:
            raise ValueError(f"leave_out_cents: sum {total}, expected at most {MAX_LEFT_OUT_CENTS}")
        return self

    def _refuse_unknown_place(self, field: str, place: int) -> None:
        if place >= self.travel.size:
            raise ValueError(f"{field} is {place}, expected 0 to {self.travel.size - 1}")

    def visits_by_id(self) -> dict[str, Visit]:
        return {visit.id: visit for visit in self.visits}

    def shifts_by_id(self) -> dict[str, Shift]:
        return {shift.id: shift for shift in self.shifts}


class ProblemFile(Value):
    """A problem as a file may hold it: `places` alone do, `travel` is then estimated."""

    visits: tuple[Visit, ...] = Field(max_length=10_000)
    shifts: tuple[Shift, ...] = Field(max_length=5_000)
    places: tuple[Place, ...] = ()
    travel: TravelMatrix | None = None


def read_problem(text: str | bytes) -> Problem:
    """The problem in a JSON file; `ValueError` names the field that is wrong."""
    file = ProblemFile.model_validate_json(text)
    if file.travel is None and not file.places and (file.visits or file.shifts):
        raise ValueError("travel: missing, and no places to estimate it from")
    travel = file.travel or Estimate().matrix(file.places)
    return Problem(visits=file.visits, shifts=file.shifts, places=file.places, travel=travel)


def problem_schema() -> dict[str, Any]:
    """JSON Schema of the problem file."""
    return ProblemFile.model_json_schema()


def _refuse_repeated(what: str, names: Iterable[str]) -> None:
    for name, count in Counter(names).items():
        if count > 1:
            raise ValueError(f"{what} {name!r} is given {count} times, expected once")
