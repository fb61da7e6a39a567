"""One visit's receipt in words: why it stands out, each line, what was found, what may be done."""

from datetime import datetime
from typing import Any

from dashboard.screens import costs_words as words
from dashboard.visitor import Visitor
from dispatch.queries.cost_overview import CostRow
from dispatch.queries.cost_receipt import Receipt, ReceiptSide
from dispatch.statuses import CostStatus

_KEYS = {"approve": "a", "ask": "q", "dispute": "d", "propose": "p", "take_back": "t"}
"""Every button by its key, in the order in which they stand."""


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
        "case": found.case_ref,
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
        "source": visitor.tell(side.source),
    }


def _findings(visitor: Visitor, found: Receipt) -> list[tuple[str, str]]:
    factors = "\n".join(
        f"{visitor.factor(factor)}: {note}" if note else visitor.factor(factor)
        for factor, note in found.factors
    )
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
                "why": visitor.tell(one.why),
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
