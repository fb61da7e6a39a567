"""What importing does beyond the cells for cases: due moments, priority, the first status."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session, selectinload

from dispatch import history, models
from dispatch.due_times import DueTimes, due_times
from dispatch.import_rows import Draft, by_id
from dispatch.roles import Actor
from dispatch.sentences import Sentence
from dispatch.statuses import CaseStatus, Channel, Priority
from dispatch.working_time import Calendar

Refused = tuple[Draft, str, str]
"""A draft, the column, and what is wrong."""

_WAY_TO = {
    CaseStatus.OPEN: (),
    CaseStatus.ESCALATED: (CaseStatus.ESCALATED,),
    CaseStatus.SOLVED: (CaseStatus.SOLVED,),
    CaseStatus.CLOSED: (CaseStatus.SOLVED, CaseStatus.CLOSED),
}
_DUE = ("response_due", "fix_due", "answer_due")


def complete_cases(session: Session, drafts: Sequence[Draft], calendar: Calendar) -> list[Refused]:
    """Fill in site, priority and due moments where the file leaves them out."""
    devices = by_id(session, models.Device, (one.values.get("device_id") for one in drafts))
    refused: list[Refused] = []
    for draft in drafts:
        device = devices.get(draft.values.get("device_id") or 0)
        if device is not None and not draft.values.get("site_id"):
            draft.values["site_id"] = device.site_id
        if device is not None and draft.values["site_id"] != device.site_id:
            refused.append((draft, "device", f"{device.ref!r} stands at another site"))
    _fill(session, drafts, calendar)
    return refused


def _fill(session: Session, drafts: Sequence[Draft], calendar: Calendar) -> None:
    sites = by_id(
        session,
        models.Site,
        (draft.values["site_id"] for draft in drafts),
        selectinload(models.Site.customer).selectinload(models.Customer.agreement),
    )
    work_types = by_id(
        session, models.WorkType, (draft.values.get("work_type_id") for draft in drafts)
    )
    for draft in drafts:
        values = draft.values
        if draft.existing is not None:
            for name in ("priority", "opened_by", *_DUE):
                if values.get(name) is None:
                    values.pop(name, None)
            continue
        work_type = work_types.get(values["work_type_id"] or 0)
        values["priority"] = values["priority"] or (
            work_type.priority if work_type else Priority.NORMAL
        )
        _fill_due(values, sites[values["site_id"]].customer.agreement, calendar)


def _fill_due(values: dict[str, Any], agreement: models.Agreement, calendar: Calendar) -> None:
    due = promised(agreement, calendar, values["opened_at"], values["channel"])
    for name, moment in zip(_DUE, (due.response, due.fix, due.answer), strict=True):
        values[name] = values[name] or moment


def promised(
    agreement: models.Agreement, calendar: Calendar, opened_at: datetime, channel: Channel
) -> DueTimes:
    """What the agreement promises for a case that came in then."""
    return due_times(
        calendar,
        opened_at,
        channel,
        response_hours=agreement.response_hours,
        fix_hours=agreement.fix_hours,
    )


def begin_open(new: Sequence[Draft]) -> None:
    """New cases begin as open, whatever the file says they became."""
    for draft in new:
        draft.values["status"] = CaseStatus.OPEN


def record_statuses(session: Session, new: Sequence[Draft], actor: Actor) -> None:
    """Write down how each new case came to its status."""
    for draft in new:
        case: models.Case = draft.existing
        since: datetime = draft.values["_status_since"] or case.opened_at
        why = Sentence("imported", "why_imported")
        history.record(session, case, before="", actor=actor, now=case.opened_at, why=why)
        for status in _WAY_TO[draft.values["_status"]]:
            history.advance(session, case, status, actor=actor, now=since, why=why)
    session.flush()
