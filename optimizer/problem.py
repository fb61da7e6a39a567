"""What is to be planned: visits, shifts, what binds them, and the travel between places.

Every value is frozen and validated when born; `Problem.model_validate_json` reads the file
format whose JSON Schema is `problem_schema()`.
"""

from collections.abc import Iterator
from typing import Any, Self

from pydantic import Field, model_validator

from optimizer.relations import (
    After,
    Apart,
    Fairness,
    InOrder,
    Relation,
    SameRoute,
    TechnicianRules,
    Together,
    Who,
    WorkLimit,
)
from optimizer.shift import Break, Caps, PickUp, Prices, Shift, Skill
from optimizer.travel import Estimate, Place, TravelMatrix
from optimizer.values import Name, Rate, Value
from optimizer.visit import (
    Bounds,
    Promise,
    SkillNeed,
    SoftWindow,
    TimeWindow,
    Visit,
    refuse_repeated,
)

__all__ = [
    "After",
    "Apart",
    "Bounds",
    "Break",
    "Caps",
    "Fairness",
    "InOrder",
    "PickUp",
    "Prices",
    "Problem",
    "ProblemFile",
    "Promise",
    "Relation",
    "SameRoute",
    "Shift",
    "Skill",
    "SkillNeed",
    "SoftWindow",
    "TechnicianRules",
    "TimeWindow",
    "Together",
    "Visit",
    "Who",
    "WorkLimit",
    "problem_schema",
    "read_problem",
]

MAX_LEFT_OUT_CENTS = 100_000_000_000
"""Largest sum of all prices for leaving out."""


class _Parts(Value):
    """What a problem and the file of one have in common."""

    visits: tuple[Visit, ...] = Field(max_length=10_000)
    shifts: tuple[Shift, ...] = Field(max_length=5_000)
    places: tuple[Place, ...] = ()
    relations: tuple[Relation, ...] = Field(default=(), max_length=10_000)
    technicians: tuple[TechnicianRules, ...] = Field(default=(), max_length=5_000)
    largest_late_cents_per_hour: Rate = Field(
        default=0, description="price of the largest lateness of the plan, on top of each one's"
    )
    start_from: dict[Name, tuple[Name, ...]] = Field(
        default={},
        description="visit ids in order by shift id: a plan to start from and never be worse than",
    )
    policy: str = Field(
        default="", max_length=200, description="name of the policy whose prices these are"
    )


class Problem(_Parts):
    """Everything a plan depends on."""

    travel: TravelMatrix

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        refuse_repeated("visit id", (visit.id for visit in self.visits))
        refuse_repeated("shift id", (shift.id for shift in self.shifts))
        refuse_repeated("technicians entry", (rules.technician for rules in self.technicians))
        self._refuse_unknown_places()
        self._refuse_unknown_names()
        self._refuse_bad_start()
        total = sum(visit.leave_out_cents for visit in self.visits)
        if total > MAX_LEFT_OUT_CENTS:
            raise ValueError(f"leave_out_cents: sum {total}, expected at most {MAX_LEFT_OUT_CENTS}")
        return self

    def _refuse_unknown_places(self) -> None:
        if self.places and len(self.places) != self.travel.size:
            raise ValueError(
                f"places: {len(self.places)} given, the travel matrix has {self.travel.size}"
            )
        for field, place in self._named_places():
            if place >= self.travel.size:
                raise ValueError(f"{field} is {place}, expected 0 to {self.travel.size - 1}")

    def _named_places(self) -> Iterator[tuple[str, int]]:
        for visit in self.visits:
            yield f"visit {visit.id}: place", visit.place
        for shift in self.shifts:
            yield f"shift {shift.id}: start_place", shift.start_place
            if shift.end_place is not None:
                yield f"shift {shift.id}: end_place", shift.end_place
            if shift.pick_up is not None:
                yield f"shift {shift.id}: pick_up.place", shift.pick_up.place

    def _refuse_unknown_names(self) -> None:
        known = {visit.id for visit in self.visits}
        for number, relation in enumerate(self.relations):
            for visit in relation.visits:
                if visit not in known:
                    raise ValueError(
                        f"relations: number {number} ({relation.kind}) names visit {visit!r}, "
                        "expected the id of a visit"
                    )

    def _refuse_bad_start(self) -> None:
        shifts = {shift.id for shift in self.shifts}
        visits = {visit.id for visit in self.visits}
        for shift, order in self.start_from.items():
            if shift not in shifts:
                raise ValueError(f"start_from: no shift {shift!r}, expected the id of a shift")
            for visit in order:
                if visit not in visits:
                    raise ValueError(f"start_from: no visit {visit!r}, expected the id of a visit")
        refuse_repeated(
            "start_from: visit", (visit for order in self.start_from.values() for visit in order)
        )

    def visits_by_id(self) -> dict[str, Visit]:
        return {visit.id: visit for visit in self.visits}

    def shifts_by_id(self) -> dict[str, Shift]:
        return {shift.id: shift for shift in self.shifts}

    def rules_by_technician(self) -> dict[str, TechnicianRules]:
        """Rules that ask nothing for technicians that have none."""
        nothing = {
            shift.technician: TechnicianRules(technician=shift.technician) for shift in self.shifts
        }
        return nothing | {rules.technician: rules for rules in self.technicians}


class ProblemFile(_Parts):
    """A problem as a file may hold it: `places` alone do, `travel` is then estimated."""

    travel: TravelMatrix | None = None


def read_problem(text: str | bytes) -> Problem:
    """The problem in a JSON file; `ValueError` names the field that is wrong."""
    file = ProblemFile.model_validate_json(text)
    if file.travel is None and not file.places and (file.visits or file.shifts):
        raise ValueError("travel: missing, and no places to estimate it from")
    travel = file.travel or Estimate().matrix(file.places)
    fields = {name: getattr(file, name) for name in ProblemFile.model_fields}
    return Problem(**(fields | {"travel": travel}))


def problem_schema() -> dict[str, Any]:
    """JSON Schema of the problem file."""
    return ProblemFile.model_json_schema()
