"""What an edit of a draft answers: times, change in minutes and cents, rules it breaks."""

from dataclasses import dataclass
from datetime import date, datetime

from pydantic import TypeAdapter

from dispatch.plan_steps import StepKind
from dispatch.sentences import Spoken


@dataclass(frozen=True)
class BrokenRule:
    """A rule that is broken, by how much; `unit` is s, m, cents or count."""

    rule: str
    amount: int
    unit: str
    visit_ref: str | None
    technician_ref: str | None
    sentence: Spoken
    shift_ref: str | None = None


BROKEN = TypeAdapter(list[BrokenRule])
"""To and from JSON."""


@dataclass(frozen=True)
class StopTimes:
    visit_ref: str
    drive_s: int
    distance_m: int
    arrival: datetime
    wait_s: int
    starts: datetime
    ends: datetime
    late_s: int


@dataclass(frozen=True)
class RouteTimes:
    """One touched route as it would be; no stops: the technician stays at home."""

    technician_ref: str
    technician: str
    day: date
    shift_ref: str
    departure: datetime | None
    returns: datetime | None
    overtime_s: int
    breaks: tuple[tuple[datetime, datetime], ...]
    stops: tuple[StopTimes, ...]


@dataclass(frozen=True)
class Preview:
    """What a change does. `delta_s` is time away from home, driving included; `delta_cents` is
    of the objective.

    `feasible`: nothing is broken on the touched routes, nor by the change. `broken` is all that is
    broken there then; `newly_broken` what the change itself breaks or makes worse, anywhere.
    """

    feasible: bool
    routes: tuple[RouteTimes, ...]
    delta_s: int
    delta_drive_s: int
    delta_cents: int
    broken: tuple[BrokenRule, ...]
    newly_broken: tuple[BrokenRule, ...]


@dataclass(frozen=True)
class Step:
    """One edit in the history; `undone` steps can be redone."""

    number: int
    kind: StepKind
    sentence: str
    at: datetime
    by: str
    undone: bool


@dataclass(frozen=True)
class Edit:
    """An edit that was kept: the plan's new revision, the step's name, what it did."""

    plan_id: int
    revision: int
    sentence: str
    result: Preview


@dataclass(frozen=True)
class Alternative:
    """Another technician for a visit: what it would cost more than now, or the first "no"."""

    technician_ref: str
    technician: str
    day: date
    starts: datetime | None
    extra_s: int | None
    extra_cents: int | None
    reason: str
    refusal: str
    position: int | None


@dataclass(frozen=True)
class WhyHere:
    """Why a stop stands where it stands, against the others, cheapest first.

    `alternatives` cost against the present place, so negative cents are a better one.
    """

    visit_ref: str
    technician: str
    here_cents: int
    here_s: int
    alternatives: tuple[Alternative, ...]


@dataclass(frozen=True)
class WhyNot:
    """Why a visit is not on the plan, by the routes as they are now, nearest to a yes first."""

    visit_ref: str
    reason: str
    sentence: str
    leave_out_cents: int
    alternatives: tuple[Alternative, ...]
