"""A board as the browser's timeline wants it: minutes, short words, no objects."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from dashboard import wording
from dashboard.visitor import Visitor
from dispatch import clock
from dispatch.queries.board import Board
from dispatch.queries.board_rows import RouteRow, Span, StopRow, TechnicianRow, TrayRow, VisitCard
from dispatch.statuses import ENDED, PlanStatus, Priority, VisitStatus

_PRIORITIES = list(Priority)
_STATES = {VisitStatus.TRAVELLING: "travelling", VisitStatus.ON_SITE: "on_site"} | dict.fromkeys(
    ENDED, "done"
)
_LONGEST_DAY_H = 36
_WORDS = tuple(
    name.removeprefix("board.js_") for name in wording.catalogue() if name.startswith("board.js_")
)
_KEYS = (
    "arrows",
    "alt_arrows",
    "enter",
    "delete",
    "drag",
    "undo",
    "redo",
    "plan",
    "search",
    "zoom",
    "help",
)


@dataclass(frozen=True)
class DayScale:
    """Elapsed minutes of one local day, whatever its clock does."""

    visitor: Visitor
    day: date

    @cached_property
    def begins(self) -> datetime:
        return clock.midnight(self.day, self.visitor.settings.zone)

    def minute(self, instant: datetime) -> int:
        return round((instant - self.begins).total_seconds() / 60)

    def span(self, span: Span) -> list[int]:
        return [self.minute(span.begins), self.minute(span.ends)]

    def instant(self, minute: int) -> datetime:
        return self.begins + timedelta(minutes=minute)

    def ticks(self) -> list[list[int]]:
        zone = self.visitor.settings.zone
        hours = range(0, _LONGEST_DAY_H * 60 + 1, 60)
        return [[at, self.instant(at).astimezone(zone).hour] for at in hours]


def texts(visitor: Visitor) -> dict[str, Any]:
    words: dict[str, Any] = {word: visitor.say(f"board.js_{word}") for word in _WORDS}
    words["keys"] = [
        [visitor.say(f"board.key_{key}"), visitor.say(f"board.key_{key}_does")] for key in _KEYS
    ]
    return words


def day_data(visitor: Visitor, board: Board, lit: Sequence[str] | None) -> dict[str, Any]:
    """The day view; `lit` are the visits that a filter leaves bright."""
    scale = DayScale(visitor, board.day)
    by_technician: dict[str, list[StopRow]] = {}
    for stop in board.stops:
        by_technician.setdefault(stop.technician_ref, []).append(stop)
    rows = [
        _row(visitor, scale, technician, by_technician.get(technician.ref, []))
        for technician in board.technicians
    ]
    now = scale.minute(visitor.now)
    return {
        **common(visitor, board, lit),
        "mode": "day",
        "day": board.day.isoformat(),
        "now": now if board.day == visitor.today else None,
        "ticks": scale.ticks(),
        "rows": rows,
    }


def revision_of(board: Board) -> str:
    """Which plan in which state the browser shows, as one word."""
    return revision_word(board.shown.plan_id, board.shown.revision) if board.shown else ""


def revision_word(plan_id: int, revision: int) -> str:
    return f"{plan_id}:{revision}"


def common(visitor: Visitor, board: Board, lit: Sequence[str] | None) -> dict[str, Any]:
    """What day and week have in common: texts, tray, and what may be done."""
    shown = board.shown
    scale = DayScale(visitor, board.day)
    return {
        "texts": texts(visitor),
        "tray": [_idea(visitor, scale, row) for row in board.tray],
        "nothing_left": visitor.say("board.tray_empty" if shown else "board.tray_no_plan"),
        "editable": shown is not None and shown.status in (PlanStatus.DRAFT, PlanStatus.PUBLISHED),
        "revision": revision_of(board),
        "undo": visitor.tell(board.undo),
        "redo": visitor.tell(board.redo),
        "lit": None if lit is None else list(lit),
    }


def _row(
    visitor: Visitor, scale: DayScale, technician: TechnicianRow, stops: Sequence[StopRow]
) -> dict[str, Any]:
    routes = sorted(technician.routes, key=lambda route: route.departure)
    shifts = [scale.span(shift) for shift in technician.shifts]
    on_route = {ref for route in routes for ref in route.stops}
    return {
        "id": technician.ref,
        "name": technician.name,
        "title": _title(visitor, technician),
        "load": round(technician.load, 3),
        "load_text": visitor.formats.percent(technician.load),
        "absent": technician.absent,
        "broken": bool(technician.violations),
        "opens": min((opens for opens, _ in shifts), default=None),
        "closes": max((closes for _, closes in shifts), default=None),
        **_leaving(scale, routes),
        "routes": len(routes),
        "breaks": [scale.span(rest) for route in routes for rest in route.breaks],
        "stops": [
            stop_data(visitor, scale, stop) | {"on_route": stop.card.visit_ref in on_route}
            for stop in sorted(stops, key=lambda stop: stop.starts)
        ],
    }


def _leaving(scale: DayScale, routes: Sequence[RouteRow]) -> dict[str, Any]:
    if not routes:
        return {"departure": None, "returns": None, "home": 0, "overtime": False}
    last = routes[-1]
    return {
        "departure": scale.minute(routes[0].departure),
        "returns": scale.minute(last.returns),
        "home": round(last.return_drive_s / 60),
        "overtime": last.overtime_s > 0,
    }


def _title(visitor: Visitor, technician: TechnicianRow) -> str:
    skills = ", ".join(f"{skill.name} {skill.level}" for skill in technician.skills)
    broken = [visitor.tell(found.sentence) for found in technician.violations]
    lines = [f"{technician.name}, {technician.town}", skills, technician.absent, *broken]
    return "\n".join(line for line in lines if line)


def stop_data(visitor: Visitor, scale: DayScale, stop: StopRow) -> dict[str, Any]:
    late = late_text(visitor, stop.late_s)
    return {
        **_card(visitor, scale, stop.card),
        "drive": round(stop.drive_s / 60),
        "arrival": scale.minute(stop.arrival),
        "wait": round(stop.wait_s / 60),
        "start": scale.minute(stop.starts),
        "end": scale.minute(stop.ends),
        "state": _STATES.get(stop.card.status, "planned"),
        "locked": stop.frozen,
        "late_text": late,
        "risk": visitor.say("board.at_risk") if stop.at_risk and not late else "",
        "broken": "; ".join(visitor.tell(found.sentence) for found in stop.violations),
    }


def late_text(visitor: Visitor, late_s: int) -> str:
    """'14 min late', '6 h late', '4 days late', or nothing."""
    for unit, seconds, least in (("days", 86400, 2), ("hours", 3600, 2), ("minutes", 60, 0)):
        count = round(late_s / seconds)
        if late_s and count >= least:
            return visitor.say(f"board.{unit}_late", count=max(1, count))
    return ""


def _idea(visitor: Visitor, scale: DayScale, row: TrayRow) -> dict[str, Any]:
    return {
        **_card(visitor, scale, row.card),
        "minutes": round(row.card.duration_s / 60),
        "reason": visitor.tell(row.sentence),
        "late_text": "",
        "risk": "",
        "broken": "",
    }


def _card(visitor: Visitor, scale: DayScale, card: VisitCard) -> dict[str, Any]:
    return {
        "id": card.visit_ref,
        "customer": card.customer,
        "town": card.town,
        "work": card.work_type,
        "priority": _PRIORITIES.index(card.priority),
        "windows": [scale.span(window) for window in card.windows],
        "promised": _clocks(visitor, card.promised),
        "due": visitor.formats.moment(card.due_by) if card.due_by else "",
        "skills": ", ".join(f"{skill.name} {skill.level}" for skill in card.skills),
        "parts": ", ".join(f"{part.quantity} × {part.name}" for part in card.parts),
        "pins": ", ".join(visitor.say(f"board.pin_{pin}") for pin in sorted(card.pins)),
        "state_text": visitor.say(f"board.status_{card.status}"),
    }


def _clocks(visitor: Visitor, span: Span | None) -> str:
    if span is None:
        return ""
    return f"{visitor.formats.time(span.begins)}–{visitor.formats.time(span.ends)}"
