"""A dispatcher at the board of the tiny company, whose clock stands still at NOW."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session
from streamlit.testing.v1 import AppTest

from dashboard.screens.board_state import BoardState
from dashboard.visitor import Visitor
from dashboard.wording import Language
from dispatch import config, models
from dispatch.roles import Actor
from tests.dispatch.board_day import add_visit
from tests.dispatch.company import DISPATCHER, NOW
from tests.dispatch.drafts import TOMORROW


@dataclass(frozen=True)
class VisitorAt(Visitor):
    """A visitor whose clock stands still."""

    moment: datetime = NOW

    @property
    def now(self) -> datetime:
        return self.moment


def a_visitor(
    engine: Engine, actor: Actor = DISPATCHER, language: Language = Language.ENGLISH
) -> VisitorAt:
    return VisitorAt(engine, config.load(database_url=str(engine.url)), actor, language)


def kept(engine: Engine, make: Callable[[Session], Any]) -> Any:
    """Do it in the test's database; what it returned."""
    with Session(engine, expire_on_commit=False) as session, session.begin():
        return make(session)


def a_board(day: date = TOMORROW) -> BoardState:
    return BoardState(day=day)


def routes(visitor: Visitor, state: BoardState) -> dict[str, list[str]]:
    """Visit refs by technician as the board shows them now; the tray under ''."""
    state.forget()
    board = state.board(visitor)
    shown = {
        person.ref: [v for r in person.routes for v in r.stops] for person in board.technicians
    }
    return shown | {"": [row.card.visit_ref for row in board.tray]}


def rename_customer(visit: str, name: str) -> Callable[[Session], None]:
    def rename(session: Session) -> None:
        found = session.query(models.Visit).filter_by(ref=visit).one()
        found.case.site.customer.name = name

    return rename


def a_late_comer(session: Session) -> str:
    return add_visit(session, 9)


def _page() -> None:
    import os
    from datetime import datetime

    from dashboard.screens import board
    from dashboard.wording import Language
    from dispatch import config, database
    from dispatch.roles import Actor
    from dispatch.statuses import Role
    from tests.dashboard.screens.board_desk import VisitorAt

    settings = config.load()
    actor = Actor("dora", Role(os.environ["TEST_ROLE"]))
    engine = database.connect(settings.database_url)
    moment = datetime.fromisoformat(os.environ["TEST_NOW"])
    language = Language(os.environ["TEST_LANGUAGE"])
    board.show(VisitorAt(engine, settings, actor, language, moment=moment))
    engine.dispose()


class Page:
    """The board's page run by AppTest."""

    def __init__(self, engine: Engine, language: str = "en", **query: str) -> None:
        self._given = {
            "DISPATCH_DATABASE_URL": str(engine.url),
            "TEST_ROLE": "dispatcher",
            "TEST_NOW": NOW.isoformat(),
            "TEST_LANGUAGE": language,
        }
        self.test = AppTest.from_function(_page, default_timeout=60)
        for name, value in query.items():
            self.test.query_params[name] = value
        self.run()

    @property
    def state(self) -> BoardState:
        found = self.test.session_state["board"]
        assert isinstance(found, BoardState)
        return found

    def run(self) -> "Page":
        before = {name: os.environ.get(name) for name in self._given}
        os.environ.update(self._given)
        try:
            self.test.run()
        finally:
            for name, value in before.items():
                if value is None:
                    del os.environ[name]
                else:
                    os.environ[name] = value
        assert not self.test.exception
        return self

    def press(self, key: str) -> "Page":
        self.test.button(key=key).click()
        return self.run()

    def labels(self) -> list[str]:
        return [button.label for button in self.test.button]

    def text(self) -> str:
        return "\n".join(one.value for one in self.test.markdown)
