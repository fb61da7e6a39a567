"""The figures on top, each against plan and the period before; a click shows what it is made of."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import streamlit as st

from dashboard.components import costs as parts
from dashboard.screens import costs_address as address
from dashboard.screens import costs_words as words
from dashboard.screens.costs_tables import (
    Table,
    cases_table,
    lines_table,
    outcomes_table,
    show_table,
    visits_table,
)
from dashboard.visitor import Visitor
from dispatch.queries.cost_overview import Figures, Overview
from dispatch.variance import TRAVEL

FIGURES = ("per_visit", "per_case", "travel", "overtime", "avoidable", "visits")

_VALUE: dict[str, Callable[[Figures], Decimal | None]] = {
    "visits": lambda one: Decimal(one.visits),
    "per_visit": lambda one: one.per_visit,
    "per_case": lambda one: one.per_solved_case,
    "travel": lambda one: one.travel_share,
    "overtime": lambda one: one.overtime_s if one.visits else None,
    "avoidable": lambda one: one.avoidable_share,
}


def show_figures(visitor: Visitor, overview: Overview) -> None:
    opened = address.value("open", ("", *FIGURES))
    parts.figures(
        key="costs_figures",
        data={"tiles": [tile(visitor, overview, name) for name in FIGURES], "open": opened},
        on_opened_change=lambda: _open(st.session_state["costs_figures"].opened),
    )
    if opened:
        _made_of(visitor, overview, opened)


def tile(visitor: Visitor, overview: Overview, name: str) -> dict[str, Any]:
    """What one figure says: now, planned, before, and by week."""
    now, before = _VALUE[name](overview.now), _VALUE[name](overview.before)
    weeks = [_VALUE[name](week.figures) for week in overview.weeks]
    label = visitor.say(f"costs.figure_{name}")
    shown = ", ".join(
        f"{visitor.formats.day(week.monday)} {_text(visitor, name, value)}"
        for week, value in zip(overview.weeks, weeks, strict=True)
        if value is not None and week.figures.visits
    )
    last = visitor.say("costs.before_none")
    if overview.before.visits and before is not None:
        last = visitor.say("costs.before_was", value=_text(visitor, name, before))
    plan, tone = _against(visitor, overview.now, name)
    return {
        "id": name,
        "label": label,
        "value": _text(visitor, name, now),
        "plan": plan,
        "tone": tone,
        "last": last,
        "weeks": [
            None if value is None or not week.figures.visits else float(value)
            for week, value in zip(overview.weeks, weeks, strict=True)
        ],
        "weeks_label": visitor.say("costs.weeks_of", figure=label, values=shown),
    }


def _text(visitor: Visitor, name: str, value: Decimal | None) -> str:
    if value is None:
        return visitor.say("costs.no_value")
    if name in ("per_visit", "per_case"):
        return visitor.formats.money(value)
    if name in ("travel", "avoidable"):
        return visitor.formats.percent(float(value))
    if name == "overtime":
        return visitor.formats.minutes(round(value))
    return visitor.formats.number(value)


def _against(visitor: Visitor, now: Figures, name: str) -> tuple[str, str]:
    """The line below a figure, and whether it is more or less than planned."""
    say, money = visitor.say, visitor.formats.money
    if name == "visits":
        return say("costs.in_all", value=money(now.actual)), ""
    if name == "per_case":
        return words.counted(visitor, "with_remote", len(now.solved)), ""
    if name == "avoidable":
        cost = money(now.avoidable_cost)
        return words.counted(visitor, "cost_them", now.avoidable, value=cost), ""
    planned, actual = {
        "per_visit": (now.planned_per_visit, now.per_visit),
        "travel": (now.planned_travel_share, now.travel_share),
        "overtime": (now.planned_overtime_s, now.overtime_s),
    }[name]
    text = say("costs.plan_was", value=_text(visitor, name, planned))
    if actual is None or planned is None or actual == planned:
        return text, ""
    return ("▲ " if actual > planned else "▼ ") + text, words.tone(actual - planned)


def _open(name: str | None) -> None:
    if name:
        address.choose("open", "" if name == "none" else name)


def _made_of(visitor: Visitor, overview: Overview, name: str) -> None:
    with st.container(border=True):
        if name == "per_visit":
            title = words.counted(visitor, "made_of_per_visit", overview.now.visits)
        else:
            title = visitor.say(f"costs.made_of_{name}")
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{title}**")
            st.space("stretch")
            close = visitor.say("costs.close")
            st.button(close, key="costs_close", on_click=_open, args=("none",))
        show_table(visitor, made_of(visitor, overview, name), key=f"costs_made_of_{name}")


def made_of(visitor: Visitor, overview: Overview, name: str) -> Table:
    """The parts that add up to a figure."""
    now, rows = overview.now, overview.rows
    if name == "visits":
        return outcomes_table(visitor, rows)
    if name == "per_case":
        return cases_table(visitor, now.solved)
    if name == "per_visit":
        return lines_table(visitor, now.kinds)
    if name == "travel":
        return lines_table(visitor, [one for one in now.kinds if one.kind in TRAVEL])
    if name == "overtime":
        late = [row for row in rows if row.overtime_s or row.planned_overtime_s]
        return visits_table(visitor, sorted(late, key=lambda row: -row.overtime_s))
    spared = [row for row in rows if row.avoidable]
    return visits_table(visitor, sorted(spared, key=lambda row: -row.actual))
