"""'Send someone?': what was tried, what is still expected, what it would cost, and the way on."""

import textwrap
from typing import Any

import streamlit as st

from dashboard import plain
from dashboard.components import cases as parts
from dashboard.screens import case_desk_state as state
from dashboard.screens import case_desk_words as words
from dashboard.screens.case_desk_acts import show_refusal
from dashboard.screens.case_desk_visit import show_visit_form
from dashboard.visitor import Visitor
from dispatch import cases
from dispatch.case_acts import WORKS_ON_CASES, Act
from dispatch.costing import Line, LineKind
from dispatch.errors import BadValue, NotFound
from dispatch.escalation import Gap
from dispatch.queries.case_events import EventKind
from dispatch.queries.case_story import CaseStory
from dispatch.queries.visit_estimate import VisitEstimate, visit_estimate

_QUOTED = 220


def show_gate(visitor: Visitor, story: CaseStory) -> None:
    """The dialog; it stays open, with what was typed, until somebody is sent."""

    @st.dialog(visitor.say("cases.send"), width="large", on_dismiss=state.close_dialog)
    def ask() -> None:
        state.redraw_if_asked()
        show_refusal()
        left, right = st.columns(2, gap="medium")
        with left:
            parts.panel(key="cases_gate_tried", data={"sections": _tried(visitor, story)})
        with right:
            parts.panel(key="cases_gate_cost", data={"sections": [_cost(visitor, story)]})
        if Act.ESCALATE not in story.acts:
            st.info(plain.text(_why_not(visitor, story)))
        elif not story.missing:
            show_visit_form(visitor, story)
        elif all(one.gap is Gap.ATTEMPTS for one in story.missing):
            _waive(visitor, story)
        elif Act.AMEND in story.acts:
            st.button(
                visitor.say("cases.fill_in"),
                key="cases_fill_in",
                type="primary",
                on_click=_to_amend,
            )

    ask()


def _to_amend() -> None:
    state.open_dialog(Act.AMEND)
    state.redraw()


def _tried(visitor: Visitor, story: CaseStory) -> list[dict[str, Any]]:
    say = visitor.say
    tried = [
        {
            "title": words.event(visitor, event),
            "aside": f"{visitor.called(event.by)} · {visitor.formats.moment(event.at)}",
            "text": textwrap.shorten(event.text, _QUOTED, placeholder=" …"),
        }
        for event in story.events
        if event.kind in (EventKind.ATTEMPT, EventKind.WAIVER)
    ]
    expected = [words.missing(visitor, one, story.facts) for one in story.missing]
    return [
        {
            "title": say("cases.gate_tried"),
            "listed": tried,
            "foot": "" if tried else say("cases.gate_nothing_tried"),
        },
        {
            "title": say("cases.gate_expected"),
            "text": "\n".join(expected) if expected else say("cases.gate_nothing_expected"),
        },
    ]


def _why_not(visitor: Visitor, story: CaseStory) -> str:
    if visitor.actor.role not in WORKS_ON_CASES:
        return visitor.say("cases.gate_read_only")
    if story.facts.open_visit:
        return visitor.say("cases.gate_has_visit", visit=story.facts.open_visit)
    return " ".join(words.missing(visitor, one, story.facts) for one in story.missing)


def _cost(visitor: Visitor, story: CaseStory) -> dict[str, Any]:
    say = visitor.say
    try:
        with visitor.reading() as session:
            found = visit_estimate(
                session, actor=visitor.actor, case_ref=story.case_ref, day=visitor.today
            )
    except (NotFound, BadValue) as without:
        return {"title": say("cases.gate_cost"), "foot": visitor.tell(without)}
    if found is None:
        return {"title": say("cases.gate_cost"), "foot": say("cases.gate_no_work_type")}
    return {
        "title": say("cases.gate_cost"),
        "sums": True,
        "rows": _sums(visitor, found),
        "foot": _past(visitor, found),
    }


def _sums(visitor: Visitor, found: VisitEstimate) -> list[dict[str, str]]:
    rows = [
        {
            "label": visitor.say(f"cases.line_{line.kind}"),
            "text": visitor.formats.money(line.amount),
            "note": _basis(visitor, line),
        }
        for line in found.lines
    ]
    total = visitor.say("cases.line_total")
    return [*rows, {"label": total, "text": visitor.formats.money(found.total), "tone": "strong"}]


def _basis(visitor: Visitor, line: Line) -> str:
    """Quantity times rate, where there is more to it than an amount."""
    rate = visitor.formats.money(line.rate)
    if line.kind is LineKind.LABOUR:
        return visitor.say("cases.times_hour", minutes=int(line.quantity) // 60, rate=rate)
    if line.kind is LineKind.PARTS:
        return f"{int(line.quantity)} × {rate}, {visitor.tell(line.source)}"
    return ""


def _past(visitor: Visitor, found: VisitEstimate) -> str:
    if found.past is None:
        return visitor.say("cases.no_past", work_type=found.work_type)
    average = visitor.formats.money(found.past.average)
    return visitor.say(
        "cases.past", work_type=found.work_type, count=found.past.count, average=average
    )


def _waive(visitor: Visitor, story: CaseStory) -> None:
    say = visitor.say
    keys = {name: f"cases_waive_{name}_{story.case_ref}" for name in ("by", "reason")}
    st.session_state.setdefault(keys["by"], visitor.full_name or visitor.actor.name)
    st.markdown(say("cases.waive_what"))
    with st.form("cases_form_waive", border=False):
        who, why = st.columns([1, 2], gap="small")
        who.text_input(say("cases.waive_by"), key=keys["by"])
        why.text_input(
            say("cases.waive_reason"), key=keys["reason"], placeholder=say("cases.waive_hint")
        )
        st.form_submit_button(
            say("cases.waive_yes"),
            key="cases_yes_waive",
            on_click=_waived,
            args=(visitor, story, keys),
        )


def _waived(visitor: Visitor, story: CaseStory, keys: dict[str, str]) -> None:
    by, reason = (str(st.session_state[key]) for key in keys.values())
    if not by.strip() or not reason.strip():
        state.tell(
            state.Note(visitor.say("cases.waive_who"), visitor.say("cases.waive_who_text"), "calm")
        )
        return
    done = state.perform(
        visitor,
        lambda session: cases.waive_gate(
            session,
            actor=visitor.actor,
            case_ref=story.case_ref,
            by=by,
            reason=reason,
            now=visitor.now,
        ),
        case_ref=story.case_ref,
        read=story.stamp,
    )
    if done:
        st.session_state.pop(state.NOTE, None)
        state.redraw()
