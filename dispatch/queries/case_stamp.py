"""Has anything of a case changed since somebody read it?"""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dispatch import lookup, models
from dispatch.errors import StalePlan


def stamp_of(session: Session, case: models.Case) -> str:
    """Equal as long as nothing was added to the case or changed in it or its visits."""
    attempts = select(func.count()).where(models.Attempt.case_id == case.id)
    waivers = select(func.count()).where(models.GateWaiver.case_id == case.id)
    visits = select(func.sum(models.Visit.version)).where(models.Visit.case_id == case.id)
    counted = session.execute(
        select(attempts.scalar_subquery(), waivers.scalar_subquery(), visits.scalar_subquery())
    ).one()
    return "-".join(str(count or 0) for count in (case.version, *counted))


def refuse_if_changed(session: Session, *, case_ref: str, read: str) -> None:
    """`StalePlan` unless the case still has the stamp with which it was read; holds the case."""
    case = lookup.locked_by_ref(session, models.Case, case_ref)
    if stamp_of(session, case) != read:
        raise StalePlan(
            f"case {case_ref} has changed since you read it; nothing was saved", "case_changed"
        )
