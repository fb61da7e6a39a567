"""Passwords: hashing them, and finding who has a name and password."""

import hashlib
from functools import cache

from pwdlib import PasswordHash
from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch import models
from dispatch.roles import Actor

LONGEST = 200


def hashed(password: str) -> str:
    """What is stored of a password (argon2id)."""
    return _hasher().hash(password)


def check_password(session: Session, *, name: str, password: str) -> Actor | None:
    """The active user with this name and password, or none.

    An unknown name takes as long as a wrong password, so that time tells no names.
    """
    name = name.replace("\x00", "?")  # PostgreSQL knows no text with a NUL
    user = session.scalar(select(models.User).where(models.User.name == name))
    known = user is not None and user.active and user.password_hash != ""
    stored = user.password_hash if user is not None and known else _nobodys_hash()
    fits = _hasher().verify(password[: LONGEST + 1], stored)
    if user is None or not known or not fits:
        return None
    return actor_for(user)


def actor_for(user: models.User) -> Actor:
    return Actor(name=user.name, role=user.role, user_id=user.id, technician_id=user.technician_id)


def mark(password_hash: str) -> str:
    """Tells whether a password changed, without keeping its hash twice."""
    return hashlib.sha256(password_hash.encode()).hexdigest()


@cache
def _hasher() -> PasswordHash:
    return PasswordHash.recommended()


@cache
def _nobodys_hash() -> str:
    return _hasher().hash("nobody has this password")
