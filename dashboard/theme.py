"""The look that all Streamlit pages share, and the pieces they are made of."""

from datetime import datetime

import streamlit as st

from dashboard import plain
from dashboard.visitor import Visitor

_STYLE = """<style>
[data-testid="stHeader"] { height: 44px; min-height: 44px; border-bottom: 1px solid
  color-mix(in srgb, currentColor 14%, transparent) }
[data-testid="stToolbar"] { height: 44px; min-height: 44px }
[data-testid="stToolbarActions"], [data-testid="stMainMenu"], [data-testid="stAppDeployButton"],
[data-testid="stDecoration"], [data-testid="stStatusWidget"], footer { display: none !important }
[data-testid="stMainBlockContainer"] { max-width: none; padding: 52px 16px 16px !important }
[data-testid="stVerticalBlock"] { gap: 0.6rem }
[data-testid="stTopNavLink"] { font-size: 14px }
.st-key-fd_who { position: fixed; top: 4px; right: 12px; z-index: 999991; width: auto !important }
.st-key-fd_who > * { width: auto !important }
[data-testid="stMetricValue"], [data-testid="stTable"], [data-testid="stDataFrame"] {
  font-variant-numeric: tabular-nums }
h1, h2, h3 { letter-spacing: -0.01em }
h1 { padding: 0 0 6px !important }
[data-testid="stCaptionContainer"] { color: inherit !important; opacity: 0.78 }
:focus-visible { outline: 2px solid var(--st-primary-color, #0b6bcb); outline-offset: 2px }
@media (max-width: 640px) {
  [data-testid="stMainBlockContainer"] { padding: 52px 10px 24px !important }
}
</style>"""


def apply() -> None:
    """Once at the top of each run."""
    st.html(_STYLE)


def page_header(title: str, lead: str = "") -> None:
    """The page's name, and one quiet line below it. Both are texts of the catalogue."""
    st.title(title, anchor=False)
    if lead:
        st.caption(lead)


def empty_state(title: str, text: str, action: str = "", *, key: str = "fd_empty") -> bool:
    """Nothing here yet: why, and the one thing to do first. True when that was chosen."""
    with st.container(border=True, horizontal_alignment="center", key=f"{key}_box"):
        st.markdown(f"**{title}**", text_alignment="center")
        st.caption(text, text_alignment="center")
        return bool(action) and st.button(action, key=key, type="primary")


def error_state(visitor: Visitor, what: str, *, safe: str = "", key: str = "fd_error") -> bool:
    """Something failed: what, what is safe, and try again. True when they want to."""
    st.error(f"{plain.text(what)}  \n{safe}" if safe else plain.text(what))
    return st.button(visitor.say("frame.again"), key=key, icon=":material/refresh:")


def stale_state(visitor: Visitor, who: str, when: datetime, *, key: str = "fd_stale") -> bool:
    """Somebody else changed what is shown. True when the reader wants to see it as it is now."""
    seconds = int((visitor.now - when).total_seconds())
    said = visitor.say("frame.changed_by", who=plain.text(who), seconds=max(0, seconds))
    with st.container(horizontal=True, vertical_alignment="center", key=f"{key}_box"):
        st.warning(said, icon=":material/update:")
        return st.button(visitor.say("frame.show_change"), key=key)
