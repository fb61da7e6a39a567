"""What the whole web process shares: settings and database; and who is behind a request."""

from dataclasses import dataclass
from functools import cache

from starlette.requests import HTTPConnection

from dashboard.visitor import Visitor
from dashboard.wording import Language
from dispatch import clock, config, database, session_life, sign_in
from dispatch.config import Settings
from dispatch.database import Engine


@dataclass(frozen=True)
class Office:
    engine: Engine
    settings: Settings

    def admit(self, token: str, language: Language) -> Visitor | None:
        """Who holds this token, seen just now; none if its session is over."""
        now = clock.utc_now()
        with database.reading(self.engine) as session:
            found = sign_in.session_of(session, token=token, now=now)
        if found is None:
            return None
        if now - found.seen_at >= session_life.SEEN_EVERY:
            with database.transaction(self.engine) as session:
                sign_in.keep_alive(session, token=token, now=now)
        return Visitor(
            engine=self.engine,
            settings=self.settings,
            actor=found.actor,
            language=language,
            full_name=found.full_name,
            token=token,
        )


@cache
def office() -> Office:
    """The one of this process, made from the settings in force at the first call."""
    settings = config.load()
    return Office(engine=database.connect(settings.database_url), settings=settings)


def visitor_of(connection: HTTPConnection) -> Visitor:
    """Who sent this request or opened this websocket; the guard let nobody in without one."""
    visitor = connection.scope["state"]["visitor"]
    assert isinstance(visitor, Visitor)
    return visitor
