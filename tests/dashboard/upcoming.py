"""A plan of the next working day by the real clock, for tests and benchmarks of the real server."""

from datetime import date, time

from sqlalchemy.orm import Session

from dispatch import clock, config, models, planning, planning_runs
from dispatch.draft import Draft, with_order
from dispatch.horizon import Horizon
from dispatch.plan_basis import policy_of
from dispatch.plan_saving import Searched
from dispatch.roles import SYSTEM
from dispatch.statuses import CaseStatus
from dispatch.working_time import Calendar
from optimizer.solution import Costs, Reason, Solution, Unassigned
from tests.dispatch.company import a_case, a_visit

TOWNS = ("Assen", "Emmen", "Meppel", "Zwolle", "Hoogeveen", "Coevorden", "Deventer", "Ommen")
ACROSS = 40
"""Sites lie on a grid of that many columns, some hundred metres from one to the next."""


def next_day() -> date:
    return planning_runs.next_working_day(config.load(), clock.utc_now())


def add_technicians(session: Session, count: int) -> list[str]:
    """They hold what the company's visits need."""
    heat_pump = session.query(models.Skill).filter_by(ref="heat-pump").one()
    refs = [f"t{number:02d}" for number in range(count)]
    for number, ref in enumerate(refs):
        session.add(
            models.Technician(
                ref=ref,
                name=f"Fictief Monteur {number:02d}",
                town="Zwolle",
                lat=52.50 + number / 250,
                lon=6.10,
                precision="rooftop",
                skills=[models.TechnicianSkill(skill=heat_pump, level=3)],
                shift_patterns=[
                    models.ShiftPattern(weekday=day, opens=time(8), closes=time(17))
                    for day in range(7)
                ],
            )
        )
    session.flush()
    return refs


def add_visits(session: Session, count: int, minutes: int) -> list[str]:
    """Each at a site and a customer of its own; due never."""
    agreement = session.query(models.Agreement).one()
    return [_add_visit(session, agreement, number, minutes) for number in range(count)]


def _add_visit(session: Session, agreement: models.Agreement, number: int, minutes: int) -> str:
    name = f"Klant {number:03d}"
    customer = models.Customer(ref=f"U{number}", name=name, phone="", agreement=agreement)
    row, column = divmod(number, ACROSS)
    site = models.Site(
        ref=f"US{number}",
        customer=customer,
        street="Dorpsstraat",
        house_number=str(number),
        postcode="8011 AA",
        town=TOWNS[number * len(TOWNS) // 1000 if number > ACROSS else number % len(TOWNS)],
        lat=52.50 + row / 100,
        lon=6.09 + column / 500,
        precision="rooftop",
        opening_hours="Mo-Su 00:00-24:00",
    )
    session.add_all([customer, site])
    case = a_case(session, f"UC{number}", site=site, device=None, status=CaseStatus.ESCALATED)
    length = {"requested_duration_s": minutes * 60, "requested_due_by": None}
    return a_visit(session, f"U-{number:03d}", case=case, **length).ref


def plan_by_hand(session: Session, orders: dict[str, list[str]]) -> int:
    """A draft of the next working day: visit refs by technician ref; the rest is in the tray."""
    settings = config.load()
    horizon = Horizon(next_day(), 1, clock.utc_now(), Calendar.of(settings))
    translation = planning.prepare(
        session, actor=SYSTEM, horizon=horizon, policy=policy_of(settings)
    )
    placed = {visit for order in orders.values() for visit in order}
    left_out = tuple(
        Unassigned(visit=visit.id, reason=Reason.NOT_PLACED, sentence="Nobody placed it.")
        for visit in translation.problem.visits
        if visit.id not in placed
    )
    nothing = Solution(routes=(), unassigned=left_out, costs=Costs(), objective_cents=0)
    draft = Draft.of(translation.problem, nothing)
    for shift in translation.problem.shifts:
        if orders.get(shift.technician):
            draft = with_order(draft, shift.id, tuple(orders[shift.technician]))
    searched = Searched(draft.solution, draft.solution, iterations=None)
    plan = planning.save_draft(session, actor=SYSTEM, translation=translation, searched=searched)
    return plan.id
