"""The left side: search, filters, and the cases in order of what is due next."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from dashboard.components import cases as parts
from dashboard.screens import case_desk_state as state
from dashboard.screens import case_desk_words as words
from dashboard.visitor import Visitor
from dispatch.case_acts import WORKS_ON_CASES
from dispatch.queries.cases import QueueFilter, QueueRow, queue
from dispatch.queries.search import Hit, search
from dispatch.statuses import CaseStatus, Priority

LISTED = 300
"""Rows in the list at once; the others move up as cases are solved."""

_LOUD = (Priority.HIGH, Priority.EMERGENCY)


def show_left(visitor: Visitor, rows: Sequence[QueueRow], selected: str) -> None:
    _top(visitor)
    _show_list(visitor, rows, selected)


def _top(visitor: Visitor) -> None:
    say = visitor.say
    with st.container(horizontal=True, vertical_alignment="center", key="cases_top"):
        st.text_input(
            say("cases.search"),
            key=state.SEARCH,
            placeholder=say("cases.search_hint"),
            icon=":material/search:",
            type="search",
            live="200ms",
            label_visibility="collapsed",
            persist_state="page",
        )
        if visitor.actor.role in WORKS_ON_CASES:
            st.button(
                say("cases.new"),
                key="cases_new",
                type="primary",
                shortcut="n",
                wrap=False,
                on_click=_open_new,
            )
    with st.container(horizontal=True, key="cases_filters"):
        _choice(visitor, "status", state.STATUSES)
        _choice(visitor, "channel", state.CHANNELS)
        _choice(visitor, "age", state.AGES)


def _open_new() -> None:
    if state.may_open_dialog():
        state.open_dialog("new")
        state.focus("cases_new_place")


def _choice(visitor: Visitor, name: str, options: Sequence[str]) -> None:
    state.value(name, tuple(options))
    st.selectbox(
        visitor.say(f"cases.{name}"),
        options,
        format_func=lambda one: visitor.say(f"cases.{name}_{one or 'all'}"),
        key=state.key(name),
        label_visibility="collapsed",
        on_change=state.remember,
        args=(name,),
    )


def queue_of(visitor: Visitor) -> list[QueueRow]:
    """The cases of the chosen filter."""
    with visitor.reading() as session:
        return queue(
            session,
            actor=visitor.actor,
            now=visitor.now,
            filters=state.filters(visitor.now, visitor),
        )


def searched() -> str:
    return str(st.session_state.get(state.SEARCH) or "").strip()


def hits_of(visitor: Visitor) -> list[Hit]:
    with visitor.reading() as session:
        return search(session, actor=visitor.actor, words=searched())


def _show_list(visitor: Visitor, rows: Sequence[QueueRow], selected: str) -> None:
    """The queue; while words are searched for, what was found instead."""
    if searched():
        data = hits_data(visitor, hits_of(visitor), selected)
    else:
        data = queue_data(visitor, rows, selected)
    parts.queue(
        key="cases_queue",
        data={
            **data,
            "fields": {"search": state.SEARCH, "log": "cases_log"},
        },
        on_selected_change=lambda: _selected(st.session_state["cases_queue"].selected),
        on_changed_change=lambda: None,
    )


def _selected(row_id: str | None) -> None:
    if row_id:
        state.choose_case(row_id.partition("|")[0])


def queue_data(visitor: Visitor, rows: Sequence[QueueRow], selected: str) -> dict[str, Any]:
    """All that the list draws, in words."""
    say = visitor.say
    late = sum(row.left_s is not None and row.left_s < 0 for row in rows)
    cut = say("cases.queue_cut", shown=LISTED, count=len(rows)) if len(rows) > LISTED else ""
    counted = say("cases.queue_count", count=len(rows), late=late)
    filtered = state.filters(visitor.now, visitor) != QueueFilter()
    empty = "empty_filter" if filtered else "empty"
    return {
        "label": say("cases.queue"),
        "rows": [_row(visitor, row) for row in rows[:LISTED]],
        "selected": selected,
        "foot": " · ".join(filter(None, (cut or counted, say("cases.keys")))),
        "empty": _empty(visitor, empty) if not rows else None,
    }


def hits_data(visitor: Visitor, hits: Sequence[Hit], selected: str) -> dict[str, Any]:
    """What the search found; the words are between « and »."""
    say = visitor.say
    rows = [
        {
            "id": f"{hit.case_ref}|{number}",
            "who": f"{hit.customer} · {hit.town}",
            "due": hit.case_ref,
            "what": hit.snippet,
            "icon": {"findings": "visit", "symptom": "status"}.get(hit.where, "chat"),
            "icon_word": "",
            "facts": " · ".join(
                filter(
                    None,
                    (say(f"cases.hit_{hit.where}"), hit.by, visitor.formats.day(hit.at)),
                )
            ),
            "badge": say(f"cases.status_{hit.case_status}"),
            "badge_tone": "good" if _is_over(hit.case_status) else "",
            "tone": "hit",
        }
        for number, hit in enumerate(hits)
    ]
    first = next((row["id"] for row in rows if row["id"].startswith(f"{selected}|")), "")
    return {
        "label": say("cases.search"),
        "rows": rows,
        "selected": first,
        "foot": say("cases.hits_count", count=len(rows)),
        "empty": None if rows else _empty(visitor, "empty_search"),
    }


def _empty(visitor: Visitor, name: str) -> dict[str, str]:
    return {"title": visitor.say(f"cases.{name}"), "text": visitor.say(f"cases.{name}_text")}


def _is_over(status: CaseStatus) -> bool:
    return status in (CaseStatus.SOLVED, CaseStatus.CLOSED)


def _row(visitor: Visitor, row: QueueRow) -> dict[str, str]:
    say = visitor.say
    age = int((visitor.now - row.opened_at).total_seconds())
    tried = say("cases.tried", count=row.attempts) if row.attempts else say("cases.untried")
    badge, badge_tone = _badge(visitor, row)
    loud = say(f"cases.priority_{row.priority}") if row.priority in _LOUD else ""
    facts = (loud, tried, say("cases.age_of", age=words.span(visitor, age)), row.device)
    return {
        "id": row.case_ref,
        "who": f"{row.customer} · {row.town}",
        "due": words.due(visitor, row.due_what, row.left_s),
        "tone": words.tone(row.left_s),
        "what": row.symptom,
        "icon": row.channel,
        "icon_word": say(f"cases.channel_{row.channel}"),
        "facts": " · ".join(filter(None, facts)),
        "badge": badge,
        "badge_tone": badge_tone,
    }


def _badge(visitor: Visitor, row: QueueRow) -> tuple[str, str]:
    """What has become of it: the visit if there is one, else a status worth saying."""
    if row.visit_status is not None:
        status = visitor.say(f"cases.visit_{row.visit_status}")
        day = visitor.formats.day(row.visit_start) if row.visit_start else ""
        return " ".join(filter(None, (status, day))), ""
    if row.status is CaseStatus.OPEN:
        return "", ""
    if _is_over(row.status):
        return visitor.say(f"cases.status_{row.status}"), "good"
    return visitor.say("cases.badge_ended"), "loud"
