"""Signing in and out: what a session is, how long it lasts, how many passwords may be tried."""

import hashlib
import ipaddress
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session, joinedload

from dispatch import models, passwords, session_life
from dispatch.errors import NotAllowed, NotFound
from dispatch.roles import Actor, require
from dispatch.session_life import open_at
from dispatch.statuses import Role

TRIES_PER_ACCOUNT = 10
TRIES_PER_ADDRESS = 20
TRIES_WITHIN = timedelta(hours=1)

DEMO_PASSWORD = "demo-dispatch"
"""Of every demo account; shown to everybody on the sign-in page of a demo."""

_ONE_AT_A_TIME = 4_117_600_319


@dataclass(frozen=True)
class Refused:
    """Why nobody was let in; the same whether or not the name exists.

    `wait_s` is above zero when no password was looked at, because too many were wrong.
    """

    wait_s: int = 0


@dataclass(frozen=True)
class SignedIn:
    actor: Actor
    full_name: str
    seen_at: datetime


@dataclass(frozen=True)
class DemoPerson:
    name: str
    full_name: str
    role: Role


def sign_in(
    session: Session, *, name: str, password: str, address: str, now: datetime
) -> str | Refused:
    """The token of a new session, or why not; commit either way, or wrong tries are not counted.

    Only wrong passwords count, so that a whole office behind one address can begin its day.
    """
    _wait_for_turn(session)
    account, place = _account_key(name), _address_key(address)
    session.execute(delete(models.PasswordTry).where(models.PasswordTry.at <= now - TRIES_WITHIN))
    wait_s = max(
        _wait_s(session, models.PasswordTry.account == account, TRIES_PER_ACCOUNT, now),
        _wait_s(session, models.PasswordTry.address == place, TRIES_PER_ADDRESS, now),
    )
    if wait_s:
        return Refused(wait_s)
    actor = passwords.check_password(session, name=name, password=password)
    if actor is None or actor.user_id is None:
        session.add(models.PasswordTry(account=account, address=place, at=now))
        session.flush()
        return Refused()
    return _begin(session, actor.user_id, now)


def session_of(session: Session, *, token: str, now: datetime) -> SignedIn | None:
    """Who holds this token, if the session is still good. Reads only.

    Ended, expired, another password since, user deactivated: none.
    """
    row = _row(session, token, now)
    if row is None:
        return None
    return SignedIn(passwords.actor_for(row.user), row.user.full_name, row.seen_at)


def still_signed_in(session: Session, *, tokens: Iterable[str], now: datetime) -> frozenset[str]:
    """Those tokens whose sessions are still good."""
    by_hash = {_hash(token): token for token in tokens}
    rows = session.execute(
        select(
            models.WebSession.token_hash, models.WebSession.password_mark, models.User.password_hash
        )
        .join(models.WebSession.user)
        .where(models.User.active, models.WebSession.token_hash.in_(by_hash), *open_at(now))
    )
    return frozenset(
        by_hash[row.token_hash]
        for row in rows
        if row.password_mark == passwords.mark(row.password_hash)
    )


def keep_alive(session: Session, *, token: str, now: datetime) -> None:
    """Note that the session is in use."""
    row = _row(session, token, now)
    if row is not None:
        row.seen_at = now


def sign_out(session: Session, *, token: str, now: datetime) -> None:
    """End this one session; nothing happens if it is over already."""
    session.execute(
        update(models.WebSession)
        .where(models.WebSession.token_hash == _hash(token), models.WebSession.ended_at.is_(None))
        .values(ended_at=now)
    )


def end_sessions(session: Session, *, actor: Actor, name: str, now: datetime) -> int:
    """End every session of a user; how many there were. Admins, or everybody their own."""
    if actor.name != name:
        require(actor, Role.ADMIN)
    user_id = session.scalar(select(models.User.id).where(models.User.name == name))
    if user_id is None:
        raise NotFound(f"no user {name!r}", "no_user", name=name)
    open_rows = session.scalars(
        select(models.WebSession).where(models.WebSession.user_id == user_id, *open_at(now))
    ).all()
    for row in open_rows:
        row.ended_at = now
    session.flush()
    return len(open_rows)


def add_demo_account(session: Session, *, actor: Actor, name: str) -> None:
    """Let the sign-in page offer this user with one click, until its password is changed."""
    require(actor, Role.ADMIN)
    user = session.scalar(select(models.User).where(models.User.name == name))
    if user is None:
        raise NotFound(f"no user {name!r}", "no_user", name=name)
    if not user.password_hash:
        raise NotAllowed(f"user {name} has no password", "no_password", name=name)
    mark = passwords.mark(user.password_hash)
    session.add(models.DemoAccount(user_id=user.id, password_mark=mark))
    session.flush()


def demo_people(session: Session) -> list[DemoPerson]:
    """Whom the sign-in page offers with one click; nobody unless the demo made them."""
    rows = session.scalars(
        select(models.DemoAccount)
        .join(models.DemoAccount.user)
        .where(models.User.active)
        .options(joinedload(models.DemoAccount.user))
        .order_by(models.User.id)
    )
    return [
        DemoPerson(row.user.name, row.user.full_name, row.user.role)
        for row in rows
        if row.password_mark == passwords.mark(row.user.password_hash)
    ]


def _begin(session: Session, user_id: int, now: datetime) -> str:
    session.execute(
        delete(models.WebSession).where(models.WebSession.created_at < now - session_life.KEPT)
    )
    user = session.get_one(models.User, user_id)
    token = secrets.token_urlsafe(32)
    session.add(
        models.WebSession(
            token_hash=_hash(token),
            user_id=user_id,
            password_mark=passwords.mark(user.password_hash),
            created_at=now,
            seen_at=now,
        )
    )
    session.flush()
    return token


def _row(session: Session, token: str, now: datetime) -> models.WebSession | None:
    row = session.scalar(
        select(models.WebSession)
        .where(models.WebSession.token_hash == _hash(token), *open_at(now))
        .options(joinedload(models.WebSession.user))
    )
    if row is None or not row.user.active:
        return None
    return row if row.password_mark == passwords.mark(row.user.password_hash) else None


def _wait_s(session: Session, whose: ColumnElement[bool], limit: int, now: datetime) -> int:
    """Seconds until one more password may be tried; 0: now."""
    oldest_that_counts = session.scalar(
        select(models.PasswordTry.at)
        .where(whose)
        .order_by(models.PasswordTry.at.desc())
        .offset(limit - 1)
        .limit(1)
    )
    if oldest_that_counts is None:
        return 0
    return max(1, int((oldest_that_counts + TRIES_WITHIN - now).total_seconds()))


def _wait_for_turn(session: Session) -> None:
    """Count and look one after the other; SQLite's transactions do so anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_ONE_AT_A_TIME)))


def _account_key(name: str) -> str:
    return _hash(name.strip().lower())


def _address_key(address: str) -> str:
    """An IPv6 customer has a whole /64 to try from."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address[:255]
    if parsed.version == 4:
        return str(parsed)
    return str(ipaddress.ip_network((parsed, 64), strict=False))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
