"""A day planned again at noon has what the morning left of caps, of hours and of the price."""

from datetime import datetime, time, timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from dispatch import fieldwork, models
from dispatch.planning_rules import RouteCaps
from dispatch.statuses import VisitOutcome
from optimizer import problem
from tests.dispatch.company import NOW, TODAY, a_visit, acting_technician, technician
from tests.dispatch.drafts import (
    a_draft,
    published,
    shifts_of,
    stops_of,
    translated,
    two_ready_visits,
    visit_of,
)

CAPS = RouteCaps(visits=5, drive_min=240, km=250, wait_min=60, route_min=480)


@pytest.fixture
def company(session: Session) -> Session:
    """Noor alone, with caps, a week of 40 hours and a price of 90.00 a day, has three visits."""
    two_ready_visits(session)
    a_visit(session, "C-1")
    technician(session, "tom").active = False
    noor = technician(session, "noor")
    noor.caps, noor.week_hours, noor.shift_price = CAPS, Decimal(40), Decimal("90.00")
    session.flush()
    return session


def todays_stops(session: Session, now: datetime = NOW) -> list[models.Stop]:
    """Of today's plan, published, in their order."""
    plan = published(session, a_draft(session, TODAY, now=now), now=now)
    return sorted(stops_of(plan), key=lambda stop: stop.starts)


def arrive(session: Session, stop: models.Stop) -> datetime:
    """Noor sets out for it and arrives as planned."""
    noor, ref = acting_technician(session, "noor"), stop.visit.ref
    left = stop.arrival - timedelta(seconds=stop.drive_s)
    fieldwork.start_travel(session, actor=noor, visit_ref=ref, now=left)
    fieldwork.arrive(session, actor=noor, visit_ref=ref, now=stop.arrival)
    return stop.arrival


def complete(session: Session, stop: models.Stop) -> datetime:
    arrive(session, stop)
    fieldwork.complete_visit(
        session,
        actor=acting_technician(session, "noor"),
        visit_ref=stop.visit.ref,
        outcome=VisitOutcome.SOLVED,
        report=fieldwork.Report(findings="valve stuck"),
        now=stop.ends,
    )
    return stop.ends


def test_the_rest_of_a_shift_has_what_is_left_of_its_caps_and_its_price(company: Session) -> None:
    first, second, _ = todays_stops(company)
    complete(company, first)
    now = arrive(company, second)

    [shift] = shifts_of(translated(company, TODAY, now=now))

    # until the second, an hour of work, is expected to be over; lunch is later
    worked = second.starts + timedelta(hours=1) - first.route.departure
    assert shift.caps == problem.Caps(
        visits=3,
        drive_s=240 * 60 - first.drive_s - second.drive_s,
        distance_m=250_000 - first.distance_m - second.distance_m,
        wait_s=60 * 60 - first.wait_s - second.wait_s,
        route_s=480 * 60 - int(worked.total_seconds()),
    )
    assert first.shift_price == second.shift_price == Decimal("30.00")
    assert shift.prices.used_cents == 3000


def test_breaks_taken_are_no_work_and_those_of_the_plan_before_do_not_count(
    company: Session,
) -> None:
    first, _, _ = todays_stops(company)
    now = complete(company, first)
    second = todays_stops(company, now)[0]
    until = second.starts + timedelta(hours=1)
    for route, starts, minutes in (
        (first.route, first.route.departure, 20),
        (first.route, until - timedelta(minutes=40), 30),
        (second.route, second.route.departure, 10),
    ):
        ends = starts + timedelta(minutes=minutes)
        route.breaks.append(models.RouteBreak(starts=starts, ends=ends))
    now = arrive(company, second)

    [shift] = shifts_of(translated(company, TODAY, now=now))

    worked = until - first.route.departure - timedelta(minutes=20 + 10)
    assert shift.caps.route_s == 480 * 60 - int(worked.total_seconds())


def test_hours_worked_today_count_in_the_week(company: Session) -> None:
    first, _, _ = todays_stops(company)
    now = complete(company, first)

    [rules] = translated(company, TODAY, now=now).problem.technicians

    worked = int((first.ends - first.route.departure).total_seconds())
    assert [limit.max_s for limit in rules.work_limits] == [40 * 3600 - worked]


def test_nobody_gets_more_visits_than_a_day_may_have(company: Session) -> None:
    technician(company, "noor").caps = RouteCaps(visits=3)
    first, second, third = todays_stops(company)
    complete(company, first)
    a_visit(company, "D-1")
    now = arrive(company, second)

    plan = published(company, a_draft(company, TODAY, now=now), now=now)

    [placed], [left_out] = stops_of(plan), plan.unassigned
    assert {placed.visit.ref, left_out.visit.ref} == {third.visit.ref, "D-1"}


def test_a_day_planned_twice_pays_its_price_once(company: Session) -> None:
    first, second, third = todays_stops(company)
    now = complete(company, first)

    plan = published(company, a_draft(company, TODAY, now=now), now=now)

    assert {stop.visit.ref for stop in stops_of(plan)} == {second.visit.ref, third.visit.ref}
    shares = [first.shift_price, *(stop.shift_price for stop in stops_of(plan))]
    assert sum(shares) == Decimal("90.00")
    paid = [
        line.amount
        for ref in ("A-1", "B-1", "C-1")
        for line in company.query(models.VisitCost)
        .filter_by(visit_id=visit_of(company, ref).id)
        .one()
        .lines
        if line.basis == "planned" and line.kind == "shift"
    ]
    assert sum(paid) == Decimal("90.00")


def test_the_van_has_the_room_that_is_left_and_what_was_fetched_at_the_depot(
    company: Session,
) -> None:
    noor = technician(company, "noor")
    noor.capacity = {"boxes": 7}
    for ref in ("A-1", "B-1", "C-1"):
        visit_of(company, ref).load = {"boxes": 2}
    first, second, third = todays_stops(company)
    now = complete(company, first)
    [before] = shifts_of(translated(company, TODAY, now=now))
    assert before.capacity == {"boxes": 5}

    # on the way to the first stop the depot was passed, also for the third stop's ladder
    first.depot_arrival, third.visit.equipment = first.arrival, ("ladder",)
    now = arrive(company, second)
    [shift] = shifts_of(translated(company, TODAY, now=now))

    assert shift.capacity == {"boxes": 3}
    assert shift.equipment == (*before.equipment, "ladder")
    [part] = third.visit.parts
    held = before.stock.get(part.part.ref, 0)
    assert shift.stock == before.stock | {part.part.ref: held + part.planned}


def test_a_shift_in_the_evening_has_all_of_its_caps(company: Session) -> None:
    noor = technician(company, "noor")
    noor.shift_patterns += [
        models.ShiftPattern(weekday=TODAY.weekday(), opens=time(18), closes=time(21))
    ]
    company.flush()
    first = todays_stops(company)[0]
    now = complete(company, first)

    morning, evening = shifts_of(translated(company, TODAY, now=now))

    assert (morning.caps.visits, evening.caps.visits) == (4, 5)
    assert evening.prices.used_cents == 9000
