"""Fixtures for every test: real databases, migrated once per run and copied for each test.

`engine` and `session` are SQLite; `any_engine` and `any_session` run the test twice, on SQLite
and on PostgreSQL. A session is an open transaction that ends, unsaved, with the test.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from dispatch import database, migrations
from tests import postgres


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those that take longest first, so that no worker waits for another at the end."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with all tables and no rows; copy it, do not write to it."""
    file = tmp_path_factory.mktemp("migrated") / "template.db"
    engine = database.connect(f"sqlite:///{file}")
    migrations.upgrade(engine)
    engine.dispose()
    return file


@pytest.fixture
def engine(migrated_file: Path, tmp_path: Path) -> Iterator[Engine]:
    engine = database.connect(f"sqlite:///{shutil.copy(migrated_file, tmp_path / 'test.db')}")
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with Session(engine, expire_on_commit=False) as session:
        yield session


@pytest.fixture(scope="session")
def pg_server() -> Iterator[postgres.Server]:
    """Missing PostgreSQL skips the test, but fails it where CI is true."""
    try:
        with postgres.server() as server:
            yield server
    except postgres.NoPostgres as missing:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def pg_template(pg_server: postgres.Server) -> Iterator[str]:
    """Name of a PostgreSQL database with all tables and no rows."""
    with pg_server.new_database() as url:
        engine = database.connect(url)
        migrations.upgrade(engine)
        engine.dispose()
        name = make_url(url).database
        assert name is not None
        yield name


@pytest.fixture
def pg_engine(pg_server: postgres.Server, pg_template: str) -> Iterator[Engine]:
    with pg_server.new_database(pg_template) as url:
        engine = database.connect(url)
        yield engine
        engine.dispose()


@pytest.fixture
def empty_pg_engine(pg_server: postgres.Server) -> Iterator[Engine]:
    with pg_server.new_database() as url:
        engine = database.connect(url)
        yield engine
        engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def any_engine(request: pytest.FixtureRequest) -> Engine:
    name = "engine" if request.param == "sqlite" else "pg_engine"
    engine = request.getfixturevalue(name)
    assert isinstance(engine, Engine)
    return engine


@pytest.fixture
def any_session(any_engine: Engine) -> Iterator[Session]:
    with Session(any_engine, expire_on_commit=False) as session:
        yield session
