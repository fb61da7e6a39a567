"""A board as the browser's map wants it: routes, unplaced visits, names of towns."""

from collections import defaultdict
from statistics import fmean
from typing import Any

from dashboard.visitor import Visitor
from dispatch.queries.board import Board
from dispatch.queries.board_rows import Spot, StopRow, TechnicianRow, VisitCard


def map_data(visitor: Visitor, board: Board, selected: str | None) -> dict[str, Any]:
    """Without coordinates nothing is drawn; names of towns come from the sites themselves."""
    south, west, north, east = visitor.settings.service_area
    by_technician: dict[str, list[StopRow]] = defaultdict(list)
    for stop in board.stops:
        by_technician[stop.technician_ref].append(stop)
    return {
        "day": board.day.isoformat(),
        "texts": {name: visitor.say(f"board.js_{name}") for name in ("map", "unplaced")},
        "tiles": visitor.settings.map_tile_url,
        "attribution": visitor.settings.map_attribution,
        "routes": [
            _route(visitor, technician, by_technician[technician.ref])
            for technician in board.technicians
            if by_technician[technician.ref] or technician.shifts
        ],
        "tray": [_point(row.card) for row in board.tray if row.card.spot],
        "places": _places(board),
        "middle": [(south + north) / 2, (west + east) / 2],
        "selected": selected,
    }


def _route(visitor: Visitor, technician: TechnicianRow, stops: list[StopRow]) -> dict[str, Any]:
    return {
        "name": technician.name,
        "home": _degrees(technician.home),
        "stops": [
            {**_point(stop.card), "time": visitor.formats.time(stop.starts)}
            for stop in sorted(stops, key=lambda stop: stop.starts)
            if stop.card.spot
        ],
    }


def _point(card: VisitCard) -> dict[str, Any]:
    assert card.spot is not None
    names = {"id": card.visit_ref, "customer": card.customer, "town": card.town}
    return {**names, "lat": card.spot.lat, "lon": card.spot.lon}


def _degrees(spot: Spot | None) -> list[float] | None:
    return None if spot is None else [spot.lat, spot.lon]


def _places(board: Board) -> list[dict[str, Any]]:
    """Each town in the middle of its visits and homes, the most visited first."""
    spots: dict[str, list[Spot]] = defaultdict(list)
    cards = [stop.card for stop in board.stops] + [row.card for row in board.tray]
    for card in cards:
        if card.spot and card.town:
            spots[card.town].append(card.spot)
    for technician in board.technicians:
        if technician.home and technician.town:
            spots[technician.town].append(technician.home)
    towns = sorted(spots.items(), key=lambda town: (-len(town[1]), town[0]))
    return [
        {
            "name": name,
            "lat": fmean(spot.lat for spot in found),
            "lon": fmean(spot.lon for spot in found),
        }
        for name, found in towns
    ]
