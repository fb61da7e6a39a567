"""Who may sign in, for admins."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch import models
from dispatch.roles import Actor, require
from dispatch.statuses import Role


@dataclass(frozen=True)
class UserRow:
    """`technician` is the ref of the technician the user is; empty for others."""

    name: str
    full_name: str
    role: Role
    technician: str
    active: bool
    created_at: datetime


def users(session: Session, *, actor: Actor) -> list[UserRow]:
    """All users by name, the deactivated ones too."""
    require(actor, Role.ADMIN)
    found = session.execute(
        select(models.User, models.Technician.ref)
        .outerjoin(models.Technician, models.Technician.id == models.User.technician_id)
        .order_by(models.User.name)
    )
    return [
        UserRow(user.name, user.full_name, user.role, ref or "", user.active, user.created_at)
        for user, ref in found
    ]
