"""The technician's day: travel, arrive, work, and how the visit ended.

Times (`at`) are when it happened; without one it is now. They may not lie in the future nor
before the step before. Every end of a visit frees the booking and proposes the cost.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch import costing_rows, field_rules, history, lookup, models, visit_building
from dispatch.case_checks import required_text
from dispatch.errors import InvalidTransition, NotAllowed
from dispatch.roles import Actor, require_own
from dispatch.sentences import Sentence
from dispatch.statuses import (
    STARTED,
    CaseStatus,
    VisitOutcome,
    VisitStatus,
    refuse_unless_next,
)


@dataclass(frozen=True)
class Report:
    """What the technician says of the work.

    `factors` are contributing factors of the surroundings, each with a note. `parts_used` maps
    part refs to pieces; a part not named was not used. `work_minutes`: none means from the
    start of work to the end. `distance_m` is the drive to the site, if it was measured.
    """

    findings: str
    factors: Sequence[tuple[str, str]] = ()
    parts_used: Mapping[str, int] = field(default_factory=dict)
    work_minutes: int | None = None
    distance_m: int | None = None


def start_travel(
    session: Session, *, actor: Actor, visit_ref: str, at: datetime | None = None, now: datetime
) -> models.Visit:
    """The technician leaves for the visit; refused while another of theirs is under way."""
    visit = _own_visit(session, actor, visit_ref, VisitStatus.TRAVELLING)
    at = field_rules.checked_time(at, now, after=None, step="")
    _refuse_busy(session, visit, at)
    visit.actual_travel_start = at
    history.advance(session, visit, VisitStatus.TRAVELLING, actor=actor, now=now)
    return visit


def arrive(
    session: Session, *, actor: Actor, visit_ref: str, at: datetime | None = None, now: datetime
) -> models.Visit:
    """The technician is at the door; work starts then too, unless `start_work` says later."""
    visit = _own_visit(session, actor, visit_ref, VisitStatus.ON_SITE)
    left = visit.actual_travel_start
    at = field_rules.checked_time(
        at, now, after=left, step=Sentence("the start of travel", "step_travel")
    )
    visit.actual_arrival = at
    if left is not None:
        visit.actual_drive_s = (at - left) // timedelta(seconds=1)
    history.advance(session, visit, VisitStatus.ON_SITE, actor=actor, now=now)
    return visit


def start_work(
    session: Session, *, actor: Actor, visit_ref: str, at: datetime | None = None, now: datetime
) -> models.Visit:
    """Work starts later than the arrival: the time between is waiting."""
    visit = lookup.locked_by_ref(session, models.Visit, visit_ref)
    require_own(actor, visit.planned_technician_id)
    if visit.status is not VisitStatus.ON_SITE or visit.actual_start is not None:
        state = "has started work" if visit.actual_start else f"is {visit.status}"
        raise InvalidTransition(
            f"visit {visit.ref} {state}; work starts once, after arriving (on_site)",
            "work_starts_once",
        )
    visit.actual_start = field_rules.checked_time(
        at, now, after=visit.actual_arrival, step=Sentence("the arrival", "step_arrival")
    )
    session.flush()
    return visit


def complete_visit(
    session: Session,
    *,
    actor: Actor,
    visit_ref: str,
    outcome: VisitOutcome,
    report: Report,
    at: datetime | None = None,
    now: datetime,
    zone: tzinfo = UTC,
) -> models.Visit:
    """The visit did what it came for; with outcome solved its case is solved too.

    `zone` is for the times that the cost lines quote.
    """
    visit = _own_visit(session, actor, visit_ref, VisitStatus.COMPLETED)
    field_rules.refuse_unless_outcome(outcome, field_rules.COMPLETING)
    _take_report(session, visit, report)
    _end_work(visit, report, at, now)
    visit.outcome = outcome
    _end(session, visit, VisitStatus.COMPLETED, actor, now, zone, why=outcome)
    case = visit.case
    if outcome is VisitOutcome.SOLVED and case.status is CaseStatus.ESCALATED:
        why = Sentence(f"by visit {visit.ref}", "why_by_visit", visit=visit.ref)
        history.advance(session, case, CaseStatus.SOLVED, actor=actor, now=now, why=why)
    return visit


def end_incomplete(
    session: Session,
    *,
    actor: Actor,
    visit_ref: str,
    outcome: VisitOutcome,
    report: Report,
    return_duration_s: int | None = None,
    return_parts: Mapping[str, int] | None = None,
    return_visit: bool = True,
    at: datetime | None = None,
    now: datetime,
    zone: tzinfo = UTC,
) -> models.Visit | None:
    """The work could not be finished; gives back the return visit, if one was asked for.

    An open visit of the case serves as the return visit. `return_parts` maps part refs to
    pieces to bring; without it what was planned and not used.
    """
    visit = _own_visit(session, actor, visit_ref, VisitStatus.INCOMPLETE)
    field_rules.refuse_unless_outcome(outcome, field_rules.INCOMPLETE)
    _take_report(session, visit, report)
    _end_work(visit, report, at, now)
    visit.outcome = outcome
    _end(session, visit, VisitStatus.INCOMPLETE, actor, now, zone, why=outcome)
    if not return_visit:
        return None
    return _other_open_visit(visit) or visit_building.build_return_visit(
        session,
        visit=visit,
        actor=actor,
        now=now,
        duration_s=return_duration_s,
        parts=return_parts,
        note=f"return visit, {outcome.replace('_', ' ')}: {visit.findings}",
    )


def record_no_access(
    session: Session,
    *,
    actor: Actor,
    visit_ref: str,
    why: str,
    distance_m: int | None = None,
    return_visit: bool = True,
    at: datetime | None = None,
    now: datetime,
    zone: tzinfo = UTC,
) -> models.Visit | None:
    """Nobody let the technician in, at the door or on the way; gives back the return visit."""
    visit = _own_visit(session, actor, visit_ref, VisitStatus.NO_ACCESS)
    visit.findings = required_text("why", why)
    before = visit.actual_start or visit.actual_arrival or visit.actual_travel_start
    visit.actual_end = field_rules.checked_time(
        at, now, after=before, step=Sentence("the step before", "step_before")
    )
    visit.actual_work_s = 0
    visit.actual_distance_m = field_rules.checked_distance(distance_m)
    visit.outcome = VisitOutcome.NOBODY_HOME
    for need in visit.parts:
        need.used = 0
    _end(session, visit, VisitStatus.NO_ACCESS, actor, now, zone, why=visit.findings)
    if not return_visit:
        return None
    return _other_open_visit(visit) or visit_building.build_return_visit(
        session, visit=visit, actor=actor, now=now, note=f"no access before: {visit.findings}"
    )


def _own_visit(
    session: Session, actor: Actor, visit_ref: str, following: VisitStatus
) -> models.Visit:
    """The visit, held until the transaction ends, if the actor may move it to `following`."""
    visit = lookup.locked_by_ref(session, models.Visit, visit_ref)
    require_own(actor, visit.planned_technician_id)
    refuse_unless_next(history.name_of(visit), visit.status, following)
    return visit


def _other_open_visit(visit: models.Visit) -> models.Visit | None:
    return visit_building.open_visit(visit_building.rivals(visit))


def _refuse_busy(session: Session, visit: models.Visit, at: datetime) -> None:
    """Holds the technician until the transaction ends, so that two visits cannot start at once."""
    session.execute(
        select(models.Technician.id)
        .where(models.Technician.id == visit.planned_technician_id)
        .with_for_update()
    )
    others = session.scalars(
        select(models.Visit)
        .where(
            models.Visit.planned_technician_id == visit.planned_technician_id,
            models.Visit.id != visit.id,
            models.Visit.actual_travel_start.is_not(None),
            models.Visit.status.in_(STARTED) | (models.Visit.actual_end > at),
        )
        .order_by(models.Visit.actual_travel_start)
    )
    for other in others:
        if other.status in STARTED:
            raise NotAllowed(
                f"visit {visit.ref} cannot start: visit {other.ref} of the same technician is "
                f"{other.status}; end that one first",
                "other_visit_running",
                customer=other.case.customer.name,
                status=other.status,
            )
        field_rules.refuse_within(at, other.actual_travel_start, other.actual_end, other.ref)


def _take_report(session: Session, visit: models.Visit, report: Report) -> None:
    visit.findings = required_text("findings", report.findings)
    visit.factors = [
        models.ContributingFactor(factor=required_text("factor", factor), note=note.strip())
        for factor, note in report.factors
    ]
    used = {
        ref: field_rules.checked_pieces(ref, pieces) for ref, pieces in report.parts_used.items()
    }
    for need in visit.parts:
        need.used = used.pop(need.part.ref, 0)
    for ref, pieces in used.items():
        part = lookup.by_ref(session, models.Part, ref)
        visit.parts.append(models.VisitPart(part=part, planned=0, used=pieces))


def _end_work(visit: models.Visit, report: Report, at: datetime | None, now: datetime) -> None:
    started = visit.actual_start or visit.actual_arrival
    ended = field_rules.checked_time(
        at, now, after=started, step=Sentence("the start of work", "step_work")
    )
    visit.actual_start = started or ended
    visit.actual_end = ended
    visit.actual_work_s = field_rules.work_seconds(visit.actual_start, ended, report.work_minutes)
    visit.actual_distance_m = field_rules.checked_distance(report.distance_m)


def _end(
    session: Session,
    visit: models.Visit,
    status: VisitStatus,
    actor: Actor,
    now: datetime,
    zone: tzinfo,
    *,
    why: str,
) -> None:
    """Advance, free the booking and propose the cost."""
    history.advance(session, visit, status, actor=actor, now=now, why=why)
    assert visit.actual_end is not None
    bookings = select(models.Booking).where(
        models.Booking.visit_id == visit.id, models.Booking.active
    )
    for booking in session.scalars(bookings):
        booking.active = False
        booking.starts = visit.actual_arrival or visit.actual_end
        booking.ends = visit.actual_end
    costing_rows.write_actual(session, visit=visit, now=now, actor=actor, zone=zone)
