"""Cells that hold a list, as lines of small fields: skills with levels, windows, wishes, breaks.

An empty line is no entry; one more line than there are entries waits for the next one.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from dashboard.visitor import Visitor
from dispatch.import_specs import Column
from dispatch.planning_rules import RouteCaps, Wish

LEAST_LINES = 2
UNIT_PX = 60
"""A line of five units fits on a phone."""


@dataclass(frozen=True)
class Part:
    """One field of a line. `options`: chosen from these; `of_file`: from what the column points
    to. `width` against its neighbours."""

    name: str
    width: int = 2
    options: tuple[str, ...] = ()
    of_file: bool = False
    hint: str = ""


@dataclass(frozen=True)
class Shape:
    """`split` takes an entry into its fields, `join` puts them together again."""

    parts: tuple[Part, ...]
    split: Callable[[str], Sequence[str]]
    join: Callable[[Sequence[str]], str]


def _by(sign: str) -> dict[str, Any]:
    """Two fields with a sign between them; the last such sign counts."""

    def split(entry: str) -> Sequence[str]:
        first, _, second = entry.rpartition(sign)
        return first.strip(), second.strip()

    return {"split": split, "join": lambda fields: sign.join(field.strip() for field in fields)}


def _split_certificate(entry: str) -> Sequence[str]:
    skill, level, *more = entry.split(":")
    day = next((part for part in more if not part.endswith("%")), "")
    pace = next((part.removesuffix("%") for part in more if part.endswith("%")), "")
    return skill, level, day, pace


def _join_certificate(fields: Sequence[str]) -> str:
    skill, level, day, pace = (field.strip() for field in fields)
    rest = [day] if day else []
    return ":".join([skill, level, *rest, *([f"{pace.removesuffix('%')}%"] if pace else [])])


_SKILL = Part("skill", 3, of_file=True)
_LEVEL = Part("level", hint="2")
_PIECES = Shape((Part("part", 3, of_file=True), Part("pieces", hint="1")), **_by(":"))

SHAPES: Mapping[str, Shape] = {
    "list of skill:level": Shape((_SKILL, _LEVEL), **_by(":")),
    "list of skill:level[:last day][:pace%]": Shape(
        (_SKILL, _LEVEL, Part("valid_until", 3, hint="2027-05-01"), Part("pace", hint="100")),
        _split_certificate,
        _join_certificate,
    ),
    "list of technician:wish": Shape(
        (Part("technician", 3, of_file=True), Part("wish", 2, options=tuple(Wish))), **_by(":")
    ),
    "list of part:pieces": _PIECES,
    "list of unit:amount": Shape(
        (Part("unit", 3, hint="kg"), Part("amount", hint="800")), **_by(":")
    ),
    "list of limit:number": Shape(
        (Part("limit", 3, options=tuple(RouteCaps.model_fields)), Part("number", hint="8")),
        **_by(":"),
    ),
    "list of windows": Shape(
        (Part("from", 3, hint="2026-11-24 09:00"), Part("until", hint="12:00")), **_by("/")
    ),
    "list of minutes earliest-latest": Shape(
        (Part("minutes", hint="15"), Part("between", 3, hint="14:30-15:30")), **_by(" ")
    ),
}
"""By the name of the column's kind."""

Choices = Callable[[str], Mapping[str, str]]


def first_key(key: str) -> str:
    return f"{key}_0_0"


def draw(visitor: Visitor, column: Column, cell: str, key: str, choices: Choices) -> str:
    """The lines; the cell that they make together."""
    shape = SHAPES[column.kind.name]
    entries = [entry.strip() for entry in cell.split(";") if entry.strip()]
    lines = [list(shape.split(entry)) for entry in entries]
    empty = [""] * len(shape.parts)
    while len(lines) < max(LEAST_LINES, len(entries) + 1):
        lines.append(empty)
    made = [
        _line(visitor, column, shape, fields, f"{key}_{number}", choices)
        for number, fields in enumerate(lines)
    ]
    return "; ".join(entry for entry in made if entry)


def _line(
    visitor: Visitor,
    column: Column,
    shape: Shape,
    fields: Sequence[str],
    key: str,
    choices: Choices,
) -> str:
    typed = []
    first = key.endswith("_0")
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        for number, (part, field) in enumerate(zip(shape.parts, fields, strict=True)):
            shown = "visible" if first else "collapsed"
            named = visitor.say(f"rules.part_{part.name}")
            given = {
                "key": f"{key}_{number}",
                "label_visibility": shown,
                "width": part.width * UNIT_PX,
            }
            typed.append(_field(visitor, column, part, field, named, given, choices))
    return shape.join(typed) if _is_filled(shape.parts[0], typed) else ""


def _is_filled(first: Part, typed: Sequence[str]) -> bool:
    """Where the first field is chosen it alone decides, so that taking it away is enough."""
    return any(field.strip() for field in (typed[:1] if _is_chosen(first) else typed))


def _is_chosen(part: Part) -> bool:
    return part.of_file or bool(part.options)


def _field(
    visitor: Visitor,
    column: Column,
    part: Part,
    field: str,
    named: str,
    given: Mapping[str, Any],
    choices: Choices,
) -> str:
    if not _is_chosen(part):
        return str(st.text_input(named, field, placeholder=part.hint, **given))
    options = (
        dict(choices(column.kind.to))
        if part.of_file
        else {value: visitor.say(f"rules.option_{value}") for value in part.options}
    )
    values = ["", *options] if field in ("", *options) else ["", field, *options]
    chosen = st.selectbox(
        named,
        values,
        index=values.index(field),
        format_func=lambda value: options.get(value, value or "–"),
        **given,
    )
    return str(chosen)
