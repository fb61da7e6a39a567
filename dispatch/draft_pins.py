"""Pinning and freeing a visit of a draft: technician and start on its row, order in the plan."""

from datetime import datetime

from sqlalchemy.orm import Session

from dispatch import models
from dispatch.adopting import retranslated
from dispatch.config import Settings
from dispatch.draft import Draft, with_order_pin, with_visit
from dispatch.draft_rows import set_pins
from dispatch.errors import BadValue
from dispatch.open_drafts import OpenDraft
from dispatch.plan_steps import Pin


def pinned(
    session: Session,
    opened: OpenDraft,
    row: models.Visit,
    what: Pin,
    start: datetime | None,
    settings: Settings,
) -> Draft:
    """The draft with the stop pinned as it stands, its start to `start` if one is given."""
    if start is not None and what is not Pin.START:
        raise BadValue(
            f"start: got {start:%H:%M}, expected none when pinning the {what}",
            "start_not_asked",
            what=what,
        )
    if what is Pin.ORDER:
        return with_order_pin(opened.draft, row.ref, pinned=True)
    technician, begins = _present(row)
    if what is Pin.TECHNICIAN:
        shift = opened.draft.shift_of(row.ref)
        technician = opened.draft.shifts[shift].technician if shift else technician
    else:
        planned = opened.draft.start_of(row.ref)
        begins = start or (None if planned is None else opened.horizon.instant(planned))
    return _repinned(session, opened, row, technician, begins, settings)


def unpinned(
    session: Session, opened: OpenDraft, row: models.Visit, what: Pin, settings: Settings
) -> Draft:
    """The draft with that pin gone; `BadValue` if there was none."""
    technician, begins = _present(row)
    is_pinned = {
        Pin.TECHNICIAN: technician is not None,
        Pin.START: begins is not None,
        Pin.ORDER: row.ref in opened.draft.order_pins,
    }
    if not is_pinned[what]:
        raise BadValue(
            f"visit {row.ref}: its {what} is not pinned",
            "not_pinned",
            customer=row.case.customer.name,
            what=what,
        )
    if what is Pin.ORDER:
        return with_order_pin(opened.draft, row.ref, pinned=False)
    if what is Pin.TECHNICIAN:
        return _repinned(session, opened, row, None, begins, settings)
    return _repinned(session, opened, row, technician, None, settings)


def _present(row: models.Visit) -> tuple[str | None, datetime | None]:
    technician = row.pinned_technician
    return None if technician is None else technician.ref, row.pinned_start


def _repinned(
    session: Session,
    opened: OpenDraft,
    row: models.Visit,
    technician: str | None,
    start: datetime | None,
    settings: Settings,
) -> Draft:
    set_pins(session, opened, row.ref, technician, start)
    return with_visit(opened.draft, retranslated(session, opened, row, settings))
