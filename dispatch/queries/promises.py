"""What customers have been told: when we come."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from dispatch import models
from dispatch.errors import NotFound
from dispatch.roles import Actor, require
from dispatch.statuses import Role


@dataclass(frozen=True)
class PromiseRow:
    visit: str
    customer: str
    town: str
    technician: str
    promised_from: datetime | None
    promised_until: datetime | None


def promises(session: Session, *, actor: Actor, plan_id: int) -> list[PromiseRow]:
    """What the customers on the plan's routes have been told, in order of the planned start."""
    require(actor, Role.DISPATCHER, Role.FINANCE, Role.SUPPORT)
    if session.get(models.Plan, plan_id) is None:
        raise NotFound(f"no plan {plan_id}", "no_plan", plan=plan_id)
    site = joinedload(models.Visit.case).joinedload(models.Case.site)
    stops = session.scalars(
        select(models.Stop)
        .join(models.Stop.route)
        .where(models.Route.plan_id == plan_id)
        .options(
            joinedload(models.Stop.visit).options(site.joinedload(models.Site.customer)),
            joinedload(models.Stop.route).joinedload(models.Route.technician),
        )
        .order_by(models.Stop.starts, models.Stop.id)
    )
    return [_row(stop) for stop in stops]


def _row(stop: models.Stop) -> PromiseRow:
    site = stop.visit.case.site
    return PromiseRow(
        visit=stop.visit.ref,
        customer=site.customer.name,
        town=site.town,
        technician=stop.route.technician.name,
        promised_from=stop.visit.promised_from,
        promised_until=stop.visit.promised_until,
    )
