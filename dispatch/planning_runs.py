"""A whole planning run: read, search outside any transaction, keep the draft."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine

from dispatch import clock, database, planning, solver_jobs
from dispatch.config import Settings
from dispatch.errors import SearchFailed
from dispatch.horizon import Horizon
from dispatch.plan_basis import policy_of
from dispatch.roles import Actor
from dispatch.solver_jobs import Limits
from dispatch.working_time import Calendar
from optimizer.check import violations
from optimizer.incumbent import Progress, baseline_solution


@dataclass(frozen=True)
class Run:
    """What to plan: the local days, who asks and when, how long the search may take, and under
    which policy (see `optimizer.policies`; None: a normal day).
    """

    first_day: date
    days: int
    actor: Actor
    now: datetime
    limits: Limits
    policy: str | None = None


@dataclass(frozen=True)
class Outcome:
    """The draft that was kept, and what people should know about how it came about."""

    plan_id: int
    notices: tuple[str, ...]


def plan_days(
    engine: Engine,
    run: Run,
    settings: Settings,
    *,
    on_progress: Callable[[Progress], None] = lambda progress: None,
    on_preparing: Callable[[str], None] = lambda what: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Outcome:
    """Plan the days and keep the result as a draft; nothing else changes.

    The database is free while the search runs. Raises `SearchFailed` if the search brought no
    plan, or one that the referee refuses.
    """
    horizon = Horizon(run.first_day, run.days, run.now, Calendar.of(settings))
    with database.transaction(engine) as session:
        translation = planning.prepare(
            session, actor=run.actor, horizon=horizon, policy=policy_of(settings, run.policy)
        )
    baseline = baseline_solution(translation.problem)
    result = solver_jobs.search(
        translation.problem,
        run.limits,
        on_progress=on_progress,
        on_preparing=on_preparing,
        cancelled=cancelled,
    )
    found = violations(translation.problem, result.solution)
    if found:
        raise SearchFailed(
            f"the referee refused the plan: {found[0].sentence}",
            "referee_refused",
            why=found[0].sentence,
        )
    searched = planning.Searched(
        solution=result.solution,
        baseline=baseline,
        iterations=run.limits.iterations,
        notice=result.notice,
        engine=run.limits.engine,
        seconds=run.limits.seconds,
    )
    with database.transaction(engine) as session:
        plan = planning.save_draft(
            session, actor=run.actor, translation=translation, searched=searched
        )
        notices = (*translation.notices, *filter(None, [result.notice]))
        return Outcome(plan_id=plan.id, notices=notices)


def next_working_day(settings: Settings, now: datetime) -> date:
    """The first working day after today, by the company's calendar."""
    today = clock.local_day(now, settings.zone)
    return Calendar.of(settings).next_working_day(today)
