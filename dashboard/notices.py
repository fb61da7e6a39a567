"""Short pages of our own that say what is the matter, and the same for programs as JSON."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, JSONResponse, Response

from dashboard import wording
from dashboard.cookies import language_for
from dashboard.wording import Language

_FOLDER = Path(__file__).parent / "templates"


def notice(connection: HTTPConnection, what: str, *, status: int, **values: object) -> Response:
    """The texts `frame.<what>_title` and `frame.<what>_text`, in the reader's language."""
    language = language_for(connection)
    title = wording.say(language, f"frame.{what}_title", **values)
    text = wording.say(language, f"frame.{what}_text", **values)
    if "text/html" not in connection.headers.get("accept", ""):
        return JSONResponse({"error": title, "detail": text}, status_code=status)
    return html("notice.html", language, status=status, title=title, text=text)


def html(template: str, language: Language, *, status: int = 200, **values: object) -> HTMLResponse:
    def say(key: str, **of_text: object) -> str:
        return wording.say(language, f"frame.{key}", **of_text)

    body = _templates().get_template(template).render(say=say, language=language.value, **values)
    return HTMLResponse(body, status_code=status, headers={"Cache-Control": "no-store"})


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
