"""The product's icon, also where Streamlit's would be."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

_FILE = Path(__file__).parent.parent / "icon.svg"
_FOR_A_DAY = {"Cache-Control": "public, max-age=86400"}


async def _icon(request: Request) -> Response:
    return Response(_FILE.read_bytes(), media_type="image/svg+xml", headers=_FOR_A_DAY)


routes = [Route("/favicon.svg", _icon), Route("/favicon.png", _icon)]
