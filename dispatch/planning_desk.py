"""Planning in the background of the web process: jobs that everybody at the desks can see.

Jobs live in the process: they survive page reloads, not a restart. Each is a thread that looks
after one `planning_runs.plan_days`; the search itself is a process of its own.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Engine

from dispatch.config import Settings
from dispatch.roles import Actor
from dispatch.solver_jobs import Limits


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Job:
    """One planning run as it is now. `curve` holds each better plan: seconds, cents."""

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

    @property
    def best_cents(self) -> int | None:
        return self.curve[-1][1] if self.curve else None


class PlanningDesk:
    """The jobs of this process."""

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
    ) -> str:
        """Begin, and say the job's id; `StalePlan` names a job that plans one of the days."""
        raise NotImplementedError

    def jobs(self, *, actor: Actor) -> list[Job]:
        """All jobs, newest first."""
        raise NotImplementedError

    def job(self, *, actor: Actor, job_id: str) -> Job:
        raise NotImplementedError

    def cancel(self, *, actor: Actor, job_id: str, keep_best: bool) -> None:
        """End the search; its best plan so far becomes a draft, or nothing is kept."""
        raise NotImplementedError

    def close(self) -> None:
        """End every search and wait until its process is gone; the server stops."""
        raise NotImplementedError


DESK = PlanningDesk()
"""The desk of this process."""
