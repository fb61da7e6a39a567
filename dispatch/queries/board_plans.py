"""Which plans there are for a day, and what each is worth."""

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dispatch import models
from dispatch.errors import NotFound
from dispatch.people import full_names
from dispatch.queries.accepted_violations import broken_rules
from dispatch.queries.board_rows import KeyFigures, PlanChoice
from dispatch.statuses import PlanStatus, VisitStatus

LONGEST = timedelta(days=13)
"""A plan that covers a day began at most this long before it."""


def choices(session: Session, day: date, plan_id: int | None) -> list[PlanChoice]:
    """Plans of the day, newest first: published, drafts, and `plan_id` whatever it is."""
    plan = models.Plan
    rows = session.execute(
        select(
            plan.id,
            plan.status,
            plan.version,
            plan.first_day,
            plan.days,
            plan.created_at,
            plan.created_by,
            plan.published_at,
            plan.policy,
        )
        .where(
            plan.first_day.between(day - LONGEST, day),
            plan.status.in_([PlanStatus.PUBLISHED, PlanStatus.DRAFT]) | (plan.id == (plan_id or 0)),
        )
        .order_by(plan.id.desc())
    ).all()
    covering = [row for row in rows if day < row.first_day + timedelta(days=row.days)]
    changes = _last_changes(session, [row.id for row in covering])
    by = [row.created_by for row in covering] + [name for _, name in changes.values()]
    called = full_names(session, by) | {"": ""}
    return [
        PlanChoice(
            plan_id=row.id,
            status=row.status,
            revision=row.version,
            first_day=row.first_day,
            days=row.days,
            created_at=row.created_at,
            created_by=called[row.created_by],
            published_at=row.published_at,
            changed_at=changes.get(row.id, (None, ""))[0],
            changed_by=called[changes.get(row.id, (None, ""))[1]],
            policy=row.policy,
        )
        for row in covering
    ]


def in_force(plans: Sequence[PlanChoice]) -> PlanChoice | None:
    """The one published last."""
    published = [plan for plan in plans if plan.status is PlanStatus.PUBLISHED]
    return max(
        published,
        key=lambda plan: (plan.published_at or plan.created_at, plan.plan_id),
        default=None,
    )


def to_show(
    plans: Sequence[PlanChoice], published: PlanChoice | None, plan_id: int | None, day: date
) -> PlanChoice | None:
    """The plan asked for; else the newest draft that is newer than what is published."""
    if plan_id is not None:
        for plan in plans:
            if plan.plan_id == plan_id:
                return plan
        raise NotFound(f"no plan {plan_id} with {day}", "no_plan", plan=plan_id)
    drafts = [plan for plan in plans if plan.status is PlanStatus.DRAFT]
    since = None if published is None else published.published_at
    if drafts and (since is None or drafts[0].created_at >= since):
        return drafts[0]
    return published


def figures(session: Session, plan_id: int) -> KeyFigures:
    """What the plan is worth, over all of its days."""
    plan = session.execute(
        select(
            models.Plan.status,
            models.Plan.objective,
            models.Plan.baseline,
            models.Plan.baseline_served,
            models.Plan.bound,
            models.Plan.solution_json,
            models.PlanFacts.broken_json,
        )
        .outerjoin(models.PlanFacts, models.PlanFacts.plan_id == models.Plan.id)
        .where(models.Plan.id == plan_id)
    ).one()
    routes = session.execute(
        select(
            func.coalesce(func.sum(models.Route.return_drive_s), 0),
            func.coalesce(func.sum(models.Route.return_distance_m), 0),
            func.coalesce(func.sum(models.Route.overtime_s), 0),
            func.count(models.Route.technician_id.distinct()),
        ).where(models.Route.plan_id == plan_id)
    ).one()
    back_s, back_m, overtime_s, technicians = (int(value) for value in routes)
    stops = session.execute(
        select(
            models.Stop.starts,
            models.Stop.ends,
            models.Stop.drive_s,
            models.Stop.wait_s,
            models.Stop.distance_m,
            models.Visit.requested_due_by,
        )
        .join(models.Route, models.Route.id == models.Stop.route_id)
        .join(models.Visit, models.Visit.id == models.Stop.visit_id)
        .where(models.Route.plan_id == plan_id, models.Visit.status != VisitStatus.CANCELLED)
    ).all()
    left_out = session.scalar(select(func.count()).where(models.UnassignedVisit.plan_id == plan_id))
    objective, baseline = int(plan.objective * 100), int(plan.baseline * 100)
    return KeyFigures(
        visits=len(stops) + (left_out or 0),
        served=len(stops),
        on_time=sum(
            stop.requested_due_by is None or stop.ends <= stop.requested_due_by for stop in stops
        ),
        work_s=sum(int((stop.ends - stop.starts).total_seconds()) for stop in stops),
        drive_s=back_s + sum(stop.drive_s for stop in stops),
        wait_s=sum(stop.wait_s for stop in stops),
        overtime_s=overtime_s,
        distance_m=back_m + sum(stop.distance_m for stop in stops),
        cost_cents=objective - _unpaid_cents(plan.solution_json),
        objective_cents=objective,
        baseline_cents=baseline,
        baseline_served=plan.baseline_served,
        saved_cents=baseline - objective,
        technicians=technicians,
        violations=len(broken_rules(session, plan_id, plan.status, plan.broken_json or "[]")),
        gap=_gap(objective, plan.bound),
    )


def _gap(objective_cents: int, bound: Decimal | None) -> int | None:
    """Per mille above the bound, rounded up; None without a bound worth dividing by."""
    bound_cents = 0 if bound is None else int(bound * 100)
    if bound_cents <= 0:
        return None
    return -(-1000 * max(0, objective_cents - bound_cents) // bound_cents)


@lru_cache(maxsize=16)
def _unpaid_cents(solution_json: str) -> int:
    """What the objective holds that nobody pays: the prices of lateness and of leaving out."""
    costs = json.loads(solution_json).get("costs", {})
    return int(costs.get("late", 0) + costs.get("left_out", 0))


def _last_changes(session: Session, plan_ids: Sequence[int]) -> dict[int, tuple[datetime, str]]:
    """When and by whom each plan was last edited by hand."""
    step = models.PlanRevision
    rows = session.execute(
        select(step.plan_id, step.changed_at, step.changed_by)
        .where(step.plan_id.in_(plan_ids))
        .order_by(step.changed_at, step.id)
    )
    return {plan_id: (at, by) for plan_id, at, by in rows}
