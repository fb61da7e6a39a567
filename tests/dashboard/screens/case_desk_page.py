"""The case desk run by AppTest: by role, language, address, at a moment that stands still."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from dispatch.statuses import Role
from tests.dispatch.company import NOW


def page() -> None:
    import os
    from datetime import datetime

    from dashboard.screens import case_desk
    from dashboard.wording import Language
    from dispatch import config, database
    from dispatch.roles import Actor
    from dispatch.statuses import Role
    from tests.dashboard.phone.small_web import VisitorAt

    settings = config.load()
    engine = database.connect(settings.database_url)
    case_desk.show(
        VisitorAt(
            engine=engine,
            settings=settings,
            actor=Actor("sam", Role(os.environ["TEST_ROLE"])),
            language=Language(os.environ["TEST_LANGUAGE"]),
            moment=datetime.fromisoformat(os.environ["TEST_NOW"]),
        )
    )
    engine.dispose()


class Desk:
    """One person's page. What our own components draw is `drawn`; a click is a `press`."""

    def __init__(
        self,
        engine: Engine,
        *,
        role: Role = Role.SUPPORT,
        language: str = "en",
        now: datetime = NOW,
        **query: str,
    ) -> None:
        self._settings = {
            "DISPATCH_DATABASE_URL": str(engine.url),
            "TEST_ROLE": role.value,
            "TEST_LANGUAGE": language,
            "TEST_NOW": now.isoformat(),
        }
        self.test = AppTest.from_function(page, default_timeout=30)
        for name, value in query.items():
            self.test.query_params[name] = value
        self.run()

    def run(self) -> None:
        with _variables(self._settings):
            self.test.run()
        assert not self.test.exception, self.test.exception

    def press(self, key: str) -> None:
        """The button whose key begins so."""
        [button] = [one for one in self.test.button if (one.key or "").startswith(key)]
        button.click()
        self.run()

    def fill(self, key: str, value: Any) -> None:
        """The field with that key, or whose key begins so."""
        self._field(key).set_value(value)

    def field(self, key: str) -> Any:
        return self._field(key).value

    def _field(self, key: str) -> Any:
        begun = [one for one in self._fields() if (one.key or "").startswith(key)]
        [field] = [one for one in begun if one.key == key] or begun
        return field

    def buttons(self) -> list[str]:
        return [one.label for one in self.test.button]

    def drawn(self, component: str) -> dict[str, Any]:
        """The data our component got, by its key."""
        [found] = [one for one in self.test.get("bidi_component") if one.key == component]
        data: dict[str, Any] = json.loads(found.proto.json)
        return data

    def queue(self) -> list[str]:
        return [row["id"] for row in self.drawn("cases_queue")["rows"]]

    def note(self) -> str:
        note = self.drawn("cases_head")["note"]
        return f"{note['title']} {note['text']}" if note else ""

    def refusals(self) -> str:
        return " ".join(one.value for one in [*self.test.info, *self.test.error])

    def address(self) -> dict[str, Any]:
        return {
            name: value if isinstance(value, str) else value[0]
            for name, value in self.test.query_params.items()
        }

    def _fields(self) -> list[Any]:
        test = self.test
        return [
            *test.text_input,
            *test.text_area,
            *test.selectbox,
            *test.number_input,
            *test.date_input,
            *test.time_input,
        ]


@contextmanager
def _variables(given: dict[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in given}
    os.environ.update(given)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
