"""A form of some cells of one row: what was typed stays until it is good, errors at the field."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from dashboard import plain
from dashboard.screens import rule_fields
from dashboard.screens.rule_fields import Choices, Groups
from dashboard.visitor import Visitor
from dispatch.database import Session
from dispatch.errors import BadRecord, DispatchError

SIDE_BY_SIDE = 3
"""Short fields in one row."""

Save = Callable[[Session, Mapping[str, str], Mapping[str, str]], None]
"""Called with the cells that were changed, and all as they were seen."""


@dataclass(frozen=True)
class Form:
    """`prefix` begins the keys of its widgets; several groups have headings; `all_cells`: those
    not touched are sent too; `several`: the column for which several cells may be chosen.
    """

    prefix: str
    file: str
    groups: Groups
    cells: Mapping[str, str]
    save: Save
    button: str
    all_cells: bool = False
    several: str = ""

    @property
    def columns(self) -> list[str]:
        return [column for columns in self.groups.values() for column in columns]


def show(visitor: Visitor, form: Form, choices: Choices) -> bool:
    """Draws the form; whether it was saved just now."""
    state: Any = st.session_state
    version = state.setdefault(f"{form.prefix}_version", 0)
    key = f"{form.prefix}_{version}"
    seen = _seen(form, key)
    marks: dict[str, Any] = {}
    with st.form(f"{key}_form", border=False):
        typed = _fields(visitor, form, key, seen, choices, marks)
        marks[""] = st.empty()
        pressed = st.form_submit_button(form.button, type="primary", key=f"{form.prefix}_save")
    if pressed:
        state[f"{key}_wrong"] = _saved(visitor, form, typed, seen)
        if not state[f"{key}_wrong"]:
            forget(form.prefix)
            return True
    _say_what_is_wrong(visitor, state.get(f"{key}_wrong", {}), marks)
    return False


def forget(prefix: str) -> None:
    """The next look at the form is a fresh one."""
    st.session_state[f"{prefix}_version"] = st.session_state.get(f"{prefix}_version", 0) + 1


def _seen(form: Form, key: str) -> dict[str, str]:
    """The cells as the person first saw them: the fields keep what they showed then."""
    state: Any = st.session_state
    shown = rule_fields.first_key(form.file, form.columns[0], f"{key}_{form.columns[0]}")
    if shown not in state or f"{key}_seen" not in state:
        state[f"{key}_seen"] = {column: form.cells.get(column, "") for column in form.columns}
        state.pop(f"{key}_wrong", None)
    found: dict[str, str] = state[f"{key}_seen"]
    return found


def _fields(
    visitor: Visitor,
    form: Form,
    key: str,
    seen: Mapping[str, str],
    choices: Choices,
    marks: dict[str, Any],
) -> dict[str, str]:
    """What stands in each field; below each is a place for what is wrong with it."""
    typed: dict[str, str] = {}
    for group, columns in form.groups.items():
        if len(form.groups) > 1:
            st.markdown(f"**{visitor.say(f'rules.group_{group}')}**")
        for column, spot in zip(columns, _spots(form, columns), strict=True):
            with spot:
                if rule_fields.is_list(form.file, column):
                    said = rule_fields.label(visitor, column)
                    st.markdown(f":small[**{said}**]", help=rule_fields.help_of(visitor, column))
                typed[column] = _field(visitor, form, column, seen[column], key, choices)
                marks[column] = st.empty()
    return typed


def _field(visitor: Visitor, form: Form, column: str, cell: str, key: str, choices: Choices) -> str:
    if column == form.several:
        return rule_fields.draw_several(visitor, form.file, column, f"{key}_{column}")
    return rule_fields.draw(visitor, form.file, column, cell, f"{key}_{column}", choices)


def _spots(form: Form, columns: Sequence[str]) -> list[Any]:
    """Short fields side by side, lists over the whole width, in their order."""
    spots: list[Any] = []
    free: list[Any] = []
    for column in columns:
        if column == form.several or rule_fields.is_list(form.file, column):
            free = []
            spots.append(st.container())
            continue
        free = free or list(st.columns(SIDE_BY_SIDE, gap="small"))
        spots.append(free.pop(0))
    return spots


def _saved(
    visitor: Visitor, form: Form, typed: Mapping[str, str], seen: dict[str, str]
) -> dict[str, str]:
    """What was wrong, by field; nothing if it was kept."""
    changed = {
        column: cell
        for column, cell in typed.items()
        if form.all_cells or cell.strip() != seen[column].strip()
    }
    before = dict(seen)
    try:
        with visitor.transaction() as session:
            form.save(session, changed, before)
    except BadRecord as refused:
        for column in refused.fields:
            seen[column] = form.cells.get(column, "")
        return {column: visitor.tell(said) for column, said in refused.fields.items()}
    except DispatchError as refused:
        return {"": visitor.tell(refused)}
    return {}


def _say_what_is_wrong(
    visitor: Visitor, wrong: Mapping[str, str], marks: Mapping[str, Any]
) -> None:
    lines = [visitor.say("rules.refused")] if wrong else []
    for column, said in wrong.items():
        if column in marks and column:
            marks[column].markdown(f":small[:red[:material/error: {plain.text(said)}]]")
            lines.append(f"{rule_fields.label(visitor, column)}: {plain.text(said)}")
        else:
            lines.append(plain.text(said))
    if lines:
        marks[""].error("  \n".join(lines))
