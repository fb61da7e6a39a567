"""How a return visit comes from the visit before."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch import models
from dispatch.errors import BadValue, InvalidTransition, NotFound
from dispatch.statuses import VisitStatus
from dispatch.visit_building import build_return_visit
from tests.dispatch.company import DISPATCHER, NOW, a_company, a_visit, technician

HOUR = timedelta(hours=1)


@pytest.fixture
def ended(session: Session) -> models.Visit:
    """A visit that ended without success: 60 minutes, one of two sensors fitted, pinned."""
    a_company(session)
    visit = a_visit(
        session,
        status=VisitStatus.INCOMPLETE,
        pinned_technician=technician(session, "noor"),
        windows=[models.VisitWindow(opens=NOW, closes=NOW + HOUR)],
    )
    visit.parts[0].planned = 3
    visit.parts[0].used = 1
    return visit


def test_a_return_visit_takes_over_what_still_holds(session: Session, ended: models.Visit) -> None:
    further = build_return_visit(session, visit=ended, actor=DISPATCHER, now=NOW)

    assert (further.number, further.ref) == (2, f"{ended.case.ref}-2")
    assert further.status is VisitStatus.READY
    assert further.requested_duration_s == 3600
    assert further.requested_due_by == ended.requested_due_by
    assert further.price_class == "standard"
    assert [(need.skill.ref, need.level) for need in further.skills] == [("heat-pump", 2)]
    # 3 planned - 1 used
    assert [(need.part.ref, need.planned) for need in further.parts] == [("FS-2", 2)]
    assert further.pinned_technician is None
    assert further.windows == []


def test_a_return_visit_is_written_down(session: Session, ended: models.Visit) -> None:
    further = build_return_visit(session, visit=ended, actor=DISPATCHER, now=NOW)

    session.flush()
    [change] = session.scalars(
        select(models.StatusChange).where(
            models.StatusChange.entity == "visits", models.StatusChange.entity_id == further.id
        )
    )
    assert (change.from_status, change.to_status, change.by) == ("", "ready", "dora")
    assert change.why == f"return visit after {ended.ref}"


def test_a_return_visit_may_take_longer_and_bring_other_parts(
    session: Session, ended: models.Visit
) -> None:
    further = build_return_visit(
        session,
        visit=ended,
        actor=DISPATCHER,
        now=NOW,
        duration_s=5400,
        parts={"FS-2": 5},
        note=" bring a ladder ",
    )

    assert further.requested_duration_s == 5400
    assert [need.planned for need in further.parts] == [5]
    assert further.note == "bring a ladder"


def test_a_case_has_one_open_visit_at_a_time(session: Session, ended: models.Visit) -> None:
    build_return_visit(session, visit=ended, actor=DISPATCHER, now=NOW)

    with pytest.raises(InvalidTransition, match=r"already has visit .*-2, which is ready"):
        build_return_visit(session, visit=ended, actor=DISPATCHER, now=NOW)


def test_wrong_wishes_are_refused(session: Session, ended: models.Visit) -> None:
    with pytest.raises(BadValue, match="duration_s: got 0, expected 60 to 86400"):
        build_return_visit(session, visit=ended, actor=DISPATCHER, now=NOW, duration_s=0)
    with pytest.raises(BadValue, match="part FS-2: 0 pieces"):
        build_return_visit(session, visit=ended, actor=DISPATCHER, now=NOW, parts={"FS-2": 0})
    with pytest.raises(NotFound, match="no part 'X'"):
        build_return_visit(session, visit=ended, actor=DISPATCHER, now=NOW, parts={"X": 1})
