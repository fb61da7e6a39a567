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
    people = {shift.technician for shift in problem.shifts if shift.id in shifts}
    text = {
        "visits": [
            [
                visit.model_dump(mode="json", exclude=_FREE),
                _position(problem, visit.place),
                facts.visits[visit.id].version,
            ]
            for visit in problem.visits
            if visit.id in placed
        ],
        "shifts": [
            [
                shift.model_dump(mode="json", exclude=_PLACES),
                None
                if shift.pick_up is None
                else [shift.pick_up.service_s, *_position(problem, shift.pick_up.place)],
                _position(problem, shift.start_place),
                None if shift.end_place is None else _position(problem, shift.end_place),
            ]
            for shift in problem.shifts
            if shift.id in shifts
        ],
        "relations": sorted(
            relation.model_dump_json()
            for relation in problem.relations
            if placed & set(relation.visits)
        ),
        "technicians": [
            rules.model_dump(mode="json", exclude={"fairness"})
            for rules in problem.technicians
            if rules.technician in people
        ],
        "released": [
            [ref, fact.version]
            for ref, fact in sorted(facts.visits.items())
            if fact.promised and ref not in placed
        ],
        "travel": problem.travel.source,
        "traffic": [band.model_dump(mode="json") for band in problem.travel.traffic],
    }
    return hashlib.sha256(json.dumps(text, sort_keys=True).encode()).hexdigest()


_FREE = {"leave_out_cents", "place", "unpinned_windows"}
"""What no route rests on, and the row number of the matrix."""

_PLACES = {"start_place", "end_place", "pick_up"}
"""Row numbers of the matrix; what stands for them is the position."""


def _position(problem: Problem, place: int) -> list[float]:
    return [problem.places[place].lat, problem.places[place].lon]
