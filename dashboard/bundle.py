"""Streamlit's scripts, compressed once instead of at every request.

Their names hold a fingerprint, so a browser keeps them; the first visit is what counts.
"""

import gzip
from functools import cache
from pathlib import Path

import streamlit
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

_PREFIX = "/static/"
_FOLDER = Path(streamlit.__file__).parent / "static" / "static"
_TYPES = {".js": "text/javascript", ".css": "text/css"}
_HEADERS = {
    "Content-Encoding": "gzip",
    "Cache-Control": "public, immutable, max-age=31536000",
    "Vary": "Accept-Encoding",
}


class Bundle:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        name = _script(scope)
        if name is None or "gzip" not in Request(scope).headers.get("accept-encoding", ""):
            await self._app(scope, receive, send)
            return
        body = await run_in_threadpool(_compressed, name)
        media_type = _TYPES[Path(name).suffix]
        await Response(body, media_type=media_type, headers=_HEADERS)(scope, receive, send)


def _script(scope: Scope) -> str | None:
    """Which of Streamlit's scripts or style sheets is asked for, if any."""
    path = scope.get("path", "")
    if scope["type"] != "http" or scope["method"] != "GET" or not path.startswith(_PREFIX):
        return None
    name = path.removeprefix(_PREFIX)
    return name if name in _scripts() else None


@cache
def _scripts() -> frozenset[str]:
    return frozenset(
        file.relative_to(_FOLDER).as_posix() for file in _FOLDER.rglob("*") if file.suffix in _TYPES
    )


@cache
def _compressed(name: str) -> bytes:
    return gzip.compress((_FOLDER / name).read_bytes(), compresslevel=9, mtime=0)
