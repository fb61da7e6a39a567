"""Small dialogs around one case: solve, close, reopen, amend, cancel its visit."""

from collections.abc import Callable

import streamlit as st

from dashboard import plain
from dashboard.screens import case_desk_state as state
from dashboard.visitor import Visitor
from dispatch import cases, visits
from dispatch.case_acts import Act
from dispatch.database import Session
from dispatch.queries import case_choices
from dispatch.queries.case_story import CaseStory
from dispatch.statuses import Priority

_REASON_NEEDED = (Act.REOPEN, Act.CANCEL_VISIT)


def show_dialog(visitor: Visitor, story: CaseStory, act: Act) -> None:
    """The dialog of that act; it stays open, with what was typed, until it worked."""

    @st.dialog(visitor.say(f"cases.{act}_title"), on_dismiss=state.close_dialog)
    def ask() -> None:
        state.redraw_if_asked()
        show_refusal()
        if act is Act.AMEND:
            _amend(visitor, story)
        else:
            _with_reason(visitor, story, act)

    ask()


def show_refusal() -> None:
    """What kept the last try from working, above the fields it is about."""
    note = st.session_state.get(state.NOTE)
    if note is not None:
        show = st.info if note.tone == "calm" else st.error
        show(f"**{plain.text(note.title)}**  \n{plain.text(note.text)}")


def _with_reason(visitor: Visitor, story: CaseStory, act: Act) -> None:
    say = visitor.say
    about = {"customer": story.customer, "visit": story.facts.open_visit}
    about = {name: plain.text(value) for name, value in about.items()}
    st.markdown(say(f"cases.{act}_what", **about))
    key = f"cases_why_{act}_{story.case_ref}"
    with st.form(f"cases_form_{act}", border=False):
        needed = act in _REASON_NEEDED
        st.text_input(
            say("cases.why_needed" if needed else "cases.why"),
            key=key,
            placeholder=say(f"cases.{act}_hint"),
        )
        st.form_submit_button(
            say(f"cases.{act}_yes"),
            key=f"cases_yes_{act}",
            type="primary",
            on_click=_do,
            args=(visitor, story, act, key),
        )


def _do(visitor: Visitor, story: CaseStory, act: Act, key: str) -> None:
    why = str(st.session_state[key])
    if act in _REASON_NEEDED and not why.strip():
        state.tell(
            state.Note(visitor.say("cases.say_why"), visitor.say("cases.say_why_text"), "calm")
        )
        return
    call = _use_case(visitor, story, act, why)
    if state.perform(visitor, call, case_ref=story.case_ref, read=story.stamp):
        title = visitor.say(f"cases.{act}_done", visit=story.facts.open_visit)
        state.ended(state.Note(title, visitor.say(f"cases.{act}_tell")))


def _use_case(
    visitor: Visitor, story: CaseStory, act: Act, why: str
) -> Callable[[Session], object]:
    actor, ref, now = visitor.actor, story.case_ref, visitor.now
    calls: dict[Act, Callable[[Session], object]] = {
        Act.SOLVE: lambda session: cases.solve_case(
            session, actor=actor, case_ref=ref, now=now, why=why
        ),
        Act.CLOSE: lambda session: cases.close_case(
            session, actor=actor, case_ref=ref, now=now, why=why
        ),
        Act.REOPEN: lambda session: cases.reopen_case(
            session, actor=actor, case_ref=ref, now=now, why=why
        ),
        Act.CANCEL_VISIT: lambda session: visits.cancel_visit(
            session, actor=actor, visit_ref=story.facts.open_visit, reason=why, now=now
        ),
    }
    return calls[act]


def _amend(visitor: Visitor, story: CaseStory) -> None:
    say = visitor.say
    with visitor.reading() as session:
        found = case_choices.places(session, actor=visitor.actor, site_ref=story.site)
        kinds = case_choices.work_types(session, actor=visitor.actor)
    devices = {place.device_ref: place for place in found.listed if place.device_ref}
    device = _choose(visitor, story, "device", {ref: _named(one) for ref, one in devices.items()})
    kind = devices[device].device_kind if device in devices else ""
    types = {one.ref: one.name for one in case_choices.fitting(kinds, kind)}
    work_type = _choose(visitor, story, "work_type", types)
    priority = st.segmented_control(
        say("cases.priority"),
        tuple(Priority),
        default=story.priority,
        format_func=lambda one: say(f"cases.priority_{one}"),
        key=f"cases_priority_{story.case_ref}",
        required=True,
    )
    st.button(
        say("cases.amend_yes"),
        key="cases_yes_amend",
        type="primary",
        on_click=_save,
        args=(visitor, story, device, work_type, priority),
    )


def _choose(visitor: Visitor, story: CaseStory, name: str, options: dict[str, str]) -> str | None:
    now = story.device if name == "device" else story.work_type_ref
    return st.selectbox(
        visitor.say(f"cases.fact_{name}"),
        tuple(options),
        index=tuple(options).index(now) if now in options else None,
        format_func=lambda ref: options.get(ref, ref),
        key=f"cases_{name}_{story.case_ref}",
        placeholder=visitor.say(f"cases.choose_{name}"),
    )


def _named(place: case_choices.Place) -> str:
    return " · ".join(filter(None, (place.device_name, place.serial)))


def _save(
    visitor: Visitor,
    story: CaseStory,
    device: str | None,
    work_type: str | None,
    priority: Priority | None,
) -> None:
    done = state.perform(
        visitor,
        lambda session: cases.amend_case(
            session,
            actor=visitor.actor,
            case_ref=story.case_ref,
            now=visitor.now,
            device_ref=device,
            work_type_ref=work_type,
            priority=priority,
        ),
        case_ref=story.case_ref,
        read=story.stamp,
    )
    if done:
        state.ended(state.Note(visitor.say("cases.amend_done")))
