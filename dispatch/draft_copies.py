"""A plan's orders on today's rows: how a published plan is edited."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from dispatch import clock, models, order_pins
from dispatch.config import Settings
from dispatch.draft import Draft, with_order
from dispatch.errors import BadValue, NotFound
from dispatch.horizon import Horizon
from dispatch.plan_basis import policy_of, translation_of
from dispatch.plan_saving import Searched, add_plan
from dispatch.problem_cache import problem_of
from dispatch.sentences import Sentence, written
from dispatch.translate import Translation
from dispatch.working_time import Calendar
from optimizer.incumbent import baseline_solution
from optimizer.problem import Problem
from optimizer.solution import Costs, Reason, Solution, Unassigned

NOT_ON_ORIGINAL = Sentence(
    "The plan that this draft was made from does not place it.", "not_on_original"
)
ENGINE = "made by hand"


def copied(
    session: Session, plan_id: int, settings: Settings, *, created_by: str, now: datetime
) -> models.Plan:
    """A draft of the days of the plan that are not over; see `plan_edits.draft_from`."""
    source = session.scalar(
        select(models.Plan)
        .where(models.Plan.id == plan_id)
        .options(
            selectinload(models.Plan.routes).selectinload(models.Route.technician),
            selectinload(models.Plan.routes)
            .selectinload(models.Route.stops)
            .selectinload(models.Stop.visit),
        )
    )
    if source is None:
        raise NotFound(f"no plan {plan_id}", "no_plan", plan=plan_id)
    horizon = _days_left(source, settings, now)
    translation = translation_of(session, horizon, policy_of(settings, source.policy))
    draft = _with_orders(source, translation)
    solution = draft.solution
    same = source.problem is not None and set(draft.visits) == {
        visit.id for visit in problem_of(source.problem).visits
    }
    yardstick = solution if same else baseline_solution(translation.problem)
    searched = Searched(solution, yardstick, iterations=None)
    plan = add_plan(session, translation, searched, created_by=created_by)
    order_pins.take_over(session, source, plan)
    if same:
        plan.baseline, plan.baseline_served = source.baseline, source.baseline_served
    return plan


def _days_left(source: models.Plan, settings: Settings, now: datetime) -> Horizon:
    calendar = Calendar.of(settings)
    last_day = source.first_day + timedelta(days=source.days - 1)
    first_day = max(source.first_day, clock.local_day(now, calendar.zone))
    if first_day > last_day:
        raise BadValue(
            f"plan {source.id}: its last day, {last_day}, is over",
            "plan_over",
            plan=source.id,
            last_on=last_day,
        )
    return Horizon(first_day, (last_day - first_day).days + 1, now, calendar)


def _with_orders(source: models.Plan, translation: Translation) -> Draft:
    """The plan's orders on the shifts of the same technician and day, without who is served."""
    problem = translation.problem
    draft = _empty(problem)
    left_out = dict(draft.left_out)
    for route in source.routes:
        shift = _shift_like(route, translation)
        order = [stop.visit.ref for stop in route.stops if stop.visit.ref in left_out]
        if shift is not None and order:
            draft = with_order(draft, shift, [*draft.order(shift), *order])
            for visit in order:
                del left_out[visit]
    return replace(draft, left_out=left_out)


def _empty(problem: Problem) -> Draft:
    left_out = tuple(
        Unassigned(visit=visit.id, reason=Reason.NOT_PLACED, sentence=written(NOT_ON_ORIGINAL))
        for visit in problem.visits
    )
    nothing = Solution(
        routes=(),
        unassigned=left_out,
        costs=Costs(),
        objective_cents=0,
        engine=ENGINE,
        travel_source=problem.travel.source,
    )
    return Draft.of(problem, nothing)


def _shift_like(route: models.Route, translation: Translation) -> str | None:
    """The shift of the same technician and day that closes nearest to when the route's does."""
    closes = translation.horizon.second(route.closes)
    shifts = [
        shift
        for shift in translation.problem.shifts
        if shift.technician == route.technician.ref
        and translation.shifts[shift.id].day == route.day
    ]
    nearest = min(shifts, key=lambda shift: abs(shift.closes - closes), default=None)
    return None if nearest is None else nearest.id
