"""The page that Streamlit's scripts start in: theirs, with our name and something to look at.

Theirs is empty until two megabytes of scripts ran; ours shows the frame of the page at once,
in the colours that the reader's device asks for. It also leaves out a font we do not use.
"""

import re
from functools import cache
from pathlib import Path

import streamlit
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from dashboard import access
from dashboard.cookies import language_for
from dashboard.wording import Language, say

_INDEX = Path(streamlit.__file__).parent / "static" / "index.html"
_UNUSED = re.compile(
    r'<link\s+rel="(?:preload"[^>]*as="font"|service-desc")[^>]*/?>|<!--.*?-->', re.DOTALL
)
_AT_THE_ROOT = """<script>
  window.__streamlit = { BACKEND_BASE_URL: location.origin }
</script>
<style>
[data-testid="stMainMenu"], [data-testid="stToolbarActions"] { display: none !important }
</style>
"""
"""Without the server's address the scripts first ask for one below each page's own, in vain.
Streamlit's menu would be seen until our own style is there.
"""

_SKELETON = """
<style>
body { margin: 0; background: #fff }
#fd-first { font: 14px system-ui, sans-serif; color: #5a6473 }
#fd-first i { display: block; border-radius: 6px; background: #eceef1; margin: 14px 16px }
@media (prefers-color-scheme: dark) {
  body { background: #12161c } #fd-first { color: #a2acba } #fd-first i { background: #1f262f }
}
</style>
<div id="fd-first" role="status" aria-label="WAIT"><i style="height:28px"></i>
<i style="height:44px;width:60%"></i><i style="height:60vh"></i></div>
"""


def page_routes() -> list[Route]:
    """One for each page; any other address is not a page."""
    return [Route(page.address, _page, methods=["GET"]) for page in access.PAGES]


async def _page(request: Request) -> HTMLResponse:
    """Not kept, so that going back after signing out shows the way in."""
    body = _shell(language_for(request))
    return HTMLResponse(body, headers={"Cache-Control": "no-store"})


@cache
def _shell(language: Language) -> str:
    page = _UNUSED.sub("", _INDEX.read_text(encoding="utf-8"))
    page = page.replace('<html lang="en">', f'<html lang="{language.value}">')
    page = page.replace("<title>Streamlit</title>", "<title>Dispatch</title>")
    page = page.replace("./favicon.png", "/favicon.svg")
    page = page.replace("<head>", f"<head>\n{_AT_THE_ROOT}", 1)
    skeleton = _SKELETON.replace("WAIT", say(language, "frame.loading"))
    return page.replace('<div id="root"></div>', f'<div id="root">{skeleton}</div>')
