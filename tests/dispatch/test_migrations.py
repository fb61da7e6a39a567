"""The migrations build exactly what the models declare, as a whole or not at all."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, inspect

from dispatch import database, migrations, models


@pytest.fixture
def empty_engine(tmp_path: Path) -> Iterator[Engine]:
    engine = database.connect(f"sqlite:///{tmp_path / 'empty.db'}")
    yield engine
    engine.dispose()


@pytest.fixture
def any_empty_engine(any_engine: Engine, request: pytest.FixtureRequest) -> Engine:
    """Without tables, on the same kind of database as `any_engine`."""
    name = "empty_engine" if any_engine.dialect.name == "sqlite" else "empty_pg_engine"
    engine = request.getfixturevalue(name)
    assert isinstance(engine, Engine)
    return engine


def not_of_the_search(_thing: Any, name: str | None, *_rest: object) -> bool:
    return not migrations.is_search_index(name)


def test_the_migrated_database_is_what_the_models_declare(any_engine: Engine) -> None:
    with any_engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"include_object": not_of_the_search, "compare_server_default": True},
        )

        assert compare_metadata(context, models.Base.metadata) == []


def test_the_migrated_database_has_the_checks_and_keys_of_the_models(
    any_engine: Engine, any_empty_engine: Engine
) -> None:
    models.Base.metadata.create_all(any_empty_engine)
    declared, migrated = inspect(any_empty_engine), inspect(any_engine)
    for table in models.Base.metadata.tables:
        assert _rules(migrated, table) == _rules(declared, table), table


def _rules(inspector: Any, table: str) -> list[tuple[str, str]]:
    checks = [
        (str(check["name"]), check["sqltext"]) for check in inspector.get_check_constraints(table)
    ]
    keys = [
        (str(key["name"]), str(key["referred_table"])) for key in inspector.get_foreign_keys(table)
    ]
    return sorted(checks + keys)
