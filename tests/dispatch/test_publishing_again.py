"""Days that are planned again: promises, what runs already, and the plans of before."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch import fieldwork, models, visits
from dispatch.errors import StalePlan
from dispatch.fieldwork import Report
from dispatch.statuses import CaseStatus, PlanStatus, VisitOutcome, VisitStatus
from tests.dispatch.company import (
    DISPATCHER,
    NOW,
    TODAY,
    a_visit,
    acting_technician,
    technician,
)
from tests.dispatch.drafts import (
    TOMORROW,
    a_draft,
    active_bookings,
    local,
    published,
    stops_of,
    two_ready_visits,
    visit_of,
)

SOON = NOW + timedelta(minutes=30)


@pytest.fixture
def company(session: Session) -> Session:
    """With the ready visits A-1 and B-1."""
    return two_ready_visits(session)


def test_a_promise_that_still_fits_is_kept_when_the_day_is_planned_again(
    company: Session,
) -> None:
    old = published(company, a_draft(company))
    told = {
        stop.visit.ref: (stop.visit.promised_from, stop.visit.promised_until)
        for stop in stops_of(old)
    }
    a_visit(company, "C-1", requested_due_by=local(TOMORROW, 9))

    new = published(company, a_draft(company, now=SOON), now=SOON)

    assert {visit_of(company, ref).ref for ref in told} == set(told)
    for ref, promise in told.items():
        visit = visit_of(company, ref)
        assert (visit.promised_from, visit.promised_until) == promise
        assert visit.stop_id in {stop.id for stop in stops_of(new)}
    assert (old.status, new.status) == (PlanStatus.SUPERSEDED, PlanStatus.PUBLISHED)
    assert len(active_bookings(company)) == 3


def test_a_visit_that_moves_out_of_its_promise_gets_a_new_one(company: Session) -> None:
    published(company, a_draft(company))
    later = (local(TOMORROW, 15), local(TOMORROW, 16))
    visits.set_windows(company, actor=DISPATCHER, visit_ref="A-1", windows=[later], now=NOW)

    published(company, a_draft(company))

    visit = visit_of(company, "A-1")
    assert visit.planned_start is not None
    assert visit.promised_from is not None
    assert later[0] <= visit.planned_start <= later[1]
    assert visit.promised_from >= local(TOMORROW, 14, 15)


def test_a_visit_that_is_left_out_now_is_ready_again(company: Session) -> None:
    published(company, a_draft(company))
    visit_of(company, "A-1").skills[0].level = 9
    company.flush()

    plan = published(company, a_draft(company))

    visit = visit_of(company, "A-1")
    assert visit.status is VisitStatus.READY
    assert visit.case.status is CaseStatus.ESCALATED
    assert (visit.planned_technician_id, visit.planned_arrival) == (None, None)
    assert (visit.planned_start, visit.planned_end, visit.stop_id) == (None, None, None)
    assert (visit.promised_from, visit.promised_until) == (None, None)
    assert [row.visit_id for row in active_bookings(company)] == [visit_of(company, "B-1").id]
    [change] = company.scalars(
        select(models.StatusChange).where(
            models.StatusChange.entity == "visits", models.StatusChange.to_status == "ready"
        )
    )
    assert change.why == f"plan {plan.id} does not place it"


def test_only_plans_of_covered_days_become_history(company: Session) -> None:
    day_after = TOMORROW + timedelta(days=1)
    both = published(company, a_draft(company, TOMORROW, days=2))
    a_visit(
        company,
        "C-1",
        windows=[models.VisitWindow(opens=local(day_after, 9), closes=local(day_after, 11))],
    )
    second = published(company, a_draft(company, day_after))

    assert (both.status, second.status) == (PlanStatus.PUBLISHED, PlanStatus.PUBLISHED)

    third = published(company, a_draft(company, TOMORROW, days=2))

    assert (both.status, second.status) == (PlanStatus.SUPERSEDED, PlanStatus.SUPERSEDED)
    assert third.status is PlanStatus.PUBLISHED


def test_planning_tomorrow_leaves_today_alone(company: Session) -> None:
    today = published(company, a_draft(company, TODAY))
    a_visit(company, "C-1")

    published(company, a_draft(company))

    assert today.status is PlanStatus.PUBLISHED
    assert visit_of(company, "A-1").planned_start in {stop.starts for stop in stops_of(today)}


def noors_day(session: Session) -> list[str]:
    """Noor alone has A-1, B-1 and C-1 today; the refs in order."""
    technician(session, "tom").active = False
    a_visit(session, "C-1")
    plan = published(session, a_draft(session, TODAY))
    ordered = sorted(stops_of(plan), key=lambda stop: stop.starts)
    return [stop.visit.ref for stop in ordered]


def work(session: Session, ref: str, *, until: str) -> datetime:
    """Noor drives to the visit at its planned time, works an hour; the moment of the last step."""
    noor = acting_technician(session, "noor")
    visit = visit_of(session, ref)
    assert visit.planned_arrival is not None
    moment = visit.planned_arrival - timedelta(minutes=2)
    fieldwork.start_travel(session, actor=noor, visit_ref=ref, now=moment)
    if until == "travelling":
        return moment
    moment += timedelta(minutes=2)
    fieldwork.arrive(session, actor=noor, visit_ref=ref, now=moment)
    if until == "on_site":
        return moment
    moment += timedelta(minutes=50)
    fieldwork.complete_visit(
        session,
        actor=noor,
        visit_ref=ref,
        outcome=VisitOutcome.SOLVED,
        report=Report(findings="valve stuck"),
        now=moment,
    )
    return moment


def test_replanning_a_running_day_leaves_what_is_under_way_and_done_alone(
    company: Session,
) -> None:
    first, second, third = noors_day(company)
    work(company, first, until="completed")
    now = work(company, second, until="travelling")
    before = {
        ref: (visit.version, visit.stop_id, visit.planned_start, visit.status)
        for ref in (first, second)
        for visit in [visit_of(company, ref)]
    }

    plan = published(company, a_draft(company, TODAY, now=now), now=now)

    for ref, facts in before.items():
        visit = visit_of(company, ref)
        assert (visit.version, visit.stop_id, visit.planned_start, visit.status) == facts
    [stop] = stops_of(plan)
    assert stop.visit.ref == third
    assert [row.visit_id for row in active_bookings(company)] == [
        visit_of(company, second).id,
        stop.visit_id,
    ]


def test_who_is_ahead_of_the_plan_can_be_given_an_earlier_next_visit(company: Session) -> None:
    """The booking of the visit under way ends when the technician is expected to be free."""
    first, second, third = noors_day(company)
    noor = acting_technician(company, "noor")
    now = work(company, first, until="completed")
    fieldwork.start_travel(company, actor=noor, visit_ref=second, now=now)
    now += timedelta(minutes=1)
    fieldwork.arrive(company, actor=noor, visit_ref=second, now=now)

    plan = published(company, a_draft(company, TODAY, now=now), now=now)

    [stop] = stops_of(plan)
    running, following = active_bookings(company)
    assert stop.visit.ref == third
    assert running.visit_id == visit_of(company, second).id
    assert running.ends == stop.route.opens <= following.starts == stop.arrival
    visit = visit_of(company, second)
    assert visit.planned_end is not None
    assert running.ends < visit.planned_end


def test_a_draft_is_stale_once_its_technician_has_gone_on(company: Session) -> None:
    first, _, _ = noors_day(company)
    now = work(company, first, until="on_site")
    plan = a_draft(company, TODAY, now=now)
    fieldwork.complete_visit(
        company,
        actor=acting_technician(company, "noor"),
        visit_ref=first,
        outcome=VisitOutcome.SOLVED,
        report=Report(findings="valve stuck"),
        now=now + timedelta(minutes=20),
    )

    with pytest.raises(StalePlan):
        published(company, plan, now=now + timedelta(minutes=20))


def test_visits_never_begun_are_planned_again(company: Session) -> None:
    published(company, a_draft(company, TODAY))
    tomorrow_morning = local(TOMORROW, 7)

    plan = published(company, a_draft(company, now=tomorrow_morning), now=tomorrow_morning)

    assert sorted(stop.visit.ref for stop in stops_of(plan)) == ["A-1", "B-1"]
    assert len(active_bookings(company)) == 2


def test_visits_done_keep_their_share_of_the_way_home_and_the_new_route_shares_its_own_whole(
    company: Session,
) -> None:
    """So a technician's day costs the way home once, plus what ended visits carried before."""
    first, _, _ = noors_day(company)
    now = work(company, first, until="completed")
    done = company.get_one(models.Stop, visit_of(company, first).stop_id)
    carried = done.return_distance_m

    plan = published(company, a_draft(company, TODAY, now=now), now=now)

    [route] = plan.routes
    shared = sum((stop.return_distance_m for stop in route.stops), Decimal(0))
    assert shared == route.return_distance_m
    assert done.return_distance_m == carried > 0
