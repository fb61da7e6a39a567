"""What the whole web process shares: settings and database; and who is behind a request."""

from dataclasses import dataclass
from functools import cache

from starlette.requests import HTTPConnection

from dashboard.visitor import Visitor
from dispatch import config, database
from dispatch.config import Settings
from dispatch.database import Engine


@dataclass(frozen=True)
class Office:
    engine: Engine
    settings: Settings


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
