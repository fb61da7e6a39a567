from dataclasses import fields

import pytest
from sqlalchemy.orm import Session

from dispatch import models
from dispatch.errors import NotAllowed, NotFound
from dispatch.queries import plans, promises
from dispatch.roles import Actor
from dispatch.statuses import PlanStatus, Role
from optimizer.solution import Costs
from tests.dispatch.company import DISPATCHER, FINANCE, SUPPORT, a_company, a_visit
from tests.dispatch.drafts import TOMORROW, a_draft, local, published, visit_of
from tests.dispatch.published import a_published_route

TECHNICIAN = Actor(name="noor", role=Role.TECHNICIAN, technician_id=1)


@pytest.fixture
def company(session: Session) -> Session:
    """With ready visits A-1, B-1 and L-1, which nobody is skilled enough for."""
    a_company(session)
    for ref in ("A-1", "B-1", "L-1"):
        a_visit(session, ref)
    visit_of(session, "L-1").skills[0].level = 9
    session.flush()
    return session


def test_a_summary_counts_served_left_out_and_what_it_costs(company: Session) -> None:
    plan = a_draft(company)

    found = plans.summary(company, actor=DISPATCHER, plan_id=plan.id)

    assert (found.visits, found.served, len(found.unassigned)) == (3, 2, 1)
    assert (found.unassigned[0].visit, found.unassigned[0].reason) == ("L-1", "skill_level")
    assert (found.violations, found.checked) == ((), True)
    assert set(found.costs) == set(Costs.model_fields)
    assert sum(found.costs.values()) == found.objective_cents == int(plan.objective * 100)
    assert found.saved_cents == found.baseline_cents - found.objective_cents >= 0


def test_a_summary_adds_up_its_routes(company: Session) -> None:
    found = plans.summary(company, actor=DISPATCHER, plan_id=a_draft(company).id)

    stops = [stop for route in found.routes for stop in route.stops]
    assert found.work_s == 2 * 3600
    assert found.wait_s == sum(stop.wait_s for stop in stops)
    assert found.drive_s == sum(route.drive_s for route in found.routes) > 0
    assert found.distance_m == sum(route.distance_m for route in found.routes) > 0
    assert found.technicians == len({route.technician for route in found.routes})
    assert found.drive_share == found.drive_s / (found.drive_s + found.work_s + found.wait_s)
    assert {stop.customer for stop in stops} == {"Fictief Visser"}


def test_a_stop_that_ends_after_its_due_moment_is_late(company: Session) -> None:
    visit_of(company, "A-1").requested_due_by = local(TOMORROW, 7)

    found = plans.summary(company, actor=DISPATCHER, plan_id=a_draft(company).id)

    late = {stop.visit: stop.late_s for route in found.routes for stop in route.stops}
    ends = {stop.visit: stop.ends for route in found.routes for stop in route.stops}
    assert late == {"A-1": (ends["A-1"] - local(TOMORROW, 7)).total_seconds(), "B-1": 0}
    assert found.on_time == 1


def test_a_plan_that_was_tampered_with_lists_its_violations(company: Session) -> None:
    plan = a_draft(company)
    plan.solution_json = plan.solution_json.replace('"overtime_s":0', '"overtime_s":600')
    company.flush()

    found = plans.summary(company, actor=DISPATCHER, plan_id=plan.id)

    assert found.violations
    assert all(one.rule and one.unit and one.sentence for one in found.violations)


def test_loaded_history_is_shown_without_the_referee(company: Session) -> None:
    route = a_published_route(company, [visit_of(company, "A-1")])

    found = plans.summary(company, actor=DISPATCHER, plan_id=route.plan_id)

    assert (found.checked, found.violations, found.costs) == (False, (), {})
    assert (found.served, found.work_s, found.status) == (1, 3600, PlanStatus.PUBLISHED)


def test_a_day_with_nothing_to_do_has_no_share_of_driving(company: Session) -> None:
    for ref in ("A-1", "B-1"):
        visit_of(company, ref).skills[0].level = 9

    found = plans.summary(company, actor=DISPATCHER, plan_id=a_draft(company).id)

    assert (found.routes, found.served, found.drive_share) == ((), 0, 0.0)


def test_the_latest_plans_come_first(company: Session) -> None:
    made = [a_draft(company).id for _ in range(3)]

    rows = plans.recent(company, actor=DISPATCHER, limit=2)

    assert [row.plan_id for row in rows] == [made[2], made[1]]
    assert {row.status for row in rows} == {PlanStatus.DRAFT}


def test_promises_are_listed_by_time(company: Session) -> None:
    plan = published(company, a_draft(company))

    told = promises.promises(company, actor=SUPPORT, plan_id=plan.id)

    assert {row.visit for row in told} == {"A-1", "B-1"}
    for row in told:
        visit = visit_of(company, row.visit)
        assert (row.promised_from, row.promised_until) == (
            visit.promised_from,
            visit.promised_until,
        )
        assert row.technician.startswith("Fictief ")
    starts = [visit_of(company, row.visit).planned_start for row in told]
    assert starts == sorted(starts)  # type: ignore[type-var]


def test_plans_are_for_the_office(company: Session) -> None:
    plan_id = a_draft(company).id

    for reader in (DISPATCHER, FINANCE, SUPPORT):
        assert plans.summary(company, actor=reader, plan_id=plan_id).plan_id == plan_id
    with pytest.raises(NotAllowed):
        plans.summary(company, actor=TECHNICIAN, plan_id=plan_id)
    with pytest.raises(NotAllowed):
        plans.recent(company, actor=TECHNICIAN)
    with pytest.raises(NotAllowed):
        promises.promises(company, actor=TECHNICIAN, plan_id=plan_id)


def test_a_plan_that_is_not_there_is_named(company: Session) -> None:
    with pytest.raises(NotFound, match="no plan 99"):
        plans.summary(company, actor=DISPATCHER, plan_id=99)
    with pytest.raises(NotFound, match="no plan 99"):
        promises.promises(company, actor=DISPATCHER, plan_id=99)


def test_a_summary_holds_no_rows_of_the_database(company: Session) -> None:
    found = plans.summary(company, actor=DISPATCHER, plan_id=a_draft(company).id)

    for field in fields(found):
        assert not isinstance(getattr(found, field.name), models.Base)
