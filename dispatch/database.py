"""Engines and sessions: SQLite by default, PostgreSQL by URL, both with honest transactions."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog
from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.engine import URL, Connection
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session

from dispatch.errors import BadValue

WAL_RESET_FIXED_IN = (3, 51, 3)
"""SQLite 3.7.0 to 3.51.2 may, rarely, corrupt a WAL file with several writers."""

BUSY_TIMEOUT_MS = 15_000

log = structlog.get_logger()


def connect(database_url: str) -> Engine:
    """An engine for the URL; `BadValue` for anything but SQLite and PostgreSQL.

    SQLite transactions begin immediately: a read that later writes would otherwise lose
    updates or fail at once. WAL is used only where SQLite's WAL-reset bug is fixed.
    """
    url = _checked(database_url)
    if url.get_backend_name() == "postgresql":
        return create_engine(url, pool_pre_ping=True)
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
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def journal_mode(sqlite_version: tuple[int, int, int]) -> str:
    """WAL where it is safe, else the rollback journal, with a warning in the log."""
    if sqlite_version >= WAL_RESET_FIXED_IN:
        return "WAL"
    log.debug(
        "rollback journal used: this SQLite has the WAL-reset bug",
        sqlite=".".join(map(str, sqlite_version)),
        fixed_in=".".join(map(str, WAL_RESET_FIXED_IN)),
    )
    return "DELETE"


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """One business transaction: committed as a whole, or rolled back on any error."""
    with Session(engine, expire_on_commit=False) as session, session.begin():
        yield session


def _checked(database_url: str) -> URL:
    try:
        url = make_url(database_url)
    except ArgumentError as wrong:
        raise BadValue(
            f"database_url: expected sqlite:///PATH or postgresql://..., got {database_url!r}"
        ) from wrong
    if url.get_backend_name() == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() == "sqlite":
        return url
    raise BadValue(f"database_url: expected sqlite or postgresql, got {url.get_backend_name()!r}")
