"""Right end of the top line: who is signed in, the language, the way out; and the live link.

The one component on every page. It keeps the only live stream of a tab and passes what it
hears on to the page's other parts as the event `dispatch:changed` of the window, once nothing
is being drawn and no dialog is open. `dispatch:ask-anew` asks for that event without news.
"""

from pathlib import Path

import streamlit as st

from dashboard.visitor import Visitor

_FOLDER = Path(__file__).parent / "header_files"
_component = st.components.v2.component(
    "fd_header",
    html='<div class="who"></div>',
    css=(_FOLDER / "header.css").read_text(encoding="utf-8"),
    js=(_FOLDER / "header.js").read_text(encoding="utf-8"),
)


def show(visitor: Visitor) -> None:
    with st.container(key="fd_who"):
        _component(
            key="fd_header",
            data={
                "name": visitor.full_name or visitor.actor.name,
                "role": visitor.say(f"frame.role_{visitor.actor.role.value}"),
                "language": visitor.language.value,
                "say": {
                    key: visitor.say(f"frame.{key}")
                    for key in ("language", "sign_out", "signed_in_as")
                },
            },
        )
