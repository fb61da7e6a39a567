"""Planning in the background: real searches, seen by everybody, cancelled, refused, ended."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from sqlalchemy import Engine, select

from dispatch import database, models
from dispatch.errors import NotAllowed, NotFound, StalePlan
from dispatch.planning_desk import Job, JobState, PlanningDesk
from dispatch.roles import Actor
from dispatch.solver_jobs import Limits
from dispatch.statuses import PlanStatus, Role
from tests.dispatch.board_day import a_day
from tests.dispatch.company import DISPATCHER, FINANCE, NOW, SUPPORT
from tests.dispatch.drafts import SETTINGS, TOMORROW

ANNA = Actor(name="anna", role=Role.DISPATCHER)
TECHNICIAN = Actor(name="noor", role=Role.TECHNICIAN, technician_id=1)
LONG = Limits(seconds=60)
SHORT = Limits(iterations=2)


@pytest.fixture
def desk() -> Iterator[PlanningDesk]:
    desk = PlanningDesk()
    yield desk
    desk.close()


@pytest.fixture
def company(engine: Engine) -> Engine:
    with database.transaction(engine) as session:
        a_day(session, visits=12)
    return engine


def started(
    desk: PlanningDesk,
    engine: Engine,
    limits: Limits = SHORT,
    *,
    first_day: date = TOMORROW,
    days: int = 1,
    actor: Actor = DISPATCHER,
) -> str:
    return desk.start_planning(
        engine, SETTINGS, actor=actor, first_day=first_day, days=days, limits=limits, now=NOW
    )


def seen(desk: PlanningDesk, job_id: str) -> Job:
    return desk.job(actor=SUPPORT, job_id=job_id)


def wait_until(desk: PlanningDesk, job_id: str, ready: Callable[[Job], bool]) -> Job:
    began = time.monotonic()
    while time.monotonic() - began < 30:
        job = seen(desk, job_id)
        if ready(job):
            return job
        time.sleep(0.02)
    raise AssertionError(f"still {seen(desk, job_id)}")


def over(job: Job) -> bool:
    return job.state not in (JobState.QUEUED, JobState.RUNNING)


def drafts(engine: Engine) -> list[models.Plan]:
    with database.transaction(engine) as session:
        return list(session.scalars(select(models.Plan)))


def test_a_job_ends_with_a_draft_and_the_curve_of_better_plans(
    desk: PlanningDesk, company: Engine
) -> None:
    job = wait_until(desk, started(desk, company), over)

    [plan] = drafts(company)
    assert (job.state, job.plan_id, plan.status) == (JobState.DONE, plan.id, PlanStatus.DRAFT)
    cents = [cost for _, cost in job.curve]
    assert cents == sorted(cents, reverse=True)
    assert job.best_cents is not None
    assert job.best_cents >= plan.objective * 100
    assert job.served > 0
    assert (job.by, job.asked_at) == ("dora", NOW)


def test_a_second_plan_of_one_of_the_days_is_refused_and_names_the_first(
    desk: PlanningDesk, company: Engine
) -> None:
    first = started(desk, company, LONG, days=3)

    with pytest.raises(StalePlan, match=f"dora is planning Tue 03 Nov already .job {first}"):
        started(desk, company, first_day=date(2026, 11, 5), actor=ANNA)
    started(desk, company, first_day=date(2026, 11, 6), actor=ANNA)


def test_the_days_are_free_again_when_the_first_is_over(
    desk: PlanningDesk, company: Engine
) -> None:
    wait_until(desk, started(desk, company), over)

    assert wait_until(desk, started(desk, company), over).state is JobState.DONE


def test_cancelling_may_keep_the_best_plan_so_far(desk: PlanningDesk, company: Engine) -> None:
    job_id = started(desk, company, LONG)
    wait_until(desk, job_id, lambda job: bool(job.curve))

    desk.cancel(actor=ANNA, job_id=job_id, keep_best=True)

    job = wait_until(desk, job_id, over)
    [plan] = drafts(company)
    assert (job.state, job.plan_id) == (JobState.DONE, plan.id)
    assert job.notices == ("the search was cancelled; the best plan until then is kept",)
    assert job.seconds < 30


def test_cancelling_may_throw_everything_away(desk: PlanningDesk, company: Engine) -> None:
    job_id = started(desk, company, LONG)
    wait_until(desk, job_id, lambda job: bool(job.curve))

    desk.cancel(actor=ANNA, job_id=job_id, keep_best=False)

    job = wait_until(desk, job_id, over)
    assert (job.state, job.plan_id) == (JobState.CANCELLED, None)
    assert job.message == "cancelled; nothing was kept"
    assert drafts(company) == []


def test_what_cannot_be_planned_fails_with_the_reason(desk: PlanningDesk, company: Engine) -> None:
    job = wait_until(desk, started(desk, company, first_day=date(2026, 10, 30)), over)

    assert job.state is JobState.FAILED
    assert "first day: got 2026-10-30, expected today (2026-11-02) or later" in job.message


def test_a_mistake_of_ours_is_a_failed_job_and_frees_its_turn(
    company: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = PlanningDesk(at_once=1)
    said: list[type[BaseException] | None] = []
    monkeypatch.setattr(threading, "excepthook", lambda args: said.append(args.exc_type))
    with database.transaction(company) as session:
        session.connection().exec_driver_sql("ALTER TABLE rate_cards RENAME TO gone")

    job = wait_until(desk, started(desk, company), over)

    assert job.state is JobState.FAILED
    assert job.message == "planning ended by a mistake of ours; nothing was changed"
    assert len(said) == 1
    assert wait_until(desk, started(desk, company), over).state is JobState.FAILED


def test_a_third_search_waits_for_its_turn_and_can_be_cancelled_there(company: Engine) -> None:
    desk = PlanningDesk(at_once=1)
    first = started(desk, company, LONG)
    wait_until(desk, first, lambda job: job.state is JobState.RUNNING)
    second = started(desk, company, first_day=date(2026, 11, 5))
    assert seen(desk, second).state is JobState.QUEUED

    desk.cancel(actor=ANNA, job_id=second, keep_best=True)

    job = wait_until(desk, second, over)
    assert (job.state, job.message) == (JobState.CANCELLED, "cancelled before it began")
    desk.close()


def test_closing_the_desk_ends_every_search(desk: PlanningDesk, company: Engine) -> None:
    job_id = started(desk, company, LONG)
    wait_until(desk, job_id, lambda job: bool(job.curve))

    began = time.monotonic()
    desk.close()

    assert time.monotonic() - began < 10
    assert seen(desk, job_id).state is JobState.CANCELLED
    assert not [one for one in threading.enumerate() if one.name == f"planning {job_id}"]


def test_jobs_are_listed_newest_first_for_everybody_at_a_desk(
    desk: PlanningDesk, company: Engine
) -> None:
    first = started(desk, company)
    wait_until(desk, first, over)
    second = started(desk, company)
    wait_until(desk, second, over)

    for actor in (DISPATCHER, SUPPORT, FINANCE):
        assert [job.id for job in desk.jobs(actor=actor)] == [second, first]


@pytest.mark.parametrize("actor", [SUPPORT, FINANCE, TECHNICIAN])
def test_only_dispatchers_start_and_cancel(
    desk: PlanningDesk, company: Engine, actor: Actor
) -> None:
    with pytest.raises(NotAllowed):
        started(desk, company, actor=actor)
    with pytest.raises(NotAllowed):
        desk.cancel(actor=actor, job_id="x", keep_best=False)


def test_technicians_do_not_see_the_jobs(desk: PlanningDesk) -> None:
    with pytest.raises(NotAllowed):
        desk.jobs(actor=TECHNICIAN)
    with pytest.raises(NotAllowed):
        desk.job(actor=TECHNICIAN, job_id="x")


def test_an_unknown_job_is_not_found(desk: PlanningDesk) -> None:
    with pytest.raises(NotFound, match="no planning job x"):
        seen(desk, "x")
