"""What one dispatcher is looking at, kept over the reruns of the page."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import streamlit as st

from dashboard.visitor import Visitor
from dispatch import planning_runs
from dispatch.errors import NotFound
from dispatch.queries import board as boards
from dispatch.queries import plans
from dispatch.queries.board import Board
from dispatch.queries.board_rows import StopRow, TrayRow

WEEK = 7
FRESH = timedelta(seconds=30)
_KEY = "board"


@dataclass
class BoardState:
    """One browser tab's board. `figure` is the key figure that filters, `asked` the browser's
    question that awaits an answer, `answer` the latest one, `dialog` the open one, `plan_id` a
    plan chosen by hand (None: the newest), `edited` plan and revision after an edit that the
    board was not read again for.
    """

    day: date
    week: bool = False
    plan_id: int | None = None
    figure: str = ""
    selected: str | None = None
    notice: Mapping[str, Any] | None = None
    asked: Mapping[str, Any] | None = None
    answer: Mapping[str, Any] | None = None
    dialog: str = ""
    edited: tuple[int, int] | None = None
    _boards: dict[tuple[date, int | None], tuple[datetime, Board]] = field(default_factory=dict)
    _numbers: int = 0

    def number(self) -> int:
        """A number that was not given before, so that the browser can tell news from old."""
        self._numbers += 1
        return self._numbers

    def tell(self, text: str, kind: str = "info") -> None:
        self.notice = {"text": text, "kind": kind, "number": self.number()}

    def go(self, day: date) -> None:
        self.day, self.plan_id, self.selected, self.figure = day, None, None, ""
        self.forget()

    def close(self) -> None:
        """No dialog is open any more."""
        self.dialog = ""

    def forget(self) -> None:
        """Read everything anew at the next look."""
        self._boards.clear()
        self.edited = None

    def was_edited(self, plan_id: int, revision: int) -> None:
        """The plan went on; what was drawn stays good to point at until it is read again."""
        known = self._boards.get((self.day, self.plan_id))
        self.plan_id, self.edited = plan_id, (plan_id, revision)
        if known:
            self._boards[(self.day, plan_id)] = known

    def board(self, visitor: Visitor, day: date | None = None) -> Board:
        """The day's board, read at most every few seconds unless something changed."""
        key, now = (day or self.day, self.plan_id), visitor.now
        known = self._boards.get(key)
        if known and now - known[0] < FRESH:
            return known[1]
        found = self._read(visitor, *key)
        self._boards[key] = (now, found)
        return found

    def seen(self, visitor: Visitor) -> Board:
        """The shown day as it was last drawn, however long ago: what the hand points at."""
        known = self._boards.get((self.day, self.plan_id))
        return known[1] if known else self.board(visitor)

    def _read(self, visitor: Visitor, day: date, plan_id: int | None) -> Board:
        facts: dict[str, Any] = {"actor": visitor.actor, "now": visitor.now}
        facts["settings"] = visitor.settings
        with visitor.reading() as session:
            try:
                return boards.board(session, day=day, plan_id=plan_id, **facts)
            except NotFound:
                if plan_id is None:
                    raise
                self.plan_id = None if day == self.day else self.plan_id
                return boards.board(session, day=day, **facts)

    def days(self) -> list[date]:
        """Monday to Sunday of the shown day."""
        monday = self.day - timedelta(days=self.day.weekday())
        return [monday + timedelta(days=offset) for offset in range(WEEK)]


def state_of(visitor: Visitor) -> BoardState:
    """This tab's; made at the first look, from the address or the first day worth looking at."""
    if _KEY not in st.session_state:
        asked = _asked_day()
        state = BoardState(day=asked or _first_day(visitor))
        state.week = st.query_params.get("view") == "week"
        st.session_state[_KEY] = state
    found: BoardState = st.session_state[_KEY]
    return found


def remember(state: BoardState) -> None:
    """The address says what is shown, so that it can be sent to a colleague."""
    st.query_params["day"] = state.day.isoformat()
    st.query_params["view"] = "week" if state.week else "day"


def stop_of(board: Board, visit: str | None) -> StopRow | None:
    return next((stop for stop in board.stops if stop.card.visit_ref == visit), None)


def tray_of(board: Board, visit: str | None) -> TrayRow | None:
    return next((row for row in board.tray if row.card.visit_ref == visit), None)


def _asked_day() -> date | None:
    try:
        return date.fromisoformat(st.query_params.get("day", ""))
    except ValueError:
        return None


def _first_day(visitor: Visitor) -> date:
    """Today if it has a plan, else the next day that has one, else the next working day."""
    today = visitor.today
    with visitor.reading() as session:
        recent = plans.recent(session, actor=visitor.actor)
    covered = {
        plan.first_day + timedelta(days=offset) for plan in recent for offset in range(plan.days)
    }
    ahead = sorted(day for day in covered if day >= today)
    if ahead:
        return ahead[0]
    return planning_runs.next_working_day(visitor.settings, visitor.now)
