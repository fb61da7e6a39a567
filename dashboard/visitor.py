"""Who is looking at a page, in which language, and their way into the product."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from dashboard import wording
from dashboard.formats import Formats
from dashboard.wording import Language
from dispatch import clock, database
from dispatch.config import Settings
from dispatch.database import Engine, Session
from dispatch.roles import Actor


@dataclass(frozen=True)
class Visitor:
    """Every screen's only argument: `show(visitor)`."""

    engine: Engine
    settings: Settings
    actor: Actor
    language: Language = Language.ENGLISH

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """One business transaction; use cases and queries are called inside it."""
        with database.transaction(self.engine) as session:
            yield session

    def say(self, key: str, **values: object) -> str:
        """A text of the catalogue in the visitor's language."""
        return wording.say(self.language, key, **values)

    @cached_property
    def formats(self) -> Formats:
        return Formats(self.language, self.settings.zone, self.settings.currency)

    @property
    def now(self) -> datetime:
        return clock.utc_now()

    @property
    def today(self) -> date:
        return clock.local_day(self.now, self.settings.zone)
