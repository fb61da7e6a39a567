"""Visits without what most of them have in common: a full board is sent after each change.

The browser puts it back (`web/packing.js`).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

LOOKED_AT = 50
"""So many visits, spread evenly, say what is usual."""

Visit = Mapping[str, Any]


def packed(data: Mapping[str, Any]) -> dict[str, Any]:
    """The data of a day or week, with `usual`: what stops and visits of the tray leave out."""
    rows, tray = data["rows"], data["tray"]
    places = [place for row in rows for place in row.get("cells", [row])]
    stop = _usual([stop for place in places for stop in place["stops"]])
    idea = _usual(tray)
    return {
        **data,
        "usual": {"stop": stop, "idea": idea},
        "tray": [_without(visit, idea) for visit in tray],
        "rows": [_packed_row(row, stop) for row in rows],
    }


def _packed_row(row: Mapping[str, Any], usual: Visit) -> dict[str, Any]:
    if "cells" in row:
        return {**row, "cells": [_packed_row(cell, usual) for cell in row["cells"]]}
    return {**row, "stops": [_without(stop, usual) for stop in row["stops"]]}


def _usual(visits: Sequence[Visit]) -> dict[str, Any]:
    some = visits[:: len(visits) // LOOKED_AT + 1]
    found = {}
    for name in some[0] if some else ():
        values = {repr(visit[name]): visit[name] for visit in some}
        [(most, times)] = Counter(repr(visit[name]) for visit in some).most_common(1)
        if times > 1:
            found[name] = values[most]
    return found


def _without(visit: Visit, usual: Visit) -> dict[str, Any]:
    return {
        name: value for name, value in visit.items() if name not in usual or usual[name] != value
    }
