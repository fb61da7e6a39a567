"""What has to be done at one site: when, by whom, with what, and what it is worth."""

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from optimizer.values import (
    MAX_S,
    Amounts,
    Cents,
    Duration,
    Instant,
    Level,
    Name,
    PlaceIndex,
    Rate,
    Value,
)


class TimeWindow(Value):
    """From `opens` to `closes`, both included."""

    opens: Instant
    closes: Instant

    @model_validator(mode="after")
    def _opens_first(self) -> Self:
        if self.closes < self.opens:
            raise ValueError(f"closes at {self.closes}, before it opens at {self.opens}")
        return self

    def outside_s(self, instant: int) -> int:
        """Seconds by which an instant misses the window; 0 inside."""
        return max(0, self.opens - instant, instant - self.closes)


class Bounds(StrEnum):
    """What of a visit its time windows bound."""

    START = "start"
    SERVICE = "service"


class SkillNeed(Value):
    """A visit needs this skill at this level or above."""

    skill: Name
    level: Level = 1


class SoftWindow(TimeWindow):
    """When the customer would like service to start; outside is allowed and priced."""

    cents_per_hour: Rate = Field(description="price of starting that much before or after")


class Promise(Value):
    """What a published plan told the customer; it may be moved, at a price."""

    start: Instant | None = Field(default=None, description="the promised start of service")
    tolerance_s: Duration = Field(default=0, description="moves up to this long cost nothing")
    moved_cents_per_hour: Rate = Field(default=0, description="price of moving further")
    technician: Name | None = None
    technician_cents: Cents = Field(default=0, description="price of sending somebody else")

    def moved_s(self, start: int) -> int:
        """Seconds by which `start` misses the promise, beyond the tolerance."""
        return 0 if self.start is None else max(0, abs(start - self.start) - self.tolerance_s)


Names = Annotated[tuple[Name, ...], Field(max_length=1000)]


class Visit(Value):
    """One attempt to work at a site, done by one technician or left out at a price.

    Work that needs several technicians is several visits in a `relations.Together`.
    """

    id: Name
    place: PlaceIndex
    service_s: Duration = Field(description="seconds of work at a pace of 100 percent")
    setup_s: Duration = Field(
        default=0,
        description="seconds of parking and access before the work, unless the stop before "
        "is at the same place; part of the time on site",
    )
    windows: tuple[TimeWindow, ...] = Field(
        default=(), max_length=100, description="the start lies in one of these; none: any time"
    )
    window_bounds: Bounds = Field(
        default=Bounds.START,
        strict=False,
        description="start: windows bound the start; service: the end as well",
    )
    preferred: SoftWindow | None = Field(
        default=None, description="the customer's wish inside the windows, priced"
    )
    skills: tuple[SkillNeed, ...] = Field(default=(), max_length=50, description="needs all")
    equipment: Names = Field(default=(), description="needs all of these with the technician")
    parts: Amounts = Field(default={}, description="pieces of each part used up")
    load: Amounts = Field(default={}, description="what it takes of the shift's capacity, by unit")
    mandatory: bool = Field(default=False, description="a plan without it is not valid")
    leave_out_cents: Cents = Field(description="price of not serving the visit in this plan")
    fixed_cents: Cents = Field(
        default=0, description="what serving costs whoever does it: call-out, parts, overhead"
    )
    due_by: int | None = Field(
        default=None, ge=-MAX_S, le=MAX_S, description="service should have ended by then"
    )
    late_cents_per_hour: Rate = Field(default=0, description="price of ending after due_by")
    only_technicians: Names = Field(default=(), description="nobody else; empty: anybody")
    never_technicians: Names = Field(default=(), description="none of these")
    preferred_technicians: Names = Field(
        default=(), description="wished for, or who was there last (continuity)"
    )
    other_technician_cents: Cents = Field(
        default=0, description="price of sending somebody who is not preferred"
    )
    promise: Promise | None = Field(default=None, description="what was published before")
    unpopular: int = Field(
        default=0, ge=0, le=1000, description="points of unpopular work, for fairness"
    )
    technician: Name | None = Field(default=None, description="pinned: only this technician")
    pinned_start: Instant | None = Field(
        default=None, description="pinned: service starts exactly then"
    )
    unpinned_windows: tuple[TimeWindow, ...] | None = Field(
        default=None,
        max_length=100,
        description="the windows once a pinned start is given up, none of them: no time at all; "
        "left out: as they are",
    )

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        refuse_repeated("skill", (need.skill for need in self.skills))
        refuse_repeated("equipment", self.equipment)
        both = set(self.only_technicians) & set(self.never_technicians)
        if both:
            raise ValueError(
                f"never_technicians: {min(both)!r} is in only_technicians too; "
                "expected in one of them"
            )
        return self

    def late_s(self, end: int) -> int:
        """Seconds after `due_by` at which service ends that ends at `end`."""
        return 0 if self.due_by is None else max(0, end - self.due_by)

    def allowed_starts(self, on_site_s: int = 0) -> tuple[TimeWindow, ...]:
        """When a service of that length may start, in order; empty means any time.

        A pinned start stands for all windows. Where windows bound the whole service those too
        short for it are gone; `has_no_start` tells that from "any time".
        """
        if self.pinned_start is not None:
            return (TimeWindow(opens=self.pinned_start, closes=self.pinned_start),)
        windows = sorted(self.windows, key=lambda window: (window.opens, window.closes))
        if self.window_bounds is Bounds.START:
            return tuple(windows)
        return tuple(
            TimeWindow(opens=window.opens, closes=window.closes - on_site_s)
            for window in windows
            if window.closes - on_site_s >= window.opens
        )

    def has_no_start(self, on_site_s: int) -> bool:
        """No window is long enough for a service of that length."""
        return bool(self.windows) and not self.allowed_starts(on_site_s)


def refuse_repeated(what: str, names: Iterable[str]) -> None:
    """Raise `ValueError` for the first name that is given twice."""
    for name, count in Counter(names).items():
        if count > 1:
            raise ValueError(f"{what} {name!r} is given {count} times, expected once")
