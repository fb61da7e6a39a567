"""The board's timeline in the browser, and the courier that answers its small questions.

Times in the data are minutes since the day's local midnight as elapsed time; `ticks` says
which local hour each full hour is, so that days with a clock change read right.
"""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from dashboard.components import web_files
from dashboard.components.timeline.packing import packed

KEY = "board_timeline"
COURIER_KEY = "board_courier"

_timeline = st.components.v2.component(
    "dispatch_timeline",
    css=web_files.style("timeline", "timeline.css"),
    js=web_files.loader("timeline", "timeline.js"),
)
_courier = st.components.v2.component(
    "dispatch_courier", js=web_files.loader("timeline", "courier.js")
)

Heard = Callable[[Mapping[str, Any]], None]
"""Called with what the browser sent."""


def timeline(data: Mapping[str, Any], heard: Mapping[str, Heard]) -> None:
    """`heard` has a function for each of plan, open and day, and for changed: somebody edited."""
    callbacks: dict[str, Any] = {
        f"on_{name}_change": _calling(KEY, name, act) for name, act in heard.items()
    }
    _timeline(key=KEY, data=packed(data), **callbacks)


def courier(answer: Mapping[str, Any] | None, asked: Heard) -> None:
    """Alone in its fragment: a question runs that, and nothing else of the page."""
    _courier(
        key=COURIER_KEY,
        data={"answer": answer},
        on_asked_change=_calling(COURIER_KEY, "asked", asked),
    )


def _calling(key: str, name: str, act: Heard) -> Callable[[], None]:
    def call() -> None:
        sent = st.session_state[key].get(name)
        if sent is not None:
            act(sent if isinstance(sent, Mapping) else {"value": sent})

    return call
