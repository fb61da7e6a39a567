"""What dispatchers decide about a single visit, and when they may."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch import models, visits
from dispatch.errors import BadValue, InvalidTransition, NotAllowed, NotFound
from dispatch.statuses import CaseStatus, VisitStatus
from tests.dispatch.company import (
    DISPATCHER,
    FINANCE,
    NOW,
    SUPPORT,
    a_company,
    a_visit,
    acting_technician,
    technician,
)

HOUR = timedelta(hours=1)


@pytest.fixture
def visit(session: Session) -> models.Visit:
    a_company(session)
    return a_visit(session)


def pinned(session: Session, **given: object) -> models.Visit:
    fixed: dict[str, object] = {"actor": DISPATCHER, "visit_ref": "C1-1", "now": NOW}
    return visits.pin_visit(session, **fixed | given)  # type: ignore[arg-type]


def test_a_pin_keeps_what_was_pinned_before(session: Session, visit: models.Visit) -> None:
    pinned(session, technician_ref="noor")
    pinned(session, start=NOW + HOUR)

    assert visit.pinned_technician is technician(session, "noor")
    assert visit.pinned_start == NOW + HOUR

    visits.unpin_visit(session, actor=DISPATCHER, visit_ref="C1-1", now=NOW)

    assert (visit.pinned_technician, visit.pinned_start) == (None, None)


def test_a_pin_that_cannot_be_is_refused(session: Session, visit: models.Visit) -> None:
    technician(session, "tom").active = False

    with pytest.raises(BadValue, match="expected at least one"):
        pinned(session)
    with pytest.raises(BadValue, match="tom has left"):
        pinned(session, technician_ref="tom")
    with pytest.raises(NotFound, match="no technician 'eva'"):
        pinned(session, technician_ref="eva")
    with pytest.raises(BadValue, match="expected a time to come"):
        pinned(session, start=NOW)
    with pytest.raises(NotFound, match="no visit 'V9'"):
        pinned(session, visit_ref="V9", technician_ref="noor")


def test_asked_windows_are_replaced_as_a_whole(session: Session, visit: models.Visit) -> None:
    first, second = (NOW + HOUR, NOW + 2 * HOUR), (NOW + 5 * HOUR, NOW + 6 * HOUR)

    for windows in ([first, second], [second], []):
        visits.set_windows(session, actor=SUPPORT, visit_ref="C1-1", windows=windows, now=NOW)
        session.expire(visit)
        assert [(window.opens, window.closes) for window in visit.windows] == windows
    assert session.scalars(select(models.VisitWindow)).all() == []


def test_cancelling_frees_the_booking_and_opens_the_case(
    session: Session, visit: models.Visit
) -> None:
    visit.status = VisitStatus.SCHEDULED
    booking = models.Booking(
        technician_id=technician(session, "noor").id,
        visit_id=visit.id,
        starts=NOW + HOUR,
        ends=NOW + 2 * HOUR,
        active=True,
    )
    session.add(booking)

    visits.cancel_visit(session, actor=SUPPORT, visit_ref="C1-1", reason="works again", now=NOW)

    session.refresh(booking)
    assert visit.status is VisitStatus.CANCELLED
    assert booking.active is False
    assert visit.case.status is CaseStatus.OPEN
    whys = session.scalars(select(models.StatusChange.why).order_by(models.StatusChange.id))
    assert list(whys) == ["works again", "visit C1-1 cancelled: works again"]


def test_cancelling_needs_a_reason(session: Session, visit: models.Visit) -> None:
    with pytest.raises(BadValue, match="reason: got ' '"):
        visits.cancel_visit(session, actor=DISPATCHER, visit_ref="C1-1", reason=" ", now=NOW)


@pytest.mark.parametrize(
    "status", [VisitStatus.ON_SITE, VisitStatus.COMPLETED, VisitStatus.CANCELLED]
)
def test_a_visit_that_began_or_ended_is_not_changed(
    session: Session, visit: models.Visit, status: VisitStatus
) -> None:
    visit.status = status
    steps: list[Callable[[], object]] = [
        lambda: pinned(session, technician_ref="noor"),
        lambda: visits.unpin_visit(session, actor=DISPATCHER, visit_ref="C1-1", now=NOW),
        lambda: visits.set_windows(
            session, actor=DISPATCHER, visit_ref="C1-1", windows=[], now=NOW
        ),
        lambda: visits.cancel_visit(
            session, actor=DISPATCHER, visit_ref="C1-1", reason="too late", now=NOW
        ),
    ]

    for step in steps:
        with pytest.raises(InvalidTransition, match=f"visit C1-1 is {status}"):
            step()


def test_only_those_who_may_change_a_visit(session: Session, visit: models.Visit) -> None:
    noor = acting_technician(session, "noor")
    visit.planned_technician_id = noor.technician_id

    for actor in (SUPPORT, FINANCE, noor):
        with pytest.raises(NotAllowed):
            pinned(session, actor=actor, technician_ref="noor")
        with pytest.raises(NotAllowed):
            visits.unpin_visit(session, actor=actor, visit_ref="C1-1", now=NOW)
    for actor in (FINANCE, noor):
        with pytest.raises(NotAllowed):
            visits.set_windows(session, actor=actor, visit_ref="C1-1", windows=[], now=NOW)
        with pytest.raises(NotAllowed):
            visits.cancel_visit(session, actor=actor, visit_ref="C1-1", reason="x", now=NOW)
