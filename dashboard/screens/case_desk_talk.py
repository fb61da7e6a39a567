"""A case as a conversation over time: contacts, visits, changes, each with its cost."""

from decimal import Decimal
from typing import Any

from dashboard.screens import case_desk_words as words
from dashboard.screens.case_desk_queue import searched
from dashboard.visitor import Visitor
from dispatch.case_acts import Act
from dispatch.queries.case_events import Event, EventKind
from dispatch.queries.case_story import CaseStory
from dispatch.queries.search import mark
from dispatch.statuses import ENDED, AttemptOutcome, VisitOutcome

_OUTCOMES = frozenset(VisitOutcome)
_KINDS = {
    EventKind.OPENED: "told",
    EventKind.ATTEMPT: "said",
    EventKind.WAIVER: "",
    EventKind.CASE_STATUS: "",
    EventKind.VISIT_STATUS: "visit",
}


def talk_data(visitor: Visitor, story: CaseStory) -> dict[str, Any]:
    """All that the conversation draws; words searched for are between « and »."""
    amounts = iter(line.amount for line in story.remote_lines)
    entries = []
    for event in story.events:
        amount = next(amounts) if event.kind is EventKind.ATTEMPT else None
        entries.append(_entry(visitor, story, event, amount))
    return {
        "label": visitor.say("cases.conversation"),
        "words": {"more": visitor.say("cases.more"), "less": visitor.say("cases.less")},
        "entries": entries,
        "tall": Act.TRY not in story.acts,
    }


def _entry(
    visitor: Visitor, story: CaseStory, event: Event, amount: Decimal | None
) -> dict[str, str]:
    return {
        "kind": "solved" if event.outcome is AttemptOutcome.SOLVED else _KINDS[event.kind],
        "icon": _icon(event),
        "head": words.event(visitor, event),
        "aside": _aside(visitor, story, event, amount),
        "day": visitor.formats.long_day(event.at.astimezone(visitor.settings.zone).date()),
        "time": visitor.formats.time(event.at),
        "by": visitor.called(event.by),
        "text": mark(_text(visitor, event), searched()),
    }


def _text(visitor: Visitor, event: Event) -> str:
    """As it was written; a visit's outcome and factors, kept as codes, in words."""
    if event.kind is not EventKind.VISIT_STATUS:
        return visitor.tell(event.text)
    lines = visitor.tell(event.text).splitlines()
    return "\n".join(
        visitor.say(f"cases.found_{line}") if line in _OUTCOMES else visitor.factor(line)
        for line in lines
    )


def _icon(event: Event) -> str:
    if event.channel is not None:
        return event.channel
    return {EventKind.VISIT_STATUS: "visit", EventKind.WAIVER: "waiver"}.get(event.kind, "status")


def _aside(visitor: Visitor, story: CaseStory, event: Event, amount: Decimal | None) -> str:
    """Minutes and cost of an attempt; what an ended visit cost."""
    if event.minutes is not None:
        minutes = visitor.say("cases.minutes", minutes=event.minutes)
        return minutes if amount is None else f"{minutes} · {visitor.formats.money(amount)}"
    if event.status in ENDED:
        costs = {visit.ref: visit.actual_cost for visit in story.visits}
        cost = costs.get(event.visit_ref)
        return visitor.formats.money(cost) if cost is not None else ""
    return ""
