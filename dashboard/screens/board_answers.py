"""Small questions of the browser that are answered without drawing the page anew."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from dashboard.screens import board_edits
from dashboard.screens.board_data import DayScale, late_text
from dashboard.screens.board_state import BoardState, stop_of
from dashboard.visitor import Visitor
from dispatch import plan_edits
from dispatch.errors import DispatchError, StalePlan
from dispatch.plan_views import Alternative, Edit, Preview, RouteTimes
from dispatch.queries import plan_reasons


def ask(state: BoardState, asked: Mapping[str, Any]) -> None:
    """Note a small question of the browser; the visit it is about is the selected one."""
    state.asked = asked
    if "visit" in asked:
        state.selected = str(asked["visit"])


def answer(visitor: Visitor, state: BoardState) -> None:
    """Answer what was asked; the answer goes back by the courier."""
    asked, state.asked = state.asked, None
    if asked is not None:
        found = _ANSWERS[str(asked["kind"])](visitor, state, asked)
        state.answer = {**found, "stamp": state.number()}


def is_urgent(state: BoardState) -> bool:
    """An edit is answered before anything is drawn."""
    return state.asked is not None and state.asked["kind"] in ("move", "undo", "redo")


def _preview(visitor: Visitor, state: BoardState, asked: Mapping[str, Any]) -> Mapping[str, Any]:
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
        return {**said, "text": visitor.tell(refused), "rules": []}
    starts = start_of(preview, str(asked["visit"]))
    scale = DayScale(visitor, state.day)
    return {
        **said,
        "start": scale.minute(starts) if starts else None,
        "text": board_edits.price(visitor.formats, preview),
        "rules": [visitor.tell(rule.sentence) for rule in preview.newly_broken],
    }


def preview_move(visitor: Visitor, state: BoardState, **move: Any) -> Preview:
    """What the move would do; of a published plan, on a draft that nobody keeps."""
    board = state.seen(visitor)
    if board.shown is None:
        raise StalePlan(visitor.say("board.plan_first"))
    with visitor.reading() as session:
        plan_id, _ = board_edits.draft_of(session, visitor, state)
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


def _abilities(visitor: Visitor, state: BoardState, asked: Mapping[str, Any]) -> Mapping[str, Any]:
    """Row by row: could this technician do the selected visit, for how much, or why not."""
    rows: dict[str, Any] = {}
    for other in alternatives(visitor, state):
        able = other.extra_cents is not None
        if not able or state.week or other.day == state.day:
            told_here = {"able": able, "text": told(visitor, other)}
            rows.setdefault(other.technician_ref, told_here)
    return {"kind": "abilities", "visit": state.selected, "rows": rows}


def told(visitor: Visitor, other: Alternative) -> str:
    """The price of an alternative, or its first "no"."""
    if other.extra_cents is None:
        return visitor.tell(other.refusal)
    formats = visitor.formats
    minutes = board_edits.signed_minutes(formats, other.extra_s or 0)
    return f"{minutes}, {board_edits.signed_money(formats, other.extra_cents)}"


def alternatives(visitor: Visitor, state: BoardState) -> tuple[Alternative, ...]:
    """Everybody else for the selected visit; none for one that is under way or unknown."""
    board = state.seen(visitor)
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


def _moved(visitor: Visitor, state: BoardState, asked: Mapping[str, Any]) -> Mapping[str, Any]:
    return _edited(visitor, state, board_edits.move(visitor, state, asked))


def _undone(visitor: Visitor, state: BoardState, asked: Mapping[str, Any]) -> Mapping[str, Any]:
    return _edited(visitor, state, board_edits.edit(visitor, state, plan_edits.undo))


def _redone(visitor: Visitor, state: BoardState, asked: Mapping[str, Any]) -> Mapping[str, Any]:
    return _edited(visitor, state, board_edits.edit(visitor, state, plan_edits.redo))


def _edited(visitor: Visitor, state: BoardState, made: Edit | None) -> Mapping[str, Any]:
    """The touched routes as they are now, so that the browser can draw them at once."""
    routes = made.result.routes if made else ()
    broken: dict[str, list[str]] = {}
    for rule in made.result.broken if made else ():
        broken.setdefault(rule.visit_ref or "", []).append(visitor.tell(rule.sentence))
    return {
        "kind": "edited",
        "done": made is not None,
        "revision": board_edits.revision_now(visitor, state),
        "notice": state.notice,
        "routes": [_route(visitor, route, broken) for route in routes],
    }


def _route(visitor: Visitor, route: RouteTimes, broken: Mapping[str, list[str]]) -> dict[str, Any]:
    scale = DayScale(visitor, route.day)
    left, back = route.departure, route.returns
    return {
        "row": route.technician_ref,
        "day": route.day.isoformat(),
        "departure": scale.minute(left) if left else None,
        "returns": scale.minute(back) if back else None,
        "home": scale.minute(back) - scale.minute(route.stops[-1].ends) if back else 0,
        "overtime": route.overtime_s > 0,
        "breaks": [[scale.minute(begins), scale.minute(ends)] for begins, ends in route.breaks],
        "stops": [
            {
                "id": stop.visit_ref,
                "drive": round(stop.drive_s / 60),
                "arrival": scale.minute(stop.arrival),
                "wait": round(stop.wait_s / 60),
                "start": scale.minute(stop.starts),
                "end": scale.minute(stop.ends),
                "late_text": late_text(visitor, stop.late_s),
                "broken": "; ".join(broken.get(stop.visit_ref, [])),
            }
            for stop in route.stops
        ],
    }


_ANSWERS: Mapping[str, Callable[[Visitor, BoardState, Mapping[str, Any]], Mapping[str, Any]]] = {
    "abilities": _abilities,
    "preview": _preview,
    "move": _moved,
    "undo": _undone,
    "redo": _redone,
}
