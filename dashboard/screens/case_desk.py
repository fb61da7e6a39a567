"""The case desk: what is due next on the left, one case as a conversation on the right."""

import streamlit as st

from dashboard.components import cases as parts
from dashboard.screens import case_desk_state as state
from dashboard.screens.case_desk_case import show_case
from dashboard.screens.case_desk_new import show_new
from dashboard.screens.case_desk_queue import queue_of, show_left
from dashboard.visitor import Visitor
from dispatch.case_acts import READS_EVERY_CASE, WORKS_ON_CASES
from dispatch.errors import NotAllowed
from dispatch.roles import require


def show(visitor: Visitor) -> None:
    """The whole page; a reader without the role is told so and sees no case."""
    try:
        require(visitor.actor, *READS_EVERY_CASE)
    except NotAllowed:
        st.info(visitor.say("cases.no_entry"))
        return
    st.html(parts.PAGE_STYLE)
    chosen = state.chosen_case()
    which = "chosen" if chosen else "first"
    rows = queue_of(visitor)
    case_ref = chosen or (rows[0].case_ref if rows else "")
    left, right = st.columns([34, 66], gap="small")
    with left, st.container(key=f"cases_left_{which}"):
        show_left(visitor, rows, case_ref)
    with right, st.container(key=f"cases_right_{which}"):
        show_case(visitor, case_ref)
    may_open = visitor.actor.role in WORKS_ON_CASES
    if may_open and st.session_state.get(state.DIALOG) == "new":
        show_new(visitor)
    else:
        state.show_focus("cases_focus_page")
