"""Planning: gather the rows, and keep what the search found as a draft.

The search itself runs between the two, outside any transaction, see `planning_runs`.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from dispatch import clock, history, models
from dispatch.errors import BadValue
from dispatch.explaining import Names, left_out_sentence
from dispatch.horizon import Horizon, Policy, amount
from dispatch.plan_basis import basis, translation_of
from dispatch.plan_rows import add_route
from dispatch.roles import Actor, require
from dispatch.statuses import PlanStatus, Role
from dispatch.translate import Translation
from optimizer.solution import Solution

MAX_DAYS = 14
MAX_AHEAD = timedelta(days=366)


@dataclass(frozen=True)
class Searched:
    """What a search brought: the plan, the yardstick, and how it was asked."""

    solution: Solution
    baseline: Solution
    iterations: int | None
    notice: str = ""


def prepare(session: Session, *, actor: Actor, horizon: Horizon, policy: Policy) -> Translation:
    """The problem of the days: all ready visits, and those promised on these days.

    Visits under way or done stay as they are; their technicians go on from there.
    """
    require(actor, Role.DISPATCHER)
    if not 1 <= horizon.days <= MAX_DAYS:
        raise BadValue(f"days: got {horizon.days}, expected 1 to {MAX_DAYS}")
    today = clock.local_day(horizon.now, horizon.calendar.zone)
    if horizon.first_day < today:
        raise BadValue(f"first day: got {horizon.first_day}, expected today ({today}) or later")
    if horizon.first_day > today + MAX_AHEAD:
        raise BadValue(f"first day: got {horizon.first_day}, expected within a year of {today}")
    return translation_of(session, horizon, policy)


def save_draft(
    session: Session, *, actor: Actor, translation: Translation, searched: Searched
) -> models.Plan:
    """Keep the plan as a draft; no visit changes."""
    require(actor, Role.DISPATCHER)
    horizon, solution = translation.horizon, searched.solution
    plan = models.Plan(
        status=PlanStatus.DRAFT,
        first_day=horizon.first_day,
        days=horizon.days,
        epoch=horizon.epoch,
        created_at=horizon.now,
        created_by=actor.name,
        basis=basis(translation, _placed(solution), [route.shift for route in solution.routes]),
        currency=translation.currency,
        objective=amount(solution.objective_cents),
        baseline=amount(searched.baseline.objective_cents),
        baseline_served=sum(len(route.stops) for route in searched.baseline.routes),
        search_seconds=solution.search_seconds,
        iterations=searched.iterations,
        engine=solution.engine,
        travel_source=solution.travel_source,
        problem_json=translation.problem.model_dump_json(),
        solution_json=solution.model_dump_json(),
    )
    session.add(plan)
    session.flush()
    for route in solution.routes:
        add_route(session, plan, route, translation)
    _add_unassigned(session, plan, translation, solution)
    session.flush()
    history.record(session, plan, before="", actor=actor, now=horizon.now, why=searched.notice)
    return plan


def discard_plan(session: Session, *, actor: Actor, plan: models.Plan, now: datetime) -> None:
    """Put a draft aside for good."""
    require(actor, Role.DISPATCHER)
    history.advance(session, plan, PlanStatus.DISCARDED, actor=actor, now=now)


def _add_unassigned(
    session: Session, plan: models.Plan, translation: Translation, solution: Solution
) -> None:
    for left in translation.left_before:
        session.add(
            models.UnassignedVisit(
                plan=plan, visit=left.visit, reason=left.reason, sentence=left.sentence
            )
        )
    names = Names.of(translation)
    for unassigned in solution.unassigned:
        session.add(
            models.UnassignedVisit(
                plan=plan,
                visit=translation.visits[unassigned.visit],
                reason=unassigned.reason.value,
                sentence=left_out_sentence(unassigned, names),
                refusals_json=json.dumps(
                    [refusal.model_dump(mode="json") for refusal in unassigned.refusals]
                ),
            )
        )


def _placed(solution: Solution) -> list[str]:
    return [stop.visit for route in solution.routes for stop in route.stops]
