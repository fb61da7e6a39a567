"""What every command shares: settings, database, who is acting, and how answers are printed."""

import getpass
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cached_property
from typing import Annotated, Any

import typer
from rich.console import Console
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from dispatch import clock, database, models
from dispatch.config import Settings
from dispatch.errors import NotFound
from dispatch.roles import Actor
from dispatch.statuses import Role

PIPE_WIDTH = 160
"""Columns of a table that goes to a file or another program instead of a terminal."""

console = Console(highlight=False, width=None if sys.stdout.isatty() else PIPE_WIDTH)
complaints = Console(stderr=True, highlight=False)

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of a table.")]


@dataclass(frozen=True)
class Workplace:
    """Settings and the person at the keyboard; `typer.Context.obj` of every command."""

    settings: Settings
    user_name: str | None

    @cached_property
    def engine(self) -> Engine:
        return database.connect(self.settings.database_url)

    @property
    def now(self) -> datetime:
        return clock.utc_now()

    @property
    def today(self) -> date:
        return clock.local_day(self.now, self.settings.zone)

    @contextmanager
    def transaction(self) -> Iterator[tuple[Session, Actor]]:
        """One business transaction and who is acting in it."""
        with database.transaction(self.engine) as session:
            yield session, self._actor(session)

    def _actor(self, session: Session) -> Actor:
        """The user named by --as; without it whoever owns the shell, who owns the data too."""
        if self.user_name is None:
            return Actor(name=getpass.getuser(), role=Role.ADMIN)
        user = session.scalar(
            select(models.User).where(models.User.name == self.user_name, models.User.active)
        )
        if user is None:
            raise NotFound(f"no active user {self.user_name!r}; see: dispatch users list")
        return Actor(
            name=user.name, role=user.role, user_id=user.id, technician_id=user.technician_id
        )

    def local(self, instant: datetime | None) -> str:
        """Local date and time for a person, with weekday."""
        if instant is None:
            return ""
        return instant.astimezone(self.settings.zone).strftime("%a %d %b %H:%M")

    def clock_time(self, instant: datetime | None) -> str:
        """Local time of day for a person."""
        return "" if instant is None else instant.astimezone(self.settings.zone).strftime("%H:%M")


def workplace(context: typer.Context) -> Workplace:
    place = context.obj
    assert isinstance(place, Workplace)
    return place


def print_json(answer: object) -> None:
    """One JSON object on standard output: times in ISO 8601, money as strings."""
    sys.stdout.write(json.dumps(answer, default=_plain, ensure_ascii=False, indent=2) + "\n")


def money(amount: Decimal | None, currency: str) -> str:
    """'€ 184.20' for a person."""
    if amount is None:
        return ""
    sign = "€" if currency == "EUR" else currency
    return f"{sign} {amount:,.2f}"


def _plain(value: object) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    raise TypeError(f"{type(value)} cannot be printed as JSON")
