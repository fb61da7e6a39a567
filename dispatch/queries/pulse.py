"""Has anything changed that a screen shows? Cheap enough to be asked twice a second."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dispatch import models
from dispatch.statuses import ENDED, PlanStatus, VisitStatus

_OVER = (*ENDED, VisitStatus.CANCELLED)


def pulse(session: Session) -> tuple[int, ...]:
    """A fingerprint of work, plans and costs; equal: no screen needs to be drawn again.

    Newest status change and attempt, versions of open visits (pins), of plans at hand (edits).
    """
    at_hand = models.Plan.status.in_((PlanStatus.DRAFT, PlanStatus.PUBLISHED))
    row = session.execute(
        select(
            select(func.max(models.StatusChange.id)).scalar_subquery(),
            select(func.max(models.Attempt.id)).scalar_subquery(),
            select(func.sum(models.Visit.version))
            .where(models.Visit.status.not_in(_OVER))
            .scalar_subquery(),
            select(func.sum(models.Plan.version)).where(at_hand).scalar_subquery(),
            select(func.sum(models.Plan.id)).where(at_hand).scalar_subquery(),
        )
    ).one()
    return tuple(int(value or 0) for value in row)
