"""What dispatchers decide about a single visit: pins, asked windows, cancelling."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from dispatch import history, lookup, models, visit_building
from dispatch.case_checks import required_text
from dispatch.errors import BadValue, InvalidTransition
from dispatch.roles import Actor, require
from dispatch.sentences import Sentence
from dispatch.statuses import CaseStatus, Role, VisitStatus
from dispatch.visit_windows import Window, checked_windows

PLANNABLE = (VisitStatus.READY, VisitStatus.SCHEDULED)


def pin_visit(
    session: Session,
    *,
    actor: Actor,
    visit_ref: str,
    now: datetime,
    technician_ref: str | None = None,
    start: datetime | None = None,
) -> models.Visit:
    """Fix technician, start of service, or both, in every later plan.

    What is not given stays as it was. A pinned start holds even outside the asked windows.
    """
    require(actor, Role.DISPATCHER)
    visit = _plannable(session, visit_ref)
    if technician_ref is None and start is None:
        raise BadValue(
            "pin: got neither technician nor start, expected at least one", "pin_nothing"
        )
    if technician_ref is not None:
        technician = lookup.by_ref(session, models.Technician, technician_ref)
        if not technician.active:
            raise BadValue(
                f"technician: {technician_ref} has left, expected an active one",
                "technician_left",
                technician=technician.name,
            )
        visit.pinned_technician = technician
    if start is not None:
        if start <= now:
            raise BadValue(
                f"start: got {start:%Y-%m-%d %H:%M} UTC, expected a time to come",
                "start_is_past",
                moment_at=start,
            )
        visit.pinned_start = start
    session.flush()
    return visit


def unpin_visit(session: Session, *, actor: Actor, visit_ref: str, now: datetime) -> models.Visit:
    """Leave technician and start to the planner again."""
    require(actor, Role.DISPATCHER)
    visit = _plannable(session, visit_ref)
    visit.pinned_technician = None
    visit.pinned_start = None
    session.flush()
    return visit


def set_windows(
    session: Session,
    *,
    actor: Actor,
    visit_ref: str,
    windows: Sequence[Window],
    now: datetime,
) -> models.Visit:
    """Replace the (opens, closes) the customer asked for; none: the site's opening hours count."""
    require(actor, Role.DISPATCHER, Role.SUPPORT)
    visit = _plannable(session, visit_ref)
    visit.windows = [
        models.VisitWindow(opens=opens, closes=closes)
        for opens, closes in checked_windows(windows, now)
    ]
    session.flush()
    return visit


def cancel_visit(
    session: Session, *, actor: Actor, visit_ref: str, reason: str, now: datetime
) -> models.Visit:
    """End a visit that will not take place: its booking is freed, its case is open again."""
    require(actor, Role.DISPATCHER, Role.SUPPORT)
    visit = lookup.locked_by_ref(session, models.Visit, visit_ref)
    why = required_text("reason", reason)
    history.advance(session, visit, VisitStatus.CANCELLED, actor=actor, now=now, why=why)
    session.execute(
        update(models.Booking)
        .where(models.Booking.visit_id == visit.id, models.Booking.active)
        .values(active=False)
    )
    case = visit.case
    still_open = visit_building.open_visit(case.visits)
    if case.status is CaseStatus.ESCALATED and still_open is None:
        why = Sentence(
            f"visit {visit.ref} cancelled: {why}", "why_cancelled", visit=visit.ref, reason=why
        )
        history.advance(session, case, CaseStatus.OPEN, actor=actor, now=now, why=why)
    return visit


def _plannable(session: Session, visit_ref: str) -> models.Visit:
    visit = lookup.locked_by_ref(session, models.Visit, visit_ref)
    if visit.status not in PLANNABLE:
        raise InvalidTransition(
            f"visit {visit.ref} is {visit.status}; only a visit that is ready or scheduled "
            "can be changed",
            "visit_not_changeable",
            customer=visit.case.customer.name,
            status=visit.status,
        )
    return visit
