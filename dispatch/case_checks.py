"""What several use cases ask of a case and of the words they are given."""

from datetime import datetime

from dispatch import escalation, models, visit_building
from dispatch.errors import BadValue, InvalidTransition
from dispatch.sentences import Sentence
from dispatch.statuses import CaseStatus


def facts_of(case: models.Case) -> escalation.Facts:
    """The case as the gate looks at it."""
    attempts = sorted(case.attempts, key=lambda attempt: (attempt.started_at, attempt.id))
    open_visit = visit_building.open_visit(case.visits)
    return escalation.Facts(
        status=case.status,
        channel=case.channel,
        work_type=case.work_type.name if case.work_type else "",
        device_kind=case.work_type.device_kind if case.work_type else "",
        device=case.device.ref if case.device else "",
        attempts_needed=case.work_type.remote_attempts if case.work_type else 0,
        attempts=tuple(escalation.Attempt(one.channel, one.outcome) for one in attempts),
        waived_by=case.waivers[-1].by if case.waivers else "",
        open_visit=open_visit.ref if open_visit else "",
    )


def refuse_unless_in_work(case: models.Case) -> None:
    """Raise `InvalidTransition` for a solved or closed case."""
    if case.status is CaseStatus.SOLVED:
        raise InvalidTransition(f"case {case.ref} is solved; reopen it first", "case_solved")
    if case.status is CaseStatus.CLOSED:
        raise InvalidTransition(f"case {case.ref} is closed; open a new case", "case_closed")


def refuse_with_open_visit(case: models.Case) -> None:
    """Raise `InvalidTransition` while a visit of the case is still to be done or under way."""
    visit = visit_building.open_visit(case.visits)
    if visit is not None:
        raise InvalidTransition(
            f"case {case.ref} has visit {visit.ref}, which is {visit.status}; "
            "wait until it has ended, or cancel it first",
            "case_has_visit",
            status=visit.status,
        )


def fits(work_type: models.WorkType, device: models.Device | None) -> bool:
    """Whether the work type is for this kind of device; an unknown device may still fit."""
    return device is None or work_type.device_kind in ("", device.kind)


def required_text(field: str, text: str) -> str:
    """The text without blanks around it; `BadValue` if nothing is left."""
    if not text.strip():
        raise BadValue(
            f"{field}: got {text!r}, expected some words",
            "words_needed",
            field=Sentence(field, f"field_{field}"),
        )
    return text.strip()


def not_later(now: datetime, field: str, moment: datetime) -> datetime:
    """The moment itself; `BadValue` if it is in the future."""
    if moment > now:
        raise BadValue(
            f"{field}: got {moment:%Y-%m-%d %H:%M} UTC, expected not later than now",
            "not_in_future",
            moment_at=moment,
        )
    return moment
