"""The queue and the receipt beside it; finance decides by key and the next one follows."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from dashboard.components import costs as parts
from dashboard.screens import costs_address as address
from dashboard.screens import costs_receipt
from dashboard.screens import costs_words as words
from dashboard.screens.costs_decisions import Said, decide, undo
from dashboard.screens.costs_talk import ASKED, show_asked
from dashboard.visitor import Visitor
from dispatch.errors import NotFound
from dispatch.queries import cost_receipt
from dispatch.queries.cost_overview import CostRow
from dispatch.queries.cost_receipt import Receipt

LISTED = 400
"""Rows in the list at once; the others move up as visits are decided."""

MESSAGE = "costs_message"


def show_desk(
    visitor: Visitor, queue: Sequence[CostRow], *, undecided: int, may_decide: bool
) -> None:
    """`undecided` visits of the period await a decision but are not in the queue."""
    selected = _selected(queue)
    left, right = st.columns([2, 3], gap="medium")
    with left:
        parts.queue(
            key="costs_queue",
            data=queue_data(visitor, queue, selected, may_decide=may_decide),
            on_selected_change=lambda: _select(st.session_state["costs_queue"].selected),
        )
    with right:
        parts.receipt(
            key="costs_receipt",
            data=_receipt(visitor, queue, selected, undecided),
            on_decided_change=lambda: _decided(visitor, st.session_state["costs_receipt"].decided),
            on_undone_change=lambda: _undone(visitor),
            on_read_change=lambda: _read(st.session_state["costs_receipt"].read),
        )
    show_asked(visitor)


def queue_data(
    visitor: Visitor, queue: Sequence[CostRow], selected: str, *, may_decide: bool
) -> dict[str, Any]:
    say = visitor.say
    rows = [_queue_row(visitor, row) for row in queue[:LISTED]]
    foot = say("costs.queue_cut", shown=len(rows), count=len(queue))
    return {
        "label": say("costs.queue_label"),
        "rows": rows,
        "selected": selected,
        "foot": foot if len(rows) < len(queue) else "",
        "keys": say("costs.keys") if may_decide else say("costs.keys_reading"),
    }


def _queue_row(visitor: Visitor, row: CostRow) -> dict[str, str]:
    money = visitor.formats.money
    facts = (visitor.formats.day(row.day), row.technician, row.work_type or row.device_kind)
    return {
        "ref": row.visit_ref,
        "who": " · ".join(filter(None, (row.customer, row.town))),
        "stake": words.signed(visitor, row.at_stake),
        "tone": words.tone(row.at_stake),
        "reason": words.reason(visitor, row.reason),
        "status": _mark(row),
        "status_word": visitor.say(f"costs.status_{_mark(row)}"),
        "facts": " · ".join(filter(None, facts)),
        "amounts": visitor.say(
            "costs.of_plan", actual=money(row.actual), planned=money(row.planned)
        ),
    }


def _mark(row: CostRow) -> str:
    return "asked" if row.asked else row.status


def _selected(queue: Sequence[CostRow]) -> str:
    """What was chosen, even outside the queue; else the first of the queue."""
    chosen = address.value("visit")
    return chosen or (queue[0].visit_ref if queue else "")


def _select(visit_ref: str | None) -> None:
    if visit_ref:
        st.session_state.pop(MESSAGE, None)
        address.choose("visit", visit_ref)


def _decided(visitor: Visitor, sent: dict[str, Any] | None) -> None:
    """The visitor pressed a button of the receipt; whatever comes of it is said above it."""
    if not sent:
        return
    done = decide(
        visitor,
        act=str(sent["act"]),
        visit_ref=str(sent["ref"]),
        version=int(sent["version"]),
        text=str(sent["text"]),
    )
    st.session_state[MESSAGE] = done
    address.choose("visit", str(sent["following"]) if done.moves_on else str(sent["ref"]))


def _read(case_ref: str | None) -> None:
    if case_ref:
        st.session_state[ASKED] = case_ref


def _undone(visitor: Visitor) -> None:
    message = st.session_state.get(MESSAGE)
    if message is None or not message.undo:
        return
    done = undo(visitor, message)
    st.session_state[MESSAGE] = done
    address.choose("visit", done.visit_ref)


def _receipt(
    visitor: Visitor, queue: Sequence[CostRow], selected: str, undecided: int
) -> dict[str, Any]:
    message: Said | None = st.session_state.get(MESSAGE)
    said = {"text": message.text, "tone": message.tone, "id": message.id} if message else None
    if said and message and message.undo:
        said["undo"] = visitor.say("costs.undo")
    found = _found(visitor, selected)
    if found is None:
        return {
            "message": said,
            "stamp": message.id if message else "",
            **_nothing(visitor, undecided),
        }
    refs = [row.visit_ref for row in queue]
    row = next((one for one in queue if one.visit_ref == selected), None)
    data = costs_receipt.receipt_data(visitor, found, row)
    stamp = f"{data['stamp']} {message.id if message else ''}"
    return {**data, "message": said, "following": following(refs, selected), "stamp": stamp}


def _found(visitor: Visitor, visit_ref: str) -> Receipt | None:
    if not visit_ref:
        return None
    try:
        with visitor.transaction() as session:
            return cost_receipt.receipt(session, actor=visitor.actor, visit_ref=visit_ref)
    except NotFound:
        return None


def following(refs: Sequence[str], selected: str) -> str:
    """The one after the selected, else the one before, else none."""
    if selected not in refs:
        return refs[0] if refs else ""
    at = refs.index(selected)
    others = [*refs[at + 1 :], *reversed(refs[:at])]
    return others[0] if others else ""


def _nothing(visitor: Visitor, undecided: int) -> dict[str, Any]:
    say = visitor.say
    rest = words.counted(visitor, "empty_queue_rest", undecided)
    text = rest if undecided else say("costs.empty_queue_done")
    return {"ref": "", "empty": {"title": say("costs.empty_queue"), "text": text}}
