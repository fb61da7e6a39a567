"""What the person at the case desk chose and was told; refs and codes are kept in the address."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import streamlit as st

from dashboard.components import cases as parts
from dashboard.visitor import SignedOut, Visitor
from dispatch import clock
from dispatch.database import Session
from dispatch.errors import DispatchError, StalePlan
from dispatch.queries.case_events import Event
from dispatch.queries.case_stamp import refuse_if_changed
from dispatch.queries.cases import QueueFilter
from dispatch.statuses import CaseStatus, Channel

CHANNELS = ("", *Channel)
STATUSES = ("work", "open", "escalated", "solved", "closed", "all")
AGES = ("", "overdue", "today", "days3", "days7")
DEFAULTS = {"status": "work"}

NOTE = "cases_note"
DIALOG = "cases_dialog"
FOCUS = "cases_focus"
REDRAW = "cases_redraw"
READ = "cases_read"
SHOWN = "cases_shown"
SEARCH = "cases_search"

_STATUSES_OF = {"work": (CaseStatus.OPEN, CaseStatus.ESCALATED), "all": ()}


@dataclass(frozen=True)
class Note:
    """What came of the last act. `tone` is good, calm or bad."""

    title: str
    text: str = ""
    tone: str = "good"


def key(name: str) -> str:
    """Of the widget that shows it."""
    return f"cases_{name}"


def value(name: str, allowed: tuple[str, ...] = ()) -> str:
    """What is chosen; the first read of a page takes it from the address."""
    default = DEFAULTS.get(name, "")
    if key(name) not in st.session_state:
        st.session_state[key(name)] = st.query_params.get(name, default)
    found = st.session_state[key(name)] or default
    if allowed and found not in allowed:
        st.session_state[key(name)] = found = default
    return str(found)


def remember(name: str) -> None:
    """Callback of a widget: what is chosen goes into the address, a default out of it."""
    chosen = st.session_state.get(key(name)) or ""
    if chosen == DEFAULTS.get(name, ""):
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = str(chosen)


def chosen_case() -> str:
    return st.query_params.get("case", "")


def choose_case(case_ref: str) -> None:
    """Open that case; what was said about the one before is taken away."""
    if case_ref != chosen_case():
        st.session_state.pop(NOTE, None)
        st.session_state.pop(READ, None)
    if case_ref:
        st.query_params["case"] = case_ref
    else:
        st.query_params.pop("case", None)


def filters(now: datetime, visitor: Visitor) -> QueueFilter:
    """The queue's filter as chosen."""
    status, channel, age = value("status", STATUSES), value("channel", CHANNELS), value("age", AGES)
    tomorrow = clock.midnight(visitor.today + timedelta(days=1), visitor.settings.zone)
    days = {"days3": 3, "days7": 7}.get(age)
    return QueueFilter(
        statuses=_STATUSES_OF[status] if status in _STATUSES_OF else (CaseStatus(status),),
        channel=Channel(channel) if channel else None,
        overdue=age == "overdue",
        due_before=tomorrow if age == "today" else None,
        opened_before=now - timedelta(days=days) if days else None,
    )


def perform(
    visitor: Visitor, call: Callable[[Session], object], *, case_ref: str = "", read: str = ""
) -> bool:
    """Run one use case; a refusal becomes a note, and everything typed stays where it is.

    With `read`, the stamp of the case as it was shown, nothing is done if it has changed since.
    """
    try:
        with visitor.transaction() as session:
            if read:
                refuse_if_changed(session, case_ref=case_ref, read=read)
            call(session)
    except SignedOut:
        raise
    except StalePlan:
        tell(Note(visitor.say("cases.changed"), visitor.say("cases.changed_text"), "calm"))
    except DispatchError as refused:
        tell(Note(visitor.say("cases.refused"), visitor.tell(refused), "bad"))
    else:
        return True
    finally:
        st.session_state.pop(READ, None)
    return False


def tell(note: Note) -> None:
    st.session_state[NOTE] = note


def changed_meanwhile(case_ref: str, stamp: str) -> bool:
    """Whether somebody else changed the case since this page last showed it."""
    before = st.session_state.get(READ)
    st.session_state[READ] = (case_ref, stamp)
    return before is not None and before[0] == case_ref and before[1] != stamp


def fresh(case_ref: str, events: Sequence[Event]) -> tuple[Event, ...]:
    """What this page has not shown of the case before, in its order."""
    before = st.session_state.get(SHOWN)
    st.session_state[SHOWN] = (case_ref, frozenset(events))
    if before is None or before[0] != case_ref:
        return ()
    return tuple(event for event in events if event not in before[1])


def close_dialog() -> None:
    st.session_state.pop(DIALOG, None)
    st.session_state.pop(NOTE, None)


def may_open_dialog() -> bool:
    """Not while one is open: the keys of buttons behind it still work."""
    return not st.session_state.get(DIALOG)


def ask_dialog(name: str) -> None:
    """Callback of a button of the page."""
    if may_open_dialog():
        open_dialog(name)


def open_dialog(name: str) -> None:
    st.session_state.pop(NOTE, None)
    st.session_state[DIALOG] = name


def ended(note: Note) -> None:
    """An act in a dialog is done: say so on the page, and close the dialog."""
    st.session_state.pop(DIALOG, None)
    st.session_state[NOTE] = note
    redraw()


def redraw() -> None:
    """Callback of a dialog, which runs alone: the whole page must be drawn anew."""
    st.session_state[REDRAW] = True


def redraw_if_asked() -> None:
    """A dialog that ran alone asks for all of the page."""
    if st.session_state.pop(REDRAW, False):
        st.rerun()


def focus(field: str) -> None:
    """Put the cursor into that field once the page is drawn."""
    st.session_state[FOCUS] = (field, st.session_state.get(FOCUS, ("", 0))[1] + 1)


def show_focus(key: str) -> None:
    """Where the cursor shall go, if anywhere; in each part of the page that may ask for it."""
    field, number = st.session_state.get(FOCUS, ("", 0))
    parts.focus(key=key, data={"field": field, "id": number})
