"""Finance looks at what a visit cost: approve, ask, dispute, propose again, take back."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch import history, lookup, models
from dispatch.case_checks import required_text
from dispatch.errors import InvalidTransition, StalePlan
from dispatch.roles import Actor, require
from dispatch.statuses import CostStatus, Role, refuse_unless_next


def approve_cost(
    session: Session,
    *,
    actor: Actor,
    visit_ref: str,
    comment: str = "",
    version: int | None = None,
    now: datetime,
) -> models.VisitCost:
    """The cost is right as it stands. `version` is the one that was read, see `_reviewable`."""
    return _decide(session, actor, visit_ref, CostStatus.APPROVED, comment.strip(), version, now)


def approve_costs(
    session: Session, *, actor: Actor, read: Sequence[tuple[str, int]], now: datetime
) -> Decimal:
    """All of them or none: (visit ref, version that was read); what they cost together.

    `StalePlan` where one has changed since.
    """
    costs = [
        _decide(session, actor, visit_ref, CostStatus.APPROVED, "", version, now)
        for visit_ref, version in read
    ]
    return sum((cost.actual_total or Decimal(0) for cost in costs), Decimal("0.00"))


def dispute_cost(
    session: Session,
    *,
    actor: Actor,
    visit_ref: str,
    comment: str,
    version: int | None = None,
    now: datetime,
) -> models.VisitCost:
    """Something is wrong with it, and the comment says what; an approved cost may be too."""
    kept = required_text("comment", comment)
    return _decide(session, actor, visit_ref, CostStatus.DISPUTED, kept, version, now)


def propose_again(
    session: Session,
    *,
    actor: Actor,
    visit_ref: str,
    comment: str,
    version: int | None = None,
    now: datetime,
) -> models.VisitCost:
    """The dispute is answered, and the comment says how; the cost awaits a decision again."""
    kept = required_text("comment", comment)
    return _decide(session, actor, visit_ref, CostStatus.PROPOSED, kept, version, now)


def ask_about_cost(
    session: Session,
    *,
    actor: Actor,
    visit_ref: str,
    comment: str,
    version: int | None = None,
    now: datetime,
) -> models.VisitCost:
    """A question or remark is written down; nothing is decided and the status stays.

    In the history it is the step from a status to the same one.
    """
    require(actor, Role.FINANCE)
    kept = required_text("comment", comment)
    cost = _reviewable(session, visit_ref, version)
    assert cost.status is not None
    history.record(session, cost, before=cost.status, actor=actor, now=now, why=kept)
    return cost


def take_back_approval(
    session: Session,
    *,
    actor: Actor,
    visit_ref: str,
    comment: str,
    version: int | None = None,
    now: datetime,
) -> models.VisitCost:
    """An approval given by mistake: disputed and proposed again in one go, both written down."""
    kept = required_text("comment", comment)
    _decide(session, actor, visit_ref, CostStatus.DISPUTED, kept, version, now)
    return _decide(session, actor, visit_ref, CostStatus.PROPOSED, kept, None, now)


def _decide(
    session: Session,
    actor: Actor,
    visit_ref: str,
    status: CostStatus,
    comment: str,
    version: int | None,
    now: datetime,
) -> models.VisitCost:
    require(actor, Role.FINANCE)
    cost = _reviewable(session, visit_ref, version)
    before = cost.status
    assert before is not None
    refuse_unless_next(history.name_of(cost), before, status)
    decided = status is not CostStatus.PROPOSED
    cost.decided_by = actor.name if decided else ""
    cost.decided_at = now if decided else None
    cost.comment = comment
    history.advance(session, cost, status, actor=actor, now=now, why=comment)
    return cost


def _reviewable(session: Session, visit_ref: str, version: int | None) -> models.VisitCost:
    """The proposed cost, held until the transaction ends.

    `InvalidTransition` while the visit has not ended; `StalePlan` if `version` is given and
    the cost has changed since.
    """
    visit = lookup.by_ref(session, models.Visit, visit_ref)
    cost = session.scalar(
        select(models.VisitCost).where(models.VisitCost.visit_id == visit.id).with_for_update(),
        execution_options={"populate_existing": True},
    )
    if cost is None or cost.status is None:
        raise InvalidTransition(
            f"visit {visit_ref} is {visit.status}; its cost can be reviewed once it has ended",
            "cost_not_yet",
            customer=visit.case.customer.name,
            status=visit.status,
        )
    if version is not None and version != cost.version:
        raise StalePlan(
            f"the cost of visit {visit_ref} changed since it was read "
            f"(version {version}, now {cost.version}); look at it again",
            "cost_changed",
            customer=visit.case.customer.name,
        )
    return cost
