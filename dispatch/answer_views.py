"""What the plan answers when somebody asks what would help, and why not somebody else."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from dispatch.plan_views import BrokenRule


@dataclass(frozen=True)
class MovedVisit:
    """What an answer changes for one visit.

    `kind`: moved (another technician), shifted (another start), added, dropped. `promised`: its
    customer was told a time. `cents` is what this visit costs more in the plan then, its drive,
    wait, lateness and price of leaving out.
    """

    visit_ref: str
    customer: str
    kind: str
    promised: bool
    from_technician: str
    to_technician: str
    old_start: datetime | None
    new_start: datetime | None
    shift_s: int
    cents: int


class Doing(StrEnum):
    """What it takes to make a fix true.

    `plan`: a change of the draft alone. `visit`: the visit's pins or windows change too.
    `anyway`: the draft takes it and names the rule that it breaks. `elsewhere`: somebody has to
    change the company's data first.
    """

    PLAN = "plan"
    VISIT = "visit"
    ANYWAY = "anyway"
    ELSEWHERE = "elsewhere"


class Where(StrEnum):
    """Where a field is changed: at the case's page, or in a file of the import."""

    CASE = "case"
    TECHNICIANS = "technicians"
    SHIFTS = "shift_patterns"
    SITES = "sites"


@dataclass(frozen=True)
class FieldToChange:
    """A field of the company's data; `case_ref` is empty where it is no case's."""

    name: str
    where: Where
    case_ref: str = ""


@dataclass(frozen=True)
class FixRow:
    """A change after which the visit is served; the plan that proves it was checked.

    `key` names it to `apply_fix`. `price_cents` is what the plan costs more, the price of
    leaving the visit out aside; `breaks` are the rules that the draft names after `anyway`.
    """

    key: str
    kind: str
    sentence: str
    price_cents: int
    technician: str
    starts: datetime | None
    doing: Doing
    field: FieldToChange
    moved: tuple[MovedVisit, ...]
    breaks: tuple[BrokenRule, ...] = ()


@dataclass(frozen=True)
class CostLineRow:
    """A line of the objective in two plans; see `optimizer.solution.Costs`."""

    line: str
    before_cents: int
    after_cents: int


@dataclass(frozen=True)
class ChoiceRow:
    """The plan as it is against the best one with the asked technician; `cents` is None and
    `refusals` say why where there is none.
    """

    visit_ref: str
    technician: str
    asked: str
    day: date | None
    starts: datetime | None
    cents: int | None
    drive_s: int
    overtime_s: int
    late_visits: int
    lines: tuple[CostLineRow, ...]
    moved: tuple[MovedVisit, ...]
    unpins: bool
    refusals: tuple[str, ...]


@dataclass(frozen=True)
class ProposalRow:
    """A checked plan with the urgent visit; `extra_cents` leaves the visit's own price aside."""

    visit_ref: str
    technician: str
    starts: datetime
    extra_cents: int
    moved: tuple[MovedVisit, ...]
