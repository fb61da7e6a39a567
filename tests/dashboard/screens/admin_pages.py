"""The administrator's pages run by AppTest, by screen, role and language."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from tests.dashboard.screens.costs_page import variables


def page() -> None:
    import os
    from importlib import import_module

    from dashboard.visitor import Visitor
    from dashboard.wording import Language
    from dispatch import config, database
    from dispatch.roles import Actor
    from dispatch.statuses import Role

    settings = config.load()
    engine = database.connect(settings.database_url)
    actor = Actor(os.environ["TEST_NAME"], Role(os.environ["TEST_ROLE"]), user_id=1)
    visitor = Visitor(engine, settings, actor, Language(os.environ["TEST_LANGUAGE"]))
    import_module("dashboard.screens." + os.environ["TEST_SCREEN"]).show(visitor)
    engine.dispose()


@dataclass
class AdminPage:
    """One open page; `run` draws it again after something was set or clicked."""

    screen: str
    engine: Engine
    role: str = "admin"
    language: str = "en"
    query: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.test = AppTest.from_function(page, default_timeout=30)
        for name, value in self.query.items():
            self.test.query_params[name] = value
        self.run()

    def run(self) -> AppTest:
        with variables(
            DISPATCH_DATABASE_URL=str(self.engine.url),
            TEST_NAME="ada",
            TEST_SCREEN=self.screen,
            TEST_ROLE=self.role,
            TEST_LANGUAGE=self.language,
        ):
            return self.test.run()

    def click(self, key: str) -> AppTest:
        self.test.button(key=key).click()
        return self.run()

    def submit(self, label: str) -> AppTest:
        next(one for one in self.test.button if one.label == label).click()
        return self.run()

    @property
    def said(self) -> str:
        """Everything the page says outside its fields."""
        kinds = ("title", "caption", "markdown", "success", "error", "warning", "info", "code")
        return "\n".join(str(one.value) for kind in kinds for one in self.test.get(kind))
