"""What support does with a case, from the first contact to closing it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from dispatch import case_refs, clock, escalation, history, lookup, models, visit_building
from dispatch.case_checks import (
    facts_of,
    fits,
    not_later,
    refuse_unless_in_work,
    refuse_with_open_visit,
    required_text,
)
from dispatch.due_times import due_times
from dispatch.errors import BadValue, GateClosed, InvalidTransition
from dispatch.roles import Actor, require
from dispatch.sentences import Sentence
from dispatch.statuses import AttemptOutcome, CaseStatus, Channel, Priority, Role
from dispatch.visit_building import Wishes
from dispatch.visit_windows import Window
from dispatch.working_time import Calendar

LONGEST_ATTEMPT_MIN = 24 * 60


def open_case(
    session: Session,
    *,
    actor: Actor,
    channel: Channel,
    symptom: str,
    calendar: Calendar,
    now: datetime,
    site_ref: str | None = None,
    device_ref: str | None = None,
    work_type_ref: str | None = None,
    priority: Priority | None = None,
    opened_at: datetime | None = None,
) -> models.Case:
    """A new open case with the next free ref and its due moments.

    The site may be left to the device, the priority to the work type. `opened_at` is when the
    customer made contact; without it now.
    """
    require(actor, Role.SUPPORT, Role.DISPATCHER)
    moment = not_later(now, "opened_at", opened_at or now)
    site, device = _place(session, site_ref, device_ref)
    work_type = _work_type(session, work_type_ref, device)
    agreement = site.customer.agreement
    due = due_times(
        calendar,
        moment,
        channel,
        response_hours=agreement.response_hours,
        fix_hours=agreement.fix_hours,
    )

    def build(ref: str) -> models.Case:
        return models.Case(
            ref=ref,
            channel=channel,
            site_id=site.id,
            device_id=device.id if device else None,
            work_type_id=work_type.id if work_type else None,
            symptom=required_text("symptom", symptom),
            priority=priority or (work_type.priority if work_type else Priority.NORMAL),
            status=CaseStatus.OPEN,
            opened_at=moment,
            opened_by=actor.name,
            response_due=due.response,
            fix_due=due.fix,
            answer_due=due.answer,
        )

    year = clock.local_day(moment, calendar.zone).year
    case = case_refs.add_with_next_ref(session, year, build)
    history.record(session, case, before="", actor=actor, now=now)
    return case


def amend_case(
    session: Session,
    *,
    actor: Actor,
    case_ref: str,
    now: datetime,
    device_ref: str | None = None,
    work_type_ref: str | None = None,
    priority: Priority | None = None,
) -> models.Case:
    """Fill in or correct what was not known when the case was opened.

    Only while no visit is open: a visit has its own skills, parts and priority.
    """
    require(actor, Role.SUPPORT, Role.DISPATCHER)
    if device_ref is None and work_type_ref is None and priority is None:
        raise BadValue(
            "amend: got nothing, expected a device, a work type or a priority", "amend_nothing"
        )
    case = _case(session, case_ref)
    refuse_unless_in_work(case)
    refuse_with_open_visit(case)
    if device_ref is not None:
        case.device = _place(session, case.site.ref, device_ref)[1]
    if work_type_ref is not None or device_ref is not None:
        kept = case.work_type.ref if case.work_type else None
        case.work_type = _work_type(session, work_type_ref or kept, case.device)
    case.priority = priority or case.priority
    session.flush()
    return case


def record_attempt(
    session: Session,
    *,
    actor: Actor,
    case_ref: str,
    channel: Channel,
    minutes: int,
    outcome: AttemptOutcome,
    now: datetime,
    transcript: str = "",
    started_at: datetime | None = None,
) -> models.Attempt:
    """One try to solve the case remotely; without `started_at` it ended now.

    Even then it began after the contact that opened the case and the attempt before it did.
    The outcome solved makes the case solved, and is refused while a visit is open.
    """
    require(actor, Role.SUPPORT, Role.DISPATCHER)
    case = _case(session, case_ref)
    refuse_unless_in_work(case)
    if not 0 <= minutes <= LONGEST_ATTEMPT_MIN:
        raise BadValue(
            f"minutes: got {minutes}, expected 0 to {LONGEST_ATTEMPT_MIN}",
            "attempt_minutes",
            most=LONGEST_ATTEMPT_MIN,
        )
    if outcome is AttemptOutcome.SOLVED:
        refuse_with_open_visit(case)
    attempt = models.Attempt(
        channel=channel,
        by=actor.name,
        started_at=not_later(now, "started_at", started_at or _began(case, minutes, now)),
        minutes=minutes,
        outcome=outcome,
        transcript=transcript.strip(),
    )
    case.attempts.append(attempt)
    session.flush()
    if outcome is AttemptOutcome.SOLVED:
        why = Sentence(f"solved by {channel}", "why_solved_by", channel=channel)
        history.advance(session, case, CaseStatus.SOLVED, actor=actor, now=now, why=why)
    return attempt


def waive_gate(
    session: Session, *, actor: Actor, case_ref: str, by: str, reason: str, now: datetime
) -> models.GateWaiver:
    """Let the case through the gate without the attempts it asks for.

    `by` is the person who answers for it; when somebody else types it in, that is kept too.
    """
    require(actor, Role.SUPPORT, Role.DISPATCHER)
    case = _case(session, case_ref)
    refuse_unless_in_work(case)
    person = required_text("by", by)
    if person.casefold() != actor.name.casefold():
        person = f"{person} (recorded by {actor.name})"
    waiver = models.GateWaiver(by=person, reason=required_text("reason", reason), at=now)
    case.waivers.append(waiver)
    session.flush()
    return waiver


def escalate_case(
    session: Session,
    *,
    actor: Actor,
    case_ref: str,
    now: datetime,
    duration_s: int | None = None,
    note: str = "",
    windows: Sequence[Window] = (),
    skills: Mapping[str, int] | None = None,
) -> models.Visit:
    """A ready visit for the case, if the gate is open; else `GateClosed` with the reasons.

    What is not given comes from case and work type. `windows` are (opens, closes) the customer
    asked for; without them the site's opening hours count. `skills` maps skill refs to levels.
    An escalated case whose visits have all ended may be escalated again.
    """
    require(actor, Role.SUPPORT, Role.DISPATCHER)
    case = _case(session, case_ref)
    refuse_with_open_visit(case)
    missing = escalation.assess(facts_of(case))
    if missing:
        raise GateClosed(
            f"case {case.ref} cannot be escalated yet",
            (one.sentence for one in missing),
            "gate_closed",
        )
    if case.status is not CaseStatus.ESCALATED:
        history.advance(session, case, CaseStatus.ESCALATED, actor=actor, now=now)
    wishes = Wishes(duration_s=duration_s, note=note, windows=windows, skills=skills)
    return visit_building.build_visit(session, case=case, wishes=wishes, actor=actor, now=now)


def solve_case(
    session: Session, *, actor: Actor, case_ref: str, now: datetime, why: str = ""
) -> models.Case:
    """The problem is gone; refused while a visit is open."""
    require(actor, Role.SUPPORT, Role.DISPATCHER)
    return _moved(session, case_ref, CaseStatus.SOLVED, actor, now, why)


def close_case(
    session: Session, *, actor: Actor, case_ref: str, now: datetime, why: str = ""
) -> models.Case:
    """The customer agrees that it is solved; nothing follows. Refused while a visit is open."""
    require(actor, Role.SUPPORT, Role.DISPATCHER)
    return _moved(session, case_ref, CaseStatus.CLOSED, actor, now, why)


def reopen_case(
    session: Session, *, actor: Actor, case_ref: str, now: datetime, why: str
) -> models.Case:
    """A solved case whose problem came back; `why` says what the customer reported."""
    require(actor, Role.SUPPORT, Role.DISPATCHER)
    case = _case(session, case_ref)
    if case.status is CaseStatus.ESCALATED:
        raise InvalidTransition(
            f"case {case.ref} is escalated; cancel its visit instead", "case_escalated"
        )
    reason = required_text("why", why)
    history.advance(session, case, CaseStatus.OPEN, actor=actor, now=now, why=reason)
    return case


def _case(session: Session, case_ref: str) -> models.Case:
    return lookup.locked_by_ref(session, models.Case, case_ref)


def _began(case: models.Case, minutes: int, now: datetime) -> datetime:
    earlier = [case.opened_at, *(attempt.started_at for attempt in case.attempts)]
    return min(now, max(now - timedelta(minutes=minutes), *earlier))


def _moved(
    session: Session, case_ref: str, status: CaseStatus, actor: Actor, now: datetime, why: str
) -> models.Case:
    case = _case(session, case_ref)
    refuse_with_open_visit(case)
    history.advance(session, case, status, actor=actor, now=now, why=why.strip())
    return case


def _place(
    session: Session, site_ref: str | None, device_ref: str | None
) -> tuple[models.Site, models.Device | None]:
    if device_ref is None:
        if site_ref is None:
            raise BadValue(
                "site: got nothing, expected the ref of a site or of a device", "site_needed"
            )
        return lookup.by_ref(session, models.Site, site_ref), None
    device = lookup.by_ref(session, models.Device, device_ref)
    if site_ref not in (None, device.site.ref):
        raise BadValue(
            f"device: {device_ref} stands at site {device.site.ref}, not at {site_ref}",
            "device_elsewhere",
            device=device_ref,
        )
    return device.site, device


def _work_type(
    session: Session, work_type_ref: str | None, device: models.Device | None
) -> models.WorkType | None:
    if work_type_ref is None:
        return None
    work_type = lookup.by_ref(session, models.WorkType, work_type_ref)
    if not fits(work_type, device):
        assert device is not None
        raise BadValue(
            f"work type: {work_type.ref} is for a {work_type.device_kind}, "
            f"{device.ref} is a {device.kind}",
            "work_type_for_other",
            work_type=work_type.name,
            device_kind=work_type.device_kind,
            kind=device.kind,
        )
    return work_type
