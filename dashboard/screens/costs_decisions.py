"""One use case per button of the receipt, and what is said of it afterwards."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import uuid4

from dashboard.screens import costs_words as words
from dashboard.visitor import Visitor
from dispatch import cost_review
from dispatch.database import Session
from dispatch.errors import BadValue, DispatchError, StalePlan


@dataclass(frozen=True)
class Said:
    """`undo`: the act that can be undone, at that version; `moves_on`: the next one follows."""

    id: str
    text: str
    tone: str
    visit_ref: str
    version: int = 0
    undo: str = ""
    moves_on: bool = False


def decide(visitor: Visitor, *, act: str, visit_ref: str, version: int, text: str) -> Said:
    """Do what the button says to the cost as it was read; a refusal is said, not raised."""
    try:
        with visitor.transaction() as session:
            done = _act(session, visitor, act, visit_ref, version, text)
    except StalePlan:
        return _said(visitor.say("costs.stale"), "bad", visit_ref)
    except DispatchError as refused:
        return _said(visitor.say("costs.refused", why=visitor.tell(refused)), "bad", visit_ref)
    amount = visitor.formats.money(done.amount)
    return Said(
        id=uuid4().hex,
        text=visitor.say(f"costs.said_{act}", ref=visit_ref, amount=amount),
        tone="good",
        visit_ref=visit_ref,
        version=done.version,
        undo=act if act in ("approve", "dispute") else "",
        moves_on=act != "take_back",
    )


def undo(visitor: Visitor, said: Said) -> Said:
    """Make the cost await a decision again, unless somebody else has touched it since."""
    act = {"approve": "take_back", "dispute": "propose"}[said.undo]
    done = decide(
        visitor,
        act=act,
        visit_ref=said.visit_ref,
        version=said.version,
        text=visitor.say("costs.undone_why"),
    )
    if done.tone == "bad":
        return done
    return _said(visitor.say("costs.said_undo", ref=said.visit_ref), "good", said.visit_ref)


def approve_together(visitor: Visitor, read: list[tuple[str, int]]) -> Said:
    try:
        with visitor.transaction() as session:
            total = cost_review.approve_costs(
                session, actor=visitor.actor, read=read, now=visitor.now
            )
    except StalePlan:
        return _said(visitor.say("costs.stale"), "bad", "")
    except DispatchError as refused:
        return _said(visitor.say("costs.refused", why=visitor.tell(refused)), "bad", "")
    amount = visitor.formats.money(total)
    return _said(words.counted(visitor, "said_bulk", len(read), amount=amount), "good", "")


@dataclass(frozen=True)
class _Done:
    amount: Decimal
    version: int


_USE_CASES: dict[str, Callable[..., Any]] = {
    "approve": cost_review.approve_cost,
    "ask": cost_review.ask_about_cost,
    "dispute": cost_review.dispute_cost,
    "propose": cost_review.propose_again,
    "take_back": cost_review.take_back_approval,
}


def _act(
    session: Session, visitor: Visitor, act: str, visit_ref: str, version: int, text: str
) -> _Done:
    if act not in _USE_CASES:
        raise BadValue(f"act: got {act!r}, expected one of {', '.join(_USE_CASES)}")
    cost = _USE_CASES[act](
        session,
        actor=visitor.actor,
        visit_ref=visit_ref,
        version=version,
        comment=text,
        now=visitor.now,
    )
    return _Done(cost.actual_total or Decimal(0), cost.version)


def _said(text: str, tone: str, visit_ref: str) -> Said:
    return Said(id=uuid4().hex, text=text, tone=tone, visit_ref=visit_ref)
