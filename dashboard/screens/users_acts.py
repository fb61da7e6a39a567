"""What an administrator does to users: one use case a button."""

import streamlit as st

from dashboard import plain
from dashboard.visitor import Visitor
from dispatch import accounts, sign_in
from dispatch.errors import BadValue, NotFound
from dispatch.statuses import Role

DONE = "users_done"
SURE = "users_sure"


def say_what_was_done(visitor: Visitor) -> None:
    """One line about the last act, once."""
    done = st.session_state.pop(DONE, None)
    if done:
        st.success(done, icon=":material/check:")


def add_form(visitor: Visitor) -> None:
    say = visitor.say
    roles: list[Role] = list(Role)
    with (
        st.expander(say("users.add"), icon=":material/person_add:"),
        st.form("users_add", clear_on_submit=False, border=False),
    ):
        name = st.text_input(say("users.name"), key="users_add_name", help=say("users.name_help"))
        full_name = st.text_input(say("users.full_name"), key="users_add_full_name")
        role = st.selectbox(
            say("users.role"),
            roles,
            format_func=lambda one: say(f"frame.role_{one.value}"),
            key="users_add_role",
        )
        technician = st.text_input(
            say("users.technician"), key="users_add_technician", help=say("users.technician_help")
        )
        password = _password(visitor, "users_add_password")
        if st.form_submit_button(say("users.add_button"), type="primary"):
            _add(visitor, name, full_name, role, technician, password)


def _add(
    visitor: Visitor, name: str, full_name: str, role: Role, technician: str, password: str
) -> None:
    try:
        with visitor.transaction() as session:
            accounts.create_user(
                session,
                actor=visitor.actor,
                name=name.strip(),
                role=role,
                password=password,
                now=visitor.now,
                full_name=full_name,
                technician_ref=technician.strip() or None,
            )
    except (BadValue, NotFound) as wrong:
        _refused(visitor, wrong)
        return
    for field in ("name", "full_name", "technician", "password"):
        st.session_state.pop(f"users_add_{field}", None)
    _done(visitor, "added", name)


def password_form(visitor: Visitor, name: str) -> None:
    with st.form("users_password", border=False):
        password = _password(visitor, f"users_password_of_{name}")
        if not st.form_submit_button(visitor.say("users.set_password")):
            return
    try:
        with visitor.transaction() as session:
            accounts.set_password(session, actor=visitor.actor, name=name, password=password)
    except BadValue as wrong:
        _refused(visitor, wrong)
        return
    st.session_state.pop(f"users_password_of_{name}", None)
    _done(visitor, "password_set", name)


def end_button(visitor: Visitor, name: str, count: int) -> None:
    if not st.button(visitor.say("users.end", count=count), key="users_end", disabled=not count):
        return
    with visitor.transaction() as session:
        sign_in.end_sessions(session, actor=visitor.actor, name=name, now=visitor.now)
    _done(visitor, "ended", name)


def deactivate_button(visitor: Visitor, name: str, count: int) -> None:
    """Asks once more, saying what it means."""
    if st.button(visitor.say("users.deactivate"), key="users_deactivate"):
        st.session_state[SURE] = name
    if st.session_state.get(SURE) != name:
        return
    st.warning(visitor.say("users.deactivate_means", name=plain.text(name), count=count))
    with st.container(horizontal=True):
        sure = st.button(
            visitor.say("users.deactivate_sure"), key="users_deactivate_sure", type="primary"
        )
        if st.button(visitor.say("users.cancel"), key="users_deactivate_cancel"):
            del st.session_state[SURE]
            st.rerun()
    if sure:
        del st.session_state[SURE]
        with visitor.transaction() as session:
            accounts.deactivate_user(session, actor=visitor.actor, name=name)
        _done(visitor, "deactivated", name)


def _password(visitor: Visitor, key: str) -> str:
    return st.text_input(
        visitor.say("users.password"),
        type="password",
        autocomplete="new-password",
        help=visitor.say("users.password_help", shortest=accounts.SHORTEST_PASSWORD),
        key=key,
    )


def _refused(visitor: Visitor, why: BadValue | NotFound) -> None:
    st.error(f"{plain.text(visitor.tell(why))}  \n{visitor.say('frame.refused_safe')}")


def _done(visitor: Visitor, what: str, name: str) -> None:
    st.session_state[DONE] = visitor.say(f"users.done_{what}", name=plain.text(name))
    st.rerun()
