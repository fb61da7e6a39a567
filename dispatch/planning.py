"""Planning: gather the rows, and keep what the search found as a draft.

The search itself runs between the two, outside any transaction, see `planning_runs`.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from dispatch import clock, history, models
from dispatch.config import Settings
from dispatch.errors import BadValue
from dispatch.explaining import Names, left_out_sentence
from dispatch.horizon import Horizon, Policy, Rows, amount
from dispatch.plan_rows import add_route
from dispatch.roles import Actor, require
from dispatch.statuses import ENDED, STARTED, PlanStatus, Priority, Role, VisitStatus
from dispatch.translate import Translation, to_problem
from optimizer.problem import Problem
from optimizer.solution import Solution
from optimizer.travel import Estimate

MAX_DAYS = 14


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
    return to_problem(_rows(session, horizon), horizon, policy)


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
        basis=basis(translation, _placed(solution)),
        currency=_currency(translation),
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


def basis(translation: Translation, placed: Sequence[str]) -> str:
    """A fingerprint of what the routes rest on: their visits, their shifts, all drives.

    Two translations at the same moment with the same fingerprint make the same routes valid.
    """
    problem = translation.problem
    facts = {
        "visits": [
            [
                visit.model_dump(mode="json", exclude={"leave_out_cents", "place"}),
                _position(problem, visit.place),
                translation.visits[visit.id].version,
            ]
            for visit in problem.visits
            if visit.id in placed
        ],
        "shifts": [
            [
                shift.model_dump(mode="json", exclude={"start_place", "end_place"}),
                _position(problem, shift.start_place),
                _position(problem, shift.end_place),
            ]
            for shift in problem.shifts
        ],
        "travel": problem.travel.source,
    }
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def policy_of(settings: Settings) -> Policy:
    """The planning rules that the settings say."""
    return Policy(
        area=settings.service_area,
        travel=Estimate(detour=settings.detour_factor),
        leave_out_cents={
            Priority.LOW: int(settings.leave_out_low * 100),
            Priority.NORMAL: int(settings.leave_out_normal * 100),
            Priority.HIGH: int(settings.leave_out_high * 100),
            Priority.EMERGENCY: int(settings.leave_out_emergency * 100),
        },
    )


def _rows(session: Session, horizon: Horizon) -> Rows:
    begins, ends = horizon.epoch, horizon.instant(horizon.end_s)
    visits = session.scalars(
        select(models.Visit)
        .where(models.Visit.status.in_([VisitStatus.READY, VisitStatus.SCHEDULED]))
        .options(
            selectinload(models.Visit.skills).selectinload(models.VisitSkill.skill),
            selectinload(models.Visit.parts).selectinload(models.VisitPart.part),
            selectinload(models.Visit.windows),
            selectinload(models.Visit.pinned_technician),
            selectinload(models.Visit.case)
            .selectinload(models.Case.site)
            .selectinload(models.Site.customer)
            .selectinload(models.Customer.agreement),
        )
    ).all()
    busy = session.scalars(
        select(models.Visit)
        .where(
            models.Visit.status.in_([*STARTED, *ENDED]),
            models.Visit.actual_travel_start.between(begins - timedelta(days=1), ends)
            | models.Visit.actual_arrival.between(begins - timedelta(days=1), ends),
        )
        .options(selectinload(models.Visit.case).selectinload(models.Case.site))
    ).all()
    technicians = session.scalars(
        select(models.Technician).options(
            selectinload(models.Technician.skills).selectinload(models.TechnicianSkill.skill),
            selectinload(models.Technician.shift_patterns),
            selectinload(models.Technician.absences),
        )
    ).all()
    return Rows(
        visits=[visit for visit in visits if _is_for(visit, horizon)],
        busy=busy,
        technicians=technicians,
        rate_cards=session.scalars(select(models.RateCard)).all(),
        call_outs=session.scalars(select(models.CallOut)).all(),
    )


def _is_for(visit: models.Visit, horizon: Horizon) -> bool:
    """Ready, or scheduled on the planned days, or scheduled before today and never begun."""
    if visit.status is VisitStatus.READY or visit.planned_start is None:
        return True
    day = clock.local_day(visit.planned_start, horizon.calendar.zone)
    return day in horizon.dates or day < clock.local_day(horizon.now, horizon.calendar.zone)


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


def _position(problem: Problem, place: int) -> list[float]:
    return [problem.places[place].lat, problem.places[place].lon]


def _currency(translation: Translation) -> str:
    return next((origin.rates.currency for origin in translation.shifts.values()), "EUR")
