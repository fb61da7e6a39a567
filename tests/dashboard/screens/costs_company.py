"""Finance's tiny company: three visits that ended two days ago, and who looks at them."""

from datetime import timedelta

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from dashboard.visitor import Visitor
from dashboard.wording import Language
from dispatch import clock, config, costing_rows, models
from dispatch.queries import cost_overview, cost_receipt
from dispatch.queries.cost_overview import Narrowed, Overview
from dispatch.queries.cost_receipt import Receipt
from dispatch.roles import Actor
from dispatch.statuses import Role, VisitOutcome, VisitStatus
from tests.dispatch.company import a_visit
from tests.dispatch.published import a_published_route

FINANCE = Actor(name="fin", role=Role.FINANCE)
OTHER = Actor(name="fred", role=Role.FINANCE)
ADMIN = Actor(name="root", role=Role.ADMIN)
DISPATCHER = Actor(name="dora", role=Role.DISPATCHER)
SUPPORT = Actor(name="sam", role=Role.SUPPORT)
TECHNICIAN = Actor(name="noor", role=Role.TECHNICIAN, technician_id=1)

SCRIPT = '<img src=x onerror="alert(1)"> **bold** [x](javascript:alert(1))'
"""What customers report and technicians find, they say."""


def ended_visits(session: Session) -> None:
    """A-1 about as planned; B-1 and C-1 far over plan, after it on the same device."""
    visits = [a_visit(session, ref=ref) for ref in ("A-1", "B-1", "C-1")]
    a_published_route(session, visits)
    for minute, (visit, minutes) in enumerate(zip(visits, (60, 180, 240), strict=True)):
        _end(session, visit, minutes, timedelta(days=-2, minutes=minute))


def _end(session: Session, visit: models.Visit, work_min: int, since: timedelta) -> None:
    when = clock.utc_now() + since
    visit.status, visit.outcome = VisitStatus.COMPLETED, VisitOutcome.SOLVED
    visit.actual_end = when
    visit.actual_start = visit.actual_arrival = when - timedelta(minutes=work_min)
    visit.actual_travel_start = visit.actual_arrival - timedelta(minutes=20)
    visit.actual_work_s = work_min * 60
    visit.parts[0].used = 1
    visit.findings = visit.case.symptom = SCRIPT
    visit.factors.append(models.ContributingFactor(factor="damp", note="wet cellar"))
    zone = config.load().zone
    costing_rows.write_costs(session, visit=visit, now=clock.utc_now(), zone=zone)


def a_visitor(
    engine: Engine, actor: Actor = FINANCE, language: Language = Language.ENGLISH
) -> Visitor:
    return Visitor(engine, config.load(database_url=str(engine.url)), actor, language)


def an_overview(visitor: Visitor) -> Overview:
    with visitor.transaction() as session:
        return cost_overview.overview(
            session,
            actor=visitor.actor,
            first_day=visitor.today - timedelta(days=13),
            last_day=visitor.today,
            narrowed=Narrowed(),
            zone=visitor.settings.zone,
        )


def a_receipt(visitor: Visitor, visit_ref: str = "B-1") -> Receipt:
    with visitor.transaction() as session:
        return cost_receipt.receipt(session, actor=visitor.actor, visit_ref=visit_ref)
