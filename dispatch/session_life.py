"""How long a session on the web lasts, and which are open."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement

from dispatch import models

IDLE = timedelta(hours=12)
"""A session that nobody used for so long is over."""

LONGEST = timedelta(days=7)
SEEN_EVERY = timedelta(minutes=5)
"""How old `seen_at` gets before it is written again."""

KEPT = timedelta(days=30)
"""Rows of old sessions are deleted after this."""


def open_at(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Conditions on `WebSession`: neither ended nor expired."""
    return (
        models.WebSession.ended_at.is_(None),
        models.WebSession.seen_at > now - IDLE,
        models.WebSession.created_at > now - LONGEST,
    )
