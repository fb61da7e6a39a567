"""A day at the board: visits at six sites round Zwolle, and a draft written by hand.

Site n lies n x 0.01 degrees of latitude north of S1, so a drive from one to the next takes a
few minutes. Visits last an hour unless said otherwise; nobody is due before the next evening.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from dispatch import models, planning, publishing
from dispatch.draft import Draft, with_order
from dispatch.plan_basis import policy_of
from dispatch.plan_saving import Searched
from dispatch.plan_views import Edit
from dispatch.roles import Actor
from dispatch.statuses import CaseStatus, Role
from optimizer.problem import Problem, read_problem
from optimizer.solution import Costs, Reason, Solution, Unassigned
from tests.dispatch.company import DISPATCHER, NOW, a_case, a_company, a_visit
from tests.dispatch.drafts import SETTINGS, TOMORROW, a_horizon

DUE = datetime(2026, 11, 4, 17, 0, tzinfo=UTC)

ANNA = Actor(name="anna", role=Role.DISPATCHER)

NAMES = ("Bakker", "Smit", "Visser", "Kok", "Mulder", "Bos", "De Boer", "Dijk")


def a_day(session: Session, visits: int = 4, **changes: object) -> list[str]:
    """The company with that many ready visits, V1 of Bakker, V2 of Smit, and so on."""
    a_company(session)
    return [add_visit(session, number, **changes) for number in range(1, visits + 1)]


def add_visit(session: Session, number: int, **changes: object) -> str:
    agreement = session.query(models.Agreement).one()
    name = NAMES[(number - 1) % len(NAMES)]
    customer = models.Customer(ref=f"K-{number}", name=name, phone="", agreement=agreement)
    site = models.Site(
        ref=f"S-{number}",
        customer=customer,
        street="Dorpsstraat",
        house_number=str(number),
        postcode="8011 AA",
        town="Zwolle",
        lat=52.5126 + number / 100,
        lon=6.0936,
        precision="rooftop",
        opening_hours="Mo-Fr 08:00-17:00",
    )
    session.add_all([customer, site])
    case = a_case(
        session,
        ref=f"C-{number}",
        site=site,
        device=None,
        status=CaseStatus.ESCALATED,
        fix_due=DUE,
    )
    a_visit(session, f"V{number}", case=case, **changes)
    return f"V{number}"


def a_hand_made_draft(
    session: Session,
    orders: Mapping[str, Sequence[str]],
    *,
    now: datetime = NOW,
    days: int = 1,
) -> models.Plan:
    """A draft of tomorrow: by technician ref (first day) the visits in order, no search."""
    translation = planning.prepare(
        session,
        actor=DISPATCHER,
        horizon=a_horizon(TOMORROW, days, now),
        policy=policy_of(SETTINGS),
    )
    problem = translation.problem
    placed = {visit for order in orders.values() for visit in order}
    left_out = tuple(
        Unassigned(visit=visit.id, reason=Reason.NOT_PLACED, sentence="Nobody placed it.")
        for visit in problem.visits
        if visit.id not in placed
    )
    nothing = Solution(
        routes=(), unassigned=left_out, costs=Costs(), objective_cents=0, engine="by hand"
    )
    draft = Draft.of(problem, nothing)
    for technician, order in orders.items():
        shift = next(
            shift.id
            for shift in problem.shifts
            if shift.technician == technician and translation.shifts[shift.id].day == TOMORROW
        )
        draft = with_order(draft, shift, order)
    return planning.save_draft(
        session,
        actor=DISPATCHER,
        translation=translation,
        searched=Searched(draft.solution, draft.solution, iterations=None),
    )


def published(
    session: Session, plan: models.Plan, now: datetime = NOW, **accepting: Any
) -> models.Plan:
    return publishing.publish_plan(
        session, actor=DISPATCHER, plan_id=plan.id, settings=SETTINGS, now=now, **accepting
    )


def later(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


def four_visits(session: Session) -> models.Plan:
    """V1 and V2 on Noor's route, V3 on Tom's, V4 in the tray."""
    a_day(session, visits=4)
    return a_hand_made_draft(session, {"noor": ["V1", "V2"], "tom": ["V3"]})


def edited(session: Session, plan: models.Plan, verb: Callable[..., Edit], **given: Any) -> Edit:
    facts = {
        "actor": DISPATCHER,
        "plan_id": plan.id,
        "revision": plan.version,
        "settings": SETTINGS,
        "now": NOW,
    }
    return verb(session, **facts | given)


def orders(plan: models.Plan) -> dict[str, list[str]]:
    return {route.technician.ref: [stop.visit.ref for stop in route.stops] for route in plan.routes}


def tray(plan: models.Plan) -> list[str]:
    return sorted(row.visit.ref for row in plan.unassigned)


def solution(plan: models.Plan) -> Solution:
    return Solution.model_validate_json(plan.solution_json)


def problem_of(plan: models.Plan) -> Problem:
    """As the database holds it."""
    assert plan.problem is not None
    return read_problem(plan.problem.problem_json)
