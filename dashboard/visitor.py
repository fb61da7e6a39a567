"""Who is looking at a page, in which language, and their way into the product."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from dashboard import telling, wording
from dashboard.formats import Formats
from dashboard.wording import Language
from dispatch import clock, database, sign_in
from dispatch.config import Settings
from dispatch.database import Engine, Session
from dispatch.errors import DispatchError, NotAllowed
from dispatch.roles import SYSTEM, Actor


class SignedOut(NotAllowed):
    """The session ended, or the person's role changed, since the page was made."""


@dataclass(frozen=True)
class Visitor:
    """Every screen's only argument: `show(visitor)`.

    With a `token`, each transaction first asks whether the session is still good.
    """

    engine: Engine
    settings: Settings
    actor: Actor
    language: Language = Language.ENGLISH
    full_name: str = ""
    token: str = field(default="", repr=False)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """One business transaction; use cases and queries are called inside it."""
        with database.transaction(self.engine) as session:
            self._refuse_when_signed_out(session)
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """For queries only: waits for nobody who writes, keeps nothing that is changed."""
        with database.reading(self.engine) as session:
            self._refuse_when_signed_out(session)
            yield session

    def _refuse_when_signed_out(self, session: Session) -> None:
        if not self.token:
            return
        found = sign_in.session_of(session, token=self.token, now=self.now)
        if found is None or found.actor != self.actor:
            raise SignedOut("you are signed out")

    def say(self, key: str, **values: object) -> str:
        """A text of the catalogue in the visitor's language."""
        return wording.say(self.language, key, **values)

    def count(self, key: str, count: int, **values: object) -> str:
        """A text about so many; of one, the text whose key ends in `_one`."""
        return self.say(f"{key}_one" if count == 1 else key, count=count, **values)

    def tell(self, said: str | DispatchError) -> str:
        """What a use case said or refused, in the visitor's language."""
        if isinstance(said, DispatchError):
            return telling.refused(self.formats, said)
        return telling.told(self.formats, said)

    def factor(self, name: str) -> str:
        """A contributing factor of the usual ones in words, any other as it was written."""
        key = f"phone.factor_{name.replace(' ', '_')}"
        return self.say(key) if key in wording.catalogue() else name

    def called(self, name: str) -> str:
        """Who did something; what nobody did, the system did."""
        return self.say("frame.system") if name == SYSTEM.name else name

    @cached_property
    def formats(self) -> Formats:
        return Formats(self.language, self.settings.zone, self.settings.currency)

    @property
    def now(self) -> datetime:
        return clock.utc_now()

    @property
    def today(self) -> date:
        return clock.local_day(self.now, self.settings.zone)
