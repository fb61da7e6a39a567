"""The one way a status changes: guarded, and written down."""

from datetime import datetime

from sqlalchemy.orm import Session

from dispatch import models
from dispatch.roles import Actor
from dispatch.statuses import CaseStatus, CostStatus, PlanStatus, VisitStatus, refuse_unless_next

Tracked = models.Case | models.Visit | models.Plan | models.VisitCost
AnyStatus = CaseStatus | VisitStatus | PlanStatus | CostStatus


def advance(
    session: Session,
    thing: Tracked,
    status: AnyStatus,
    *,
    actor: Actor,
    now: datetime,
    why: str = "",
) -> None:
    """Move `thing` to `status` and record it; `InvalidTransition` if that may not follow.

    The row's version column makes a concurrent change fail at flush instead of being lost.
    """
    before = thing.status
    if before is not None:
        refuse_unless_next(name_of(thing), before, status)
    thing.status = status
    session.flush()
    record(session, thing, before=before or "", actor=actor, now=now, why=why)


def record(
    session: Session, thing: Tracked, *, before: str, actor: Actor, now: datetime, why: str = ""
) -> None:
    """Write down that `thing` has its present status; also for its first one (`before` '')."""
    session.add(
        models.StatusChange(
            entity=thing.__tablename__,
            entity_id=thing.id,
            from_status=before,
            to_status=thing.status or "",
            at=now,
            by=actor.name,
            why=why,
        )
    )


def name_of(thing: Tracked) -> str:
    """How messages call it: 'visit V-00041-1'."""
    if isinstance(thing, models.Plan):
        return f"plan {thing.id}"
    if isinstance(thing, models.VisitCost):
        return f"cost of visit {thing.visit.ref}"
    return f"{type(thing).__name__.lower()} {thing.ref}"
