"""/events: a stream that says when something changed, and when the session ended.

Events: `hello` once; a plain message with the new revision at each change; `ended`. A page that
lost the connection sends the last revision it saw back and is told of what it missed.
"""

from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.routing import Route

from dashboard.live import Live, Watcher, news_within
from dashboard.office import visitor_of

HEARTBEAT_S = 15.0
_RETRY_MS = 2000


def events_route(live: Live, heartbeat_s: float = HEARTBEAT_S) -> Route:
    async def answer(request: Request) -> StreamingResponse:
        last = request.headers.get("last-event-id") or request.query_params.get("since", "")
        return StreamingResponse(
            _stream(live, visitor_of(request).token, last, heartbeat_s),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )

    return Route("/events", answer)


async def _stream(live: Live, token: str, last: str, heartbeat_s: float) -> AsyncIterator[str]:
    with live.watching(token) as watcher:
        seen = live.revision
        yield f"retry: {_RETRY_MS}\nevent: hello\nid: {seen}\ndata: {seen}\n\n"
        if last and last != seen:
            yield _change(seen)
        async for event in _news(live, watcher, seen, heartbeat_s):
            yield event


async def _news(live: Live, watcher: Watcher, seen: str, heartbeat_s: float) -> AsyncIterator[str]:
    while not live.stopping:
        await news_within(watcher, heartbeat_s)
        if watcher.ended:
            yield "event: ended\ndata: \n\n"
            return
        if live.revision == seen:
            yield ": still here\n\n"
        else:
            seen = live.revision
            yield _change(seen)


def _change(revision: str) -> str:
    return f"id: {revision}\ndata: {revision}\n\n"
