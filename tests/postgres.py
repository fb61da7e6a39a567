"""A throw-away PostgreSQL server for the tests, and fresh databases on it.

FD_TEST_PG_URL names a server to use instead; its user must be allowed to create databases.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

URL_VARIABLE = "FD_TEST_PG_URL"
SECONDS_TO_START = 30

_FAST = (
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "autovacuum=off",
    "listen_addresses=",
)


class NoPostgres(Exception):
    """No server was named and none is installed."""


class Server:
    """A running server; `url` is of its maintenance database."""

    def __init__(self, url: str) -> None:
        self.url = url

    @contextmanager
    def new_database(self, template: str = "template0") -> Iterator[str]:
        """URL of a fresh copy of `template`, dropped afterwards."""
        name = f"fd_test_{uuid.uuid4().hex}"
        self._run(sql.SQL("CREATE DATABASE {} TEMPLATE {} ENCODING 'UTF8'"), name, template)
        try:
            yield make_url(self.url).set(database=name).render_as_string(hide_password=False)
        finally:
            self._run(sql.SQL("DROP DATABASE {} WITH (FORCE)"), name)

    def _run(self, statement: sql.SQL, *names: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement.format(*map(sql.Identifier, names)))


@contextmanager
def server() -> Iterator[Server]:
    """The named server, or one of our own that ends with the block; `NoPostgres` if neither."""
    named = os.environ.get(URL_VARIABLE)
    if named:
        yield Server(make_url(named).set(drivername="postgresql").render_as_string(False))
        return
    binaries = _binaries()
    folder = Path(tempfile.mkdtemp(prefix="fd-pg-"))
    try:
        with _running(binaries, folder) as url:
            yield Server(url)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _running(binaries: Path, folder: Path) -> Iterator[str]:
    """PostgreSQL refuses to run as root, so root starts it as the user that Debian made."""
    as_user = "postgres" if os.geteuid() == 0 else None
    if as_user:
        shutil.chown(folder, as_user)
    files = folder / "data"
    how = "--no-sync --auth=trust --username=fd --encoding=UTF8 --locale=C.UTF-8"
    subprocess.run(
        [binaries / "initdb", *how.split(), "-D", files],
        user=as_user,
        cwd=folder,
        check=True,
        capture_output=True,
    )
    options = [part for setting in _FAST for part in ("-c", setting)]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [binaries / "postgres", "-D", files, "-k", folder, *options],
            user=as_user,
            cwd=folder,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    url = f"postgresql://fd@/postgres?host={folder}"
    try:
        _wait_until_ready(process, url, folder / "log")
        yield url
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)


def _wait_until_ready(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    give_up = time.monotonic() + SECONDS_TO_START
    while process.poll() is None and time.monotonic() < give_up:
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"PostgreSQL did not start: {log.read_text()[-2000:]}")


def _binaries() -> Path:
    on_path = shutil.which("postgres")
    if on_path:
        return Path(on_path).parent
    debian = Path("/usr/lib/postgresql").glob("*/bin/postgres")
    newest = max(debian, key=lambda file: int(file.parts[-3]), default=None)
    if newest is None:
        raise NoPostgres(f"no PostgreSQL: install it, or name a server in {URL_VARIABLE}")
    return newest.parent
