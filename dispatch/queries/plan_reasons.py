"""Why a visit stands where it stands, and why one is not placed, by the routes as they are."""

from sqlalchemy.orm import Session

from dispatch.config import Settings
from dispatch.plan_views import WhyHere, WhyNot
from dispatch.roles import Actor


def why_here(
    session: Session, *, actor: Actor, plan_id: int, visit_ref: str, settings: Settings
) -> WhyHere:
    """The stop against the cheapest place on every other shift of the plan."""
    raise NotImplementedError


def why_not_placed(
    session: Session, *, actor: Actor, plan_id: int, visit_ref: str, settings: Settings
) -> WhyNot:
    """The cheapest place, or the first rule that fails, technician by technician."""
    raise NotImplementedError
