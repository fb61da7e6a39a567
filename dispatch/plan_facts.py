"""What a plan was made from besides its problem: row versions, and who a shift stands for.

Kept with the plan, so that it can be edited by hand without reading the company anew.
"""

import hashlib
import json
from collections.abc import Collection, Mapping
from datetime import date

from pydantic import BaseModel, ConfigDict

from dispatch.rates import Rates
from optimizer.problem import Problem


class _Fact(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class VisitFact(_Fact):
    """Version of the visit's row; `promised`: it was scheduled when the plan was made."""

    version: int
    promised: bool


class ShiftFact(_Fact):
    """Whose shift of which local day it is, and the rates it is priced at."""

    technician: str
    day: date
    rates: Rates


class Facts(_Fact):
    """By visit ref and shift id; `order_pins` are the visits that keep their place."""

    visits: Mapping[str, VisitFact]
    shifts: Mapping[str, ShiftFact]
    order_pins: tuple[str, ...] = ()


def fingerprint(
    problem: Problem, facts: Facts, placed: Collection[str], shifts: Collection[str]
) -> str:
    """Of what the routes rest on, see `plan_basis.basis`."""
    placed, shifts = set(placed), set(shifts)
    text = {
        "visits": [
            [
                visit.model_dump(mode="json", exclude={"leave_out_cents", "place"}),
                _position(problem, visit.place),
                facts.visits[visit.id].version,
            ]
            for visit in problem.visits
            if visit.id in placed
        ],
        "shifts": [
            [
                shift.model_dump(mode="json", exclude={"start_place", "end_place"}),
                _position(problem, shift.start_place),
                _position(problem, shift.end_place),
            ]
            for shift in problem.shifts
            if shift.id in shifts
        ],
        "released": [
            [ref, fact.version]
            for ref, fact in sorted(facts.visits.items())
            if fact.promised and ref not in placed
        ],
        "travel": problem.travel.source,
    }
    return hashlib.sha256(json.dumps(text, sort_keys=True).encode()).hexdigest()


def _position(problem: Problem, place: int) -> list[float]:
    return [problem.places[place].lat, problem.places[place].lon]
