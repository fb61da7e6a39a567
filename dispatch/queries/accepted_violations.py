"""What a plan breaks; of a published one that was accepted, by somebody, for a reason."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch import models
from dispatch.people import full_names
from dispatch.plan_views import BROKEN, BrokenRule
from dispatch.sentences import Sentence
from dispatch.statuses import PlanStatus


@dataclass(frozen=True)
class Acceptance:
    """Who accepted a violation, when and why."""

    by: str
    at: datetime
    reason: str


def broken_rules(
    session: Session, plan_id: int, status: PlanStatus, broken_json: str
) -> tuple[BrokenRule, ...]:
    """Of a draft what its edits broke; of other plans what was accepted, with who did and why."""
    if status is PlanStatus.DRAFT:
        return tuple(BROKEN.validate_json(broken_json))
    return _accepted(session, plan_id)


def _accepted(session: Session, plan_id: int) -> tuple[BrokenRule, ...]:
    rows = _rows(session, plan_id)
    called = full_names(session, [row.by for row in rows])
    return tuple(
        BrokenRule(
            rule=row.rule,
            amount=row.amount,
            unit=row.unit,
            visit_ref=row.visit_ref,
            technician_ref=row.technician_ref,
            shift_ref=row.shift_ref,
            sentence=Sentence(
                f"{row.sentence} (accepted by {called[row.by]}: {row.reason})",
                "accepted_by",
                rule=row.sentence,
                by=called[row.by],
                reason=row.reason,
            ),
        )
        for row in rows
    )


def acceptances(session: Session, plan_id: int) -> dict[str, Acceptance]:
    """By the name of what was accepted; empty for drafts."""
    return {row.name: Acceptance(row.by, row.at, row.reason) for row in _rows(session, plan_id)}


def _rows(session: Session, plan_id: int) -> list[models.AcceptedViolation]:
    accepted = models.AcceptedViolation
    return list(
        session.scalars(select(accepted).where(accepted.plan_id == plan_id).order_by(accepted.id))
    )
