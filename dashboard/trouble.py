"""What people see when something goes wrong: what happened, what is safe, what to do.

The last edge of the web: refusals of the product become calm sentences, and a mistake of ours
becomes a number that the log explains. Nobody sees a stack trace.
"""

import logging
from secrets import token_hex

import streamlit as st
from starlette.requests import Request
from starlette.responses import Response

from dashboard import notices, plain, telling, wording
from dashboard.cookies import language_for, language_of
from dashboard.formats import Formats
from dashboard.office import office
from dashboard.visitor import SignedOut
from dashboard.wording import Language
from dispatch.errors import BadImport, BadValue, DispatchError, NotAllowed, NotFound, StalePlan

log = logging.getLogger(__name__)

_STATUS: tuple[tuple[type[DispatchError], int], ...] = (
    (NotFound, 404),
    (NotAllowed, 403),
    (BadValue, 422),
    (BadImport, 422),
)


def show(error: Exception) -> bool:
    """In place of the Streamlit page that failed; True: Streamlit adds nothing of its own."""
    language = language_of(st.context.cookies, st.context.headers.get("accept-language", ""))

    def say(key: str, **values: object) -> str:
        return wording.say(language, f"frame.{key}", **values)

    if isinstance(error, SignedOut):
        st.info(say("signed_out_text"), icon=":material/logout:")
        st.html(f'<a href="/sign-in" target="_self">{say("sign_in")}</a>')
        return True
    if isinstance(error, DispatchError):
        what = "stale" if isinstance(error, StalePlan) else "refused"
        why = plain.text(_told(language, error))
        st.warning(
            f"**{say(f'{what}_title')}**  \n{why}  \n{say(f'{what}_safe')}",
            icon=":material/info:",
        )
    else:
        st.error(
            f"**{say('failed_title')}**  \n{say('failed_text', number=_logged(error))}",
            icon=":material/error:",
        )
    st.button(say("again"), key="fd_again", icon=":material/refresh:")
    return True


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, DispatchError)
    status = next((status for kind, status in _STATUS if isinstance(error, kind)), 409)
    return notices.notice(
        request, "refused_page", status=status, why=_told(language_for(request), error)
    )


async def _failed(request: Request, error: Exception) -> Response:
    return notices.notice(request, "failed", status=500, number=_logged(error))


HANDLERS = {DispatchError: _refused, Exception: _failed}
"""The same for our own routes, by kind of error."""


def _told(language: Language, error: DispatchError) -> str:
    settings = office().settings
    return telling.refused(Formats(language, settings.zone, settings.currency), error)


def _logged(error: Exception) -> str:
    number = token_hex(4)
    log.error("error %s", number, exc_info=error)
    return number
