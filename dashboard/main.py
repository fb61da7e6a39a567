"""Run by Streamlit for each look at a page: who is it, which pages are theirs, draw one."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from dashboard import access, header, theme
from dashboard.access import Page
from dashboard.cookies import SESSION, language_of
from dashboard.office import office
from dashboard.visitor import SignedOut, Visitor

_ICON = Path(__file__).parent / "icon.svg"


def _arrived() -> Visitor:
    """Asks for the session anew at each run: the websocket may be older than its end."""
    language = language_of(st.context.cookies, st.context.headers.get("accept-language", ""))
    visitor = office().admit(st.context.cookies.get(SESSION, ""), language)
    if visitor is None:
        raise SignedOut("you are signed out")
    return visitor


def _drawing(page: Page, visitor: Visitor) -> Callable[[], None]:
    def draw() -> None:
        import_module(f"dashboard.screens.{page.screen}").show(visitor)

    return draw


def _pages(visitor: Visitor) -> list[StreamlitPage]:
    """Streamlit's default page has no address of its own; for most that is only a way on."""
    role = visitor.actor.role
    pages = [
        st.Page(
            _drawing(page, visitor),
            title=visitor.say(f"frame.page_{page.screen}"),
            url_path=page.name,
            default=page is access.HOME,
        )
        for page in access.pages_of(role)
    ]
    if access.HOME in access.pages_of(role):
        return pages
    [first] = [page for page in pages if page.url_path == access.first_page(role).strip("/")]

    def to_first() -> None:
        st.switch_page(first)

    return [st.Page(to_first, title="Dispatch", default=True, visibility="hidden"), *pages]


def _run() -> None:
    st.set_page_config(page_title="Dispatch", layout="wide", initial_sidebar_state="collapsed")
    visitor = _arrived()
    theme.apply()
    st.logo(_ICON, size="small")
    page = st.navigation(_pages(visitor), position="top")
    header.show(visitor)
    page.run()


_run()
