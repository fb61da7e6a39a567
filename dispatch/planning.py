"""Planning: gather the rows, and keep what the search found as a draft.

The search itself runs between the two, outside any transaction, see `planning_runs`.
"""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from dispatch import clock, history, models
from dispatch.errors import BadValue
from dispatch.horizon import Horizon, Policy
from dispatch.plan_basis import translation_of
from dispatch.plan_saving import Searched as Searched
from dispatch.plan_saving import add_plan
from dispatch.roles import Actor, require
from dispatch.statuses import PlanStatus, Role
from dispatch.translate import Translation

MAX_DAYS = 14
MAX_AHEAD = timedelta(days=366)


def prepare(session: Session, *, actor: Actor, horizon: Horizon, policy: Policy) -> Translation:
    """The problem of the days: all ready visits, and those promised on these days.

    Visits under way or done stay as they are; their technicians go on from there.
    """
    require(actor, Role.DISPATCHER)
    if not 1 <= horizon.days <= MAX_DAYS:
        raise BadValue(
            f"days: got {horizon.days}, expected 1 to {MAX_DAYS}", "days_range", most=MAX_DAYS
        )
    today = clock.local_day(horizon.now, horizon.calendar.zone)
    if horizon.first_day < today:
        raise BadValue(
            f"first day: got {horizon.first_day}, expected today ({today}) or later",
            "day_is_past",
            day_on=horizon.first_day,
        )
    if horizon.first_day > today + MAX_AHEAD:
        raise BadValue(
            f"first day: got {horizon.first_day}, expected within a year of {today}",
            "day_too_far",
            day_on=horizon.first_day,
        )
    return translation_of(session, horizon, policy)


def save_draft(
    session: Session, *, actor: Actor, translation: Translation, searched: Searched
) -> models.Plan:
    """Keep the plan as a draft; no visit changes."""
    require(actor, Role.DISPATCHER)
    plan = add_plan(session, translation, searched, created_by=actor.name)
    now = translation.horizon.now
    history.record(session, plan, before="", actor=actor, now=now, why=searched.notice)
    return plan


def discard_plan(session: Session, *, actor: Actor, plan: models.Plan, now: datetime) -> None:
    """Put a draft aside for good."""
    require(actor, Role.DISPATCHER)
    history.advance(session, plan, PlanStatus.DISCARDED, actor=actor, now=now)
