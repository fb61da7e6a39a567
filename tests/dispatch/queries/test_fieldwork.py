"""A technician's day: own route, what to bring, what was tried."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from dispatch import fieldwork, models
from dispatch.errors import NotAllowed
from dispatch.queries import fieldwork as days
from dispatch.statuses import AttemptOutcome, Channel, VisitStatus
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


@pytest.fixture
def route(session: Session) -> models.Route:
    """noor has A-1 and B-1, tom has T-1."""
    a_company(session)
    a_published_route(session, [a_visit(session, ref="T-1")], "tom")
    return a_published_route(session, [a_visit(session, ref="A-1"), a_visit(session, ref="B-1")])


def noors_day(session: Session, day: date = TODAY) -> days.FieldDay | None:
    return days.own_day(session, actor=acting_technician(session, "noor"), day=day)


def test_a_technician_sees_the_own_stops_in_order(session: Session, route: models.Route):
    found = noors_day(session)

    assert found is not None
    assert (found.technician, found.leave) == ("Fictief Noor", OPENS)
    assert [(visit.sequence, visit.visit_ref) for visit in found.visits] == [
        (1, "A-1"),
        (2, "B-1"),
    ]
    first = found.visits[0]
    assert first.address == "Voorbeeldstraat 12, 8011 AA Zwolle"
    assert first.planned_start == OPENS + timedelta(minutes=30)
    assert [(part.ref, part.pieces) for part in first.parts] == [("FS-2", 1)]


def test_a_stop_says_what_may_come_next(session: Session, route: models.Route):
    fieldwork.start_travel(session, actor=DISPATCHER, visit_ref="A-1", now=NOW)

    found = noors_day(session)

    assert found is not None
    assert found.visits[0].status is VisitStatus.TRAVELLING
    assert VisitStatus.ON_SITE in found.visits[0].next


def test_a_stop_tells_what_was_tried_before(session: Session, route: models.Route):
    route.stops[0].visit.case.attempts.append(
        models.Attempt(
            channel=Channel.HOTLINE,
            by="sam",
            started_at=NOW,
            minutes=12,
            outcome=AttemptOutcome.NOT_SOLVED,
        )
    )
    session.flush()

    found = noors_day(session)

    assert found is not None
    assert found.visits[0].tried == ("hotline by sam, 12 min: not_solved",)


def test_a_day_without_a_route_is_none(session: Session, route: models.Route):
    assert noors_day(session, TODAY + timedelta(days=1)) is None


def test_a_visit_that_is_ready_again_is_not_on_the_route(session: Session, route: models.Route):
    route.stops[0].visit.status = VisitStatus.READY

    found = noors_day(session)

    assert found is not None
    assert [visit.visit_ref for visit in found.visits] == ["B-1"]


def test_a_colleagues_day_is_closed_but_open_to_the_dispatcher(
    session: Session, route: models.Route
):
    with pytest.raises(NotAllowed):
        days.technician_day(
            session,
            actor=acting_technician(session, "noor"),
            technician_ref="tom",
            day=TODAY,
        )
    found = days.technician_day(session, actor=DISPATCHER, technician_ref="tom", day=TODAY)
    assert found is not None
    assert [visit.visit_ref for visit in found.visits] == ["T-1"]


def test_only_dispatchers_see_everybodys_day(session: Session, route: models.Route):
    found = days.all_days(session, actor=DISPATCHER, day=TODAY)

    assert [one.technician_ref for one in found] == ["noor", "tom"]
    for stranger in (SUPPORT, FINANCE, acting_technician(session, "noor")):
        with pytest.raises(NotAllowed):
            days.all_days(session, actor=stranger, day=TODAY)
