"""Rows that belong to a technician or a site: weekly hours, days away, wishes."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import streamlit as st

from dashboard import plain
from dashboard.screens import rule_form
from dashboard.screens.rule_fields import OF_SOMETHING, SEVERAL, Choices
from dashboard.screens.rule_form import Form
from dashboard.visitor import Visitor
from dispatch import records
from dispatch.database import Session
from dispatch.errors import DispatchError
from dispatch.import_files import spec_of
from dispatch.import_kinds import WEEKDAYS
from dispatch.queries import records as reading

DONE = "team_done"

Title = Callable[[Visitor, Mapping[str, str], Choices], str]


def say_what_was_done(visitor: Visitor) -> None:
    """One line about the last act, once."""
    said = st.session_state.pop(DONE, None)
    if said:
        st.success(said, icon=":material/check:")


def done(said: str) -> None:
    st.session_state[DONE] = said
    st.rerun()


def show(visitor: Visitor, kind: str, group: str, ref: str, choices: Choices) -> None:
    """The rows of the chosen one that belong into this group, and a form for one more."""
    for name, texts, title in _PARTS.get((kind, group), ()):
        owner = "site" if kind == "sites" else "technician"
        facts: dict[str, Any] = {"actor": visitor.actor, "settings": visitor.settings}
        with visitor.reading() as session:
            rows = reading.records_of(session, name=name, column=owner, ref=ref, **facts)
        many, one = texts
        st.subheader(visitor.say(f"team.{many}"), anchor=False)
        if not rows:
            st.caption(visitor.say(f"team.{many}_none"))
        for cells in sorted(rows, key=_order):
            _row(visitor, name, cells, title(visitor, cells, choices), choices)
        with st.expander(visitor.say(f"team.{one}_add"), icon=":material/add:"):
            _new(visitor, name, {owner: ref}, choices)


def _order(cells: Mapping[str, str]) -> tuple[int, str]:
    """Monday first, then by time; days away by their first day."""
    weekday = cells.get("weekday", "Mo")
    return WEEKDAYS.index(weekday), cells.get("opens", cells.get("first_day", ""))


def _row(
    visitor: Visitor, name: str, cells: Mapping[str, str], title: str, choices: Choices
) -> None:
    key = {column: cells[column] for column in spec_of(name).key}

    def save(session: Session, changed: Mapping[str, str], seen: Mapping[str, str]) -> None:
        records.change_record(
            session,
            actor=visitor.actor,
            name=name,
            key=key,
            cells=changed,
            seen=seen,
            settings=visitor.settings,
        )

    prefix = f"team_{name}_{'_'.join(key.values())}"
    with st.expander(title):
        form = Form(
            prefix, name, {name: OF_SOMETHING[name]}, cells, save, visitor.say("rules.save")
        )
        if rule_form.show(visitor, form, choices):
            done(visitor.say("rules.saved"))
        if st.button(visitor.say("team.remove"), key=f"{prefix}_remove", icon=":material/delete:"):
            _remove(visitor, name, key)


def _remove(visitor: Visitor, name: str, key: Mapping[str, str]) -> None:
    try:
        with visitor.transaction() as session:
            records.remove_record(
                session, actor=visitor.actor, name=name, key=key, settings=visitor.settings
            )
    except DispatchError as refused:
        st.error(plain.text(visitor.tell(refused)))
        return
    done(visitor.say("team.removed"))


def _new(visitor: Visitor, name: str, owner: Mapping[str, str], choices: Choices) -> None:
    """One more row; the same hours for each of the days that are chosen."""

    def save(session: Session, cells: Mapping[str, str], _seen: Mapping[str, str]) -> None:
        days = cells.get(several, "").split(SEVERAL) if several else [""]
        for day in days:
            row = {**owner, **cells, **({several: day} if several else {})}
            records.add_record(
                session, actor=visitor.actor, name=name, cells=row, settings=visitor.settings
            )

    several = "weekday" if name == "shift_patterns" else ""
    prefix = f"team_new_{name}_{'_'.join(owner.values())}"
    button = visitor.say("team.add_button")
    asked = {name: OF_SOMETHING[name]}
    form = Form(prefix, name, asked, {}, save, button, all_cells=True, several=several)
    if rule_form.show(visitor, form, choices):
        done(visitor.say("rules.saved"))


def _shift(visitor: Visitor, cells: Mapping[str, str], _choices: Choices) -> str:
    say = visitor.say
    day = say(f"rules.option_{cells['weekday']}")
    parts = [say("team.shift", day=day, opens=cells["opens"], closes=cells["closes"])]
    if cells["break_min"] not in ("", "0"):
        parts.append(say("team.shift_break", minutes=cells["break_min"]))
    if cells["max_overtime_min"] not in ("", "0"):
        parts.append(say("team.shift_overtime", minutes=cells["max_overtime_min"]))
    return plain.text(" · ".join(parts))


def _absence(visitor: Visitor, cells: Mapping[str, str], _choices: Choices) -> str:
    first, last = (
        visitor.formats.dated(date.fromisoformat(cells[name])) for name in ("first_day", "last_day")
    )
    said = visitor.say("team.absence", first=first, last=last)
    return plain.text(f"{said} · {cells['reason']}" if cells["reason"] else said)


def _wish(visitor: Visitor, cells: Mapping[str, str], choices: Choices) -> str:
    who = choices("technicians").get(cells["technician"], cells["technician"])
    wish = visitor.say(f"rules.option_{cells['wish']}")
    return plain.text(visitor.say("team.wish", technician=who, wish=wish))


_PARTS: Mapping[tuple[str, str], tuple[tuple[str, tuple[str, str], Title], ...]] = {
    ("technicians", "hours"): (
        ("shift_patterns", ("shifts", "shift"), _shift),
        ("absences", ("absences", "absence"), _absence),
    ),
    ("sites", "who"): (("site_technicians", ("wishes", "wish"), _wish),),
}
"""By kind and group: the file, how many and one of its rows are called, and the title of one."""
