"""What the referee says: the rules it knows, and how a plan breaks one."""

from enum import StrEnum

from pydantic import Field

from optimizer.values import Value


class Rule(StrEnum):
    """Every rule, in the order in which it is checked; the value is its function's name."""

    KNOWN_NAMES = "known_names"
    VISIT_ONCE = "visit_once"
    SHIFT_ONCE = "shift_once"
    MANDATORY = "mandatory"
    TOGETHER = "together"
    AFTER = "after"
    APART = "apart"
    SAME_ROUTE = "same_route"
    IN_ORDER = "in_order"
    REST = "rest"
    WORK_LIMIT = "work_limit"
    FAIRNESS = "fairness"
    LARGEST_LATE = "largest_late"
    TOTAL_COSTS = "total_costs"
    OBJECTIVE = "objective"
    SKILLS = "skills"
    ONLY_TECHNICIANS = "only_technicians"
    NEVER_TECHNICIANS = "never_technicians"
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
    PICKED_UP = "picked_up"
    EQUIPMENT = "equipment"
    PARTS = "parts"
    CAPACITY = "capacity"
    VISITS_CAP = "visits_cap"
    DRIVE_CAP = "drive_cap"
    DISTANCE_CAP = "distance_cap"
    WAIT_CAP = "wait_cap"
    ROUTE_CAP = "route_cap"
    ROUTE_COSTS = "route_costs"


class Unit(StrEnum):
    SECONDS = "s"
    METRES = "m"
    CENTS = "cents"
    COUNT = "count"


Fact = int | str


class Violation(Value):
    """A rule that a plan breaks, by how much, and about what: a visit, a shift, or the plan.

    `facts` are the numbers and names of the sentence, for those who word it anew.
    """

    rule: Rule
    amount: int
    unit: Unit
    sentence: str
    shift: str | None = None
    visit: str | None = None
    facts: dict[str, Fact] = Field(default_factory=dict)

    @property
    def where(self) -> str:
        if self.visit is not None:
            return f"visit {self.visit}"
        return "plan" if self.shift is None else f"shift {self.shift}"
