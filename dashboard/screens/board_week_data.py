"""Several boards as the browser's week view wants them: rows of technicians, columns of days."""

from collections.abc import Sequence
from typing import Any

from dashboard.screens.board_data import DayScale, common, stop_data
from dashboard.visitor import Visitor
from dispatch.queries.board import Board
from dispatch.queries.board_rows import TechnicianRow


def week_data(
    visitor: Visitor, lead: Board, week: Sequence[Board], lit: Sequence[str] | None
) -> dict[str, Any]:
    """The week view; tray and plan are those of the day `lead`."""
    people = {row.ref: row for board in week for row in board.technicians}
    return {
        **common(visitor, lead, lit),
        "mode": "week",
        "day": lead.day.isoformat(),
        "ticks": None,
        "now": None,
        "days": [_week_day(visitor, board) for board in week],
        "rows": [
            _week_row(visitor, person, week)
            for person in sorted(people.values(), key=lambda person: person.name)
        ],
    }


def _week_day(visitor: Visitor, board: Board) -> dict[str, Any]:
    count = visitor.count("board.visits_count", len(board.stops)) if board.stops else ""
    return {
        "id": board.day.isoformat(),
        "label": visitor.formats.day(board.day),
        "text": count,
        "today": board.day == visitor.today,
    }


def _week_row(visitor: Visitor, person: TechnicianRow, week: Sequence[Board]) -> dict[str, Any]:
    cells = [_cell(visitor, person.ref, board) for board in week]
    stops = sum(len(cell["stops"]) for cell in cells)
    text = visitor.count("board.visits_count", stops)
    return {"id": person.ref, "name": person.name, "load_text": text, "cells": cells}


def _cell(visitor: Visitor, technician_ref: str, board: Board) -> dict[str, Any]:
    scale = DayScale(visitor, board.day)
    here = next((row for row in board.technicians if row.ref == technician_ref), None)
    stops = [stop for stop in board.stops if stop.technician_ref == technician_ref]
    load = 0.0 if here is None else here.load
    text = here.absent if here else ""
    return {
        "day": board.day.isoformat(),
        "off": here is None or not here.shifts,
        "load": round(load, 3),
        "load_text": text or (visitor.formats.percent(load) if load else ""),
        "stops": [
            stop_data(visitor, scale, stop) for stop in sorted(stops, key=lambda stop: stop.starts)
        ],
    }
