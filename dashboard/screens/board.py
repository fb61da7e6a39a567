"""The dispatch board: one day or week of all technicians, and everything to plan it by."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard.components.map import route_map
from dashboard.components.timeline import timeline
from dashboard.screens import (
    board_data,
    board_details,
    board_dialogs,
    board_map_data,
    board_planning,
    board_top,
    board_week_data,
)
from dashboard.screens.board_state import BoardState, remember, state_of
from dashboard.visitor import Visitor
from dispatch.clock import parse_day
from dispatch.queries.board import Board

_RULES = (Path(__file__).parent / "board.css").read_text(encoding="utf-8")


def show(visitor: Visitor) -> None:
    st.html(f"<style>{_RULES}</style>")
    state = state_of(visitor)
    _read_first(visitor, state)
    with st.container(key="board_all", gap="xsmall"):
        _show_board(visitor, state)


def _read_first(visitor: Visitor, state: BoardState) -> None:
    """The shape of the page while the board is read for the first time in this tab.

    What stands before the board is the same in each run: Streamlit knows a fragment by its place.
    """
    with st.empty():
        if not st.session_state.setdefault("board_seen", False):
            st.session_state["board_seen"] = True
            with st.skeleton(height=640):
                state.board(visitor)


@st.fragment
def _show_board(visitor: Visitor, state: BoardState) -> None:
    board_planning.take_note(visitor, state)
    board = state.board(visitor)
    board_top.show_top(visitor, state, board)
    if not board.technicians and not state.week:
        _nobody(visitor, board)
    if board.shown is None and board.technicians and not state.week:
        _no_plan(visitor, state, board)
    left, right = (st.container(), None) if state.week else st.columns([64, 36], gap="xsmall")
    with left:
        timeline(_timeline_data(visitor, state, board), _heard(visitor, state))
    if right is not None:
        with right:
            route_map(board_map_data.map_data(visitor, board, state.selected))
    board_details.show_details(visitor, state)
    board_dialogs.show_open(visitor, state, board)


def _timeline_data(visitor: Visitor, state: BoardState, board: Board) -> Mapping[str, Any]:
    lit = board_top.lit_by(state, board)
    if state.week:
        week = [state.board(visitor, day) for day in state.days()]
        data = board_week_data.week_data(visitor, board, week, lit)
    else:
        data = board_data.day_data(visitor, board, lit)
    return {**data, "notice": state.notice}


def _nobody(visitor: Visitor, board: Board) -> None:
    st.info(visitor.say("board.nobody", day=visitor.formats.long_day(board.day)))


def _no_plan(visitor: Visitor, state: BoardState, board: Board) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="board_empty"):
        name = "board.no_plan_yet" if board.tray else "board.no_visits"
        day = visitor.formats.long_day(board.day)
        st.markdown(visitor.say(name, day=day, count=len(board.tray)), width="stretch")
        if board.tray and st.button(
            visitor.say("board.plan_this_day"), type="primary", key="board_plan_this_day"
        ):
            board_planning.start(visitor, state)
            st.rerun()


def _heard(visitor: Visitor, state: BoardState) -> Mapping[str, Any]:
    return {
        "plan": lambda sent: board_planning.start(visitor, state),
        "open": lambda sent: _open(state, str(sent["visit"])),
        "day": lambda sent: _open_day(state, str(sent["day"])),
        "changed": lambda sent: state.forget(),
    }


def _open(state: BoardState, visit: str) -> None:
    """Enter on a visit opens the form that moves it."""
    state.selected, state.dialog = visit, "move"


def _open_day(state: BoardState, day: str) -> None:
    state.week = False
    state.go(parse_day(day))
    remember(state)
