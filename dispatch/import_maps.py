"""Columns that hold names, amounts, limits or breaks: one JSON value of the row itself."""

import re
from collections.abc import Callable
from typing import Any

from pydantic import TypeAdapter, ValidationError

from dispatch.errors import BadValue
from dispatch.import_kinds import NONE, Kind, Rules
from dispatch.planning_rules import Amounts, BreakRule, Equipment, MoreBreaks, RouteCaps

_BREAK = re.compile(r"([0-9]{1,3})\s+([0-2][0-9]:[0-5][0-9])\s*-\s*([0-2][0-9]:[0-5][0-9])")


def entries_of(cell: str) -> list[str]:
    """The parts between ';'; none for 'none'."""
    if cell.strip().lower() == NONE:
        return []
    return [entry.strip() for entry in cell.split(";") if entry.strip()]


def _named_numbers(cell: str, wish: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for entry in entries_of(cell):
        name, colon, number = entry.rpartition(":")
        name, number = name.strip(), number.strip()
        if not colon or not name or not re.fullmatch(r"[0-9]{1,10}", number):
            raise BadValue(f"{entry!r}: expected {wish}")
        if name in found:
            raise BadValue(f"{cell!r}: {name} appears twice")
        found[name] = int(number)
    return found


def _checked(kind: Any, value: Any, cell: str) -> Any:
    """The value as that pydantic type; `BadValue` with the first thing wrong."""
    try:
        return TypeAdapter(kind).validate_python(value)
    except ValidationError as wrong:
        first = wrong.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BadValue(f"{cell[:60]!r}: {where}: {first['msg']}") from wrong


def _parse_equipment(cell: str, _rules: Rules) -> tuple[str, ...]:
    names = entries_of(cell)
    if len(set(names)) < len(names):
        raise BadValue(f"{cell!r}: something appears twice")
    return tuple(_checked(Equipment, tuple(sorted(names)), cell))


def _parse_amounts(cell: str, _rules: Rules) -> dict[str, int]:
    wish = "unit:amount with a whole amount, such as kg:800"
    return dict(_checked(Amounts, _named_numbers(cell, wish), cell))


def _parse_caps(cell: str, _rules: Rules) -> RouteCaps:
    known = ", ".join(RouteCaps.model_fields)
    numbers = _named_numbers(cell, f"limit:number with one of {known}")
    unknown = sorted(set(numbers) - set(RouteCaps.model_fields))
    if unknown:
        raise BadValue(f"{unknown[0]!r}: expected one of {known}")
    caps: RouteCaps = _checked(RouteCaps, numbers, cell)
    return caps


def _parse_breaks(cell: str, _rules: Rules) -> tuple[BreakRule, ...]:
    rules = []
    for entry in entries_of(cell):
        match = _BREAK.fullmatch(entry)
        if match is None:
            raise BadValue(f"{entry!r}: expected minutes and times, such as 15 14:30-15:30")
        minutes, earliest, latest = match.groups()
        rules.append({"minutes": int(minutes), "earliest": earliest, "latest": latest})
    return tuple(_checked(MoreBreaks, rules, cell))


def _joined(entries: list[str]) -> str:
    return "; ".join(entries)


def _write_numbers(value: dict[str, int], _rules: Rules) -> str:
    return _joined([f"{name}:{number}" for name, number in sorted(value.items())])


def _kind(
    name: str, parse: Callable[[str, Rules], Any], write: Callable[[Any, Rules], str]
) -> Kind:
    return Kind(name, parse, write, is_text=True)


EQUIPMENT = _kind("list of names", _parse_equipment, lambda value, _rules: _joined(sorted(value)))
AMOUNTS = _kind("list of unit:amount", _parse_amounts, _write_numbers)
CAPS = _kind(
    "list of limit:number",
    _parse_caps,
    lambda caps, rules: _write_numbers(caps.model_dump(exclude_none=True), rules),
)
BREAKS = _kind(
    "list of minutes earliest-latest",
    _parse_breaks,
    lambda value, _rules: _joined(
        [f"{rest.minutes} {rest.earliest:%H:%M}-{rest.latest:%H:%M}" for rest in value]
    ),
)
