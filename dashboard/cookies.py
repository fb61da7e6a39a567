"""The two cookies: who is signed in, and which language they read."""

from collections.abc import Mapping

from starlette.requests import HTTPConnection
from starlette.responses import Response

from dashboard.wording import Language
from dispatch import session_life

SESSION = "fd_session"
LANGUAGE = "fd_language"
_A_YEAR_S = 365 * 24 * 3600


def language_of(cookies: Mapping[str, str], accepted: str) -> Language:
    """The one chosen, else the first we speak that the browser accepts, else English."""
    chosen = cookies.get(LANGUAGE, "")
    wanted = [chosen, *(part.split(";")[0].strip()[:2].lower() for part in accepted.split(","))]
    return next((Language(one) for one in wanted if one in set(Language)), Language.ENGLISH)


def language_for(connection: HTTPConnection) -> Language:
    return language_of(connection.cookies, connection.headers.get("accept-language", ""))


def keep_session(response: Response, connection: HTTPConnection, token: str) -> None:
    _keep(response, connection, SESSION, token, int(session_life.LONGEST.total_seconds()))


def forget_session(response: Response, connection: HTTPConnection) -> None:
    _keep(response, connection, SESSION, "", 0)


def keep_language(response: Response, connection: HTTPConnection, language: Language) -> None:
    _keep(response, connection, LANGUAGE, language.value, _A_YEAR_S)


def _keep(
    response: Response, connection: HTTPConnection, name: str, value: str, seconds: int
) -> None:
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        httponly=True,
        samesite="lax",
        secure=connection.url.scheme in ("https", "wss"),
    )
