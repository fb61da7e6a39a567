"""The parts of the case desk that are drawn by us: the list, the case, its conversation, facts."""

from pathlib import Path

from streamlit.components.v2 import component

_FOLDER = Path(__file__).parent


def _read(*names: str) -> str:
    return "\n".join((_FOLDER / name).read_text(encoding="utf-8") for name in names)


_CSS = _read("cases.css")

PAGE_STYLE = _FOLDER / "page.css"
"""How Streamlit's own widgets stand on this page."""

queue = component("case_queue", css=_CSS, js=_read("common.js", "queue.js"))
head = component("case_head", css=_CSS, js=_read("common.js", "head.js"))
talk = component("case_talk", css=_CSS, js=_read("common.js", "talk.js"))
focus = component("case_focus", js=_read("common.js", "focus.js"))
panel = component("case_panel", css=_CSS, js=_read("common.js", "panel.js"))
