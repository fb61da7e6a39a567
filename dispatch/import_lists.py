"""Columns that hold a list: skills, parts, windows. Each entry is one row of a child table."""

import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dispatch.errors import BadValue
from dispatch.import_kinds import NONE, Kind, Rules, parse_day, parse_moment, write_moment
from dispatch.planning_rules import Wish

MOST_ENTRIES = 100

Entry = tuple[Any, ...]
"""The values of one child row, in the order of `ListKind.attributes`."""


@dataclass(frozen=True)
class ListKind(Kind):
    """A cell with entries parted by ';'. Where `to` is set, an entry begins with that ref."""

    attributes: tuple[str, ...] = ()


def _entries(cell: str) -> list[str]:
    if cell.strip().lower() == NONE:
        return []
    entries = [entry.strip() for entry in cell.split(";") if entry.strip()]
    if len(entries) > MOST_ENTRIES:
        raise BadValue(f"{len(entries)} entries, expected at most {MOST_ENTRIES}")
    return entries


def _no_doubles(entries: Iterable[Entry], cell: str) -> tuple[Entry, ...]:
    found = sorted(entries, key=lambda entry: str(entry[0]))
    for before, after in itertools.pairwise(found):
        if before[0] == after[0]:
            raise BadValue(f"{cell!r}: {before[0]} appears twice")
    return tuple(found)


def _in_range(text: str, lowest: int, highest: int, entry: str, wish: str) -> int:
    if not (text.isascii() and text.isdigit() and lowest <= int(text[:9]) <= highest):
        raise BadValue(f"{entry!r}: expected {wish}")
    return int(text)


def _parse_levels(cell: str, _rules: Rules) -> tuple[Entry, ...]:
    wish = "skill:level with a level from 1 to 100, such as gas:3"
    levels: list[Entry] = []
    for entry in _entries(cell):
        skill, _, level = entry.partition(":")
        levels.append((skill.strip(), _in_range(level.strip(), 1, 100, entry, wish)))
    return _no_doubles(levels, cell)


def _parse_certificates(cell: str, rules: Rules) -> tuple[Entry, ...]:
    wish = "skill:level, with a last day or a pace, such as gas:3:2027-05-01:80%"
    certificates: list[Entry] = []
    for entry in _entries(cell):
        skill, level, *more = [part.strip() for part in f"{entry}:".split(":")]
        level_number = _in_range(level, 1, 100, entry, wish)
        paces = [part for part in more if part.endswith("%")]
        days = [part for part in more if part and part not in paces]
        pace = _in_range(paces[0][:-1].strip(), 1, 1000, entry, wish) if paces else 100
        if len(days) > 1 or len(paces) > 1:
            raise BadValue(f"{entry!r}: expected {wish}")
        valid_until = parse_day(days[0], rules) if days else None
        certificates.append((skill, level_number, valid_until, pace))
    return _no_doubles(certificates, cell)


def _parse_pieces(cell: str, _rules: Rules) -> tuple[Entry, ...]:
    wish = "part:pieces with 1 to 1000 pieces, such as FS-2:1"
    pieces: list[Entry] = []
    for entry in _entries(cell):
        part, _, count = entry.partition(":")
        pieces.append((part.strip(), _in_range(count.strip(), 1, 1000, entry, wish)))
    return _no_doubles(pieces, cell)


def _parse_windows(cell: str, rules: Rules) -> tuple[Entry, ...]:
    windows = sorted(_window(entry, rules) for entry in _entries(cell))
    for (_, closes), (opens, _) in itertools.pairwise(windows):
        if opens < closes:
            raise BadValue(f"{cell!r}: the windows overlap")
    return tuple(windows)


def _window(entry: str, rules: Rules) -> tuple[datetime, datetime]:
    """'2026-11-24 09:00/12:00', or with a full date and time also after the slash."""
    first, slash, last = entry.partition("/")
    if not slash:
        raise BadValue(f"{entry!r}: expected a window such as 2026-11-24 09:00/12:00")
    opens = parse_moment(first, rules)
    day = first.strip()[:10]
    closes = parse_moment(last if "-" in last else f"{day} {last.strip()}", rules)
    if closes < opens:
        raise BadValue(f"{entry!r}: expected the end after the start")
    return opens, closes


def _joined(entries: Iterable[str]) -> str:
    return "; ".join(entries) or NONE


def _write_entry(entry: Entry) -> str:
    return ":".join(str(value) for value in entry if value is not None)


def _write_window(entry: Entry, rules: Rules) -> str:
    opens, closes = (write_moment(value, rules) for value in entry)
    same_day = opens[:10] == closes[:10] and len(closes) == len("2026-11-24 12:00")
    return f"{opens}/{closes[11:] if same_day else closes}"


def _list(
    name: str,
    parse: Callable[[str, Rules], tuple[Entry, ...]],
    to: str,
    attributes: tuple[str, ...],
) -> ListKind:
    return ListKind(
        name,
        parse,
        lambda entries, _rules: _joined(_write_entry(entry) for entry in entries),
        is_text=True,
        to=to,
        attributes=attributes,
    )


LEVELS = _list("list of skill:level", _parse_levels, "skills", ("skill_id", "level"))


def _write_certificate(entry: Entry) -> str:
    *certificate, pace = entry
    return _write_entry((*certificate, None if pace == 100 else f"{pace}%"))


def _parse_wishes(cell: str, _rules: Rules) -> tuple[Entry, ...]:
    wish = f"technician:wish with one of {', '.join(Wish)}, such as noor:preferred"
    wishes: list[Entry] = []
    for entry in _entries(cell):
        technician, _, said = entry.rpartition(":")
        if not technician or said.strip().lower() not in list(Wish):
            raise BadValue(f"{entry!r}: expected {wish}")
        wishes.append((technician.strip(), Wish(said.strip().lower())))
    return _no_doubles(wishes, cell)


def _parse_members(cell: str, _rules: Rules) -> tuple[Entry, ...]:
    """Visits in their order; the second number is the place."""
    refs = _entries(cell)
    if not 2 <= len(set(refs)) == len(refs):
        raise BadValue(f"{cell!r}: expected two or more different visits")
    return tuple((ref, place) for place, ref in enumerate(refs))


CERTIFICATES = ListKind(
    "list of skill:level[:last day][:pace%]",
    _parse_certificates,
    lambda entries, _rules: _joined(_write_certificate(entry) for entry in entries),
    is_text=True,
    to="skills",
    attributes=("skill_id", "level", "valid_until", "pace_percent"),
)
WISHES = _list("list of technician:wish", _parse_wishes, "technicians", ("technician_id", "wish"))
STOCK = _list("list of part:pieces", _parse_pieces, "parts", ("part_id", "pieces"))
MEMBERS = ListKind(
    "list of visits in order",
    _parse_members,
    lambda entries, _rules: _joined(
        str(entry[0]) for entry in sorted(entries, key=lambda entry: int(entry[1]))
    ),
    is_text=True,
    to="visits",
    attributes=("visit_id", "position"),
)
NEEDED_PARTS = _list("list of part:pieces", _parse_pieces, "parts", ("part_id", "quantity"))
PLANNED_PARTS = _list("list of part:pieces", _parse_pieces, "parts", ("part_id", "planned"))
WINDOWS = ListKind(
    "list of windows",
    _parse_windows,
    lambda entries, rules: _joined(_write_window(entry, rules) for entry in entries),
    attributes=("opens", "closes"),
)
