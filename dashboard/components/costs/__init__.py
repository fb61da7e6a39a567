"""The parts of the cost review that are drawn by us: figures, queue and receipt."""

from pathlib import Path

from streamlit.components.v2 import component

_FOLDER = Path(__file__).parent


def _read(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


_CSS = _read("costs.css")

figures = component("cost_figures", css=_CSS, js=_read("common.js") + _read("figures.js"))
queue = component("cost_queue", css=_CSS, js=_read("common.js") + _read("queue.js"))
receipt = component("cost_receipt", css=_CSS, js=_read("common.js") + _read("receipt.js"))
