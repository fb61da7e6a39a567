"""A whole run: rows, the search process, the draft. Each real search starts a process."""

from datetime import date

import pytest
from sqlalchemy import Engine, func, select

from dispatch import database, models, solver_jobs
from dispatch.errors import NotAllowed, SearchFailed
from dispatch.planning_runs import Outcome, Run, next_working_day, plan_days
from dispatch.roles import Actor
from dispatch.solver_jobs import Limits
from dispatch.statuses import PlanStatus
from optimizer.incumbent import Progress
from optimizer.solution import Solution
from tests.dispatch.company import DISPATCHER, NOW, SUPPORT, a_company, a_visit, technician
from tests.dispatch.drafts import SETTINGS, TOMORROW, a_draft, local


@pytest.fixture
def company(engine: Engine) -> Engine:
    """With the ready visits A-1 and B-1; tom's home is not known well enough."""
    with database.transaction(engine) as session:
        a_company(session)
        for ref in ("A-1", "B-1"):
            a_visit(session, ref)
        technician(session, "tom").precision = "city"
    return engine


def a_run(actor: Actor = DISPATCHER, limits: Limits = Limits(iterations=3)) -> Run:  # noqa: B008
    return Run(TOMORROW, 1, actor, NOW, limits)


def plan_count(engine: Engine) -> int:
    with database.transaction(engine) as session:
        return session.scalar(select(func.count()).select_from(models.Plan)) or 0


def test_a_run_keeps_a_draft_and_tells_of_progress_and_notices(company: Engine) -> None:
    heard: list[Progress] = []

    outcome = plan_days(company, a_run(), SETTINGS, on_progress=heard.append)

    with database.transaction(company) as session:
        plan = session.get_one(models.Plan, outcome.plan_id)
        assert (plan.status, plan.iterations) == (PlanStatus.DRAFT, 3)
        assert len(plan.routes) == 1
        assert heard[-1].objective_cents == int(plan.objective * 100)
    [notice] = outcome.notices
    assert notice.startswith("Fictief Tom is not planned")


def test_the_plan_is_the_one_of_a_search_in_this_process(company: Engine) -> None:
    outcome = plan_days(company, a_run(), SETTINGS)

    with database.transaction(company) as session:
        plan = session.get_one(models.Plan, outcome.plan_id)
        direct = a_draft(session)
        assert plan.problem.problem_json == direct.problem.problem_json
        assert plan.basis == direct.basis
        assert (
            Solution.model_validate_json(plan.solution_json).routes
            == Solution.model_validate_json(direct.solution_json).routes
        )


def test_the_database_is_free_while_the_search_runs(company: Engine) -> None:
    def write(progress: Progress) -> None:
        with database.transaction(company) as session:
            technician(session, "noor").phone = "+31 20 555 0199"

    plan_days(company, a_run(), SETTINGS, on_progress=write)

    with database.transaction(company) as session:
        assert technician(session, "noor").phone == "+31 20 555 0199"


def test_who_may_not_plan_starts_no_search(company: Engine) -> None:
    with pytest.raises(NotAllowed):
        plan_days(company, a_run(SUPPORT), SETTINGS)

    assert plan_count(company) == 0


def test_a_search_that_fails_leaves_nothing(
    company: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = solver_jobs.search.__kwdefaults__ or {}
    monkeypatch.setattr(solver_jobs.search, "__kwdefaults__", usual | {"command": ("/no/such",)})

    with pytest.raises(SearchFailed):
        plan_days(company, a_run(), SETTINGS)

    assert plan_count(company) == 0


def test_a_cancelled_run_keeps_the_best_plan_and_says_so(company: Engine) -> None:
    heard: list[Progress] = []

    outcome: Outcome = plan_days(
        company,
        a_run(limits=Limits(seconds=60)),
        SETTINGS,
        on_progress=heard.append,
        cancelled=lambda: bool(heard),
    )

    assert "the search was cancelled; the best plan until then is kept" in outcome.notices
    assert plan_count(company) == 1


@pytest.mark.parametrize(
    ("today", "following"),
    [
        (date(2026, 11, 2), date(2026, 11, 3)),
        (date(2026, 11, 6), date(2026, 11, 9)),  # over the weekend
        (date(2026, 12, 24), date(2026, 12, 28)),  # over Christmas and the weekend
    ],
)
def test_the_next_working_day_skips_weekends_and_holidays(today: date, following: date) -> None:
    assert next_working_day(SETTINGS, local(today, 23, 30)) == following
