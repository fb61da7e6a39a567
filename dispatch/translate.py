"""Rows to an optimizer problem: what may be planned, when, by whom, at which prices."""

from dataclasses import dataclass

from dispatch import coordinates, costing, models
from dispatch.horizon import Horizon, Places, Policy, Rows
from dispatch.sentences import Sentence
from dispatch.translate_people import technician_rules
from dispatch.translate_relations import relations_of
from dispatch.translate_shifts import ShiftOrigin, shifts_on
from dispatch.translate_start import start_from
from dispatch.translate_traffic import in_traffic
from dispatch.translate_visits import LeftBefore
from dispatch.translate_visits import visit as to_visit
from optimizer import policies, problem
from optimizer.policies import under
from optimizer.travel import TravelMatrix


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
            for shift, origin in shifts_on(technician, day, rates, rows, horizon, places):
                shifts.append(shift)
                origins[shift.id] = origin
    visits, left_before = [], []
    for row in sorted(rows.visits, key=lambda row: row.ref):
        made = to_visit(row, rows, horizon, policy, places)
        if isinstance(made, LeftBefore):
            left_before.append(made)
        else:
            visits.append(made)
    planned = {visit.id for visit in visits}
    people = sorted({origin.technician for origin in origins.values()}, key=lambda one: one.ref)
    asked = problem.Problem(
        visits=tuple(visits),
        shifts=tuple(shifts),
        places=places.all(),
        travel=in_traffic(policy.travel.matrix(places.all()), horizon, policy),
        relations=tuple(relations_of(rows, planned, horizon)),
        technicians=tuple(technician_rules(one, rows, horizon, policy) for one in people),
        largest_late_cents_per_hour=policy.prices.largest_late_per_hour,
        start_from=start_from(rows, origins, shifts, planned, horizon),
    )
    return Translation(
        horizon=horizon,
        problem=under(asked, policies.policy(policy.name)),
        shifts=origins,
        visits={row.ref: row for row in rows.visits},
        left_before=left_before,
        notices=notices,
        currency=costing.card_on(rows.rate_cards, horizon.first_day).currency,
    )


def under_policy(visit: problem.Visit, name: str) -> problem.Visit:
    """One visit at the prices of the named policy."""
    alone = problem.Problem(
        visits=(visit.model_copy(update={"place": 0}),),
        shifts=(),
        travel=TravelMatrix(durations_s=[[0]], distances_m=[[0]]),
    )
    [priced] = under(alone, policies.policy(name)).visits
    return priced.model_copy(update={"place": visit.place})
