"""Anything else under /api: not there, said as JSON. Streamlit would answer with its page."""

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


async def _missing(request: Request) -> JSONResponse:
    return JSONResponse({"error": "there is nothing at this address"}, status_code=404)


route = Route("/api/{path:path}", _missing, methods=_METHODS)
