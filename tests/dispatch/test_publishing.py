"""Publishing drafts of the tiny company: what visits, customers and technicians then have."""

import threading
import time as pause
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from dispatch import database, models, publishing, visits
from dispatch.config import Settings
from dispatch.errors import (
    InvalidTransition,
    NotAllowed,
    NotFound,
    PlanHasViolations,
    StalePlan,
)
from dispatch.roles import Actor
from dispatch.statuses import PlanStatus, Role, VisitStatus
from tests.dispatch.company import (
    DISPATCHER,
    NOW,
    a_visit,
    technician,
)
from tests.dispatch.desk import changes_of
from tests.dispatch.drafts import (
    SETTINGS,
    TOMORROW,
    a_draft,
    active_bookings,
    local,
    published,
    site_of,
    stops_of,
    two_ready_visits,
    visit_of,
)


@pytest.fixture
def company(session: Session) -> Session:
    """With the ready visits A-1 and B-1."""
    return two_ready_visits(session)


def test_publishing_gives_visits_technician_time_and_promise(company: Session) -> None:
    plan = published(company, a_draft(company))

    assert (plan.status, plan.published_at) == (PlanStatus.PUBLISHED, NOW)
    for stop in stops_of(plan):
        visit = stop.visit
        assert visit.status is VisitStatus.SCHEDULED
        assert visit.planned_technician is stop.route.technician
        assert (visit.planned_arrival, visit.planned_start) == (stop.arrival, stop.starts)
        assert (visit.planned_end, visit.stop_id) == (stop.ends, stop.id)
        assert visit.promised_from is not None
        assert visit.promised_until is not None
        assert visit.promised_from <= visit.planned_start <= visit.promised_until


def test_publishing_writes_bookings_costs_and_history(company: Session) -> None:
    plan = published(company, a_draft(company))

    stops = sorted(stops_of(plan), key=lambda stop: stop.starts)
    assert [(row.visit_id, row.starts, row.ends) for row in active_bookings(company)] == [
        (stop.visit_id, stop.arrival, stop.ends) for stop in stops
    ]
    costs = company.scalars(select(models.VisitCost)).all()
    assert len(costs) == 2
    for cost in costs:
        assert (cost.status, cost.actual_total) == (None, None)
        assert sum(line.amount for line in cost.lines) == cost.planned_total > 0
    assert changes_of(company, "visits") == [("ready", "scheduled", "dora")] * 2
    assert changes_of(company, "plans") == [
        ("", "draft", "dora"),
        ("draft", "published", "dora"),
    ]


@pytest.mark.parametrize("minutes", [15, 20, 30, 45, 60, 120, 720])
@pytest.mark.parametrize("minute", [0, 1, 14, 29, 44, 59])
def test_the_promise_starts_on_a_quarter_and_holds_the_planned_start(
    minutes: int, minute: int
) -> None:
    start = local(TOMORROW, 9, minute)

    begins, ends = publishing.promise_of(start, Settings(promise_minutes=minutes))

    assert begins.minute % 15 == begins.second == 0
    assert begins <= start <= ends
    assert ends - begins == timedelta(minutes=minutes)


def test_a_promise_of_two_hours_begins_half_an_hour_before_the_start() -> None:
    begins, ends = publishing.promise_of(local(TOMORROW, 9, 50), SETTINGS)

    assert (begins, ends) == (local(TOMORROW, 9, 15), local(TOMORROW, 11, 15))


@pytest.mark.parametrize("role", [Role.SUPPORT, Role.FINANCE, Role.TECHNICIAN])
def test_only_dispatchers_publish(company: Session, role: Role) -> None:
    plan = a_draft(company)

    with pytest.raises(NotAllowed):
        publishing.publish_plan(
            company,
            actor=Actor(name="x", role=role),
            plan_id=plan.id,
            settings=SETTINGS,
            now=NOW,
        )


def test_a_plan_that_is_not_there_is_named(company: Session) -> None:
    with pytest.raises(NotFound, match="no plan 99"):
        publishing.publish_plan(company, actor=DISPATCHER, plan_id=99, settings=SETTINGS, now=NOW)


def test_a_plan_is_published_once(company: Session) -> None:
    plan = published(company, a_draft(company))

    with pytest.raises(InvalidTransition, match="only a draft can be published"):
        published(company, plan)


def test_a_plan_that_the_referee_refuses_is_not_published(company: Session) -> None:
    plan = a_draft(company)
    plan.solution_json = plan.solution_json.replace('"overtime_s":0', '"overtime_s":600')

    with pytest.raises(PlanHasViolations, match="cannot be published"):
        published(company, plan)


def _cancel(session: Session) -> None:
    visits.cancel_visit(session, actor=DISPATCHER, visit_ref="A-1", reason="sold", now=NOW)


def _ask_for_another_time(session: Session) -> None:
    later = (local(TOMORROW, 19), local(TOMORROW, 20))
    visits.set_windows(session, actor=DISPATCHER, visit_ref="A-1", windows=[later], now=NOW)


def _pin(session: Session) -> None:
    visits.pin_visit(session, actor=DISPATCHER, visit_ref="A-1", technician_ref="tom", now=NOW)


def _move_site(session: Session) -> None:
    site_of(session).lat = 52.6


def _close_site(session: Session) -> None:
    site_of(session).opening_hours = "Mo-Fr 09:00-17:00"


def _lose_place(session: Session) -> None:
    site_of(session).precision = "city"


def _fall_ill(session: Session) -> None:
    for ref in ("noor", "tom"):
        absence = models.Absence(first_day=TOMORROW, last_day=TOMORROW)
        absence.technician_id = technician(session, ref).id
        session.add(absence)


def _lose_skill(session: Session) -> None:
    for ref in ("noor", "tom"):
        technician(session, ref).skills[0].level = 1


def _move_house(session: Session) -> None:
    for ref in ("noor", "tom"):
        technician(session, ref).lat = 52.4


def _raise_pay(session: Session) -> None:
    session.scalars(select(models.RateCard)).one().hour = Decimal(60)


def _work_longer(session: Session) -> None:
    visit_of(session, "A-1").requested_duration_s = 7200


def _need_more(session: Session) -> None:
    visit_of(session, "A-1").skills[0].level = 3


@pytest.mark.parametrize(
    "change",
    [
        _cancel,
        _ask_for_another_time,
        _pin,
        _move_site,
        _close_site,
        _lose_place,
        _fall_ill,
        _lose_skill,
        _move_house,
        _raise_pay,
        _work_longer,
        _need_more,
    ],
)
def test_what_the_routes_rest_on_may_not_have_changed(
    company: Session, change: Callable[[Session], None]
) -> None:
    plan = a_draft(company)

    change(company)
    company.flush()
    company.expire_all()

    with pytest.raises(StalePlan, match=f"plan {plan.id} is stale"):
        published(company, plan)


def test_what_the_routes_do_not_rest_on_may_change(company: Session) -> None:
    visits.pin_visit(company, actor=DISPATCHER, visit_ref="A-1", technician_ref="noor", now=NOW)
    visits.cancel_visit(company, actor=DISPATCHER, visit_ref="B-1", reason="sold", now=NOW)
    plan = a_draft(company)

    technician(company, "tom").active = False
    a_visit(company, "C-1")
    site_of(company).access_notes = "ring twice"
    company.flush()

    assert published(company, plan).status is PlanStatus.PUBLISHED


def test_a_plan_whose_first_start_is_past_is_stale(company: Session) -> None:
    plan = a_draft(company)
    first = min(stop.starts for stop in stops_of(plan))

    with pytest.raises(StalePlan, match="should have started already"):
        published(company, plan, now=first + timedelta(seconds=1))
    assert published(company, plan, now=first).status is PlanStatus.PUBLISHED


def test_of_two_drafts_of_a_day_only_one_can_be_published(company: Session) -> None:
    first, second = a_draft(company), a_draft(company)

    published(company, first)

    with pytest.raises(StalePlan):
        published(company, second)


def test_of_two_drafts_published_at_once_the_second_sees_the_first(any_engine: Engine) -> None:
    """One has only A-1 in the morning, the other only B-1 after noon: no booking overlaps."""
    with database.transaction(any_engine) as session:
        two_ready_visits(session)
        visit_of(session, "B-1").windows = [
            models.VisitWindow(opens=local(TOMORROW, 14), closes=local(TOMORROW, 15))
        ]
        drafts = [draft_without(session, ref) for ref in ("B-1", "A-1")]
    refusals: list[str] = []

    def colleague() -> None:
        try:
            with database.transaction(any_engine) as session:
                published(session, session.get_one(models.Plan, drafts[1]))
        except StalePlan as refused:
            refusals.append(str(refused))

    with database.transaction(any_engine) as session:
        published(session, session.get_one(models.Plan, drafts[0]))
        waiting = threading.Thread(target=colleague)
        waiting.start()
        pause.sleep(0.5)  # time to look at the day before this is committed
    waiting.join(timeout=20)

    assert len(refusals) == 1
    assert f"plan {drafts[1]} is stale" in refusals[0]


def draft_without(session: Session, ref: str) -> int:
    """A draft of the day made while nobody could do that visit."""
    skill = visit_of(session, ref).skills[0]
    needed, skill.level = skill.level, 9
    session.flush()
    plan = a_draft(session)
    skill.level = needed
    assert len(stops_of(plan)) == 1
    return plan.id


def test_a_draft_may_not_take_back_a_promise_it_does_not_know_of(company: Session) -> None:
    """First A-1 is planned alone; meanwhile another draft places only B-1."""
    visits.cancel_visit(company, actor=DISPATCHER, visit_ref="B-1", reason="later", now=NOW)
    with_a = a_draft(company)
    a_visit(company, "C-1")
    visit_of(company, "A-1").skills[0].level = 9
    company.flush()
    without_a = a_draft(company)
    visit_of(company, "A-1").skills[0].level = 2
    company.flush()

    published(company, with_a)

    with pytest.raises(StalePlan, match="what is promised"):
        published(company, without_a)
    assert visit_of(company, "A-1").status is VisitStatus.SCHEDULED


def test_time_that_is_taken_by_hand_makes_the_plan_stale_and_nothing_is_kept(
    any_engine: Engine,
) -> None:
    with database.transaction(any_engine) as session:
        two_ready_visits(session)
        plan = a_draft(session)
        stop = stops_of(plan)[0]
        busy = a_visit(session, "X-1", status=VisitStatus.SCHEDULED)
        session.add(
            models.Booking(
                technician_id=stop.route.technician_id,
                visit_id=busy.id,
                starts=stop.starts,
                ends=stop.ends,
            )
        )
        busy.planned_start = local(TOMORROW + timedelta(days=3), 9)

    with (
        pytest.raises(StalePlan, match="booked elsewhere"),
        database.transaction(any_engine) as session,
    ):
        published(session, session.get_one(models.Plan, plan.id))

    with database.transaction(any_engine) as session:
        assert session.get_one(models.Plan, plan.id).status is PlanStatus.DRAFT
        for ref in ("A-1", "B-1"):
            visit = visit_of(session, ref)
            assert (visit.status, visit.promised_from) == (VisitStatus.READY, None)
        assert len(active_bookings(session)) == 1
        assert session.scalar(select(func.count()).select_from(models.VisitCost)) == 0
        assert changes_of(session, "visits") == []


def test_a_day_is_planned_published_and_planned_again_on_both_databases(
    any_engine: Engine,
) -> None:
    with database.transaction(any_engine) as session:
        two_ready_visits(session)
        first = a_draft(session).id
    with database.transaction(any_engine) as session:
        published(session, session.get_one(models.Plan, first))
        a_visit(session, "C-1")
    with database.transaction(any_engine) as session:
        second = a_draft(session).id
    with database.transaction(any_engine) as session:
        published(session, session.get_one(models.Plan, second))

    with database.transaction(any_engine) as session:
        assert session.get_one(models.Plan, first).status is PlanStatus.SUPERSEDED
        assert len(active_bookings(session)) == 3
