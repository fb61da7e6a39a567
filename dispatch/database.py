"""Engines and sessions: SQLite by default, PostgreSQL by URL, both with honest transactions."""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from psycopg.errors import DeadlockDetected, SerializationFailure
from sqlalchemy import Engine as Engine
from sqlalchemy import create_engine, event, func, make_url, select
from sqlalchemy.engine import URL, Connection
from sqlalchemy.exc import ArgumentError, IntegrityError, OperationalError
from sqlalchemy.orm import Session as Session
from sqlalchemy.orm.exc import StaleDataError

from dispatch.errors import BadValue, StalePlan

WAL_RESET_FIXED_IN = (3, 51, 3)
"""SQLite 3.7.0 to 3.51.2 may, rarely, corrupt a WAL file with several writers."""

BUSY_TIMEOUT_MS = 15_000

NO_OVERLAP = "bookings_no_overlap"
"""Name of the rule against double booking: a constraint on PostgreSQL, triggers on SQLite."""

_READS_ONLY = "dispatch_reads_only"

_MEANWHILE = "somebody else changed this in the meantime; nothing was saved, look at it again"

log = logging.getLogger(__name__)


def connect(database_url: str) -> Engine:
    """An engine for the URL; `BadValue` for anything but SQLite and PostgreSQL.

    SQLite transactions begin immediately: a read that later writes would otherwise lose
    updates or fail at once. WAL is used only where SQLite's WAL-reset bug is fixed.
    """
    url = _checked(database_url)
    if url.get_backend_name() == "postgresql":
        return create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": 10})
    engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000})
    journal = journal_mode(sqlite3.sqlite_version_info)

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        connection.execute(f"PRAGMA journal_mode = {journal}")
        connection.execute("PRAGMA synchronous = FULL")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        reads = connection.get_execution_options().get(_READS_ONLY)
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    return engine


def journal_mode(sqlite_version: tuple[int, int, int]) -> str:
    """WAL where it is safe, else the rollback journal."""
    return "WAL" if sqlite_version >= WAL_RESET_FIXED_IN else "DELETE"


def warn_of_rollback_journal(engine: Engine) -> None:
    """Log a warning where this SQLite's WAL-reset bug makes us use the slower journal."""
    if engine.dialect.name == "sqlite" and journal_mode(sqlite3.sqlite_version_info) != "WAL":
        log.warning(
            "SQLite %s has the WAL-reset bug (fixed in %s): the rollback journal is used instead",
            sqlite3.sqlite_version,
            ".".join(map(str, WAL_RESET_FIXED_IN)),
        )


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """One business transaction: committed as a whole, or rolled back on any error.

    `StalePlan` when somebody else changed a row, or took a technician's time, meanwhile.
    """
    try:
        with Session(engine, expire_on_commit=False) as session, session.begin():
            yield session
    except StaleDataError as stale:
        raise StalePlan(_MEANWHILE, "changed_meanwhile") from stale
    except OperationalError as failed:
        if not isinstance(failed.orig, DeadlockDetected | SerializationFailure):
            raise
        raise StalePlan(_MEANWHILE, "changed_meanwhile") from failed
    except IntegrityError as refused:
        if not is_double_booking(refused):
            raise
        raise StalePlan(
            "the technician is already booked at that time; nothing was saved, plan again",
            "technician_booked",
        ) from refused


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A look at the data that waits for no writer; nothing done in it is kept."""
    with Session(engine.execution_options(**{_READS_ONLY: True})) as session:
        yield session


def wait_for_turn(session: Session, turn: int) -> None:
    """Wait for others who took this turn; until the transaction ends the rest wait for this one.

    SQLite's transactions wait for each other from their beginning.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(turn)))


def is_double_booking(error: IntegrityError) -> bool:
    """Whether the database refused two overlapping bookings of one technician."""
    return NO_OVERLAP in str(error.orig)


def _checked(database_url: str) -> URL:
    try:
        url = make_url(database_url)
    except ArgumentError as wrong:
        raise BadValue(
            f"database_url: expected sqlite:///PATH or postgresql://..., got {database_url!r}"
        ) from wrong
    if url.get_backend_name() == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() != "sqlite":
        backend = url.get_backend_name()
        raise BadValue(f"database_url: expected sqlite or postgresql, got {backend!r}")
    folder = Path(url.database or ".").parent
    if not folder.is_dir():
        raise BadValue(f"database_url: expected a file in an existing folder, got {url.database!r}")
    return url.set(drivername="sqlite")
