"""What the hand does on the board: each is one use case, and its answer one sentence."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from dashboard.formats import Formats
from dashboard.screens.board_data import revision_of, revision_word
from dashboard.screens.board_state import BoardState, stop_of
from dashboard.visitor import Visitor
from dispatch import plan_edits
from dispatch.database import Session
from dispatch.errors import DispatchError, StalePlan
from dispatch.plan_views import Edit, Preview
from dispatch.queries import board as boards
from dispatch.statuses import PlanStatus

Change = Callable[..., Edit]


def move(visitor: Visitor, state: BoardState, sent: Mapping[str, Any]) -> Edit | None:
    """A drop or Alt+arrow of the browser: onto a row, or into the tray. The board is not read
    again; None if it was refused, and why is told."""
    if sent.get("revision") not in (None, revision_now(visitor, state)):
        state.tell(visitor.say("board.redrawn"), "stale")
        return None
    visit = str(sent["visit"])
    if sent.get("tray"):
        return edit(visitor, state, plan_edits.unassign, visit_ref=visit)
    where: dict[str, Any] = {"technician_ref": str(sent["row"])}
    if sent.get("day"):
        where["day"] = date.fromisoformat(sent["day"])
    if sent.get("position") is not None:
        where["position"] = int(sent["position"])
    verb = plan_edits.move_stop if sent.get("placed") else plan_edits.place
    return edit(visitor, state, verb, visit_ref=visit, **where)


def put(visitor: Visitor, state: BoardState, visit: str, **where: Any) -> None:
    """Onto a route, from another one or from the tray; the board is read again."""
    placed = stop_of(state.board(visitor), visit) is not None
    verb = plan_edits.move_stop if placed else plan_edits.place
    change(visitor, state, verb, visit_ref=visit, **where)


def change(visitor: Visitor, state: BoardState, verb: Change, **what: Any) -> None:
    """Call the use case, and read the board again."""
    edit(visitor, state, verb, **what)
    state.forget()


def edit(visitor: Visitor, state: BoardState, verb: Change, **what: Any) -> Edit | None:
    """Call the use case on the shown plan, on a draft of it if it is published; tell the end."""
    board = state.seen(visitor)
    if board.shown is None:
        state.tell(visitor.say("board.plan_first"), "error")
        return None
    try:
        with visitor.transaction() as session:
            plan_id, revision = draft_of(session, visitor, state)
            made = verb(
                session,
                actor=visitor.actor,
                plan_id=plan_id,
                revision=revision,
                settings=visitor.settings,
                now=visitor.now,
                **what,
            )
    except StalePlan as stale:
        state.tell(visitor.tell(stale), "stale")
        return None
    except DispatchError as refused:
        state.tell(visitor.tell(refused), "error")
        return None
    state.was_edited(made.plan_id, made.revision)
    state.tell(_sentence(visitor, made), "error" if made.result.newly_broken else "info")
    return made


def revision_now(visitor: Visitor, state: BoardState) -> str:
    """As the browser knows it: of the last edit, else of what was drawn."""
    if state.edited:
        return revision_word(*state.edited)
    return revision_of(state.seen(visitor))


def draft_of(session: Session, visitor: Visitor, state: BoardState) -> tuple[int, int]:
    """Id and revision of the shown draft; or of a new one with the routes of the shown plan."""
    board = state.seen(visitor)
    assert board.shown is not None
    if state.edited:
        return state.edited
    if board.shown.status is PlanStatus.DRAFT:
        return board.shown.plan_id, board.shown.revision
    facts: dict[str, Any] = {"actor": visitor.actor, "settings": visitor.settings}
    facts["now"] = visitor.now
    draft = plan_edits.draft_from(session, plan_id=board.shown.plan_id, **facts)
    made = boards.board(session, day=board.day, plan_id=draft.id, **facts)
    assert made.shown is not None
    return made.shown.plan_id, made.shown.revision


def _sentence(visitor: Visitor, edit: Edit) -> str:
    broken = "; ".join(visitor.tell(rule.sentence) for rule in edit.result.newly_broken)
    said = f"{visitor.tell(edit.sentence)}: {price(visitor.formats, edit.result)}"
    return f"{said}. {broken}" if broken else said


def price(formats: Formats, preview: Preview) -> str:
    """'+18 min, +€14.20'."""
    return (
        f"{signed_minutes(formats, preview.delta_s)}, {signed_money(formats, preview.delta_cents)}"
    )


def signed_minutes(formats: Formats, seconds: int) -> str:
    return f"{'+' if seconds >= 0 else ''}{formats.minutes(seconds)}"


def signed_money(formats: Formats, cents: int) -> str:
    sign = "−" if cents < 0 else "+" if cents else ""
    return f"{sign}{formats.cents(abs(cents))}"
