"""Changing the company while the server runs, as the command line would."""

from typing import Any

from dispatch import accounts, clock, database, models
from dispatch.roles import SYSTEM
from dispatch.statuses import Role
from tests.dashboard.server import PASSWORD, WebServer


def changed(web: WebServer, change: Any) -> None:
    engine = database.connect(web.database_url)
    with database.transaction(engine) as session:
        change(session)
    engine.dispose()


def add_user(web: WebServer, name: str, **more: Any) -> None:
    given = {"role": Role.SUPPORT, "password": PASSWORD} | more
    changed(
        web,
        lambda session: accounts.create_user(
            session, actor=SYSTEM, name=name, now=clock.utc_now(), **given
        ),
    )


def forget_tries(web: WebServer) -> None:
    changed(web, lambda session: session.query(models.PasswordTry).delete())
