"""What a technician's phone may know: own days, own visits, and nobody else's."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from dispatch import fieldwork, models
from dispatch.errors import NotAllowed, NotFound
from dispatch.queries import phone, phone_report
from dispatch.roles import Actor
from dispatch.statuses import AttemptOutcome, Channel, Role, VisitOutcome, VisitStatus
from tests.dispatch.company import (
    DISPATCHER,
    FINANCE,
    NOW,
    SUPPORT,
    TODAY,
    a_company,
    a_visit,
    acting_technician,
)
from tests.dispatch.published import OPENS, a_published_route

LATER = OPENS + timedelta(hours=3)


@pytest.fixture
def route(session: Session) -> models.Route:
    """noor has A-1 and B-1, tom has T-1; all are of device D1."""
    a_company(session)
    a_published_route(session, [a_visit(session, ref="T-1")], "tom")
    return a_published_route(session, [a_visit(session, ref="A-1"), a_visit(session, ref="B-1")])


@pytest.fixture
def noor(session: Session, route: models.Route) -> Actor:
    return acting_technician(session, "noor")


def reported(session: Session, ref: str, **report: object) -> None:
    given: dict[str, object] = {"findings": "Sensor wet"}
    fieldwork.start_travel(session, actor=DISPATCHER, visit_ref=ref, at=OPENS, now=LATER)
    fieldwork.arrive(session, actor=DISPATCHER, visit_ref=ref, now=LATER)
    fieldwork.complete_visit(
        session,
        actor=DISPATCHER,
        visit_ref=ref,
        outcome=VisitOutcome.PARTLY,
        report=fieldwork.Report(**given | report),  # type: ignore[arg-type]
        now=LATER,
    )


def test_an_own_visit_tells_all_about_it(session: Session, route: models.Route, noor: Actor):
    case = route.stops[0].visit.case
    case.attempts.append(
        models.Attempt(
            channel=Channel.CHAT,
            by="sam",
            started_at=NOW,
            minutes=7,
            outcome=AttemptOutcome.NOT_SOLVED,
            transcript="E14 again",
        )
    )
    session.flush()
    session.expire(case, ["attempts"])

    found = phone.own_visit(session, actor=noor, visit_ref="A-1")

    assert (found.customer, found.address) == (
        "Fictief Visser",
        "Voorbeeldstraat 12, 8011 AA Zwolle",
    )
    assert [(one.by, one.transcript) for one in found.tried] == [("sam", "E14 again")]
    assert [(need.name, need.level) for need in found.skills] == [("Heat pumps", 2)]
    assert [(part.ref, part.planned, part.used) for part in found.parts] == [("FS-2", 1, None)]
    assert (found.day, found.planned_distance_m) == (TODAY, 16_000)


def test_the_device_remembers_what_colleagues_found(session: Session, noor: Actor):
    reported(session, "T-1", factors=[("damp", "cellar")])

    [before] = phone.own_visit(session, actor=noor, visit_ref="A-1").earlier

    assert (before.technician, before.findings) == ("Fictief Tom", "Sensor wet")
    assert (before.outcome, before.factors) == (VisitOutcome.PARTLY, ("damp",))


@pytest.mark.parametrize("query", [phone.own_visit, phone_report.own_report_choices])
def test_nobody_but_its_technician_opens_a_visit(session: Session, noor: Actor, query):
    strangers = [
        acting_technician(session, "tom"),
        Actor(name="new", role=Role.TECHNICIAN),
        Actor(name="ada", role=Role.ADMIN),
        DISPATCHER,
        SUPPORT,
        FINANCE,
    ]
    for stranger in strangers:
        with pytest.raises(NotAllowed):
            query(session, actor=stranger, visit_ref="A-1")
    with pytest.raises(NotFound):
        query(session, actor=noor, visit_ref="X-9")
    assert query(session, actor=noor, visit_ref="A-1")


def test_a_visit_taken_off_the_plan_is_closed(session: Session, route: models.Route, noor: Actor):
    route.stops[0].visit.status = VisitStatus.READY

    with pytest.raises(NotAllowed):
        phone.own_visit(session, actor=noor, visit_ref="A-1")


def test_workdays_count_own_visits_that_still_stand(
    session: Session, route: models.Route, noor: Actor
):
    def days(first: date = TODAY, last: date = TODAY + timedelta(days=3)) -> list[tuple[date, int]]:
        found = phone.own_workdays(session, actor=noor, first_day=first, last_day=last)
        return [(one.day, one.visits) for one in found]

    assert days() == [(TODAY, 2)]
    route.stops[0].visit.status = VisitStatus.CANCELLED
    assert days() == [(TODAY, 1)]
    assert days(first=TODAY + timedelta(days=1)) == []


def test_the_visit_under_way_is_found_on_any_day(session: Session, noor: Actor):
    assert phone.own_under_way(session, actor=noor) is None

    fieldwork.start_travel(session, actor=noor, visit_ref="B-1", now=LATER)

    under_way = phone.own_under_way(session, actor=noor)
    assert under_way is not None
    assert (under_way.visit_ref, under_way.customer) == ("B-1", "Fictief Visser")
    assert phone.own_under_way(session, actor=acting_technician(session, "tom")) is None


def test_days_and_what_is_under_way_are_for_technicians(session: Session, route: models.Route):
    for stranger in (DISPATCHER, SUPPORT, FINANCE):
        with pytest.raises(NotAllowed):
            phone.own_under_way(session, actor=stranger)
        with pytest.raises(NotAllowed):
            phone.own_workdays(session, actor=stranger, first_day=TODAY, last_day=TODAY)


def test_a_report_offers_what_this_kind_of_work_saw_before(session: Session, noor: Actor):
    before = phone_report.own_report_choices(session, actor=noor, visit_ref="A-1")
    assert before.factors == phone_report.COMMON_FACTORS

    session.add(models.Part(ref="SEAL", name="Seal", unit_cost=Decimal("1.20"), currency="EUR"))
    session.flush()
    reported(session, "T-1", factors=[("mice", "")], parts_used={"SEAL": 2})

    after = phone_report.own_report_choices(session, actor=noor, visit_ref="A-1")
    assert after.factors[:2] == ("mice", "damp")
    assert [part.ref for part in after.usual] == ["FS-2", "SEAL"]
    assert [part.name for part in after.parts] == ["Flow sensor", "Seal"]
