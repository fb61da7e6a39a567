"""The page of costs run by AppTest, by role, language and address."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from dispatch import statuses


def page() -> None:
    import os

    from dashboard.screens import costs
    from dashboard.visitor import Visitor
    from dashboard.wording import Language
    from dispatch import config, database
    from dispatch.roles import Actor
    from dispatch.statuses import Role

    settings = config.load()
    actor = Actor("fin", Role(os.environ["TEST_ROLE"]))
    engine = database.connect(settings.database_url)
    costs.show(Visitor(engine, settings, actor, Language(os.environ["TEST_LANGUAGE"])))
    engine.dispose()


@contextmanager
def variables(**given: str) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in given}
    os.environ.update(given)
    yield
    for name, value in before.items():
        if value is None:
            del os.environ[name]
        else:
            os.environ[name] = value


def shown(
    engine: Engine, role: statuses.Role = statuses.Role.FINANCE, language: str = "en", **query: str
) -> AppTest:
    with variables(DISPATCH_DATABASE_URL=str(engine.url), TEST_ROLE=role, TEST_LANGUAGE=language):
        test = AppTest.from_function(page, default_timeout=20)
        for name, value in query.items():
            test.query_params[name] = value
        test.run()
    assert not test.exception
    return test


def again(test: AppTest, engine: Engine) -> AppTest:
    with variables(
        DISPATCH_DATABASE_URL=str(engine.url), TEST_ROLE=statuses.Role.FINANCE, TEST_LANGUAGE="en"
    ):
        test.run()
    assert not test.exception
    return test


def captions(test: AppTest) -> str:
    return " ".join(one.value for one in test.caption)
