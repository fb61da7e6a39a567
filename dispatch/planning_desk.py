"""Planning in the background of the web process: jobs that everybody at the desks can see.

Jobs live in the process: they survive page reloads, not a restart. Each is a thread that looks
after one `planning_runs.plan_days`; the search itself is a process of its own.
"""

import atexit
import secrets
import threading
import time
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import Engine

from dispatch.config import Settings
from dispatch.errors import DispatchError, NotFound, StalePlan
from dispatch.planning_runs import Outcome, Run, plan_days
from dispatch.roles import Actor, require
from dispatch.sentences import Sentence
from dispatch.solver_jobs import Limits
from dispatch.statuses import Role
from optimizer.incumbent import Progress

AT_ONCE = 2
"""Searches that run at the same time; further ones wait."""

REMEMBERED = 50
"""Jobs that are over are forgotten when there are more."""

_OUR_MISTAKE = Sentence(
    "planning ended by a mistake of ours; nothing was changed", "planning_mistake"
)


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Job:
    """One planning run as it is now. `curve` holds each better plan: seconds, cents.

    `bound_cents` is what no plan is cheaper than, as far as proven by now.
    """

    id: str
    first_day: date
    days: int
    by: str
    asked_at: datetime
    state: JobState
    seconds: float
    limit_s: float | None
    curve: tuple[tuple[float, int], ...]
    served: int
    plan_id: int | None
    message: str
    notices: tuple[str, ...]
    policy: str | None = None
    bound_cents: int | None = None

    @property
    def best_cents(self) -> int | None:
        return self.curve[-1][1] if self.curve else None

    @property
    def gap(self) -> float | None:
        """How far the best plan may be above the best possible one; None: not proven."""
        if self.best_cents is None or not self.bound_cents:
            return None
        return max(0, self.best_cents - self.bound_cents) / self.bound_cents


class _ThrownAway(DispatchError):
    """Ends a search of which nothing is to be kept."""


@dataclass
class _Running:
    """A job on its way: written by its thread and by `cancel`, read by everybody."""

    id: str
    engine: Engine
    settings: Settings
    run: Run
    asked: float = field(default_factory=time.monotonic)
    began: float | None = None
    ended: float | None = None
    state: JobState = JobState.QUEUED
    curve: tuple[tuple[float, int], ...] = ()
    served: int = 0
    bound_cents: int | None = None
    outcome: Outcome | None = None
    message: str = ""
    stop: threading.Event = field(default_factory=threading.Event)
    keep_best: bool = True
    thread: threading.Thread | None = None

    @property
    def is_over(self) -> bool:
        return self.state not in (JobState.QUEUED, JobState.RUNNING)

    def seen(self) -> Job:
        until = time.monotonic() if self.ended is None else self.ended
        return Job(
            id=self.id,
            first_day=self.run.first_day,
            days=self.run.days,
            by=self.run.actor.name,
            asked_at=self.run.now,
            state=self.state,
            seconds=0.0 if self.began is None else round(until - self.began, 1),
            limit_s=self.run.limits.seconds,
            curve=self.curve,
            served=self.served,
            plan_id=None if self.outcome is None else self.outcome.plan_id,
            message=self.message,
            notices=() if self.outcome is None else self.outcome.notices,
            policy=self.run.policy,
            bound_cents=self.bound_cents,
        )

    def prepare(self, what: str) -> None:
        self.message = what

    def improve(self, progress: Progress) -> None:
        self.message = ""
        self.curve = (*self.curve, (progress.seconds, progress.objective_cents))
        self.served = progress.served
        self.bound_cents = progress.bound_cents

    def is_cancelled(self) -> bool:
        if self.stop.is_set() and not self.keep_best:
            raise _ThrownAway("cancelled; nothing was kept", "planning_cancelled")
        return self.stop.is_set()

    def end(self, state: JobState, message: str = "") -> None:
        self.ended = time.monotonic()
        self.message, self.state = message, state

    def plans_with(self, engine: Engine, first_day: date, days: int) -> bool:
        """Whether it is planning one of the days of that database."""
        last = first_day + timedelta(days=days - 1)
        mine = self.run.first_day + timedelta(days=self.run.days - 1)
        overlap = self.run.first_day <= last and first_day <= mine
        return overlap and not self.is_over and self.engine.url == engine.url


class PlanningDesk:
    """The jobs of this process."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._jobs: dict[str, _Running] = {}
        self._lock = threading.Lock()
        self._turns = threading.Semaphore(at_once)

    def start_planning(
        self,
        engine: Engine,
        settings: Settings,
        *,
        actor: Actor,
        first_day: date,
        days: int,
        limits: Limits,
        now: datetime,
        policy: str | None = None,
    ) -> str:
        """Begin, and say the job's id; `StalePlan` names a job that plans one of the days."""
        require(actor, Role.DISPATCHER)
        run = Run(
            first_day=first_day, days=days, actor=actor, now=now, limits=limits, policy=policy
        )
        job = _Running(secrets.token_hex(4), engine, settings, run)
        job.thread = threading.Thread(
            target=self._work, args=[job], name=f"planning {job.id}", daemon=True
        )
        with self._lock:
            for other in self._jobs.values():
                if other.plans_with(engine, first_day, days):
                    raise StalePlan(
                        f"{other.run.actor.name} is planning {other.run.first_day:%a %d %b} "
                        f"already (job {other.id}); wait for it or cancel it",
                        "planned_already",
                        by=other.run.actor.name,
                        day_on=other.run.first_day,
                    )
            self._forget_old()
            self._jobs[job.id] = job
        job.thread.start()
        return job.id

    def jobs(self, *, actor: Actor) -> list[Job]:
        """All jobs, newest first."""
        require(actor, Role.DISPATCHER, Role.SUPPORT, Role.FINANCE)
        with self._lock:
            return [job.seen() for job in reversed(self._jobs.values())]

    def job(self, *, actor: Actor, job_id: str) -> Job:
        require(actor, Role.DISPATCHER, Role.SUPPORT, Role.FINANCE)
        return self._job(job_id).seen()

    def cancel(self, *, actor: Actor, job_id: str, keep_best: bool) -> None:
        """End the search; its best plan so far becomes a draft, or nothing is kept.

        Any dispatcher may; a job that is over stays as it is.
        """
        require(actor, Role.DISPATCHER)
        job = self._job(job_id)
        job.keep_best = keep_best
        job.stop.set()

    def close(self) -> None:
        """End every search and wait until its process is gone; the server stops."""
        with self._lock:
            jobs = list(self._jobs.values())
        for job in jobs:
            job.keep_best = False
            job.stop.set()
        for job in jobs:
            if job.thread is not None:
                job.thread.join()

    def _job(self, job_id: str) -> _Running:
        with self._lock:
            if job_id not in self._jobs:
                raise NotFound(f"no planning job {job_id}", "no_planning_job")
            return self._jobs[job_id]

    def _forget_old(self) -> None:
        over = [job.id for job in self._jobs.values() if job.is_over]
        for job_id in over[: max(0, len(over) - REMEMBERED)]:
            del self._jobs[job_id]

    def _work(self, job: _Running) -> None:
        """The thread of one job: its turn, the run, and how it ended."""
        try:
            while not self._turns.acquire(timeout=0.1):
                if job.stop.is_set():
                    return job.end(
                        JobState.CANCELLED,
                        Sentence("cancelled before it began", "planning_cancelled"),
                    )
            try:
                self._plan(job)
            finally:
                self._turns.release()
        except _ThrownAway as thrown:
            job.end(JobState.CANCELLED, thrown.sentence)
        except DispatchError as failed:
            state = JobState.CANCELLED if job.stop.is_set() else JobState.FAILED
            job.end(state, failed.sentence)
        finally:
            if not job.is_over:
                job.end(JobState.FAILED, _OUR_MISTAKE)

    def _plan(self, job: _Running) -> None:
        job.began, job.state = time.monotonic(), JobState.RUNNING
        waited = timedelta(seconds=int(job.began - job.asked))
        run = Run(
            first_day=job.run.first_day,
            days=job.run.days,
            actor=job.run.actor,
            now=job.run.now + waited,
            limits=job.run.limits,
            policy=job.run.policy,
        )
        job.outcome = plan_days(
            job.engine,
            run,
            job.settings,
            on_progress=job.improve,
            on_preparing=job.prepare,
            cancelled=job.is_cancelled,
        )
        job.end(JobState.DONE)


DESK = PlanningDesk()
"""The desk of this process."""

atexit.register(DESK.close)
