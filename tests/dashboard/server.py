"""The real web server as a process of its own, and people who talk to it without a browser."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

ROOT = Path(__file__).parent.parent.parent
STARTS_WITHIN_S = 60
PASSWORD = "correct horse"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Message
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def goes_to(self) -> str:
        return self.headers.get("location", "")


@dataclass
class Person:
    """Keeps cookies, follows no redirect, and says where its forms come from as browsers do."""

    url: str
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **headers: str) -> Answer:
        return self._ask("GET", path, None, headers)

    def post(self, path: str, fields: Mapping[str, str], **headers: str) -> Answer:
        return self._ask("POST", path, urlencode(fields).encode(), {"Origin": self.url} | headers)

    def sign_in(self, name: str, password: str = PASSWORD, **fields: str) -> Answer:
        return self.post("/sign-in", {"name": name, "password": password} | fields)

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        jar = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        given = {"Accept": "text/html", "Cookie": jar} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        given = {name: value for name, value in given.items() if value}
        if body is not None:
            given.setdefault("Content-Type", "application/x-www-form-urlencoded")
        connection = HTTPConnection(self.url.removeprefix("http://"), timeout=30)
        try:
            connection.request(method, path, body, given)
            response = connection.getresponse()
            answer = Answer(response.status, response.headers, response.read())
        finally:
            connection.close()
        self._keep(answer.headers)
        return answer

    def _keep(self, headers: Message) -> None:
        for line in headers.get_all("set-cookie", []):
            name, _, value = line.split(";")[0].partition("=")
            if value.strip('"'):
                self.cookies[name] = value
            else:
                self.cookies.pop(name, None)


@dataclass(frozen=True)
class WebServer:
    url: str
    database_url: str
    process: subprocess.Popen[bytes]
    log: Path

    def stranger(self) -> Person:
        return Person(self.url)

    def signed_in(self, name: str) -> Person:
        person = Person(self.url)
        answer = person.sign_in(name)
        assert answer.status == 303, answer.text
        return person


@contextmanager
def serving(database_file: Path, **environment: str) -> Iterator[WebServer]:
    """The whole application on a free port, over that SQLite file; stopped as by Ctrl-C."""
    port = free_port()
    log = database_file.with_suffix(f".{port}.log")
    database_url = f"sqlite:///{database_file}"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "dashboard", "--port", str(port)],
            cwd=ROOT,
            env=_environment({"DISPATCH_DATABASE_URL": database_url} | environment),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            server = WebServer(f"http://127.0.0.1:{port}", database_url, process, log)
            _wait_for(server)
            yield server
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _environment(settings: Mapping[str, str]) -> dict[str, str]:
    """Ours, without settings of the machine the tests run on."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("DISPATCH_", "STREAMLIT_"))
    }
    return kept | dict(settings)


def _wait_for(server: WebServer) -> None:
    until = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < until:
        if server.process.poll() is not None:
            raise AssertionError(server.log.read_text())
        try:
            with urllib.request.urlopen(server.url + "/healthz", timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise AssertionError(f"not up within {STARTS_WITHIN_S} s: {server.log.read_text()}")
