"""The phone's small web, with everybody at its door."""

import pytest
from sqlalchemy import Engine

from tests.dashboard.phone.day import a_day
from tests.dashboard.phone.small_web import SmallWeb


@pytest.fixture
def web(engine: Engine) -> SmallWeb:
    return a_day(engine)
