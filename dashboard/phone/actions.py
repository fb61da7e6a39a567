"""What the phone's buttons do: each one use case, and harmless when it is sent again.

A form says in which status its sender saw the visit. If the visit has moved on since, nothing
is done and the present state is shown.
"""

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto

from dashboard.phone.forms import Filled, Said, filled, metres
from dashboard.visitor import Visitor
from dispatch import field_rules, fieldwork
from dispatch.database import Session
from dispatch.errors import BadValue, DispatchError, InvalidTransition, NotAllowed, StalePlan
from dispatch.queries import phone, phone_report
from dispatch.queries.phone import PhoneVisit
from dispatch.queries.phone_report import ReportChoices
from dispatch.statuses import ENDED, STARTED, VisitOutcome, VisitStatus

log = logging.getLogger(__name__)


class Seen(Enum):
    """How a tap ended; `CHANGED` when somebody else was first and nothing was done."""

    DONE = auto()
    ALREADY = auto()
    CHANGED = auto()


@dataclass(frozen=True)
class Step:
    """A button that moves the visit from one status to the next."""

    expected: VisitStatus
    reached: VisitStatus
    act: Callable[..., object]


STEPS: Mapping[str, Step] = {
    "travel": Step(VisitStatus.SCHEDULED, VisitStatus.TRAVELLING, fieldwork.start_travel),
    "arrive": Step(VisitStatus.TRAVELLING, VisitStatus.ON_SITE, fieldwork.arrive),
    "start": Step(VisitStatus.ON_SITE, VisitStatus.ON_SITE, fieldwork.start_work),
}

OUTCOMES = (*field_rules.COMPLETING, *field_rules.INCOMPLETE, VisitOutcome.NOBODY_HOME)
RETURNING = (*field_rules.INCOMPLETE, VisitOutcome.NOBODY_HOME)
"""Outcomes after which a return visit may be asked for."""

_FIELDS = {
    "findings": "findings",
    "factor": "factors",
    "part": "used",
    "work_minutes": "minutes",
    "distance_m": "km",
    "duration_s": "return_minutes",
    "why": "why",
}
"""Field of the page by the word with which a use case's refusal begins."""


def take_step(visitor: Visitor, visit_ref: str, step: Step, said: Said) -> Seen:
    """Do the step, unless the visit is no longer where the tap saw it.

    `NotAllowed` for a visit that is not the visitor's.
    """
    present = own_visit(visitor, visit_ref)
    if said.one("was") != present.status or present.status is not step.expected:
        return _noted(said, visitor, visit_ref, _compared(present.status, step))
    try:
        with visitor.transaction() as session:
            phone.own_visit(session, actor=visitor.actor, visit_ref=visit_ref)
            step.act(session, actor=visitor.actor, visit_ref=visit_ref, now=visitor.now)
    except (InvalidTransition, StalePlan, NotAllowed):
        after = own_visit(visitor, visit_ref).status
        return _noted(said, visitor, visit_ref, _compared(after, step))
    return _noted(said, visitor, visit_ref, Seen.DONE)


def own_visit(visitor: Visitor, visit_ref: str) -> PhoneVisit:
    with visitor.reading() as session:
        return phone.own_visit(session, actor=visitor.actor, visit_ref=visit_ref)


def report(visitor: Visitor, visit_ref: str, said: Said) -> Mapping[str, str]:
    """End the visit with its report; what is wrong by field, as texts, or nothing when it is done.

    A visit that has ended before stays as it is.
    """
    try:
        with visitor.transaction() as session:
            visit = phone.own_visit(session, actor=visitor.actor, visit_ref=visit_ref)
            if visit.status in ENDED:
                return _already(said, visitor, visit_ref)
            choices = phone_report.own_report_choices(
                session, actor=visitor.actor, visit_ref=visit_ref
            )
            form = filled(said, [part.ref for part in parts_offered(visit, choices)])
            wrong = _texts(visitor, form.wrong)
            if visit.status is not VisitStatus.ON_SITE:
                wrong = {"form": _state(visitor, visit.status), **wrong}
            if not wrong:
                _end(session, visitor, visit_ref, form)
    except DispatchError as refusal:
        own_visit(visitor, visit_ref)
        return _refused(visitor, said, refusal)
    if not wrong:
        _noted(said, visitor, visit_ref, Seen.DONE)
    return wrong


def no_access(visitor: Visitor, visit_ref: str, said: Said) -> Mapping[str, str]:
    """End the visit at a closed door; answers like `report`."""
    unread: dict[str, str] = {}
    distance_m = metres(said.one("km"), unread)
    try:
        with visitor.transaction() as session:
            visit = phone.own_visit(session, actor=visitor.actor, visit_ref=visit_ref)
            if visit.status in ENDED:
                return _already(said, visitor, visit_ref)
            wrong = _texts(visitor, unread)
            if visit.status not in STARTED:
                wrong = {"form": _state(visitor, visit.status), **wrong}
            if not wrong:
                fieldwork.record_no_access(
                    session,
                    actor=visitor.actor,
                    visit_ref=visit_ref,
                    why=" ".join(words for words in (said.one("why"), said.one("more")) if words),
                    distance_m=distance_m,
                    return_visit=said.one("return") != "no",
                    now=visitor.now,
                    zone=visitor.settings.zone,
                )
    except DispatchError as refusal:
        own_visit(visitor, visit_ref)
        return _refused(visitor, said, refusal)
    if not wrong:
        _noted(said, visitor, visit_ref, Seen.DONE)
    return wrong


def parts_offered(visit: PhoneVisit, choices: ReportChoices) -> tuple[phone.PartNeed, ...]:
    """The parts brought along, then the usual ones of this kind of work."""
    brought = {part.ref for part in visit.parts}
    usual = (phone.PartNeed(part.ref, part.name, 0, None) for part in choices.usual)
    return (*visit.parts, *(part for part in usual if part.ref not in brought))


def _end(session: Session, visitor: Visitor, visit_ref: str, form: Filled) -> None:
    """The use case that belongs to the outcome."""
    ended = {
        "actor": visitor.actor,
        "visit_ref": visit_ref,
        "now": visitor.now,
        "zone": visitor.settings.zone,
    }
    outcome = form.outcome
    assert outcome is not None
    if outcome is VisitOutcome.NOBODY_HOME:
        fieldwork.record_no_access(
            session,
            why=form.report.findings,
            distance_m=form.report.distance_m,
            return_visit=form.return_visit,
            **ended,  # type: ignore[arg-type]
        )
    elif outcome in field_rules.INCOMPLETE:
        fieldwork.end_incomplete(
            session,
            outcome=outcome,
            report=form.report,
            return_visit=form.return_visit,
            return_duration_s=form.return_duration_s,
            return_parts=form.return_parts,
            **ended,  # type: ignore[arg-type]
        )
    else:
        fieldwork.complete_visit(session, outcome=outcome, report=form.report, **ended)  # type: ignore[arg-type]


def _compared(status: VisitStatus, step: Step) -> Seen:
    return Seen.ALREADY if status is step.reached else Seen.CHANGED


def _refused(visitor: Visitor, said: Said, refusal: DispatchError) -> Mapping[str, str]:
    """The use case's refusal beside its field, in the visitor's language where we know it."""
    message = str(refusal)
    unknown_part = re.fullmatch(r"no part '(.*)'", message)
    if unknown_part:
        bring = said.one("bring_other") == unknown_part[1]
        field = "bring_other" if bring else "used_other"
        return {field: visitor.say("phone.wrong_part")}
    field = _FIELDS.get(re.split(r"[ :]", message)[0], "form")
    if not isinstance(refusal, BadValue) or field == "form":
        return {"form": visitor.tell(refusal)}
    key = "wrong_pieces" if field == "used" else f"wrong_{field}"
    return {field: visitor.say(f"phone.{key}")}


def _texts(visitor: Visitor, wrong: Mapping[str, str]) -> dict[str, str]:
    return {field: visitor.say(f"phone.{key}") for field, key in wrong.items()}


def _state(visitor: Visitor, status: VisitStatus) -> str:
    name = visitor.say(f"phone.status_{status}")
    return visitor.say("phone.wrong_state", status=name.lower())


def _already(said: Said, visitor: Visitor, visit_ref: str) -> Mapping[str, str]:
    _noted(said, visitor, visit_ref, Seen.ALREADY)
    return {}


def _noted(said: Said, visitor: Visitor, visit_ref: str, seen: Seen) -> Seen:
    """Taps sent twice and taps overtaken can be told apart in the log."""
    log.info("tap %s of %s on %r: %s", said.tap, visitor.actor.name, visit_ref, seen.name)
    return seen
