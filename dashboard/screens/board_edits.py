"""What the hand does on the board: each is one use case, and its answer one sentence."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from dashboard.formats import Formats
from dashboard.screens.board_data import DayScale, revision_of
from dashboard.screens.board_state import BoardState, stop_of
from dashboard.visitor import Visitor
from dispatch import plan_edits
from dispatch.database import Session
from dispatch.errors import DispatchError, StalePlan
from dispatch.plan_steps import Pin
from dispatch.plan_views import Alternative, Edit, Preview
from dispatch.queries import board as boards
from dispatch.queries import plan_reasons
from dispatch.queries.board import Board
from dispatch.statuses import PlanStatus

Change = Callable[..., Edit]


def move(visitor: Visitor, state: BoardState, sent: Mapping[str, Any]) -> None:
    """A drop or Alt+arrow of the browser: onto a row, or into the tray."""
    board = state.board(visitor)
    visit = str(sent["visit"])
    if sent.get("revision") not in (None, revision_of(board)):
        state.forget()
        state.tell(visitor.say("board.redrawn"), "stale")
        return
    if sent.get("tray"):
        change(visitor, state, plan_edits.unassign, visit_ref=visit)
        return
    where: dict[str, Any] = {"technician_ref": str(sent["row"])}
    if sent.get("day"):
        where["day"] = date.fromisoformat(sent["day"])
    if sent.get("position") is not None:
        where["position"] = int(sent["position"])
    put(visitor, state, visit, **where)


def put(visitor: Visitor, state: BoardState, visit: str, **where: Any) -> None:
    """Onto a route, from another one or from the tray."""
    placed = stop_of(state.board(visitor), visit) is not None
    if not placed and state.week:
        placed = any(stop_of(state.board(visitor, day), visit) for day in state.days())
    verb = plan_edits.move_stop if placed else plan_edits.place
    change(visitor, state, verb, visit_ref=visit, **where)


def change(visitor: Visitor, state: BoardState, verb: Change, **what: Any) -> None:
    """Call the use case on the shown plan, on a draft of it if it is published."""
    board = state.board(visitor)
    if board.shown is None:
        state.tell(visitor.say("board.plan_first"), "error")
        return
    try:
        with visitor.transaction() as session:
            plan_id, revision = _draft(session, visitor, board)
            edit = verb(
                session,
                actor=visitor.actor,
                plan_id=plan_id,
                revision=revision,
                settings=visitor.settings,
                now=visitor.now,
                **what,
            )
    except StalePlan as stale:
        state.tell(str(stale), "stale")
    except DispatchError as refused:
        state.tell(str(refused), "error")
    else:
        state.plan_id = edit.plan_id
        state.tell(_sentence(visitor, edit), "error" if edit.result.newly_broken else "info")
    state.forget()


def _draft(session: Session, visitor: Visitor, board: Board) -> tuple[int, int]:
    """The shown draft; or a new one with the routes of the shown plan."""
    assert board.shown is not None
    if board.shown.status is PlanStatus.DRAFT:
        return board.shown.plan_id, board.shown.revision
    facts: dict[str, Any] = {"actor": visitor.actor, "settings": visitor.settings}
    facts["now"] = visitor.now
    draft = plan_edits.draft_from(session, plan_id=board.shown.plan_id, **facts)
    made = boards.board(session, day=board.day, plan_id=draft.id, **facts)
    assert made.shown is not None
    return made.shown.plan_id, made.shown.revision


def _sentence(visitor: Visitor, edit: Edit) -> str:
    broken = "; ".join(rule.sentence for rule in edit.result.newly_broken)
    said = f"{edit.sentence}: {price(visitor.formats, edit.result)}"
    return f"{said}. {broken}" if broken else said


def price(formats: Formats, preview: Preview) -> str:
    """'+18 min, +€14.20'."""
    return (
        f"{signed_minutes(formats, preview.delta_s)}, {signed_money(formats, preview.delta_cents)}"
    )


def signed_minutes(formats: Formats, seconds: int) -> str:
    return f"{'+' if seconds >= 0 else ''}{formats.minutes(seconds)}"


def signed_money(formats: Formats, cents: int) -> str:
    return f"{'−' if cents < 0 else '+'}{formats.cents(abs(cents))}"


def answer(visitor: Visitor, state: BoardState, asked: Mapping[str, Any]) -> None:
    """A small question of the browser; the answer goes back by the courier."""
    if asked["kind"] == "preview":
        state.answer = _preview_answer(visitor, state, asked)
    else:
        state.selected = str(asked["visit"])
        state.answer = _abilities_answer(visitor, state)
    state.answer = {**state.answer, "stamp": state.number()}


def _preview_answer(
    visitor: Visitor, state: BoardState, asked: Mapping[str, Any]
) -> Mapping[str, Any]:
    said: dict[str, Any] = {"kind": "preview", "number": asked["number"]}
    try:
        preview = preview_move(
            visitor,
            state,
            visit_ref=str(asked["visit"]),
            technician_ref=str(asked["row"]),
            day=date.fromisoformat(asked["day"]),
            position=asked.get("position"),
        )
    except DispatchError as refused:
        return {**said, "text": str(refused), "rules": []}
    starts = start_of(preview, str(asked["visit"]))
    scale = DayScale(visitor, state.day)
    return {
        **said,
        "start": scale.minute(starts) if starts else None,
        "text": price(visitor.formats, preview),
        "rules": [rule.sentence for rule in preview.newly_broken],
    }


def preview_move(visitor: Visitor, state: BoardState, **move: Any) -> Preview:
    """What the move would do; of a published plan, on a draft that nobody keeps."""
    board = state.board(visitor)
    if board.shown is None:
        raise StalePlan(visitor.say("board.plan_first"))
    with visitor.reading() as session:
        plan_id, _ = _draft(session, visitor, board)
        return plan_edits.preview_move(
            session,
            actor=visitor.actor,
            plan_id=plan_id,
            settings=visitor.settings,
            now=visitor.now,
            **move,
        )


def start_of(preview: Preview, visit: str) -> datetime | None:
    stops = [stop for route in preview.routes for stop in route.stops]
    return next((stop.starts for stop in stops if stop.visit_ref == visit), None)


def _abilities_answer(visitor: Visitor, state: BoardState) -> Mapping[str, Any]:
    """Row by row: could this technician do the selected visit, for how much, or why not."""
    rows: dict[str, Any] = {}
    for other in alternatives(visitor, state):
        able = other.extra_cents is not None
        if not able or state.week or other.day == state.day:
            told_here = {"able": able, "text": told(visitor.formats, other)}
            rows.setdefault(other.technician_ref, told_here)
    return {"kind": "abilities", "visit": state.selected, "rows": rows}


def told(formats: Formats, other: Alternative) -> str:
    """The price of an alternative, or its first "no"."""
    if other.extra_cents is None:
        return other.refusal
    minutes = signed_minutes(formats, other.extra_s or 0)
    return f"{minutes}, {signed_money(formats, other.extra_cents)}"


def alternatives(visitor: Visitor, state: BoardState) -> tuple[Alternative, ...]:
    """Everybody else for the selected visit; none for one that is under way or unknown."""
    board = state.board(visitor)
    if board.shown is None or state.selected is None:
        return ()
    placed = stop_of(board, state.selected)
    ask = plan_reasons.why_here if placed else plan_reasons.why_not_placed
    try:
        with visitor.reading() as session:
            return ask(
                session,
                actor=visitor.actor,
                plan_id=board.shown.plan_id,
                visit_ref=state.selected,
                settings=visitor.settings,
            ).alternatives
    except DispatchError:
        return ()


def pins_of(board: Board, visit: str) -> frozenset[Pin]:
    cards = [stop.card for stop in board.stops] + [row.card for row in board.tray]
    return next((card.pins for card in cards if card.visit_ref == visit), frozenset())
