"""The right side: one case, what may be done with it, its conversation, and what is known."""

from typing import Any

import streamlit as st

from dashboard.components import cases as parts
from dashboard.screens import case_desk_state as state
from dashboard.screens import case_desk_words as words
from dashboard.screens.case_desk_acts import show_dialog
from dashboard.screens.case_desk_attempt import show_line
from dashboard.screens.case_desk_facts import panel_data
from dashboard.screens.case_desk_gate import show_gate
from dashboard.screens.case_desk_talk import talk_data
from dashboard.visitor import Visitor
from dispatch.case_acts import Act
from dispatch.errors import NotFound
from dispatch.escalation import Action
from dispatch.queries.case_events import Event
from dispatch.queries.case_story import CaseStory, case_story
from dispatch.statuses import CaseStatus, Priority

_BUTTONS = (Act.SOLVE, Act.CLOSE, Act.REOPEN, Act.CANCEL_VISIT, Act.AMEND)
_LOUD = (Priority.HIGH, Priority.EMERGENCY)


def show_case(visitor: Visitor, case_ref: str) -> None:
    """The case; without one, or for a ref that is not there, a word about it."""
    if state.chosen_case():
        with st.container(key="cases_back"):
            st.button(
                visitor.say("cases.back"),
                key="cases_to_queue",
                icon=":material/arrow_back:",
                on_click=state.choose_case,
                args=("",),
            )
    story = _story(visitor, case_ref)
    if story is None:
        name = "no_such_case" if case_ref else "nothing_chosen"
        title, text = visitor.say(f"cases.{name}"), visitor.say(f"cases.{name}_text")
        parts.head(key="cases_head", data={"ref": "", "blank": {"title": title, "text": text}})
        return
    fresh = state.fresh(story.case_ref, story.events)
    if state.changed_meanwhile(story.case_ref, story.stamp):
        state.tell(_changed_note(visitor, (fresh or story.events)[-1]))
    head, acts = st.columns([76, 24], gap="small")
    with head:
        parts.head(
            key="cases_head",
            data=head_data(visitor, story),
            on_closed_change=lambda: st.session_state.pop(state.NOTE, None),
        )
    with acts:
        _buttons(visitor, story)
    talk, facts = st.columns([62, 38], gap="small")
    with talk:
        parts.talk(key="cases_talk", data=talk_data(visitor, story))
        if Act.TRY in story.acts:
            show_line(visitor, story)
    with facts:
        parts.panel(
            key="cases_facts",
            data=panel_data(visitor, story),
            on_opened_change=lambda: _open(st.session_state["cases_facts"].opened),
        )
    _open_dialog(visitor, story)


def _story(visitor: Visitor, case_ref: str) -> CaseStory | None:
    if not case_ref:
        return None
    try:
        with visitor.reading() as session:
            return case_story(
                session,
                actor=visitor.actor,
                case_ref=case_ref,
                now=visitor.now,
                zone=visitor.settings.zone,
                currency=visitor.settings.currency,
            )
    except NotFound:
        return None


def _changed_note(visitor: Visitor, event: Event) -> state.Note:
    who = visitor.called(event.by)
    said = visitor.say("cases.news", who=who, what=words.event(visitor, event))
    return state.Note(visitor.say("cases.news_title"), said, "calm")


def head_data(visitor: Visitor, story: CaseStory) -> dict[str, Any]:
    """Who and what it is about, what is promised, and what to do next."""
    say = visitor.say
    return {
        "ref": story.case_ref,
        "note": _note(visitor),
        "title": f"{story.customer}, {story.town}",
        "chips": _chips(visitor, story),
        "symptom": story.symptom,
        "dues": words.dues(visitor, story),
        "step": {"label": say("cases.next"), "text": words.next_step(visitor, story)},
    }


def _note(visitor: Visitor) -> dict[str, str] | None:
    note = st.session_state.get(state.NOTE)
    if note is None or st.session_state.get(state.DIALOG):
        return None
    close = visitor.say("cases.dismiss")
    return {"title": note.title, "text": note.text, "tone": note.tone, "close": close}


def _chips(visitor: Visitor, story: CaseStory) -> list[dict[str, str]]:
    over = story.status in (CaseStatus.SOLVED, CaseStatus.CLOSED)
    chips = [
        {"text": story.case_ref, "tone": "plain"},
        {
            "text": visitor.say(f"cases.status_{story.status}"),
            "tone": "good" if over else "state",
        },
    ]
    if story.priority is not Priority.NORMAL:
        tone = "loud" if story.priority in _LOUD else ""
        chips.append({"text": visitor.say(f"cases.priority_{story.priority}"), "tone": tone})
    return chips


def _buttons(visitor: Visitor, story: CaseStory) -> None:
    """'Send someone?' stands there always; the others only where they are possible."""
    with st.container(key="cases_acts", gap="small"):
        st.button(
            visitor.say("cases.send"),
            key="cases_send",
            type="primary" if story.next_step.action is Action.ESCALATE else "secondary",
            shortcut="s",
            width="stretch",
            on_click=state.ask_dialog,
            args=("gate",),
        )
        with st.container(horizontal=True, horizontal_alignment="right", gap="small"):
            for act in _BUTTONS:
                if act in story.acts:
                    st.button(
                        visitor.say(f"cases.{act}"),
                        key=f"cases_act_{act}",
                        on_click=state.ask_dialog,
                        args=(act.value,),
                    )


def _open(case_ref: str | None) -> None:
    if case_ref:
        state.choose_case(case_ref)


def _open_dialog(visitor: Visitor, story: CaseStory) -> None:
    dialog = st.session_state.get(state.DIALOG)
    if dialog == "gate":
        show_gate(visitor, story)
    elif dialog in story.acts:
        show_dialog(visitor, story, Act(dialog))
