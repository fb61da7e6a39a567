"""Versions of the database schema: one upgrade is one transaction on SQLite and PostgreSQL.

Each file in `versions` is one step and is never changed once released; a new one is written
by `python -m tests.new_migration "what it does"` and read before it is committed. There is no
way down: restore the backup made before the upgrade.
"""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from dispatch import database
from dispatch.errors import BadValue

OLDEST_POSTGRESQL = 15

_UPGRADE_LOCK = 4_117_600_318


def upgrade(engine: Engine, to: str = "head") -> None:
    """Bring the schema to this program's version, or `to` an earlier one, or leave it as it was.

    Others that upgrade at the same time wait. `BadValue` for a database of a newer program,
    a PostgreSQL that is too old, or one without the btree_gist extension.
    """
    database.warn_of_rollback_journal(engine)
    with engine.begin() as connection:
        _hold_off_others(connection)
        found = _revision(connection)
        if found is not None and found not in _known():
            raise BadValue(
                f"database: its schema version {found} is newer than this program's {latest()}; "
                "install the newer program"
            )
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, to)


def current(engine: Engine) -> str | None:
    """The schema version of the database; None: no tables of ours yet."""
    with engine.connect() as connection:
        return _revision(connection)


def is_current(engine: Engine) -> bool:
    return current(engine) == latest()


def latest() -> str:
    """The schema version this program works with."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head is not None
    return head


def is_search_index(name: str | None) -> bool:
    """Tables, columns and indexes of the full-text search; no model declares them."""
    return name is not None and "_search" in name


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "dispatch:migrations")
    config.set_main_option("path_separator", "os")
    return config


def _known() -> set[str]:
    return {step.revision for step in ScriptDirectory.from_config(_config()).walk_revisions()}


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _hold_off_others(connection: Connection) -> None:
    """SQLite's transaction has the file for itself already."""
    if connection.dialect.name != "postgresql":
        return
    version = int(connection.scalar(text("SHOW server_version_num")) or 0) // 10_000
    if version < OLDEST_POSTGRESQL:
        raise BadValue(
            f"database: PostgreSQL {version} is too old; expected {OLDEST_POSTGRESQL} or newer"
        )
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _UPGRADE_LOCK})
