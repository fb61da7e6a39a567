"""What stands between a draft and its publication: all that the referee finds, by name."""

from sqlalchemy.orm import Session

from dispatch.acceptance import Finding
from dispatch.config import Settings
from dispatch.plan_check import findings_of
from dispatch.roles import Actor, require
from dispatch.statuses import Role


def findings(
    session: Session, *, actor: Actor, plan_id: int, settings: Settings
) -> tuple[Finding, ...]:
    """What has to be accepted to publish the plan as it is now, over all of its days."""
    require(actor, Role.DISPATCHER, Role.SUPPORT, Role.FINANCE)
    return findings_of(session, plan_id, settings)
