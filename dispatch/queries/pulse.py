"""Has anything changed that a screen shows, and who is still signed in? Asked twice a second."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from dispatch import database, models, sign_in
from dispatch.statuses import ENDED, PlanStatus, VisitStatus

_OVER = (*ENDED, VisitStatus.CANCELLED)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Look:
    """`pulse` as below; `signed_in` are the tokens, of those asked for, that are still good."""

    pulse: tuple[int, ...]
    signed_in: frozenset[str]


def look(engine: Engine, tokens: Iterable[str], now: datetime) -> Look | None:
    """One look at the database; none, and a line in the log, while it cannot be reached."""
    try:
        with database.reading(engine) as session:
            return Look(pulse(session), sign_in.still_signed_in(session, tokens=tokens, now=now))
    except SQLAlchemyError as away:
        log.warning("the database did not answer: %s", away)
        return None


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
