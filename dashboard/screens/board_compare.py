"""The shown plan beside the published one: figures, and what changes for whom."""

from datetime import datetime

import streamlit as st

from dashboard.visitor import Visitor
from dispatch.queries.board import Board
from dispatch.queries.board_rows import Difference

_ROW_PX, _MOST_PX = 36, 380


def figures(visitor: Visitor, board: Board) -> None:
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


def differences(visitor: Visitor, board: Board) -> None:
    """Broken promises first, then the rest."""
    ordered = sorted(board.differences, key=lambda one: (not one.promise_broken, one.customer))
    if not ordered:
        st.caption(visitor.say("board.no_differences"))
        return
    columns = ("customer", "change", "before", "after", "promise")
    table = [
        dict(zip((visitor.say(f"board.column_{name}") for name in columns), row, strict=True))
        for row in (_row(visitor, difference) for difference in ordered)
    ]
    height = min(_ROW_PX * (len(table) + 1) + 2, _MOST_PX)
    st.dataframe(table, hide_index=True, height=height)


def _row(visitor: Visitor, difference: Difference) -> tuple[str, ...]:
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
