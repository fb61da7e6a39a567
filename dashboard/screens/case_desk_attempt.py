"""One line to log an attempt: what was said, and Enter."""

import streamlit as st

from dashboard.screens import case_desk_state as state
from dashboard.visitor import Visitor
from dispatch import cases
from dispatch.queries.case_story import CaseStory
from dispatch.statuses import AttemptOutcome, Channel

USUAL_MINUTES = {Channel.HOTLINE: 10, Channel.CHAT: 15, Channel.EMAIL: 10}
"""What stands there at first; the person corrects it."""

_FIRST = (AttemptOutcome.NOT_SOLVED, AttemptOutcome.CUSTOMER_TRIES)
OUTCOMES = (*_FIRST, *(one for one in AttemptOutcome if one not in _FIRST))
_FIELDS = ("said", "channel", "outcome", "minutes", "transcript")
_COUNT = "cases_logged"


def show_line(visitor: Visitor, story: CaseStory) -> None:
    """The suggested channel is chosen already; the transcript folds out below."""
    say = visitor.say
    channel = story.next_step.channel or story.channel
    suffix = f"{story.case_ref}_{st.session_state.get(_COUNT, 0)}"
    keys = {name: f"cases_{name}_{suffix}" for name in _FIELDS}
    with (
        st.container(key="cases_log"),
        st.form(f"cases_form_{suffix}", border=False, enter_to_submit=True),
    ):
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            st.text_input(
                say("cases.said"),
                key=keys["said"],
                placeholder=say("cases.said_hint"),
                label_visibility="collapsed",
                persist_state="page",
            )
            st.form_submit_button(
                say("cases.log"),
                key=f"cases_submit_{suffix}",
                on_click=_log,
                args=(visitor, story.case_ref, keys),
            )
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            _how(visitor, channel, keys)


def _how(visitor: Visitor, channel: Channel, keys: dict[str, str]) -> None:
    """Channel, outcome and minutes stand ready; a transcript folds out."""
    say = visitor.say
    st.selectbox(
        say("cases.channel"),
        tuple(Channel),
        index=list(Channel).index(channel),
        format_func=lambda one: say(f"cases.channel_{one}"),
        key=keys["channel"],
        label_visibility="collapsed",
        width=112,
    )
    st.selectbox(
        say("cases.outcome"),
        OUTCOMES,
        format_func=lambda one: say(f"cases.outcome_{one}"),
        key=keys["outcome"],
        label_visibility="collapsed",
        width=178,
    )
    st.number_input(
        say("cases.minutes_label"),
        min_value=0,
        max_value=cases.LONGEST_ATTEMPT_MIN,
        value=USUAL_MINUTES[channel],
        icon=":material/timer:",
        key=keys["minutes"],
        label_visibility="collapsed",
        width=104,
    )
    with st.popover(say("cases.transcript"), type="tertiary", width="content"):
        st.text_area(
            say("cases.transcript"),
            key=keys["transcript"],
            placeholder=say("cases.transcript_hint"),
            height=220,
            persist_state="page",
            width=460,
        )


def _log(visitor: Visitor, case_ref: str, keys: dict[str, str]) -> None:
    given = {name: st.session_state[key] for name, key in keys.items()}
    done = state.perform(
        visitor,
        lambda session: cases.record_attempt(
            session,
            actor=visitor.actor,
            case_ref=case_ref,
            channel=given["channel"],
            minutes=given["minutes"],
            outcome=given["outcome"],
            transcript="\n\n".join(filter(None, (given["said"], given["transcript"]))),
            now=visitor.now,
        ),
    )
    if not done:
        return
    st.session_state[_COUNT] = st.session_state.get(_COUNT, 0) + 1
    if given["outcome"] is AttemptOutcome.SOLVED:
        told = visitor.say("cases.logged_solved_text")
        state.tell(state.Note(visitor.say("cases.logged_solved"), told))
    else:
        state.tell(state.Note(visitor.say("cases.logged")))
    state.focus("cases_log")
