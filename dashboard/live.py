"""What happens while pages stay open: one look at the database for all of them, twice a second.

Whoever holds a socket or a stream open is a watcher. Watchers hear of changes, and of the end
of their own session.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from dashboard.office import Office
from dispatch import clock
from dispatch.queries.pulse import look

EVERY_S = 0.5


class Watcher:
    """`news` is set when the revision moved, the session ended, or the server stops."""

    def __init__(self, token: str) -> None:
        self.token = token
        self.news = asyncio.Event()
        self.ended = False


class Live:
    """`revision` tells pages whether to draw themselves anew; equal means nothing changed."""

    def __init__(self, office: Office) -> None:
        self.revision = ""
        self.stopping = False
        self._office = office
        self._watchers: set[Watcher] = set()

    @contextmanager
    def watching(self, token: str) -> Iterator[Watcher]:
        watcher = Watcher(token)
        self._watchers.add(watcher)
        try:
            yield watcher
        finally:
            self._watchers.discard(watcher)

    def end(self, token: str) -> None:
        """Tell those who watch for this session that it is over."""
        for watcher in self._watchers:
            if watcher.token == token:
                watcher.ended = True
                watcher.news.set()

    def stop(self) -> None:
        """Let every stream end, so that the server can."""
        self.stopping = True
        self._tell_everybody()

    @contextmanager
    def looking(self) -> Iterator[None]:
        """Look at the database in the background meanwhile."""
        task = asyncio.create_task(self._look_for_ever(), name="live")
        try:
            yield
        finally:
            task.cancel()

    async def _look_for_ever(self) -> None:
        while not self.stopping:
            await self.look_once()
            await asyncio.sleep(EVERY_S)

    async def look_once(self) -> None:
        tokens = {watcher.token for watcher in self._watchers}
        seen = await asyncio.to_thread(look, self._office.engine, tokens, clock.utc_now())
        if seen is None:
            return
        for token in tokens - seen.signed_in:
            self.end(token)
        revision = "-".join(map(str, seen.pulse))
        if revision != self.revision:
            self.revision = revision
            self._tell_everybody()

    def _tell_everybody(self) -> None:
        for watcher in self._watchers:
            watcher.news.set()


async def news_within(watcher: Watcher, seconds: float) -> None:
    """Wait for news, or until the time is over."""
    with suppress(TimeoutError):
        await asyncio.wait_for(watcher.news.wait(), seconds)
    watcher.news.clear()
