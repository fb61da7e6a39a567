"""How far a company has come: what it has of everything that a first plan needs."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from dispatch import models
from dispatch.roles import Actor, require
from dispatch.statuses import PlanStatus

Where = ColumnElement[bool] | InstrumentedAttribute[bool]


@dataclass(frozen=True)
class FirstSteps:
    """How many there are of each; `unlocated` sites and technicians have no coordinates yet."""

    work_types: int
    rate_cards: int
    technicians: int
    sites: int
    unlocated: int
    users: int
    cases: int
    plans: int


def first_steps(session: Session, *, actor: Actor) -> FirstSteps:
    require(actor)

    def count(model: type[models.Base], *conditions: Where) -> int:
        query = select(func.count()).select_from(model).where(*conditions)
        return session.scalar(query) or 0

    return FirstSteps(
        work_types=count(models.WorkType),
        rate_cards=count(models.RateCard),
        technicians=count(models.Technician, models.Technician.active),
        sites=count(models.Site),
        unlocated=count(models.Site, models.Site.lat.is_(None))
        + count(models.Technician, models.Technician.active, models.Technician.lat.is_(None)),
        users=count(models.User, models.User.active),
        cases=count(models.Case),
        plans=count(models.Plan, models.Plan.status != PlanStatus.DISCARDED),
    )
