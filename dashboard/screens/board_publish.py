"""The dialog that publishes a draft: what changes and for whom, and which rules it breaks.

Each broken rule is accepted by itself, all for one reason; what nobody may accept says why.
"""

from collections.abc import Sequence

import streamlit as st

from dashboard import plain
from dashboard.screens import board_compare
from dashboard.screens.board_state import BoardState
from dashboard.visitor import Visitor
from dispatch import publishing
from dispatch.acceptance import MAX_REASON, Finding
from dispatch.errors import DispatchError, PlanHasViolations
from dispatch.plan_views import BrokenRule
from dispatch.queries.board import Board
from dispatch.queries.plan_findings import findings

COUNTED = ("skills", "parts", "visits_cap")
"""Rules whose amount counts something that has a name."""


def show_publish(visitor: Visitor, state: BoardState, board: Board) -> bool:
    """True once it is published."""
    if board.shown is None:
        return False
    say, plan_id = visitor.say, board.shown.plan_id
    new = sum(difference.kind == "added" for difference in board.differences)
    counts = {"placed": len(board.stops), "new": new, "broken": board.broken_promises}
    st.markdown(say("board.publish_what", **counts))
    board_compare.differences(visitor, board)
    found = _found(visitor, plan_id)
    if found is None:
        return False
    _ask(visitor, plan_id, found)
    reason = _reason(visitor, found)
    accepted = _ticked(plan_id)
    asked = st.button(
        say("board.publish_now"),
        type="primary",
        disabled=any(finding.name not in accepted for finding in found),
        key="board_publish_now",
    )
    return asked and _published(visitor, state, plan_id, accepted, reason)


def _ticked(plan_id: int) -> list[str]:
    """Names of what is accepted; also of what was, and is gone since the page was drawn."""
    begins = _box(plan_id, "")
    ticked = [str(key) for key, value in st.session_state.items() if value is True]
    return [key.removeprefix(begins) for key in ticked if key.startswith(begins)]


def _box(plan_id: int, name: str) -> str:
    return f"board_accept_{plan_id}_{name}"


def _found(visitor: Visitor, plan_id: int) -> tuple[Finding, ...] | None:
    try:
        with visitor.reading() as session:
            return findings(
                session, actor=visitor.actor, plan_id=plan_id, settings=visitor.settings
            )
    except DispatchError as refused:
        st.error(plain.text(visitor.tell(refused)))
        return None


def _ask(visitor: Visitor, plan_id: int, found: Sequence[Finding]) -> None:
    if not found:
        return
    hard = any(finding.never for finding in found)
    st.markdown(f"##### {visitor.count('publish.rules', len(found))}")
    st.caption(visitor.say("publish.cannot" if hard else "publish.how"))
    with st.container(gap="small", key="board_accept"):
        for number, finding in enumerate(found):
            _ask_one(visitor, plan_id, finding, number)


def _ask_one(visitor: Visitor, plan_id: int, finding: Finding, number: int) -> None:
    rule = finding.broken
    name = visitor.say(f"publish.rule_{rule.rule}")
    how_much = amount(visitor, rule)
    title = f"**{name}** · {how_much}" if how_much else f"**{name}**"
    said = f"{title}  \n{plain.text(visitor.tell(rule.sentence))}"
    with st.container(
        horizontal=True, vertical_alignment="center", gap="small", key=f"board_accept_row_{number}"
    ):
        if finding.never:
            why = visitor.say("publish.nobody", why=plain.text(visitor.tell(finding.never)))
            st.markdown(f"{said}  \n:red[{why}]", width="stretch")
        else:
            st.markdown(said, width="stretch")
            st.checkbox(visitor.say("publish.accept"), key=_box(plan_id, finding.name))


def amount(visitor: Visitor, rule: BrokenRule) -> str:
    """By how much, in the unit the referee measures in; nothing for one of anything."""
    formats = visitor.formats
    if rule.unit == "s":
        return formats.minutes(-(-rule.amount // 60) * 60)
    if rule.unit == "m":
        return f"{formats.number(rule.amount / 1000, 1)} km"
    if rule.unit == "cents":
        return formats.cents(rule.amount)
    if rule.rule in COUNTED:
        return visitor.count(f"publish.by_{rule.rule}", rule.amount)
    return visitor.say("publish.by", count=rule.amount) if rule.amount > 1 else ""


def _reason(visitor: Visitor, found: Sequence[Finding]) -> str:
    if not found or any(finding.never for finding in found):
        return ""
    return st.text_input(
        visitor.say("publish.reason"), max_chars=MAX_REASON, key="board_publish_reason"
    )


def _published(
    visitor: Visitor, state: BoardState, plan_id: int, accepted: Sequence[str], reason: str
) -> bool:
    try:
        with visitor.transaction() as session:
            publishing.publish_plan(
                session,
                actor=visitor.actor,
                plan_id=plan_id,
                settings=visitor.settings,
                now=visitor.now,
                accept=accepted,
                reason=reason,
            )
    except PlanHasViolations as refused:
        reasons = (plain.text(visitor.tell(reason)) for reason in refused.reasons)
        st.error("\n".join(f"- {reason}" for reason in reasons))
        return False
    except DispatchError as refused:
        st.error(plain.text(visitor.tell(refused)))
        return False
    state.plan_id = None
    state.forget()
    state.tell(visitor.say("board.published", number=plan_id))
    return True
