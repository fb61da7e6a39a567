"""Remembers for a moment who may fetch files: a page asks for dozens of them at once.

Pages, data and websockets are never opened from memory: a session that ended a moment ago is
over, and a changed role counts at once.
"""

import asyncio
from time import monotonic

from dashboard.office import Office
from dashboard.visitor import Visitor
from dashboard.wording import Language

REMEMBERED_S = 0.5
_MOST = 10_000


class Doorman:
    def __init__(self, office: Office) -> None:
        self._office = office
        self._known: dict[tuple[str, Language], tuple[float, Visitor]] = {}

    async def admit_to_file(self, token: str, language: Language) -> Visitor | None:
        """As `admit`; who was admitted lately may be so for half a second more."""
        seen_at, known = self._known.get((token, language), (float("-inf"), None))
        if known is not None and monotonic() - seen_at < REMEMBERED_S:
            return known
        return await self.admit(token, language)

    async def admit(self, token: str, language: Language) -> Visitor | None:
        """None without a good session, asked of the office."""
        if not token:
            return None
        visitor = await asyncio.to_thread(self._office.admit, token, language)
        if visitor is None:
            self.forget(token)
            return None
        if len(self._known) >= _MOST:
            self._known.clear()
        self._known[token, language] = (monotonic(), visitor)
        return visitor

    def forget(self, token: str) -> None:
        for language in Language:
            self._known.pop((token, language), None)
