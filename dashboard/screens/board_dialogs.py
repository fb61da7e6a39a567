"""The board's dialogs: compare, publish, move by form, why here, figures."""

from datetime import datetime, time

import streamlit as st

from dashboard import plain
from dashboard.screens import board_edits
from dashboard.screens.board_state import BoardState, stop_of, tray_of
from dashboard.visitor import Visitor
from dispatch import clock, publishing
from dispatch.errors import DispatchError, PlanHasViolations
from dispatch.plan_views import Alternative
from dispatch.queries.board import Board
from dispatch.queries.board_rows import Difference

MANY = 60


def compare(visitor: Visitor, board: Board) -> None:
    @st.dialog(visitor.say("board.compare_title"), width="large")
    def dialog() -> None:
        _figures_side_by_side(visitor, board)
        _differences(visitor, board)

    dialog()


def publish(visitor: Visitor, state: BoardState, board: Board) -> None:
    """Shows what changes and for whom; one confirm."""

    @st.dialog(visitor.say("board.publish_title"), width="large")
    def dialog() -> None:
        if board.shown is None:
            return
        new = sum(difference.kind == "added" for difference in board.differences)
        counts = {
            "placed": len(board.stops),
            "new": new if board.published else len(board.stops),
            "broken": board.broken_promises,
        }
        st.markdown(visitor.say("board.publish_what", **counts))
        _differences(visitor, board)
        if board.violations:
            st.error("\n".join(f"- {plain.text(found.sentence)}" for found in board.violations[:8]))
        asked = st.button(visitor.say("board.publish_now"), type="primary", key="board_publish_now")
        if asked and _publish(visitor, state, board.shown.plan_id):
            st.rerun(scope="app")

    dialog()


def _publish(visitor: Visitor, state: BoardState, plan_id: int) -> bool:
    try:
        with visitor.transaction() as session:
            publishing.publish_plan(
                session,
                actor=visitor.actor,
                plan_id=plan_id,
                settings=visitor.settings,
                now=visitor.now,
            )
    except PlanHasViolations as refused:
        st.error("\n".join(f"- {plain.text(reason)}" for reason in refused.reasons[:8]))
        return False
    except DispatchError as refused:
        st.error(plain.text(str(refused)))
        return False
    state.plan_id = None
    state.forget()
    state.tell(visitor.say("board.published", number=plan_id))
    return True


def _differences(visitor: Visitor, board: Board) -> None:
    """Broken promises first, then the rest."""
    ordered = sorted(board.differences, key=lambda d: (not d.promise_broken, d.customer))
    if not ordered:
        st.caption(visitor.say("board.no_differences"))
        return
    columns = ("customer", "change", "before", "after", "promise")
    table = [
        dict(zip((visitor.say(f"board.column_{name}") for name in columns), row, strict=True))
        for row in (_difference_row(visitor, difference) for difference in ordered)
    ]
    st.dataframe(table, hide_index=True, height=min(38 * len(table) + 40, 380))


def _difference_row(visitor: Visitor, difference: Difference) -> tuple[str, ...]:
    promise = "promise_broken" if difference.promise_broken else "promise_kept"
    return (
        difference.customer,
        visitor.say(f"board.kind_{difference.kind}"),
        _who_when(visitor, difference.from_technician, difference.old_start),
        _who_when(visitor, difference.to_technician, difference.new_start),
        visitor.say(f"board.{promise}"),
    )


def _who_when(visitor: Visitor, who: str, when: datetime | None) -> str:
    return f"{who}, {visitor.formats.moment(when)}" if when else "–"


def figures(visitor: Visitor, board: Board) -> None:
    @st.dialog(visitor.say("board.figures_title"), width="large")
    def dialog() -> None:
        _figures_side_by_side(visitor, board)
        st.caption(visitor.say("board.travel_source", source=plain.text(board.travel_source)))

    dialog()


def _figures_side_by_side(visitor: Visitor, board: Board) -> None:
    """The shown plan, the published one, and nearest-first."""
    formats, now, before = visitor.formats, board.figures, board.published_figures
    if now is None:
        return
    shown = [now, *([before] if before and before != now else [])]
    names = [visitor.say("board.shown_plan"), visitor.say("board.published_plan")]
    lines = {
        "visits": [f"{f.served} / {f.visits}" for f in shown],
        "on_time": [formats.percent(f.on_time_share) for f in shown],
        "work": [formats.minutes(f.work_s) for f in shown],
        "drive": [formats.minutes(f.drive_s) for f in shown],
        "wait": [formats.minutes(f.wait_s) for f in shown],
        "overtime": [formats.minutes(f.overtime_s) for f in shown],
        "distance": [f"{formats.number(round(f.distance_m / 1000))} km" for f in shown],
        "cost": [formats.cents(f.cost_cents) for f in shown],
        "objective": [formats.cents(f.objective_cents) for f in shown],
        "baseline": [formats.cents(f.baseline_cents) for f in shown],
        "saved": [formats.cents(f.saved_cents) for f in shown],
    }
    table = [
        {visitor.say("board.column_figure"): visitor.say(f"board.figure_{line}")}
        | dict(zip(names, values, strict=False))
        for line, values in lines.items()
    ]
    st.table(table, border="horizontal", hide_index=True)


def move_to(visitor: Visitor, state: BoardState, visit: str) -> None:
    """The form for whom dragging is no way: technician, time, price, do it."""

    @st.dialog(visitor.say("board.move_title"))
    def dialog() -> None:
        board = state.board(visitor)
        row = stop_of(board, visit) or tray_of(board, visit)
        if row is None:
            return
        st.markdown(plain.text(f"{row.card.customer}, {row.card.town}"))
        people = {person.ref: person.name for person in board.technicians if person.shifts}
        known = {other.technician_ref: other for other in board_edits.alternatives(visitor, state)}

        def named(ref: str) -> str:
            other = known.get(ref)
            return (
                f"{people[ref]} · {board_edits.told(visitor.formats, other)}"
                if other
                else people[ref]
            )

        who = st.selectbox(visitor.say("board.technician"), list(people), format_func=named)
        cheapest = st.checkbox(visitor.say("board.cheapest_time"), value=True)
        at = None if cheapest else st.time_input(visitor.say("board.not_before"), time(9), step=900)
        if who is not None:
            _move_form_end(visitor, state, visit, who, at)

    dialog()


def _move_form_end(
    visitor: Visitor, state: BoardState, visit: str, who: str, at: time | None
) -> None:
    where: dict[str, object] = {"technician_ref": who, "day": state.day}
    if at is not None:
        where["start"] = clock.to_utc_or_later(state.day, at, visitor.settings.zone)
    try:
        preview = board_edits.preview_move(visitor, state, visit_ref=visit, **where)
    except DispatchError as refused:
        st.error(plain.text(str(refused)))
        return
    starts = board_edits.start_of(preview, visit)
    when = visitor.formats.time(starts) if starts else "–"
    price = board_edits.price(visitor.formats, preview)
    st.markdown(visitor.say("board.would_start", time=when, price=price))
    for rule in preview.newly_broken:
        st.markdown(f":red[{plain.text(rule.sentence)}]")
    if st.button(visitor.say("board.move_now"), type="primary", key="board_move_now"):
        board_edits.put(visitor, state, visit, **where)
        st.rerun(scope="app")


def why(visitor: Visitor, state: BoardState, visit: str) -> None:
    """Everybody else for this visit: what it would cost more, or the first rule that fails."""

    @st.dialog(visitor.say("board.why_title"), width="large")
    def dialog() -> None:
        board = state.board(visitor)
        idea = tray_of(board, visit)
        if idea is not None:
            st.markdown(plain.text(idea.sentence))
        for number, other in enumerate(board_edits.alternatives(visitor, state)[:MANY]):
            _alternative(visitor, state, visit, other, number)

    dialog()


def _alternative(
    visitor: Visitor, state: BoardState, visit: str, other: Alternative, number: int
) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        said = plain.text(board_edits.told(visitor.formats, other))
        when = f" · {visitor.formats.moment(other.starts)}" if other.starts else ""
        named = plain.text(other.technician)
        quiet = "" if other.starts else ":gray[" + said + "]"
        st.markdown(f"**{named}**{when} · {quiet or said}", width="stretch")
        able = other.extra_cents is not None
        if able and st.button(visitor.say("board.move_here"), key=f"board_other_{number}"):
            where = {"technician_ref": other.technician_ref, "day": other.day}
            board_edits.put(visitor, state, visit, **where, position=other.position)
            st.rerun(scope="app")
