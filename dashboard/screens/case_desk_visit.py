"""What is asked of the visit when somebody is sent: windows, time on site, a note."""

from datetime import datetime, time
from typing import Literal

import streamlit as st

from dashboard.screens import case_desk_state as state
from dashboard.visitor import Visitor
from dispatch import cases, clock
from dispatch.database import Session
from dispatch.queries.case_story import CaseStory
from dispatch.visit_windows import Window

_MOST_WINDOWS = 3


def show_visit_form(visitor: Visitor, story: CaseStory) -> None:
    """Everything may be left as it is: the work type and the opening hours then count."""
    say = visitor.say
    ref = story.case_ref
    for number in range(_MOST_WINDOWS):
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            _window(visitor, ref, number)
        if st.session_state[_window_keys(ref, number)[0]] is None:
            break
    with st.form("cases_form_visit", border=False):
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            st.number_input(
                say("cases.visit_minutes"),
                min_value=1,
                max_value=24 * 60,
                value=None,
                placeholder=say("cases.visit_minutes_hint"),
                key=f"cases_visit_minutes_{ref}",
                width=190,
            )
            st.text_input(
                say("cases.visit_note"),
                key=f"cases_visit_note_{ref}",
                placeholder=say("cases.visit_note_hint"),
            )
        st.form_submit_button(
            say("cases.escalate_yes"),
            key="cases_yes_escalate",
            type="primary",
            on_click=_escalate,
            args=(visitor, story),
        )


def _window(visitor: Visitor, ref: str, number: int) -> None:
    say = visitor.say
    seen: Literal["visible", "collapsed"] = "visible" if number == 0 else "collapsed"
    day, opens, closes = _window_keys(ref, number)
    st.date_input(
        say("cases.window_day"),
        value=None,
        min_value=visitor.today,
        format="YYYY-MM-DD",
        key=day,
        label_visibility=seen,
    )
    for name, key, first in (("from", opens, time(8)), ("until", closes, time(17))):
        st.time_input(
            say(f"cases.window_{name}"), value=first, step=900, key=key, label_visibility=seen
        )


def _window_keys(ref: str, number: int) -> tuple[str, str, str]:
    day, opens, closes = (f"cases_{name}_{ref}_{number}" for name in ("day", "opens", "closes"))
    return day, opens, closes


def _asked_windows(visitor: Visitor, ref: str) -> list[Window]:
    """Those that were filled in; local times as moments."""
    zone = visitor.settings.zone
    windows = []
    for number in range(_MOST_WINDOWS):
        day, opens, closes = (st.session_state.get(key) for key in _window_keys(ref, number))
        if day is not None and opens is not None and closes is not None:
            windows.append((clock.to_utc(day, opens, zone), clock.to_utc(day, closes, zone)))
    return windows


def _escalate(visitor: Visitor, story: CaseStory) -> None:
    ref = story.case_ref
    minutes = st.session_state[f"cases_visit_minutes_{ref}"]
    notes: list[state.Note] = []

    def call(session: Session) -> None:
        visit = cases.escalate_case(
            session,
            actor=visitor.actor,
            case_ref=ref,
            now=visitor.now,
            duration_s=None if minutes is None else minutes * 60,
            note=st.session_state[f"cases_visit_note_{ref}"],
            windows=_asked_windows(visitor, ref),
        )
        notes.append(_sent(visitor, visit.ref, visit.requested_due_by))

    if state.perform(visitor, call, case_ref=ref, read=story.stamp):
        state.ended(*notes)


def _sent(visitor: Visitor, visit_ref: str, due_by: datetime | None) -> state.Note:
    by = visitor.formats.moment(due_by) if due_by else ""
    name = "sent_tell" if by else "sent_tell_open"
    return state.Note(
        visitor.say("cases.sent", visit=visit_ref), visitor.say(f"cases.{name}", by=by)
    )
