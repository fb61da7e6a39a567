"""Users, for administrators: who may sign in, who is signed in, and ending that."""

from collections.abc import Mapping, Sequence

import streamlit as st

from dashboard import plain, theme
from dashboard.screens import users_acts as acts
from dashboard.visitor import Visitor
from dispatch.queries.sessions import OpenSessions, open_sessions
from dispatch.queries.users import UserRow, users
from dispatch.roles import require

CHOSEN = "users_chosen"
TABLE = "users_table"


def show(visitor: Visitor) -> None:
    require(visitor.actor)
    with visitor.reading() as session:
        rows = users(session, actor=visitor.actor)
        signed_in = open_sessions(session, actor=visitor.actor, now=visitor.now)
    lead = visitor.say("users.lead", active=sum(row.active for row in rows), here=len(signed_in))
    theme.page_header(visitor.say("users.title"), lead)
    acts.say_what_was_done(visitor)
    left, right = st.columns([62, 38], gap="medium")
    with left:
        _table(visitor, rows, signed_in)
    with right:
        _chosen(visitor, rows, signed_in)
        acts.add_form(visitor)


def _table(
    visitor: Visitor, rows: Sequence[UserRow], signed_in: Mapping[str, OpenSessions]
) -> None:
    def choose() -> None:
        picked = st.session_state[TABLE].selection.rows
        if picked:
            st.session_state[CHOSEN] = rows[picked[0]].name

    say = visitor.say
    st.dataframe(
        [
            {
                say("users.name"): row.name,
                say("users.full_name"): row.full_name,
                say("users.role"): say(f"frame.role_{row.role.value}"),
                say("users.state"): _state(visitor, row, signed_in.get(row.name)),
                say("users.since"): visitor.formats.moment(row.created_at),
            }
            for row in rows
        ],
        hide_index=True,
        on_select=choose,
        selection_mode="single-row",
        key=TABLE,
        height="content",
    )


def _state(visitor: Visitor, row: UserRow, here: OpenSessions | None) -> str:
    if not row.active:
        return visitor.say("users.inactive")
    if here is None:
        return visitor.say("users.away")
    return visitor.say("users.here", count=here.count, when=visitor.formats.moment(here.last_seen))


def _chosen(
    visitor: Visitor, rows: Sequence[UserRow], signed_in: Mapping[str, OpenSessions]
) -> None:
    by_name = {row.name: row for row in rows}
    with st.container(border=True):
        name = st.selectbox(
            visitor.say("users.change"),
            list(by_name),
            index=None,
            placeholder=visitor.say("users.placeholder"),
            key=CHOSEN,
        )
        if name is None:
            st.caption(visitor.say("users.choose"))
            return
        row, here = by_name[name], signed_in.get(name)
        st.markdown(f"**{plain.text(row.full_name or row.name)}**")
        st.caption(visitor.say(f"frame.role_{row.role.value}") + _technician(visitor, row))
        if not row.active:
            st.info(visitor.say("users.inactive_text"))
            return
        acts.password_form(visitor, name)
        acts.end_button(visitor, name, here.count if here else 0)
        if name != visitor.actor.name:
            acts.deactivate_button(visitor, name, here.count if here else 0)


def _technician(visitor: Visitor, row: UserRow) -> str:
    if not row.technician:
        return ""
    return " · " + visitor.say("users.is_technician", ref=plain.text(row.technician))
