"""The board's dialogs: compare, publish, move by form, who else could, what figures are made of.

Which one is open is part of the board's state: it stays open when the page is drawn anew.
"""

from collections.abc import Callable, Mapping
from datetime import time
from typing import Any

import streamlit as st

from dashboard import plain
from dashboard.screens import (
    board_answers,
    board_compare,
    board_costs,
    board_edits,
    board_help,
    board_planning,
    board_publish,
    board_rules,
    board_top,
)
from dashboard.screens.board_state import BoardState, stop_of, tray_of
from dashboard.visitor import Visitor
from dispatch import clock
from dispatch.errors import DispatchError
from dispatch.plan_views import Alternative
from dispatch.queries.board import Board

MANY = 60

Content = Callable[[Visitor, BoardState, Board], None]


def show_open(visitor: Visitor, state: BoardState, board: Board) -> None:
    """The dialog that is open, if one is."""
    content = _CONTENTS.get(state.dialog)
    if content is None:
        return

    @st.dialog(visitor.say(f"board.dialog_{state.dialog}"), width="large", on_dismiss=state.close)
    def dialog() -> None:
        content(visitor, state, board)

    dialog()


def _done(state: BoardState) -> None:
    state.close()
    st.rerun(scope="app")


def _compare(visitor: Visitor, state: BoardState, board: Board) -> None:
    board_compare.two_plans(visitor, board, board_top.name_of)


def _figures(visitor: Visitor, state: BoardState, board: Board) -> None:
    board_compare.figures(visitor, board)
    _worth(visitor, board)
    st.caption(visitor.say("board.travel_source", source=plain.text(board.travel_source)))


def _worth(visitor: Visitor, board: Board) -> None:
    """How near the plan is to the best possible one, and what counted most when it was made."""
    if board.figures is None or board.shown is None:
        return
    gap = board.figures.gap
    st.markdown(board_planning.how_good(visitor, None if gap is None else gap / 1000).capitalize())
    if board.shown.policy:
        key = board_planning.key_of(board.shown.policy)
        name, means = (visitor.say(f"plans.policy_{key}{end}") for end in ("", "_means"))
        st.markdown(visitor.say("plans.made_under", policy=name, means=means))


def _publish(visitor: Visitor, state: BoardState, board: Board) -> None:
    if board_publish.show_publish(visitor, state, board):
        _done(state)


def _move(visitor: Visitor, state: BoardState, board: Board) -> None:
    """The form for whom dragging is no way: technician, time, price, do it."""
    row = stop_of(board, state.selected) or tray_of(board, state.selected)
    if row is None:
        return
    st.markdown(f"**{plain.text(f'{row.card.customer}, {row.card.town}')}**")
    people = {person.ref: person.name for person in board.technicians if person.shifts}
    known = {other.technician_ref: other for other in board_answers.alternatives(visitor, state)}

    def named(ref: str) -> str:
        told = board_answers.told(visitor, known[ref]) if ref in known else ""
        return f"{people[ref]} · {told}" if told else people[ref]

    able = [ref for ref, other in known.items() if other.extra_cents is not None and ref in people]
    order = [*able, *(ref for ref in people if ref not in able)]
    who = st.selectbox(
        visitor.say("board.technician"), order, format_func=named, key="board_move_who"
    )
    cheapest = st.checkbox(visitor.say("board.cheapest_time"), value=True, key="board_move_cheap")
    at = None if cheapest else st.time_input(visitor.say("board.not_before"), time(9), step=900)
    if who is not None:
        _move_price(visitor, state, row.card.visit_ref, who, at)


def _move_price(visitor: Visitor, state: BoardState, visit: str, who: str, at: time | None) -> None:
    where: dict[str, Any] = {"technician_ref": who, "day": state.day}
    if at is not None:
        where["start"] = clock.to_utc_or_later(state.day, at, visitor.settings.zone)
    try:
        preview = board_answers.preview_move(visitor, state, visit_ref=visit, **where)
    except DispatchError as refused:
        st.error(plain.text(visitor.tell(refused)))
        return
    starts = board_answers.start_of(preview, visit)
    when = visitor.formats.time(starts) if starts else "–"
    price = board_edits.price(visitor.formats, preview)
    st.markdown(visitor.say("board.would_start", time=when, price=price))
    for rule in preview.newly_broken:
        st.markdown(f":red[{plain.text(visitor.tell(rule.sentence))}]")
    if st.button(visitor.say("board.move_now"), type="primary", key="board_move_now"):
        board_edits.put(visitor, state, visit, **where)
        _done(state)


def _why(visitor: Visitor, state: BoardState, board: Board) -> None:
    """What would help a left-out visit, or the plan with another choice; then everybody else:
    what it would cost more, or the first rule that fails."""
    if state.selected is None:
        return
    idea = tray_of(board, state.selected)
    if idea is not None:
        st.markdown(plain.text(visitor.tell(idea.sentence)))
        taken = board_help.show_fixes(visitor, state, state.selected)
    else:
        taken = board_help.show_choice(visitor, state, board, state.selected)
    if taken:
        _done(state)
    st.markdown(f"##### {visitor.say('answers.others_title')}")
    for number, other in enumerate(board_answers.alternatives(visitor, state)[:MANY]):
        _alternative(visitor, state, other, number)


def _alternative(visitor: Visitor, state: BoardState, other: Alternative, number: int) -> None:
    able = other.extra_cents is not None and state.selected is not None
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        said = plain.text(board_answers.told(visitor, other))
        when = f" · {visitor.formats.moment(other.starts)}" if other.starts else ""
        shown = said if able else f":gray[{said}]"
        st.markdown(
            f"**{plain.text(visitor.tell(other.technician))}**{when} · {shown}", width="stretch"
        )
        if able and st.button(visitor.say("board.move_here"), key=f"board_other_{number}"):
            where = {"technician_ref": other.technician_ref, "day": other.day}
            board_edits.put(visitor, state, str(state.selected), **where, position=other.position)
            _done(state)


def _urgent(visitor: Visitor, state: BoardState, board: Board) -> None:
    if board_help.show_urgent(visitor, state, board):
        _done(state)


def _rules(visitor: Visitor, state: BoardState, board: Board) -> None:
    if board_rules.show_rules(visitor, state, board):
        _done(state)


_CONTENTS: Mapping[str, Content] = {
    "compare": _compare,
    "costs": board_costs.show_costs,
    "figures": _figures,
    "publish": _publish,
    "move": _move,
    "why": _why,
    "urgent": _urgent,
    "rules": _rules,
}
