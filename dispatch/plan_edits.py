"""Editing a draft by hand: move, unassign, place, pin, undo, redo; every edit re-times.

`revision` is what the caller saw (`PlanChoice.revision`); when the plan has moved on since,
`StalePlan` names who changed it and when. An edit that breaks rules is kept and says so.
Give `position` (among the technician's stops of that day, 0 first, counted without the moved
visit) or `start` (before the first stop that starts later); neither: where it is cheapest.
"""

from datetime import date, datetime

from sqlalchemy.orm import Session

from dispatch import models
from dispatch.config import Settings
from dispatch.plan_steps import Pin
from dispatch.plan_views import Edit, Preview, Step
from dispatch.roles import Actor


def draft_from(
    session: Session, *, actor: Actor, plan_id: int, settings: Settings, now: datetime
) -> models.Plan:
    """A draft with the orders of a plan, translated and timed anew as things stand now."""
    raise NotImplementedError


def preview_move(
    session: Session,
    *,
    actor: Actor,
    plan_id: int,
    visit_ref: str,
    technician_ref: str,
    settings: Settings,
    now: datetime,
    day: date | None = None,
    position: int | None = None,
    start: datetime | None = None,
) -> Preview:
    """What moving (or placing from the tray) would do; nothing changes."""
    raise NotImplementedError


def move_stop(
    session: Session,
    *,
    actor: Actor,
    plan_id: int,
    visit_ref: str,
    technician_ref: str,
    revision: int,
    settings: Settings,
    now: datetime,
    day: date | None = None,
    position: int | None = None,
    start: datetime | None = None,
) -> Edit:
    """Another technician, time or day for a stop; on its own route this is a new order."""
    raise NotImplementedError


def place(
    session: Session,
    *,
    actor: Actor,
    plan_id: int,
    visit_ref: str,
    technician_ref: str,
    revision: int,
    settings: Settings,
    now: datetime,
    day: date | None = None,
    position: int | None = None,
    start: datetime | None = None,
) -> Edit:
    """From the tray onto a route."""
    raise NotImplementedError


def unassign(
    session: Session,
    *,
    actor: Actor,
    plan_id: int,
    visit_ref: str,
    revision: int,
    settings: Settings,
    now: datetime,
) -> Edit:
    """From its route into the tray."""
    raise NotImplementedError


def reorder(
    session: Session,
    *,
    actor: Actor,
    plan_id: int,
    technician_ref: str,
    visit_refs: tuple[str, ...],
    revision: int,
    settings: Settings,
    now: datetime,
    day: date | None = None,
) -> Edit:
    """The technician's stops of that day in another order; all of them, each once."""
    raise NotImplementedError


def pin(
    session: Session,
    *,
    actor: Actor,
    plan_id: int,
    visit_ref: str,
    what: Pin,
    revision: int,
    settings: Settings,
    now: datetime,
    start: datetime | None = None,
) -> Edit:
    """Fix the technician, the start (as it is, or `start`) or the order of a stop."""
    raise NotImplementedError


def unpin(
    session: Session,
    *,
    actor: Actor,
    plan_id: int,
    visit_ref: str,
    what: Pin,
    revision: int,
    settings: Settings,
    now: datetime,
) -> Edit:
    raise NotImplementedError


def undo(
    session: Session,
    *,
    actor: Actor,
    plan_id: int,
    revision: int,
    settings: Settings,
    now: datetime,
) -> Edit:
    """Take the last step back; `BadValue` if there is none."""
    raise NotImplementedError


def redo(
    session: Session,
    *,
    actor: Actor,
    plan_id: int,
    revision: int,
    settings: Settings,
    now: datetime,
) -> Edit:
    """Do the last undone step again; `BadValue` if there is none."""
    raise NotImplementedError


def history(session: Session, *, actor: Actor, plan_id: int) -> list[Step]:
    """The steps of the plan, oldest first, undone ones last."""
    raise NotImplementedError
