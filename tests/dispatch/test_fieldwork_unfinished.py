"""Visits that end without success: what is missing, nobody home, who comes back."""

import pytest
from sqlalchemy.orm import Session

from dispatch import fieldwork, models
from dispatch.errors import BadValue
from dispatch.roles import Actor
from dispatch.statuses import CaseStatus, CostStatus, Role, VisitOutcome, VisitStatus
from tests.dispatch.company import (
    a_company,
    a_visit,
    acting_technician,
)
from tests.dispatch.field_day import EVENING, FOUND, actual, cost_of, go_there, minutes, solve
from tests.dispatch.published import a_published_route


@pytest.fixture
def visit(session: Session) -> models.Visit:
    """Visit C1-1 of noor at 08:30, then C2-1 at 10:30; tom has none."""
    a_company(session)
    visit, second = a_visit(session), a_visit(session, ref="C2-1")
    a_published_route(session, [visit, second])
    return visit


@pytest.fixture
def noor(session: Session, visit: models.Visit) -> Actor:
    return acting_technician(session, "noor")


def test_an_outcome_that_needs_somebody_to_return_does_not_complete(
    session: Session, visit: models.Visit, noor: Actor
):
    go_there(session, noor)

    with pytest.raises(BadValue, match="outcome: got part_missing, expected solved"):
        fieldwork.complete_visit(
            session,
            actor=noor,
            visit_ref="C1-1",
            outcome=VisitOutcome.PART_MISSING,
            report=FOUND,
            now=EVENING,
        )


def test_a_missing_part_makes_a_return_visit_that_brings_it(
    session: Session, visit: models.Visit, noor: Actor
):
    go_there(session, noor)

    again = fieldwork.end_incomplete(
        session,
        actor=noor,
        visit_ref="C1-1",
        outcome=VisitOutcome.PART_MISSING,
        report=FOUND,
        return_parts={"FS-2": 3},
        return_duration_s=1800,
        now=EVENING,
    )

    assert visit.status is VisitStatus.INCOMPLETE
    assert visit.case.status is CaseStatus.ESCALATED
    assert again is not None
    assert (again.case, again.number, again.status) == (visit.case, 2, VisitStatus.READY)
    assert again.requested_duration_s == 1800
    assert [(need.part.ref, need.planned) for need in again.parts] == [("FS-2", 3)]
    assert "Filter clogged" in again.note
    assert cost_of(session, visit).status is CostStatus.PROPOSED


def test_an_incomplete_visit_may_end_without_a_return(
    session: Session, visit: models.Visit, noor: Actor
):
    go_there(session, noor)

    again = fieldwork.end_incomplete(
        session,
        actor=noor,
        visit_ref="C1-1",
        outcome=VisitOutcome.NOT_SOLVED,
        report=FOUND,
        return_visit=False,
        now=EVENING,
    )

    assert again is None
    assert len(visit.case.visits) == 1


def test_nobody_home_costs_the_trip_and_makes_a_return_visit(
    session: Session, visit: models.Visit, noor: Actor
):
    go_there(session, noor)

    again = fieldwork.record_no_access(
        session,
        actor=noor,
        visit_ref="C1-1",
        why="Rang twice, called twice",
        at=minutes(40),
        now=EVENING,
    )

    assert (visit.status, visit.outcome) == (VisitStatus.NO_ACCESS, VisitOutcome.NOBODY_HOME)
    lines = actual(session, visit)
    assert lines["waiting"].quantity == 15 * 60
    assert not {"labour", "minimum", "parts"} & lines.keys()
    assert again is not None
    # the part was not used, so the next visit brings it
    assert [(need.part.ref, need.planned) for need in again.parts] == [("FS-2", 1)]


def test_turning_back_on_the_way_is_no_access_too(
    session: Session, visit: models.Visit, noor: Actor
):
    fieldwork.start_travel(session, actor=noor, visit_ref="C1-1", at=minutes(0), now=EVENING)
    fieldwork.record_no_access(
        session,
        actor=noor,
        visit_ref="C1-1",
        why="Customer cancelled on the way",
        return_visit=False,
        at=minutes(15),
        now=EVENING,
    )

    assert actual(session, visit)["travel"].quantity == 15 * 60


def test_an_open_visit_of_the_case_serves_as_the_return_visit(
    session: Session, visit: models.Visit, noor: Actor
):
    other = a_visit(session, ref="C1-2", case=visit.case)
    go_there(session, noor)

    again = fieldwork.record_no_access(
        session, actor=noor, visit_ref="C1-1", why="Nobody home", now=EVENING
    )

    assert again is other


def test_the_end_frees_the_booking_and_keeps_when_it_was(
    session: Session, visit: models.Visit, noor: Actor
):
    go_there(session, noor)
    # 300 minutes: two hours into the next booking
    solve(session, noor, at=300)

    booking = session.query(models.Booking).filter_by(visit_id=visit.id).one()
    assert (booking.active, booking.starts, booking.ends) == (False, minutes(25), minutes(300))


def test_an_admin_may_do_what_a_dispatcher_may(session: Session, visit: models.Visit):
    go_there(session, Actor(name="root", role=Role.ADMIN))

    assert visit.status is VisitStatus.ON_SITE
