"""Plans of the tiny company: its days as a problem, and drafts searched in this process."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch import models, planning, publishing
from dispatch.config import Settings
from dispatch.horizon import Horizon
from dispatch.plan_basis import policy_of, translation_of
from dispatch.translate import Translation
from dispatch.working_time import Calendar
from optimizer import problem
from optimizer.incumbent import baseline_solution
from optimizer.solve import Limits, solve
from tests.dispatch.company import DISPATCHER, NOW, TODAY, ZONE, a_company, a_visit

TOMORROW = TODAY + timedelta(days=1)
SETTINGS = Settings()


def hours(clock: float) -> int:
    """Seconds of a plan: 8.5 is half past eight on its first day."""
    return int(clock * 3600)


def local(day: date, hour: int, minute: int = 0) -> datetime:
    """Wall time of the company in UTC."""
    return datetime.combine(day, time(hour, minute), tzinfo=ZONE).astimezone(UTC)


def a_horizon(first_day: date = TOMORROW, days: int = 1, now: datetime = NOW) -> Horizon:
    return Horizon(first_day, days, now, Calendar.of(SETTINGS))


def translated(
    session: Session, first_day: date = TOMORROW, days: int = 1, now: datetime = NOW
) -> Translation:
    return translation_of(session, a_horizon(first_day, days, now), policy_of(SETTINGS))


def shifts_of(translation: Translation, technician: str = "noor") -> list[problem.Shift]:
    return [shift for shift in translation.problem.shifts if shift.technician == technician]


def only_visit(translation: Translation) -> problem.Visit:
    [visit] = translation.problem.visits
    return visit


def spans(windows: Iterable[problem.TimeWindow]) -> list[tuple[int, int]]:
    return [(window.opens, window.closes) for window in windows]


def a_draft(
    session: Session, first_day: date = TOMORROW, days: int = 1, now: datetime = NOW
) -> models.Plan:
    translation = planning.prepare(
        session,
        actor=DISPATCHER,
        horizon=a_horizon(first_day, days, now),
        policy=policy_of(SETTINGS),
    )
    searched = planning.Searched(
        solution=solve(translation.problem, Limits(iterations=3)),
        baseline=baseline_solution(translation.problem),
        iterations=3,
    )
    return planning.save_draft(
        session, actor=DISPATCHER, translation=translation, searched=searched
    )


def published(session: Session, plan: models.Plan, now: datetime = NOW) -> models.Plan:
    return publishing.publish_plan(
        session, actor=DISPATCHER, plan_id=plan.id, settings=SETTINGS, now=now
    )


def stops_of(plan: models.Plan) -> list[models.Stop]:
    return [stop for route in plan.routes for stop in route.stops]


def visit_of(session: Session, ref: str) -> models.Visit:
    return session.scalars(select(models.Visit).where(models.Visit.ref == ref)).one()


def site_of(session: Session, ref: str = "S1") -> models.Site:
    return session.scalars(select(models.Site).where(models.Site.ref == ref)).one()


def active_bookings(session: Session) -> list[models.Booking]:
    return list(
        session.scalars(
            select(models.Booking).where(models.Booking.active).order_by(models.Booking.starts)
        )
    )


def two_ready_visits(session: Session) -> Session:
    """The tiny company with the ready visits A-1 and B-1."""
    a_company(session)
    for ref in ("A-1", "B-1"):
        a_visit(session, ref)
    return session
