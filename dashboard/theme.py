"""The look that all Streamlit pages share, and how they are headed."""

import streamlit as st

_STYLE = """<style>
[data-testid="stHeader"] { height: 44px; min-height: 44px; border-bottom: 1px solid
  color-mix(in srgb, currentColor 14%, transparent) }
[data-testid="stToolbar"] { height: 44px; min-height: 44px }
[data-testid="stToolbarActions"], [data-testid="stMainMenu"], [data-testid="stAppDeployButton"],
[data-testid="stDecoration"], [data-testid="stElementToolbar"], [data-testid="stStatusWidget"],
footer { display: none !important }
[data-testid="stMainBlockContainer"] { max-width: none; padding: 52px 16px 16px !important }
[data-testid="stVerticalBlock"] { gap: 0.6rem }
[data-testid="stTopNavLink"] { font-size: 14px }
.st-key-fd_who { position: fixed; top: 4px; right: 12px; z-index: 999990; width: auto !important }
.st-key-fd_who > * { width: auto !important }
[data-testid="stMetricValue"], [data-testid="stTable"], [data-testid="stDataFrame"] {
  font-variant-numeric: tabular-nums }
h1, h2, h3 { letter-spacing: -0.01em }
h1 { padding: 0 0 6px !important }
[data-testid="stCaptionContainer"] { color: inherit !important; opacity: 0.78 }
:focus-visible { outline: 2px solid var(--st-primary-color, #0b6bcb); outline-offset: 2px }
[data-testid="stTopNavLink"]:focus-visible {
  outline: 2px solid var(--st-primary-color, #0b6bcb) !important; outline-offset: 1px }
[data-testid="stSelectbox"] input:focus-visible { outline: none }
input:placeholder-shown { text-overflow: ellipsis }
@media (max-width: 640px) {
  .st-key-costs_head, .st-key-costs_sift { gap: 8px !important }
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
