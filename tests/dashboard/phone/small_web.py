"""The phone's routes alone, with a clock that stands still and a guard that believes us.

Who asks is said by a cookie of our own, `as=NAME`; `ask` sends one request without a socket.
"""

import asyncio
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode, urlsplit

import uvicorn
from starlette.applications import Starlette
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import HTTPConnection
from starlette.types import Message, Receive, Scope, Send

from dashboard.phone.routes import routes
from dashboard.visitor import Visitor


@dataclass(frozen=True)
class VisitorAt(Visitor):
    """A visitor whose clock stands still."""

    moment: datetime | None = None

    @property
    def now(self) -> datetime:
        assert self.moment is not None
        return self.moment


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def to(self) -> str:
        return self.headers.get("location", "")


class SmallWeb:
    """`visitors` by name; `at` moves everybody's clock."""

    def __init__(self, visitors: Mapping[str, VisitorAt]) -> None:
        self.visitors = dict(visitors)
        self._app = GZipMiddleware(Starlette(routes=routes), minimum_size=500)

    def at(self, moment: datetime) -> None:
        self.visitors = {
            name: replace(visitor, moment=moment) for name, visitor in self.visitors.items()
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            name = HTTPConnection(scope).cookies["as"]
            scope.setdefault("state", {})["visitor"] = self.visitors[name]
        await self._app(scope, receive, send)

    def ask(
        self, who: str, path: str, form: Mapping[str, object] | None = None, body: bytes = b""
    ) -> Answer:
        """A GET, or with a form (or a raw body) a POST."""
        post = form is not None or bool(body)
        if form is not None:
            body = urlencode(form, doseq=True).encode()
        return asyncio.run(self._ask(who, "POST" if post else "GET", path, body))

    async def _ask(self, who: str, method: str, path: str, body: bytes) -> Answer:
        parts = urlsplit(path)
        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": method,
            "path": parts.path,
            "raw_path": parts.path.encode(),
            "query_string": parts.query.encode(),
            "headers": [
                (b"cookie", f"as={who}".encode()),
                (b"content-type", b"application/x-www-form-urlencoded"),
            ],
        }
        sent: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Message) -> None:
            sent.append(message)

        await self(scope, receive, send)
        start, *pieces = sent
        return Answer(
            status=start["status"],
            headers={name.decode(): value.decode() for name, value in start["headers"]},
            text=b"".join(piece.get("body", b"") for piece in pieces).decode(),
        )

    @contextmanager
    def served(self, port: int = 0) -> Iterator[str]:
        """The address of a real server on this machine, for browsers."""
        config = uvicorn.Config(self, host="127.0.0.1", port=port, log_level="warning", ws="none")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run)
        thread.start()
        try:
            while not server.started:
                time.sleep(0.01)
            port = server.servers[0].sockets[0].getsockname()[1]
            yield f"http://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            thread.join()
