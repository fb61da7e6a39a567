"""The dispatch board: everything the dispatcher sees of one day, in a fixed number of queries."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch import clock, models
from dispatch.config import Settings
from dispatch.explaining import Names
from dispatch.horizon import Horizon
from dispatch.open_drafts import names_of
from dispatch.plan_facts import Facts
from dispatch.plan_steps import StepState
from dispatch.plan_views import BrokenRule
from dispatch.queries.accepted_violations import broken_rules
from dispatch.queries.board_costs import Prices
from dispatch.queries.board_crew import crew
from dispatch.queries.board_differences import differences
from dispatch.queries.board_plans import choices, figures, in_force, to_show
from dispatch.queries.board_rows import Board as Board
from dispatch.queries.board_rows import PlanChoice, TrayRow
from dispatch.queries.board_stops import Moment, route_rows, stop_rows, stops_of
from dispatch.queries.board_tray import refusal_rows, waiting
from dispatch.queries.board_visits import facts_of
from dispatch.roles import Actor, require
from dispatch.statuses import PlanStatus, Role
from dispatch.working_time import Calendar


def board(
    session: Session,
    *,
    actor: Actor,
    day: date,
    plan_id: int | None = None,
    now: datetime,
    settings: Settings,
) -> Board:
    """The day with the plan `plan_id`; without it the newest draft that is newer than what is
    published, else the published plan. `NotFound` for a plan that has not that day.
    """
    require(actor, Role.DISPATCHER, Role.SUPPORT, Role.FINANCE)
    calendar = Calendar.of(settings)
    plans = choices(session, day, plan_id)
    published = in_force(plans)
    shown = to_show(plans, published, plan_id, day)
    sheet = _sheet(session, shown, day, calendar)
    stops = stops_of(session, shown, day)
    tray = waiting(session, shown)
    visit_ids = {*stops.visit_ids, *(one.visit_id for one in tray)}
    order_pins = () if sheet.facts is None else sheet.facts.order_pins
    visits = facts_of(session, visit_ids, day, calendar, order_pins)
    moment = Moment(day, now, is_today=clock.local_day(now, calendar.zone) == day)
    rows = stop_rows(stops, visits, sheet.broken, Prices(session), moment)
    routes = route_rows(session, shown, stops)
    names = sheet.names and sheet.names.with_customers(
        {visit.card.visit_ref: visit.card.customer for visit in visits.values()}
    )
    return Board(
        day=day,
        currency=sheet.currency or settings.currency,
        published=published,
        drafts=tuple(plan for plan in plans if plan.status is PlanStatus.DRAFT),
        shown=shown,
        figures=None if shown is None else figures(session, shown.plan_id),
        published_figures=None if published is None else figures(session, published.plan_id),
        technicians=crew(session, day, calendar, rows, routes, sheet.broken),
        stops=rows,
        tray=tuple(
            TrayRow(
                card=visits[one.visit_id].card,
                reason=one.reason,
                sentence=one.sentence,
                refusals=refusal_rows(one, sheet.facts, names),
                outdated=sheet.was_edited,
            )
            for one in tray
        ),
        violations=sheet.broken,
        differences=differences(session, shown, calendar),
        undo=sheet.undo,
        redo=sheet.redo,
        travel_source=sheet.travel_source,
    )


@dataclass(frozen=True)
class _Sheet:
    """What the shown plan says of itself; loaded history has no facts."""

    currency: str = ""
    travel_source: str = ""
    facts: Facts | None = None
    names: Names | None = None
    broken: tuple[BrokenRule, ...] = ()
    undo: str = ""
    redo: str = ""
    was_edited: bool = False


def _sheet(session: Session, shown: PlanChoice | None, day: date, calendar: Calendar) -> _Sheet:
    if shown is None:
        return _Sheet()
    row = session.execute(
        select(
            models.Plan.currency,
            models.Plan.travel_source,
            models.PlanFacts.facts_json,
            models.PlanFacts.broken_json,
        )
        .outerjoin(models.PlanFacts, models.PlanFacts.plan_id == models.Plan.id)
        .where(models.Plan.id == shown.plan_id)
    ).one()
    if row.facts_json is None:
        return _Sheet(currency=row.currency, travel_source=row.travel_source)
    facts = Facts.model_validate_json(row.facts_json)
    horizon = Horizon(shown.first_day, shown.days, shown.created_at, calendar)
    undo, redo = _steps(session, shown.plan_id)
    return _Sheet(
        currency=row.currency,
        travel_source=row.travel_source,
        facts=facts,
        names=names_of(session, facts, horizon, row.currency),
        broken=tuple(
            rule
            for rule in broken_rules(session, shown.plan_id, shown.status, row.broken_json)
            if rule.shift_ref is None or facts.shifts[rule.shift_ref].day == day
        ),
        undo=undo,
        redo=redo,
        was_edited=bool(undo),
    )


def _steps(session: Session, plan_id: int) -> tuple[str, str]:
    """What undo would take back and redo do again ('' for nothing)."""
    step = models.PlanRevision
    rows = session.execute(
        select(step.state, step.sentence)
        .where(step.plan_id == plan_id, step.state != StepState.ABANDONED)
        .order_by(step.number)
    ).all()
    done = [row.sentence for row in rows if row.state is StepState.DONE]
    undone = [row.sentence for row in rows if row.state is StepState.UNDONE]
    return done[-1] if done else "", undone[0] if undone else ""
