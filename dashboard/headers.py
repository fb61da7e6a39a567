"""Security headers of every answer."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.types import Scope

from dashboard import access

_STREAMLITS = ("/_stcore/", "/static/", "/media/", "/component/")

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # not "no-referrer": browsers would then send "Origin: null" with our own forms
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(self)",
}
_STRICT = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_STREAMLIT = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:{tiles}; font-src 'self' data:; "
    "connect-src 'self' data: blob:; worker-src 'self' blob:; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)


@dataclass(frozen=True)
class Policies:
    """What pages may load. Streamlit's need inline and blob: scripts; our own need neither.

    `tile_url` is where the map's tiles come from, the only other host a page may ever ask.
    """

    tile_url: str = ""

    def add_to(self, headers: MutableHeaders, scope: Scope) -> None:
        for name, value in _ALWAYS.items():
            headers.setdefault(name, value)
        headers.setdefault("Content-Security-Policy", self._policy(scope["path"]))
        headers.setdefault("Cache-Control", "no-store")

    def _policy(self, path: str) -> str:
        pages = {page.address for page in access.PAGES}
        if path not in pages and not path.startswith(_STREAMLITS):
            return _STRICT
        parts = urlsplit(self.tile_url)
        tiles = f" {parts.scheme}://{parts.netloc}" if parts.netloc else ""
        return _STREAMLIT.format(tiles=tiles)
