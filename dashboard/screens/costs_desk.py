"""The queue and the receipt beside it; finance decides by key and the next one follows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import streamlit as st

from dashboard.components import costs as parts
from dashboard.screens import costs_address as address
from dashboard.screens import costs_words as words
from dashboard.screens.costs_decisions import Said, decide, undo
from dashboard.visitor import Visitor
from dispatch.errors import NotFound
from dispatch.queries import cost_receipt
from dispatch.queries.cost_overview import CostRow
from dispatch.queries.cost_receipt import Receipt, ReceiptSide
from dispatch.statuses import CostStatus

LISTED = 400
"""Rows in the list at once; the others move up as visits are decided."""

MESSAGE = "costs_message"

_KEYS = {"approve": "a", "ask": "q", "dispute": "d", "propose": "p", "take_back": "t"}
"""Every button by its key, in the order in which they stand."""


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
        )


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
    data = receipt_data(visitor, found, row)
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


def receipt_data(visitor: Visitor, found: Receipt, row: CostRow | None) -> dict[str, Any]:
    """All that the receipt draws, in words; `row` adds why the visit stands out."""
    say, money = visitor.say, visitor.formats.money
    actual = found.actual or found.planned
    status = found.status or CostStatus.PROPOSED
    reason = row.reason if row else None
    return {
        "ref": found.visit_ref,
        "version": found.version,
        "stamp": f"{found.visit_ref} {found.version} {len(found.decisions)}",
        "title": f"{found.visit_ref} · {found.customer}",
        "status": status,
        "status_word": say(f"costs.status_{status}"),
        "link": f"/cases?case={found.case_ref}",
        "because": words.reason(visitor, reason),
        "explains": words.signed(visitor, reason.amount) if reason else "",
        "limits": words.limits(visitor, row) if row else [],
        "lines": [
            {
                "kind": words.line(visitor, one.kind),
                "planned": _side(visitor, one.planned),
                "actual": _side(visitor, one.actual),
                "difference": words.signed(visitor, one.difference),
                "tone": words.tone(one.difference),
            }
            for one in found.lines
        ],
        "planned": money(found.planned),
        "actual": money(actual),
        "difference": words.signed(visitor, actual - found.planned),
        "tone": words.tone(actual - found.planned),
        "found": _findings(visitor, found),
        "facts": _facts(visitor, found),
        "history": _history(visitor, found),
        "actions": _actions(visitor, found),
        "note": "" if found.may_become else say("costs.read_only"),
        "words": _labels(visitor),
    }


def _side(visitor: Visitor, side: ReceiptSide | None) -> dict[str, str] | None:
    if side is None:
        return None
    times = words.quantity(visitor, side.quantity, side.unit)
    return {
        "sum": f"{times} × {words.rate(visitor, side.rate, side.unit)}",
        "amount": visitor.formats.money(side.amount),
        "source": side.source,
    }


def _findings(visitor: Visitor, found: Receipt) -> list[tuple[str, str]]:
    factors = "\n".join(f"{factor}: {note}" if note else factor for factor, note in found.factors)
    return _named(
        visitor,
        ("outcome", words.outcome(visitor, found.outcome)),
        ("findings", found.findings),
        ("factors", factors),
    )


def _facts(visitor: Visitor, found: Receipt) -> list[tuple[str, str]]:
    planned = _span(visitor, found.planned_start, found.planned_end)
    actual = _span(visitor, found.actual_start, found.actual_end)
    return _named(
        visitor,
        ("symptom", found.symptom),
        ("device", found.device),
        ("technician", found.technician),
        ("times", visitor.say("costs.times", planned=planned, actual=actual)),
        ("site", found.address),
    )


def _named(visitor: Visitor, *pairs: tuple[str, str]) -> list[tuple[str, str]]:
    return [(visitor.say(f"costs.fact_{name}"), text) for name, text in pairs if text]


def _span(visitor: Visitor, start: datetime | None, end: datetime | None) -> str:
    if start is None or end is None:
        return visitor.say("costs.no_value")
    return f"{visitor.formats.moment(start)}–{visitor.formats.time(end)}"


def _history(visitor: Visitor, found: Receipt) -> list[dict[str, str]]:
    entries = []
    for one in reversed(found.decisions):
        what = "asked" if one.is_question else one.status
        entries.append(
            {
                "what": visitor.say(f"costs.happened_{what}", by=one.by),
                "status": what,
                "when": visitor.formats.moment(one.at),
                "why": one.why,
            }
        )
    return entries


def _actions(visitor: Visitor, found: Receipt) -> list[dict[str, Any]]:
    """What the visitor may do, each by its key; nothing for those who only look."""
    if not found.may_become:
        return []
    acts = [
        {CostStatus.APPROVED: "approve", CostStatus.DISPUTED: "dispute"}.get(status, "propose")
        for status in found.may_become
    ]
    if found.status is CostStatus.APPROVED:
        acts.append("take_back")
    acts.append("ask")
    return [
        {
            "id": act,
            "key": _KEYS[act],
            "main": act == "approve",
            "label": visitor.say(f"costs.{act}"),
            "prompt": "" if act == "approve" else visitor.say(f"costs.{act}_prompt"),
        }
        for act in sorted(acts, key=list(_KEYS).index)
    ]


def _labels(visitor: Visitor) -> dict[str, str]:
    names = ("line", "planned", "actual", "difference", "total", "none", "history")
    return {name: visitor.say(f"costs.{name}") for name in (*names, "conversation", "cancel")}
