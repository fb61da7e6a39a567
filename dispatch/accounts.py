"""Who may sign in: users and their passwords."""

import re
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dispatch import lookup, models, passwords
from dispatch.errors import BadValue, NotAllowed, NotFound
from dispatch.roles import Actor, require
from dispatch.statuses import Role

SHORTEST_PASSWORD = 10

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,79}")


def create_user(
    session: Session,
    *,
    actor: Actor,
    name: str,
    role: Role,
    password: str,
    now: datetime,
    full_name: str = "",
    technician_ref: str | None = None,
) -> models.User:
    """A user who may sign in. A technician's user needs `technician_ref`, others have none."""
    require(actor, Role.ADMIN)
    if not _NAME.fullmatch(name):
        raise BadValue(
            f"name: got {name!r}, expected letters, digits and . _ @ - (at most 80)",
            "user_name_form",
            name=name,
        )
    if session.scalar(select(models.User.id).where(func.lower(models.User.name) == name.lower())):
        raise BadValue(f"name: there is already a user {name!r}", "user_taken", name=name)
    if (role is Role.TECHNICIAN) != (technician_ref is not None):
        raise BadValue(
            f"technician: got {technician_ref!r} for role {role}, expected a technician's ref "
            "for the role technician and nothing for others",
            "technician_for_role",
            role=role,
        )
    user = models.User(
        name=name,
        full_name=full_name.strip(),
        role=role,
        password_hash=passwords.hashed(_checked(password)),
        technician_id=_free_technician(session, technician_ref, name),
        created_at=now,
    )
    session.add(user)
    session.flush()
    return user


def set_password(session: Session, *, actor: Actor, name: str, password: str) -> None:
    """Admins may set any password, others only their own."""
    if actor.role is not Role.ADMIN and actor.name != name:
        raise NotAllowed(
            f"{actor.name} is {actor.role} and may set only their own password", "only_own_password"
        )
    _user(session, name).password_hash = passwords.hashed(_checked(password))
    session.flush()


def deactivate_user(session: Session, *, actor: Actor, name: str) -> None:
    """The user may no longer sign in; what they did stays under their name."""
    require(actor, Role.ADMIN)
    if actor.name == name and actor.user_id is not None:
        raise NotAllowed(
            f"{actor.name} cannot deactivate their own user; ask another admin", "not_yourself"
        )
    _user(session, name).active = False
    session.flush()


def link_technician(session: Session, *, actor: Actor, name: str, technician_ref: str) -> None:
    """Say which technician this user is; only for users with the role technician."""
    require(actor, Role.ADMIN)
    user = _user(session, name)
    if user.role is not Role.TECHNICIAN:
        raise BadValue(
            f"user {name} is {user.role}, expected a user with the role technician",
            "not_a_technician",
            name=name,
            role=user.role,
        )
    user.technician_id = _free_technician(session, technician_ref, name)
    session.flush()


def _user(session: Session, name: str) -> models.User:
    user = session.scalar(select(models.User).where(models.User.name == name))
    if user is None:
        raise NotFound(f"no user {name!r}", "no_user", name=name)
    return user


def _free_technician(session: Session, technician_ref: str | None, name: str) -> int | None:
    if technician_ref is None:
        return None
    technician = lookup.by_ref(session, models.Technician, technician_ref)
    holder = session.scalar(
        select(models.User.name).where(
            models.User.technician_id == technician.id, models.User.name != name
        )
    )
    if holder is not None:
        raise BadValue(
            f"technician: {technician_ref} already signs in as {holder}",
            "technician_signs_in",
            technician=technician.name,
            holder=holder,
        )
    return technician.id


def _checked(password: str) -> str:
    if not SHORTEST_PASSWORD <= len(password) <= passwords.LONGEST:
        raise BadValue(
            f"password: got {len(password)} characters, "
            f"expected {SHORTEST_PASSWORD} to {passwords.LONGEST}",
            "password_length",
            got=len(password),
            least=SHORTEST_PASSWORD,
            most=passwords.LONGEST,
        )
    return password
