"""A plan: one route per used shift, a reason for each visit left out, and what it all costs."""

from enum import StrEnum
from typing import Any

from pydantic import Field

from optimizer.bound.proof import Bound
from optimizer.values import Duration, Instant, Metres, Name, Value


class Costs(Value):
    """Cents by line: first what finance sees (to `fixed`), then prices that no bill shows."""

    work: int = Field(default=0, description="on-site labour")
    minimum: int = Field(default=0, description="top-up to the minimum charge for labour")
    drive: int = Field(default=0, description="travel labour")
    wait: int = Field(default=0, description="idle time on routes")
    distance: int = Field(default=0, description="kilometres")
    overtime: int = Field(default=0, description="premium after the shift closes")
    used: int = Field(default=0, description="shifts that have a route at all")
    route: int = Field(default=0, description="working time from leaving to being back")
    visit: int = Field(default=0, description="contractors' price for each visit")
    fixed: int = Field(default=0, description="call-out, parts, overhead of the served visits")
    late: int = Field(default=0, description="price of ending after due_by")
    preferred_time: int = Field(default=0, description="starts outside the customers' wishes")
    technician: int = Field(default=0, description="somebody else than the preferred technician")
    spare_level: int = Field(default=0, description="skill levels above what was needed")
    moved: int = Field(default=0, description="published promises moved in time or to others")
    fairness: int = Field(default=0, description="shares of work above what is fair")
    largest_late: int = Field(default=0, description="price of the largest lateness")
    left_out: int = Field(default=0, description="price of the visits left out")

    @property
    def total(self) -> int:
        return sum(self.__dict__.values())

    def __add__(self, other: "Costs") -> "Costs":
        mine, theirs = dict(self), dict(other)
        return Costs(**{line: mine[line] + theirs[line] for line in mine})


class Stop(Value):
    """A visit placed on a route. arrival + wait_s (+ a break on site) = start."""

    visit: Name
    drive_s: Duration = Field(description="driving since the previous place")
    distance_m: Metres = Field(description="metres since the previous place")
    arrival: Instant = Field(description="reaches the site")
    wait_s: Duration = Field(description="idle between the previous end and the start of service")
    start: Instant = Field(description="time on site starts: setup if any, then service")
    end: Instant = Field(description="service ends")


class PickedUp(Value):
    """The pass by the depot, before stop number `before`, as a stop without a visit."""

    before: int = Field(ge=0, le=10_000, description="index of the stop that follows")
    drive_s: Duration
    distance_m: Metres
    arrival: Instant
    wait_s: Duration
    start: Instant = Field(description="loading starts")
    end: Instant = Field(description="loading ends")


class BreakTaken(Value):
    start: Instant
    end: Instant


class Route(Value):
    """Ordered stops of one shift, from leaving `start_place` to reaching `end_place`.

    Breaks taken before departure or after the return are listed too; they delay nothing.
    """

    shift: Name
    departure: Instant
    stops: tuple[Stop, ...] = Field(min_length=1)
    breaks: tuple[BreakTaken, ...] = ()
    picked_up: PickedUp | None = None
    return_drive_s: Duration
    return_distance_m: Metres
    returns: Instant = Field(description="reaches the end place")
    overtime_s: Duration = Field(description="seconds after the shift closes")
    costs: Costs


class Reason(StrEnum):
    """Why a visit is left out, or why one shift cannot take it.

    `not_placed`: a person left it out; nobody has looked whether it would fit.
    """

    NO_SHIFT = "no_shift"
    SKILL_MISSING = "skill_missing"
    SKILL_LEVEL = "skill_level"
    SKILL_EXPIRED = "skill_expired"
    OTHER_TECHNICIAN = "other_technician"
    NOT_ALLOWED = "not_allowed"
    FORBIDDEN = "forbidden"
    EQUIPMENT = "equipment"
    PARTS = "parts"
    CAPACITY = "capacity"
    CAP = "cap"
    WINDOW_TOO_SHORT = "window_too_short"
    PINNED_OUTSIDE_WINDOW = "pinned_outside_window"
    NO_WINDOW_IN_SHIFT = "no_window_in_shift"
    TOO_FAR = "too_far"
    NO_ROOM = "no_room"
    RELATION = "relation"
    REST = "rest"
    WORK_LIMIT = "work_limit"
    TOO_DEAR = "too_dear"
    NOT_PLACED = "not_placed"


class Refusal(Value):
    """One "no": the rule, the shift it is about (if one), the numbers, and a sentence."""

    reason: Reason
    sentence: str
    shift: str | None = None
    facts: dict[str, int | str] = Field(default_factory=dict)


class Unassigned(Value):
    """A visit the plan leaves out: the reason that decides, then shift by shift."""

    visit: Name
    reason: Reason
    sentence: str
    refusals: tuple[Refusal, ...] = ()


class Solution(Value):
    """A plan for one problem. `objective_cents` is `costs.total`."""

    routes: tuple[Route, ...]
    unassigned: tuple[Unassigned, ...]
    costs: Costs
    objective_cents: int
    engine: str = ""
    search_seconds: float = Field(default=0.0, ge=0)
    travel_source: str = ""
    bound: Bound | None = Field(
        default=None, description="proof that no plan is cheaper than this; none: not proven"
    )

    @property
    def gap(self) -> float | None:
        """(objective - bound) / bound, or None where nothing is proven."""
        limit = None if self.bound is None else self.bound.limit_cents
        if limit is None or limit <= 0:
            return 0.0 if limit == self.objective_cents else None
        return (self.objective_cents - limit) / limit


def solution_schema() -> dict[str, Any]:
    """JSON Schema of the solution file."""
    return Solution.model_json_schema()
