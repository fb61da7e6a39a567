"""A new case in under a minute, by keyboard: who and where, what, and Enter."""

from dataclasses import dataclass
from datetime import datetime

import streamlit as st

from dashboard.screens import case_desk_state as state
from dashboard.screens.case_desk_acts import show_refusal
from dashboard.visitor import Visitor
from dispatch import cases
from dispatch.database import Session
from dispatch.queries import case_choices
from dispatch.queries.case_choices import Place, WorkTypeChoice
from dispatch.statuses import Channel, Priority
from dispatch.working_time import Calendar

_PLACE = "cases_new_place"
_WORDS = "cases_new_words"
_CHANNEL = "cases_new_channel"
_SYMPTOM = "cases_new_symptom"


@dataclass(frozen=True)
class _Choices:
    places: dict[str, Place]
    cut: bool
    work_types: tuple[WorkTypeChoice, ...]


def show_new(visitor: Visitor) -> None:
    """The dialog; what was typed stays until the case is open, or until it is closed."""

    @st.dialog(visitor.say("cases.new_title"), width="medium", on_dismiss=_leave)
    def ask() -> None:
        state.redraw_if_asked()
        show_refusal()
        choices = _choices(visitor)
        place = _place(visitor, choices)
        _rest(visitor, choices, place)
        state.show_focus("cases_focus_new")

    ask()


def _leave() -> None:
    state.close_dialog()
    _forget()


def _forget() -> None:
    for key in [key for key in st.session_state if str(key).startswith("cases_new_")]:
        del st.session_state[key]


def _choices(visitor: Visitor) -> _Choices:
    typed = str(st.session_state.get(_WORDS, ""))
    with visitor.reading() as session:
        found = case_choices.places(session, actor=visitor.actor, words=typed)
        work_types = case_choices.work_types(session, actor=visitor.actor)
    places = {place.device_ref or f"@{place.site_ref}": place for place in found.listed}
    return _Choices(places, found.cut or bool(typed), work_types)


def _place(visitor: Visitor, choices: _Choices) -> Place | None:
    """Found by any part of a name, town or serial number."""
    say = visitor.say
    if choices.cut:
        st.text_input(say("cases.new_words"), key=_WORDS, live=True, type="search")
    chosen = st.selectbox(
        say("cases.new_place"),
        tuple(choices.places),
        index=None,
        format_func=lambda key: _place_name(visitor, choices.places[key]),
        key=_PLACE,
        placeholder=say("cases.new_place_hint"),
        filter_mode="contains",
        on_change=_to_symptom,
    )
    return choices.places.get(chosen) if chosen else None


def _to_symptom() -> None:
    """Not once the case is open: a page drawn anew meanwhile still sends the place."""
    if st.session_state.get(state.DIALOG) == "new":
        state.focus(_SYMPTOM)


def _place_name(visitor: Visitor, place: Place) -> str:
    what = place.device_name or visitor.say("cases.new_no_device")
    return " · ".join(filter(None, (place.customer, place.address, what, place.serial)))


def _rest(visitor: Visitor, choices: _Choices, place: Place | None) -> None:
    say = visitor.say
    kind = place.device_kind if place else ""
    fitting = case_choices.fitting(choices.work_types, kind)
    proposed = case_choices.proposed(choices.work_types, kind)
    names = {one.ref: one.name for one in fitting}
    suffix = kind or "any"
    keys = {"work_type": f"cases_new_type_{suffix}", "priority": f"cases_new_priority_{suffix}"}
    with st.form("cases_form_new", border=False):
        st.text_input(
            say("cases.new_symptom"), key=_SYMPTOM, placeholder=say("cases.new_symptom_hint")
        )
        channel, work_type, priority = st.columns([3, 4, 3], gap="small")
        channel.selectbox(
            say("cases.channel"),
            tuple(Channel),
            format_func=lambda one: say(f"cases.channel_{one}"),
            key=_CHANNEL,
        )
        work_type.selectbox(
            say("cases.fact_work_type"),
            tuple(names),
            index=tuple(names).index(proposed.ref) if proposed else None,
            format_func=lambda ref: names.get(ref, ref),
            key=keys["work_type"],
            placeholder=say("cases.new_type_later"),
        )
        priority.selectbox(
            say("cases.priority"),
            tuple(Priority),
            index=tuple(Priority).index(proposed.priority if proposed else Priority.NORMAL),
            format_func=lambda one: say(f"cases.priority_{one}"),
            key=keys["priority"],
        )
        st.form_submit_button(
            say("cases.new_yes"),
            key="cases_yes_new",
            type="primary",
            on_click=_open,
            args=(visitor, place, keys),
        )


def _open(visitor: Visitor, place: Place | None, keys: dict[str, str]) -> None:
    symptom = str(st.session_state[_SYMPTOM])
    if place is None or not symptom.strip():
        name = "new_who" if place is None else "new_what"
        state.tell(
            state.Note(visitor.say(f"cases.{name}"), visitor.say(f"cases.{name}_text"), "calm")
        )
        return
    site_ref, device_ref = place.site_ref, place.device_ref or None
    opened: list[tuple[str, datetime]] = []

    def call(session: Session) -> None:
        case = cases.open_case(
            session,
            actor=visitor.actor,
            channel=st.session_state[_CHANNEL],
            symptom=symptom,
            calendar=Calendar.of(visitor.settings),
            now=visitor.now,
            site_ref=site_ref,
            device_ref=device_ref,
            work_type_ref=st.session_state[keys["work_type"]],
            priority=st.session_state[keys["priority"]],
        )
        opened.append((case.ref, case.answer_due or case.response_due))

    if state.perform(visitor, call):
        [(case_ref, due)] = opened
        state.choose_case(case_ref)
        title = visitor.say("cases.opened", case=case_ref)
        told = visitor.say("cases.opened_tell", by=visitor.formats.moment(due))
        state.ended(state.Note(title, told))
        _forget()
        state.focus("cases_log")
