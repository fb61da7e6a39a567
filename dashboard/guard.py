"""The gate in front of everything: who comes in, from where, and with which headers answers go.

Outermost of all middleware, for pages, phone, API and websockets alike.
"""

import asyncio
from typing import Any
from urllib.parse import quote, urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard import access, cookies, notices
from dashboard.doorman import Doorman
from dashboard.headers import Policies
from dashboard.live import Live, Watcher
from dashboard.visitor import Visitor

SIGNED_OUT = 4401
NOT_FOR_YOU = 4403
FOREIGN = 4400

_READS = ("GET", "HEAD", "OPTIONS")
_FOR_PROGRAMS = ("/api/", "/events", "/_stcore/", "/media/", "/component/", "/parts/")


class Guard:
    def __init__(self, app: ASGIApp, doorman: Doorman, live: Live, policies: Policies) -> None:
        self._app = app
        self._doorman = doorman
        self._live = live
        self._policies = policies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        scope["headers"] = [
            (name, value) for name, value in scope["headers"] if not name.startswith(b"x-fd-")
        ]
        if scope["type"] == "http":
            await self._answer(scope, receive, self._with_headers(scope, send))
        else:
            await self._connect(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        refusal = self._foreign(request) or await self._stranger(request)
        await (refusal or self._app)(scope, receive, send)

    def _foreign(self, request: Request) -> Response | None:
        """Only our own pages may send anything: a browser always says where a form came from."""
        if request.method in _READS or _same_origin(request, needed=True):
            return None
        return notices.notice(request, "foreign", status=403)

    async def _stranger(self, request: Request) -> Response | None:
        path = request.url.path
        if access.is_public(path):
            return None
        visitor = await self._visitor(request)
        if visitor is None:
            return _please_sign_in(request)
        roles = access.roles_for(path)
        if not roles:
            return notices.notice(request, "no_page", status=404)
        if visitor.actor.role in roles:
            return None
        if path == "/":
            return RedirectResponse(access.first_page(visitor.actor.role), status_code=303)
        return notices.notice(request, "not_for_you", status=403)

    async def _visitor(self, connection: HTTPConnection) -> Visitor | None:
        """The signed-in visitor, also left where `visitor_of` finds it."""
        token = connection.cookies.get(cookies.SESSION, "")
        doorman = self._doorman
        ask = doorman.admit_to_file if access.is_file(connection.url.path) else doorman.admit
        visitor = await ask(token, cookies.language_for(connection))
        if visitor is not None:
            connection.scope.setdefault("state", {})["visitor"] = visitor
        return visitor

    async def _connect(self, scope: Scope, receive: Receive, send: Send) -> None:
        connection = HTTPConnection(scope)
        visitor = await self._visitor(connection)
        if not _same_origin(connection, needed=False):
            await _hang_up(scope, receive, send, FOREIGN)
        elif visitor is None:
            await _hang_up(scope, receive, send, SIGNED_OUT)
        elif visitor.actor.role not in access.roles_for(connection.url.path):
            await _hang_up(scope, receive, send, NOT_FOR_YOU)
        else:
            with self._live.watching(visitor.token) as watcher:
                line = _Line(watcher, receive, send)
                await self._app(scope, line.receive, line.send)

    def _with_headers(self, scope: Scope, send: Send) -> Send:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._policies.add_to(MutableHeaders(scope=message), scope)
            await send(message)

        return send_with_headers


class _Line:
    """A websocket that is cut as soon as its session ends."""

    def __init__(self, watcher: Watcher, receive: Receive, send: Send) -> None:
        self._watcher = watcher
        self._receive = receive
        self._send = send
        self._cut = False

    async def receive(self) -> Message:
        coming = asyncio.ensure_future(self._receive())
        try:
            while not self._watcher.ended:
                if await _first_of(coming, self._watcher):
                    return coming.result()
                self._watcher.news.clear()
        finally:
            if not coming.done():
                coming.cancel()
        await self._send({"type": "websocket.close", "code": SIGNED_OUT})
        self._cut = True
        return {"type": "websocket.disconnect", "code": SIGNED_OUT}

    async def send(self, message: Message) -> None:
        if not self._cut:
            await self._send(message)


async def _first_of(coming: "asyncio.Future[Message]", watcher: Watcher) -> bool:
    """Whether a message came before news did."""
    news = asyncio.ensure_future(watcher.news.wait())
    either: set[asyncio.Future[Any]] = {coming, news}
    try:
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
    finally:
        news.cancel()
    return coming.done()


def _please_sign_in(request: Request) -> Response:
    path = request.url.path
    wants_page = "text/html" in request.headers.get("accept", "") or request.method in (
        "GET",
        "HEAD",
    )
    if path.startswith(_FOR_PROGRAMS) or not wants_page:
        return JSONResponse({"error": "sign in first"}, status_code=401)
    back = path
    if request.method not in _READS:
        back = urlsplit(request.headers.get("referer", "/")).path
    elif request.url.query:
        back = f"{path}?{request.url.query}"
    return RedirectResponse(f"/sign-in?next={quote(back, safe='/')}", status_code=303)


def _same_origin(connection: HTTPConnection, *, needed: bool) -> bool:
    origin = connection.headers.get("origin")
    if origin is None:
        return not needed
    return urlsplit(origin).netloc == connection.headers.get("host")


async def _hang_up(scope: Scope, receive: Receive, send: Send, code: int) -> None:
    """Accept first: a browser learns the code of a refused websocket only that way."""
    await receive()
    offered = scope.get("subprotocols") or [None]
    await send({"type": "websocket.accept", "subprotocol": offered[0]})
    await send({"type": "websocket.close", "code": code})
