"""Publishing a plan: the only point where promises to customers change."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from dispatch import costing_rows, database, history, models, plan_check
from dispatch.config import Settings
from dispatch.errors import InvalidTransition, NotFound, StalePlan
from dispatch.horizon import Horizon
from dispatch.plan_basis import basis, left_out_promises, policy_of, translation_of
from dispatch.roles import Actor, require
from dispatch.sentences import Sentence
from dispatch.statuses import STARTED, PlanStatus, Role, VisitStatus
from dispatch.translate import Translation
from dispatch.working_time import Calendar

PROMISE_LEAD = timedelta(minutes=30)
"""The promised window begins this long before the planned start, so that early is kept too."""

QUARTER = timedelta(minutes=15)

_TURN = 4_117_600_319
"""One plan is published at a time: the next one sees what became of its days."""


def publish_plan(
    session: Session,
    *,
    actor: Actor,
    plan_id: int,
    settings: Settings,
    now: datetime,
    accept: Sequence[str] = (),
    reason: str = "",
) -> models.Plan:
    """Make the draft the plan of its days: visits get technician, time and promise.

    Refused with `StalePlan` when a visit or shift the routes rest on has changed, or a start
    has passed; with `PlanHasViolations` when the referee finds one that is not in `accept`, the
    names of `acceptance.Finding`, for the `reason` given. Visits that an earlier plan had placed
    on these days and this one leaves out are ready again.
    """
    require(actor, Role.DISPATCHER)
    database.wait_for_turn(session, _TURN)
    plan = plan_by_id(session, plan_id, lock=True)
    if plan.status is not PlanStatus.DRAFT:
        raise InvalidTransition(
            f"plan {plan.id} is {plan.status}; only a draft can be published",
            "only_drafts_published",
            plan=plan.id,
            status=plan.status,
        )
    found = plan_check.accepted(session, plan, settings, accept, reason)
    translation = _refuse_stale(session, plan, settings, now)
    _serve(session, plan, translation, actor, settings, now)
    plan.published_at = now
    why = plan_check.sign(session, plan, found, reason.strip(), by=actor.name, at=now)
    history.advance(session, plan, PlanStatus.PUBLISHED, actor=actor, now=now, why=why)
    _supersede(session, plan, actor, now)
    return plan


def _serve(
    session: Session,
    plan: models.Plan,
    translation: Translation,
    actor: Actor,
    settings: Settings,
    now: datetime,
) -> None:
    """Visits of the plan are scheduled, booked and priced, those it leaves out ready again."""
    stops = [stop for route in plan.routes for stop in route.stops]
    for visit in left_out_promises(translation, _placed(plan)):
        _release(session, visit, plan, actor, now)
    for stop in stops:
        _schedule(session, stop, plan, actor, settings, now)
    _book(session, plan)
    for stop in stops:
        costing_rows.write_planned(session, visit=stop.visit, stop=stop)


def plan_by_id(session: Session, plan_id: int, *, lock: bool = False) -> models.Plan:
    """The plan; `NotFound` if there is none."""
    statement = select(models.Plan).where(models.Plan.id == plan_id)
    plan = session.scalar(statement.with_for_update() if lock else statement)
    if plan is None:
        raise NotFound(f"no plan {plan_id}", "no_plan", plan=plan_id)
    return plan


def promise_of(start: datetime, settings: Settings) -> tuple[datetime, datetime]:
    """The arrival window a customer is told: from a quarter on, around the planned start."""
    width = timedelta(minutes=settings.promise_minutes)
    begins = start - min(PROMISE_LEAD, width - QUARTER)
    begins -= timedelta(seconds=begins.timestamp() % QUARTER.total_seconds())
    return begins, begins + width


def _refuse_stale(
    session: Session, plan: models.Plan, settings: Settings, now: datetime
) -> Translation:
    """Translate the rows of now as they were then; the same basis means nothing has moved."""
    late = [stop.visit.ref for route in plan.routes for stop in route.stops if stop.starts < now]
    if late:
        raise StalePlan(
            f"plan {plan.id} is stale: {late[0]} should have started already; plan again",
            "plan_started",
            plan=plan.id,
        )
    horizon = Horizon(plan.first_day, plan.days, plan.created_at, Calendar.of(settings))
    translation = translation_of(session, horizon, policy_of(settings, plan.policy))
    shifts = [route.shift_ref for route in plan.routes]
    if basis(translation, _placed(plan), shifts) != plan.basis:
        why = _what_changed(plan, translation.visits)
        raise StalePlan(
            f"plan {plan.id} is stale: {why}; plan again",
            "plan_stale",
            plan=plan.id,
            why=why,
        )
    return translation


def _placed(plan: models.Plan) -> list[str]:
    return [stop.visit.ref for route in plan.routes for stop in route.stops]


def _what_changed(plan: models.Plan, plannable: dict[str, models.Visit]) -> str:
    for route in plan.routes:
        for stop in route.stops:
            if stop.visit.ref not in plannable:
                return Sentence(
                    f"visit {stop.visit.ref} is {stop.visit.status} by now",
                    "visit_is_now",
                    customer=stop.visit.case.customer.name,
                    status=stop.visit.status,
                )
    return Sentence(
        "a visit, a technician's shift or skill, an address on its routes, or what is promised "
        "for its days has changed",
        "basis_changed",
    )


def _release(
    session: Session, visit: models.Visit, plan: models.Plan, actor: Actor, now: datetime
) -> None:
    """The visit is ready again: nobody comes at the time that was promised."""
    visit.planned_technician = None
    visit.planned_arrival = visit.planned_start = visit.planned_end = None
    visit.promised_from = visit.promised_until = None
    visit.stop_id = None
    why = Sentence(f"plan {plan.id} does not place it", "why_not_placed", plan=plan.id)
    history.advance(session, visit, VisitStatus.READY, actor=actor, now=now, why=why)
    _end_booking(session, visit)


def _schedule(
    session: Session,
    stop: models.Stop,
    plan: models.Plan,
    actor: Actor,
    settings: Settings,
    now: datetime,
) -> None:
    visit = stop.visit
    visit.planned_technician = stop.route.technician
    visit.planned_arrival, visit.planned_start = stop.arrival, stop.starts
    visit.planned_end = stop.ends
    visit.stop_id = stop.id
    kept = (
        visit.promised_from is not None
        and visit.promised_until is not None
        and visit.promised_from <= stop.starts <= visit.promised_until
    )
    if not kept:
        visit.promised_from, visit.promised_until = promise_of(stop.starts, settings)
    why = Sentence(f"plan {plan.id}", "why_plan", plan=plan.id)
    if visit.status is VisitStatus.SCHEDULED:
        session.flush()
        history.record(session, visit, before=visit.status, actor=actor, now=now, why=why)
    else:
        history.advance(session, visit, VisitStatus.SCHEDULED, actor=actor, now=now, why=why)
    _end_booking(session, visit)


def _end_booking(session: Session, visit: models.Visit) -> None:
    session.execute(
        update(models.Booking)
        .where(models.Booking.visit_id == visit.id, models.Booking.active)
        .values(active=False)
    )


def _book(session: Session, plan: models.Plan) -> None:
    """Take the technicians' time; the database refuses what is taken already."""
    number = plan.id
    for route in plan.routes:
        _shorten_what_runs(session, route)
    session.flush()
    for route in plan.routes:
        for stop in route.stops:
            session.add(
                models.Booking(
                    technician_id=route.technician_id,
                    visit_id=stop.visit_id,
                    starts=stop.arrival,
                    ends=stop.ends,
                )
            )
    try:
        session.flush()
    except IntegrityError as refused:
        if not database.is_double_booking(refused):
            raise
        raise StalePlan(
            f"plan {number} is stale: a technician is booked elsewhere by now; plan again",
            "plan_double_booked",
            plan=number,
        ) from refused


def _shorten_what_runs(session: Session, route: models.Route) -> None:
    """A visit under way that is ahead of its plan takes the time only until the route begins."""
    running = session.scalars(
        select(models.Booking)
        .join(models.Visit, models.Visit.id == models.Booking.visit_id)
        .where(
            models.Booking.technician_id == route.technician_id,
            models.Booking.active,
            models.Booking.ends > route.opens,
            models.Visit.status.in_(STARTED),
        )
    )
    for booking in running:
        booking.starts, booking.ends = min(booking.starts, route.opens), route.opens


def _supersede(session: Session, plan: models.Plan, actor: Actor, now: datetime) -> None:
    """Earlier plans whose days are all covered by this one are history."""
    last_day = plan.first_day + timedelta(days=plan.days - 1)
    earlier = session.scalars(
        select(models.Plan).where(
            models.Plan.status == PlanStatus.PUBLISHED,
            models.Plan.id != plan.id,
            models.Plan.first_day >= plan.first_day,
            models.Plan.first_day <= last_day,
        )
    ).all()
    for other in earlier:
        if other.first_day + timedelta(days=other.days - 1) <= last_day:
            why = Sentence(f"plan {plan.id} was published", "why_published", plan=plan.id)
            history.advance(session, other, PlanStatus.SUPERSEDED, actor=actor, now=now, why=why)
