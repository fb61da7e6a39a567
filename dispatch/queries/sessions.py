"""Who is signed in at the moment, for admins."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dispatch import models
from dispatch.roles import Actor, require
from dispatch.session_life import open_at
from dispatch.statuses import Role


@dataclass(frozen=True)
class OpenSessions:
    """A user's sessions; `last_seen` to a few minutes."""

    count: int
    last_seen: datetime


def open_sessions(session: Session, *, actor: Actor, now: datetime) -> dict[str, OpenSessions]:
    """By user name; users who are not signed in are left out."""
    require(actor, Role.ADMIN)
    rows = session.execute(
        select(
            models.User.name,
            func.count(models.WebSession.id),
            func.max(models.WebSession.seen_at),
        )
        .join(models.WebSession, models.WebSession.user_id == models.User.id)
        .where(models.User.active, *open_at(now))
        .group_by(models.User.name)
    )
    return {name: OpenSessions(count, seen) for name, count, seen in rows}
