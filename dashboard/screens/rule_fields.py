"""What forms ask for, file by file and group by group, and how one cell is drawn.

A cell is text in the words of the import; its column says which widget writes it.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache

import streamlit as st

from dashboard import wording
from dashboard.screens import rule_lists
from dashboard.visitor import Visitor
from dispatch.import_files import spec_of
from dispatch.import_kinds import WEEKDAYS
from dispatch.import_specs import Column
from dispatch.queries import records

Groups = Mapping[str, Sequence[str]]
"""Columns by the name of their group, both in the order of the page."""

_ADDRESS = ("street", "house_number", "postcode", "town", "lat", "lon")

GROUPS: Mapping[str, Groups] = {
    "technicians": {
        "skills": ("skills", "pace_percent"),
        "hours": ("starts_at", "ends_at", "depot", "rest_hours", "week_hours"),
        "costs": (
            "hour_rate",
            "travel_hour_rate",
            "km_rate",
            "working_hour_rate",
            "shift_price",
            "visit_price",
        ),
        "limits": ("caps", "fair_hours", "fair_points"),
        "van": ("vehicle", "equipment", "stock", "capacity"),
        "person": ("name", "phone", "email", *_ADDRESS, "active"),
    },
    "sites": {
        "site": ("name", *_ADDRESS, "opening_hours", "access_notes"),
        "who": (),
    },
    "work_types": {
        "work": ("name", "duration_min", "setup_min", "team_size", "remote_attempts"),
        "needs": ("skills", "parts", "equipment", "load"),
        "rules": ("priority", "price_class", "window_bounds", "unpopular", "mandatory"),
    },
    "skills": {"record": ("name", "spare_level_price")},
    "depots": {"record": ("name", "load_min", "lat", "lon")},
    "agreements": {"record": ("name", "response_hours", "fix_hours", "late_per_hour")},
    "visits": {
        "when": (
            "windows",
            "window_bounds",
            "duration_min",
            "setup_min",
            "due_by",
            "preferred_from",
            "preferred_until",
        ),
        "who": ("skills", "technicians"),
        "needs": ("parts", "equipment", "load", "note"),
        "price": ("priority", "price_class", "unpopular", "preferred_per_hour", "mandatory"),
    },
}

NEW: Mapping[str, Sequence[str]] = {
    "technicians": ("ref", "name", *_ADDRESS, "skills"),
    "work_types": (
        "ref",
        "name",
        "duration_min",
        "priority",
        "price_class",
        "remote_attempts",
        "skills",
    ),
    "skills": ("ref", "name", "spare_level_price"),
    "depots": ("ref", "name", "load_min", "lat", "lon"),
    "agreements": ("ref", "name", "response_hours", "fix_hours", "late_per_hour"),
}
"""What a new row is asked for; the rest has its usual value. Sites come with their customers."""

OF_SOMETHING: Mapping[str, Sequence[str]] = {
    "shift_patterns": (
        "weekday",
        "opens",
        "closes",
        "break_min",
        "break_earliest",
        "break_latest",
        "max_overtime_min",
        "more_breaks",
    ),
    "absences": ("first_day", "last_day", "reason"),
    "site_technicians": ("technician", "wish"),
}
"""Rows that belong to one technician or site, without the column that says whose."""

SEVERAL = "; "

Choices = Callable[[str], Mapping[str, str]]
"""Names by ref of what can be chosen of a kind."""


def choices_for(visitor: Visitor) -> Choices:
    @cache
    def choices(name: str) -> Mapping[str, str]:
        with visitor.reading() as session:
            return records.choices(session, actor=visitor.actor, name=name)

    return choices


def _no_choices(_name: str) -> Mapping[str, str]:
    return {}


def label(visitor: Visitor, column: str) -> str:
    return visitor.say(f"rules.{column}", currency=visitor.settings.currency)


def help_of(visitor: Visitor, column: str) -> str | None:
    key = f"rules.{column}_help"
    return visitor.say(key) if key in wording.catalogue() else None


def is_list(file: str, column: str) -> bool:
    return spec_of(file).column(column).kind.name in rule_lists.SHAPES


def first_key(file: str, column: str, key: str) -> str:
    """The key of the first widget that draws the cell."""
    return rule_lists.first_key(key) if is_list(file, column) else key


def draw(visitor: Visitor, file: str, name: str, cell: str, key: str, choices: Choices) -> str:
    """A widget with the cell in it; what it holds now."""
    column = spec_of(file).column(name)
    if column.kind.name in rule_lists.SHAPES:
        return rule_lists.draw(visitor, column, cell, key, choices)
    if column.kind.name == "yes / no":
        ticked = st.toggle(
            label(visitor, name), value=cell == "yes", key=key, help=help_of(visitor, name)
        )
        return "yes" if ticked else "no"
    options = _options(visitor, column, choices)
    if options is not None:
        return _select(visitor, column, cell, key, options)
    if column.kind.name == "text":
        return st.text_area(
            label(visitor, name), cell, key=key, height=80, help=help_of(visitor, name)
        )
    return st.text_input(
        label(visitor, name),
        cell,
        key=key,
        placeholder=column.example,
        help=help_of(visitor, name),
    )


def draw_several(visitor: Visitor, file: str, name: str, key: str) -> str:
    """A row of buttons for a cell that may be several at once; what is pressed, in order."""
    options = _options(visitor, spec_of(file).column(name), _no_choices) or {}
    pressed = st.pills(
        label(visitor, name),
        list(options),
        selection_mode="multi",
        format_func=lambda value: options[value],
        key=key,
    )
    return SEVERAL.join(value for value in options if value in pressed)


def _options(visitor: Visitor, column: Column, choices: Choices) -> Mapping[str, str] | None:
    """What may be chosen, named for people; None where the cell is typed."""
    if column.kind.to:
        return choices(column.kind.to)
    if column.kind.name == "weekday":
        values: Sequence[str] = WEEKDAYS
    elif " / " in column.kind.name:
        values = column.kind.name.split(" / ")
    else:
        return None
    return {value: visitor.say(f"rules.option_{value}") for value in values}


def _select(
    visitor: Visitor, column: Column, cell: str, key: str, options: Mapping[str, str]
) -> str:
    values = list(options) if column.required or column.empty is not None else ["", *options]
    if cell not in values:
        values.insert(0, cell)
    return st.selectbox(
        label(visitor, column.name),
        values,
        index=values.index(cell),
        format_func=lambda value: options.get(value, value or "–"),
        key=key,
        help=help_of(visitor, column.name),
    )
