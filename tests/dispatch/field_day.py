"""Steps of a technician's day for tests: minutes of the route, taps, a solved visit, its cost."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from dispatch import fieldwork, models
from dispatch.fieldwork import Report
from dispatch.roles import Actor
from dispatch.statuses import VisitOutcome
from tests.dispatch.company import (
    ZONE,
)
from tests.dispatch.published import OPENS

EVENING = OPENS + timedelta(hours=12)
FOUND = Report(findings="Filter clogged by dust from the sawmill next door")


def minutes(count: int) -> datetime:
    return OPENS + timedelta(minutes=count)


def go_there(session: Session, noor: Actor, ref: str = "C1-1", at: int = 0) -> None:
    """Leave at minute `at`, arrive 25 minutes later."""
    fieldwork.start_travel(session, actor=noor, visit_ref=ref, at=minutes(at), now=EVENING)
    fieldwork.arrive(session, actor=noor, visit_ref=ref, at=minutes(at + 25), now=EVENING)


def solve(session: Session, noor: Actor, ref: str = "C1-1", at: int = 100) -> models.Visit:
    return fieldwork.complete_visit(
        session,
        actor=noor,
        visit_ref=ref,
        outcome=VisitOutcome.SOLVED,
        report=FOUND,
        at=minutes(at),
        now=EVENING,
        zone=ZONE,
    )


def cost_of(session: Session, visit: models.Visit) -> models.VisitCost:
    return session.query(models.VisitCost).filter_by(visit_id=visit.id).one()


def actual(session: Session, visit: models.Visit) -> dict[str, models.CostLine]:
    return {row.kind: row for row in cost_of(session, visit).lines if row.basis == "actual"}
