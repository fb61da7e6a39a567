"""The migrations build exactly what the models declare, as a whole or not at all."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Column, Engine, MetaData, String, create_engine, event, inspect, select, text
from sqlalchemy.orm import Session

from dispatch import database, migrations, models
from dispatch.errors import BadValue


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
        (",".join(key["constrained_columns"]), str(key["referred_table"]))
        for key in inspector.get_foreign_keys(table)
    ]
    return sorted(checks + keys)


def test_an_upgrade_makes_the_database_current_and_a_second_one_changes_nothing(
    any_empty_engine: Engine,
) -> None:
    assert migrations.current(any_empty_engine) is None
    assert not migrations.is_current(any_empty_engine)

    migrations.upgrade(any_empty_engine)
    migrations.upgrade(any_empty_engine)

    assert migrations.is_current(any_empty_engine)
    assert migrations.current(any_empty_engine) == migrations.latest()


def test_an_upgrade_interrupted_at_any_statement_leaves_the_old_version(
    any_empty_engine: Engine,
) -> None:
    for cut_off_at in (1, 25, 50, 75):
        with pytest.raises(PowerCut), power_cut(any_empty_engine, at_statement=cut_off_at):
            migrations.upgrade(any_empty_engine)

        assert inspect(any_empty_engine).get_table_names() == []
    migrations.upgrade(any_empty_engine)
    assert migrations.is_current(any_empty_engine)


class PowerCut(Exception):
    pass


@contextmanager
def power_cut(engine: Engine, at_statement: int) -> Iterator[None]:
    """Stop whatever runs at its nth schema statement."""
    seen = 0

    def count(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        nonlocal seen
        seen += statement.lstrip().startswith(("CREATE", "ALTER"))
        if seen == at_statement:
            raise PowerCut

    event.listen(engine, "before_cursor_execute", count)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", count)


def test_those_who_upgrade_at_the_same_time_wait_for_each_other(
    any_empty_engine: Engine,
) -> None:
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(migrations.upgrade, [any_empty_engine] * 4))

    assert migrations.is_current(any_empty_engine)


def test_a_database_of_a_newer_program_is_left_alone(any_engine: Engine) -> None:
    with any_engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(BadValue, match="9999 is newer than this program's"):
        migrations.upgrade(any_engine)
    assert not migrations.is_current(any_engine)


def test_an_upgrade_without_the_right_to_an_extension_says_what_is_needed(
    empty_pg_engine: Engine,
) -> None:
    with empty_pg_engine.begin() as connection:
        connection.execute(text("CREATE ROLE fd_guest"))
        connection.execute(text("GRANT CREATE ON SCHEMA public TO fd_guest"))
    guest = create_engine(empty_pg_engine.url, connect_args={"options": "-c role=fd_guest"})
    try:
        with pytest.raises(BadValue, match="administrator ran: CREATE EXTENSION btree_gist"):
            migrations.upgrade(guest)
        assert inspect(guest).get_table_names() == []
    finally:
        guest.dispose()
        with empty_pg_engine.begin() as connection:
            connection.execute(text("DROP OWNED BY fd_guest"))
            connection.execute(text("DROP ROLE fd_guest"))


def test_a_change_of_the_models_would_be_noticed(engine: Engine) -> None:
    declared = MetaData()
    for table in models.Base.metadata.tables.values():
        table.to_metadata(declared)
    declared.tables["skills"].append_column(Column("colour", String(20)))

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": not_of_the_search})
        [difference] = compare_metadata(context, declared)

    assert (difference[0], difference[2]) == ("add_column", "skills")


def test_problems_of_plans_move_into_a_table_of_their_own(any_empty_engine: Engine) -> None:
    migrations.upgrade(any_empty_engine, "0008")
    with any_empty_engine.begin() as connection:
        for number, problem in enumerate(("{}", '{"visits": []}'), start=1):
            connection.execute(text(_OLD_PLAN), {"number": number, "problem": problem})

    migrations.upgrade(any_empty_engine)

    with Session(any_empty_engine) as session:
        history, planned = session.scalars(select(models.Plan).order_by(models.Plan.id))
        assert history.problem is None
        assert planned.problem is not None
        assert planned.problem.problem_json == '{"visits": []}'
        assert planned.problem.digest == sha256(b'{"visits": []}').hexdigest()


_OLD_PLAN = """
    INSERT INTO plans (id, status, first_day, days, epoch, created_at, created_by, basis, currency,
        objective, baseline, baseline_served, search_seconds, engine, travel_source, problem_json,
        solution_json, version)
    VALUES (:number, 'draft', '2026-11-23', 1, '2026-11-22 23:00:00', '2026-11-22 12:00:00', 'dora',
        '', 'EUR', 0, 0, 0, 0, '', '', :problem, '{}', 1)
"""
