"""What an idea for serving a left-out visit is, and how ideas are tried."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from pydantic import Field

from optimizer import explain
from optimizer.fixing.changes import Amendment
from optimizer.joining import join, missing_partners
from optimizer.problem import Shift, Visit
from optimizer.solution import Reason, Refusal, Solution
from optimizer.standing import Facts, Standing
from optimizer.values import Value

SHIFTS_EACH = 3
"""Shifts that are told of for each way of helping a shift."""


class FixKind(StrEnum):
    WINDOW = "window"
    DAY = "day"
    OVERTIME = "overtime"
    SKILL_LEVEL = "skill_level"
    CERTIFICATE = "certificate"
    TECHNICIAN = "technician"
    SECOND_TECHNICIAN = "second_technician"
    PIN = "pin"
    RELATION = "relation"
    TOLERANCE = "tolerance"
    LOAD = "load"
    CAP = "cap"
    SWAP = "swap"
    PRICE = "price"


class Idea(Value):
    """A change to try; with `solution` it is worked out already."""

    kind: FixKind
    field: str
    sentence: str
    facts: dict[str, int | str] = Field(default_factory=dict)
    change: Amendment
    solution: Solution | None = None


@dataclass(frozen=True)
class Case:
    """A left-out visit, the plan it is left out of, and what every shift says."""

    plan: Standing
    visit: Visit
    refusals: tuple[Refusal, ...]

    @staticmethod
    def of(plan: Standing, visit: Visit) -> "Case":
        return Case(plan, visit, explain.unassigned(visit, plan).refusals)

    @property
    def members(self) -> list[Visit]:
        """The visit, and those that are left out and have to be served together with it."""
        return [self.visit, *missing_partners(self.plan, self.visit)]

    def refused(self, *reasons: Reason) -> Iterator[tuple[Shift, Refusal]]:
        """Every shift that refuses the visit for one of these reasons, nearest to a yes first."""
        for refusal in self.refusals:
            if refusal.reason in reasons and refusal.shift is not None:
                yield self.plan.facts.shifts[refusal.shift], refusal

    def after(self, change: Amendment) -> Standing:
        """The plan under the changed rules, its routes as they are."""
        return Standing(Facts(change.applied(self.plan.problem)), self.plan.routes)

    def joined(self, change: Amendment) -> Standing | None:
        """The plan joined by the visit after the change."""
        changed = self.after(change)
        return join(changed, changed.facts.visits[self.visit.id])

    def replaced(self, **fields: object) -> Amendment:
        """The visit with other fields."""
        return Amendment(visits=(self.visit.model_copy(update=fields),))


Ideas = Callable[[Case], Iterator[Idea]]


def least(works: Callable[[int], bool], most: int) -> int | None:
    """The least of 1 to `most` that works, where more than enough works as well."""
    if not works(most):
        return None
    low, high = 1, most
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if works(middle) else (middle + 1, high)
    return low
