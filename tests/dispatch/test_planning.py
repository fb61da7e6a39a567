import json
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dispatch import models, planning
from dispatch.errors import BadValue, InvalidTransition, NotAllowed
from dispatch.plan_basis import policy_of
from dispatch.roles import Actor
from dispatch.statuses import PlanStatus, Role, VisitStatus
from optimizer.check import violations
from optimizer.incumbent import baseline_solution
from optimizer.solution import Solution
from tests.dispatch.board_day import problem_of
from tests.dispatch.company import DISPATCHER, NOW, TODAY, a_company, a_visit, technician
from tests.dispatch.desk import changes_of
from tests.dispatch.drafts import (
    SETTINGS,
    TOMORROW,
    a_draft,
    a_horizon,
    local,
    published,
    site_of,
    stops_of,
    translated,
    visit_of,
)


@pytest.fixture
def company(session: Session) -> Session:
    """With the ready visits A-1 and B-1."""
    a_company(session)
    for ref in ("A-1", "B-1"):
        a_visit(session, ref)
    return session


@pytest.mark.parametrize("role", [Role.SUPPORT, Role.FINANCE, Role.TECHNICIAN])
def test_only_dispatchers_plan(company: Session, role: Role) -> None:
    somebody = Actor(name="x", role=role)
    translation = translated(company)
    searched = planning.Searched(*[baseline_solution(translation.problem)] * 2, iterations=None)

    with pytest.raises(NotAllowed):
        planning.prepare(company, actor=somebody, horizon=a_horizon(), policy=policy_of(SETTINGS))
    with pytest.raises(NotAllowed):
        planning.save_draft(company, actor=somebody, translation=translation, searched=searched)
    with pytest.raises(NotAllowed):
        planning.discard_plan(company, actor=somebody, plan=a_draft(company), now=NOW)


@pytest.mark.parametrize(
    ("first_day", "days", "says"),
    [
        (TOMORROW, 0, "days: got 0, expected 1 to 14"),
        (TOMORROW, 15, "days: got 15, expected 1 to 14"),
        (TODAY - timedelta(days=1), 1, "expected today"),
        (TODAY + timedelta(days=367), 1, "expected within a year"),
        (date(9999, 12, 31), 1, "expected within a year"),
    ],
)
def test_days_that_cannot_be_planned_are_refused(
    company: Session, first_day: date, days: int, says: str
) -> None:
    with pytest.raises(BadValue, match=says):
        planning.prepare(
            company,
            actor=DISPATCHER,
            horizon=a_horizon(first_day, days),
            policy=policy_of(SETTINGS),
        )


def test_a_draft_touches_no_visit(company: Session) -> None:
    before = {visit.ref: visit.version for visit in company.scalars(select(models.Visit))}

    a_draft(company)

    visits = company.scalars(select(models.Visit).execution_options(populate_existing=True)).all()
    assert {visit.ref: visit.version for visit in visits} == before
    assert {visit.status for visit in visits} == {VisitStatus.READY}
    assert {visit.planned_start for visit in visits} == {None}
    assert company.scalar(select(func.count()).select_from(models.Booking)) == 0
    assert company.scalar(select(func.count()).select_from(models.VisitCost)) == 0


def test_a_draft_keeps_what_was_asked_and_found(company: Session) -> None:
    plan = a_draft(company, days=2)

    solution = Solution.model_validate_json(plan.solution_json)
    assert (plan.status, plan.first_day, plan.days) == (PlanStatus.DRAFT, TOMORROW, 2)
    assert (plan.created_by, plan.created_at, plan.currency) == ("dora", NOW, "EUR")
    assert int(plan.objective * 100) == solution.objective_cents
    assert plan.baseline >= plan.objective
    assert (plan.baseline_served, plan.iterations) == (2, 3)
    assert plan.travel_source.startswith("estimate")
    assert changes_of(company, "plans") == [("", "draft", "dora")]


def test_the_kept_problem_and_solution_pass_the_referee_again(company: Session) -> None:
    plan = a_draft(company)

    again = violations(problem_of(plan), Solution.model_validate_json(plan.solution_json))

    assert not again


def test_routes_are_stored_with_real_times(company: Session) -> None:
    plan = a_draft(company)

    first = stops_of(plan)[0]
    assert len(stops_of(plan)) == 2
    assert first.starts >= local(TOMORROW, 8)
    assert first.ends - first.starts == timedelta(hours=1)
    assert first.route.day == TOMORROW
    assert first.route.opens == local(TOMORROW, 8)


def test_visits_left_out_are_stored_with_reason_and_sentence(company: Session) -> None:
    visit_of(company, "A-1").skills[0].level = 9
    visit_of(company, "B-1").pinned_start = local(TODAY, 15)

    plan = a_draft(company)

    left = {row.visit.ref: row for row in plan.unassigned}
    assert left["A-1"].reason == "skill_level"
    assert left["A-1"].sentence == (
        "Nobody can do it. Nearest: needs Heat pumps level 9; Fictief Noor holds level 3."
    )
    assert len(json.loads(left["A-1"].refusals_json)) == 2  # noor and tom
    assert left["B-1"].reason == "other_day"
    assert left["B-1"].refusals_json == "[]"


def test_each_visit_is_on_a_route_or_left_out_once(company: Session) -> None:
    site_of(company).precision = "city"

    plan = a_draft(company)

    assert stops_of(plan) == []
    assert sorted(row.visit.ref for row in plan.unassigned) == ["A-1", "B-1"]
    assert {row.reason for row in plan.unassigned} == {"no_place"}


def test_a_day_without_technicians_leaves_everything_out(company: Session) -> None:
    for ref in ("noor", "tom"):
        technician(company, ref).active = False

    plan = a_draft(company)

    assert [row.sentence for row in plan.unassigned] == ["Nobody works on the planned days."] * 2


def test_a_discarded_plan_stays_discarded(company: Session) -> None:
    plan = a_draft(company)

    planning.discard_plan(company, actor=DISPATCHER, plan=plan, now=NOW)

    assert plan.status is PlanStatus.DISCARDED
    with pytest.raises(InvalidTransition):
        published(company, plan)


def test_a_published_plan_cannot_be_discarded(company: Session) -> None:
    plan = published(company, a_draft(company))

    with pytest.raises(InvalidTransition):
        planning.discard_plan(company, actor=DISPATCHER, plan=plan, now=NOW)
