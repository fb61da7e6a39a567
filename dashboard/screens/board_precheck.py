"""Before planning: the visits that no plan can serve, what to change, and the way there."""

from datetime import date

import streamlit as st

from dashboard import plain
from dashboard.screens import board_help
from dashboard.visitor import Visitor
from dispatch.errors import DispatchError
from dispatch.queries.plan_precheck import ImpossibleRow, impossible_visits

MANY = 12


def show_impossible(visitor: Visitor, first_day: date, days: int) -> None:
    """One line for each; a line that says so where there is none."""
    say = visitor.say
    try:
        with st.spinner(say("plans.precheck_working")), visitor.reading() as session:
            found = impossible_visits(
                session,
                actor=visitor.actor,
                first_day=first_day,
                days=days,
                settings=visitor.settings,
                now=visitor.now,
            )
    except DispatchError as refused:
        st.error(plain.text(visitor.tell(refused)))
        return
    if not found:
        st.caption(say("plans.precheck_fine"))
        return
    st.markdown(f":orange[{say('plans.precheck_found', count=len(found))}]")
    with st.container(height=220 if len(found) > 3 else "content", border=False):
        for row in found[:MANY]:
            _show(visitor, row)
        if len(found) > MANY:
            st.caption(say("plans.precheck_more", count=len(found) - MANY))


def _show(visitor: Visitor, row: ImpossibleRow) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        name = plain.text(f"{row.customer}, {row.town}")
        why = plain.text(visitor.tell(row.sentence))
        what = board_help.field_text(visitor, row.field)
        st.markdown(f"**{name}** · {why}  \n:gray[{what}]", width="stretch")
        board_help.show_field_link(visitor, row.field)
