"""The phone's pages as HTML: one template each, every value escaped."""

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path
from uuid import uuid4

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from dashboard.phone import links
from dashboard.visitor import Visitor

HERE = Path(__file__).parent

_TYPES = {"phone.css": "text/css", "phone.js": "text/javascript"}
_FOR_A_YEAR = {"Cache-Control": "private, max-age=31536000, immutable"}


def page(
    visitor: Visitor, template: str, status: HTTPStatus = HTTPStatus.OK, **values: object
) -> HTMLResponse:
    """The template filled in for this visitor; kept by nobody on the way."""

    def say(key: str, **of_text: object) -> str:
        return visitor.say(f"phone.{key}", **of_text)

    html = (
        _templates()
        .get_template(template)
        .render(
            say=say,
            factor=visitor.factor,
            visitor=visitor,
            formats=visitor.formats,
            links=links,
            new_tap=lambda: uuid4().hex,
            versions=versions(),
            **values,
        )
    )
    return HTMLResponse(html, status_code=status, headers={"Cache-Control": "no-store"})


def asset(name: str) -> Response:
    """The style sheet or the script; their addresses change with their content."""
    return Response((HERE / name).read_bytes(), media_type=_TYPES[name], headers=_FOR_A_YEAR)


@cache
def versions() -> Mapping[str, str]:
    """A short fingerprint of each file that the pages refer to."""
    return {name: sha256((HERE / name).read_bytes()).hexdigest()[:12] for name in _TYPES}


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
