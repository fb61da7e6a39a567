"""The rows of the dispatch board. Cents are of the plan's currency; times are UTC."""

from dataclasses import dataclass
from datetime import date, datetime

from dispatch.plan_steps import Pin
from dispatch.plan_views import BrokenRule as Broken
from dispatch.statuses import PlanStatus, Priority, VisitStatus


@dataclass(frozen=True)
class Span:
    begins: datetime
    ends: datetime


@dataclass(frozen=True)
class Spot:
    """A place on the map, degrees WGS84."""

    lat: float
    lon: float


@dataclass(frozen=True)
class SkillRow:
    ref: str
    name: str
    level: int


@dataclass(frozen=True)
class PartRow:
    ref: str
    name: str
    quantity: int


@dataclass(frozen=True)
class PlanChoice:
    """A plan of the day that can be shown. `revision` is what edits must give back;
    `created_by` and `changed_by` are what these people are called.
    """

    plan_id: int
    status: PlanStatus
    revision: int
    first_day: date
    days: int
    created_at: datetime
    created_by: str
    published_at: datetime | None
    changed_at: datetime | None
    changed_by: str
    policy: str = ""


@dataclass(frozen=True)
class KeyFigures:
    """Of the whole plan, all of its days.

    `cost_cents` is what finance will see; `objective_cents` adds the prices of lateness and of
    leaving out. `saved_cents` is against nearest eligible technician first. `gap` is how far
    the objective may be above the proven bound, in per mille; None: not proven.
    """

    visits: int
    served: int
    on_time: int
    work_s: int
    drive_s: int
    wait_s: int
    overtime_s: int
    distance_m: int
    cost_cents: int
    objective_cents: int
    baseline_cents: int
    baseline_served: int
    saved_cents: int
    technicians: int
    violations: int
    gap: int | None = None

    @property
    def drive_share(self) -> float:
        """Part of the working time that is spent driving, 0 to 1."""
        total = self.drive_s + self.work_s + self.wait_s
        return self.drive_s / total if total else 0.0

    @property
    def on_time_share(self) -> float:
        """Part of the served visits that end by their due moment or have none, 0 to 1."""
        return self.on_time / self.served if self.served else 1.0


@dataclass(frozen=True)
class RouteRow:
    """One shift's route on the day. `stops` are visit refs in order."""

    shift_ref: str
    opens: datetime
    closes: datetime
    departure: datetime
    returns: datetime
    return_drive_s: int
    return_distance_m: int
    overtime_s: int
    breaks: tuple[Span, ...]
    stops: tuple[str, ...]


@dataclass(frozen=True)
class TechnicianRow:
    """Everybody with a shift or an absence on the day.

    `load` is the part of the shift hours taken by work, driving and waiting; above 1 with
    overtime. `absent` is the reason ('' if there): nobody absent has shifts.
    """

    ref: str
    name: str
    phone: str
    home: Spot | None
    town: str
    shifts: tuple[Span, ...]
    absent: str
    load: float
    skills: tuple[SkillRow, ...]
    routes: tuple[RouteRow, ...]
    violations: tuple[Broken, ...]


@dataclass(frozen=True)
class Actual:
    """What has happened so far; `expected_end` while on site."""

    travel_start: datetime | None
    arrival: datetime | None
    start: datetime | None
    end: datetime | None


@dataclass(frozen=True)
class VisitCard:
    """What is known of a visit wherever it stands on the board."""

    visit_ref: str
    case_ref: str
    customer: str
    phone: str
    town: str
    address: str
    spot: Spot | None
    work_type: str
    device: str
    symptom: str
    priority: Priority
    status: VisitStatus
    duration_s: int
    windows: tuple[Span, ...]
    promised: Span | None
    due_by: datetime | None
    pins: frozenset[Pin]
    parts: tuple[PartRow, ...]
    skills: tuple[SkillRow, ...]
    note: str
    access: str


@dataclass(frozen=True)
class StopRow:
    """A visit on a route of the day, planned; `actual` when under way or done.

    `late_s` is after the due moment by the plan. `expected_start` shifts the planned start by
    how late the technician is now. `at_risk`: the promise or due moment has less than a quarter
    of an hour left, or has passed. `frozen`: started, done, or about to start; it cannot be
    moved. `travel_cents` (driving, km, share of the way home) is part of `cost_cents`.
    """

    card: VisitCard
    technician_ref: str
    shift_ref: str
    sequence: int
    drive_s: int
    distance_m: int
    arrival: datetime
    wait_s: int
    starts: datetime
    ends: datetime
    expected_start: datetime
    late_s: int
    at_risk: bool
    frozen: bool
    actual: Actual | None
    cost_cents: int
    travel_cents: int
    violations: tuple[Broken, ...]


@dataclass(frozen=True)
class RefusalRow:
    """One technician's "no"; `technician_ref` is empty when it is about nobody in particular."""

    technician_ref: str
    technician: str
    reason: str
    sentence: str


NEW_SINCE_PLAN = "new_since_plan"
"""Reason of a ready visit that came after the plan was made."""

NO_PLAN = "no_plan"
"""Reason of a ready visit on a day without a plan."""


@dataclass(frozen=True)
class TrayRow:
    """A visit that the shown plan does not place, why, and every technician's "no".

    `outdated`: the plan was edited by hand since the reason was found; ask
    `plan_reasons.why_not_placed`.
    """

    card: VisitCard
    reason: str
    sentence: str
    refusals: tuple[RefusalRow, ...]
    outdated: bool


@dataclass(frozen=True)
class Difference:
    """What the shown draft changes of the published plan for one visit.

    `kind`: moved (another technician), shifted (start by at least a minute, same technician),
    added, dropped. `promise_broken`: the customer was told a window that no longer holds.
    """

    visit_ref: str
    customer: str
    kind: str
    promise_broken: bool
    from_technician: str
    to_technician: str
    old_start: datetime | None
    new_start: datetime | None
    shift_s: int


@dataclass(frozen=True)
class Board:
    """Everything the dispatcher sees of one day.

    `published` is the plan in force (None: none yet), `drafts` newest first. `shown` is None
    when the day has no plan at all; `stops` then hold only what is under way or done.
    """

    day: date
    currency: str
    published: PlanChoice | None
    drafts: tuple[PlanChoice, ...]
    shown: PlanChoice | None
    figures: KeyFigures | None
    published_figures: KeyFigures | None
    technicians: tuple[TechnicianRow, ...]
    stops: tuple[StopRow, ...]
    tray: tuple[TrayRow, ...]
    violations: tuple[Broken, ...]
    differences: tuple[Difference, ...]
    undo: str
    redo: str
    travel_source: str

    @property
    def broken_promises(self) -> int:
        return sum(difference.promise_broken for difference in self.differences)
