"""Rows to an optimizer problem: what may be planned, when, by whom, at which prices."""

from dataclasses import dataclass

from dispatch import coordinates, costing, models
from dispatch.horizon import Horizon, Places, Policy, Rows
from dispatch.sentences import Sentence
from dispatch.translate_shifts import ShiftOrigin, shifts_on
from dispatch.translate_visits import LeftBefore
from dispatch.translate_visits import visit as to_visit
from optimizer import problem


@dataclass
class Translation:
    """The problem, and how to read its ids and times again."""

    horizon: Horizon
    problem: problem.Problem
    shifts: dict[str, ShiftOrigin]
    visits: dict[str, models.Visit]
    left_before: list[LeftBefore]
    notices: list[str]
    currency: str


def to_problem(rows: Rows, horizon: Horizon, policy: Policy) -> Translation:
    """The optimizer's problem for the rows; `NotFound` if no rate card is in force."""
    places = Places()
    notices: list[str] = []
    shifts, origins = [], {}
    for technician in sorted(rows.technicians, key=lambda technician: technician.ref):
        wrong = coordinates.why_not_plannable(technician, policy.area)
        if wrong:
            notices.append(
                Sentence(
                    f"{technician.name} is not planned: home address, {wrong}",
                    "technician_not_planned",
                    technician=technician.name,
                    wrong=wrong,
                )
            )
            continue
        for day in horizon.dates:
            rates = costing.rates_on(rows.rate_cards, technician, day)
            for shift in shifts_on(technician, day, rates, rows, horizon, places):
                shifts.append(shift)
                origins[shift.id] = ShiftOrigin(technician, day, rates)
    visits, left_before = [], []
    for row in sorted(rows.visits, key=lambda row: row.ref):
        made = to_visit(row, rows, horizon, policy, places)
        if isinstance(made, LeftBefore):
            left_before.append(made)
        else:
            visits.append(made)
    return Translation(
        horizon=horizon,
        problem=problem.Problem(
            visits=tuple(visits),
            shifts=tuple(shifts),
            places=places.all(),
            travel=policy.travel.matrix(places.all()),
        ),
        shifts=origins,
        visits={row.ref: row for row in rows.visits},
        left_before=left_before,
        notices=notices,
        currency=costing.card_on(rows.rate_cards, horizon.first_day).currency,
    )
