"""Tables of costs: the same cells for the screen and for an export."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.screens import costs_words as words
from dashboard.visitor import Visitor
from dispatch.cost_exports import Cell
from dispatch.queries.cost_cases import CaseCost
from dispatch.queries.cost_overview import CostRow, Group
from dispatch.variance import Difference

HOUR_S = 3600
ROW_PX = 28


@dataclass(frozen=True)
class Table:
    """`kinds` says what a column holds: text, money, percent, a change of either (with its
    sign), count, hours or day."""

    columns: tuple[str, ...]
    kinds: tuple[str, ...]
    rows: list[list[Cell]]


def table(
    visitor: Visitor, columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[Cell]]
) -> Table:
    """`columns`: key of the heading in the catalogue, and what it holds."""
    return Table(
        columns=tuple(visitor.say(f"costs.{name}") for name, _ in columns),
        kinds=tuple(kind for _, kind in columns),
        rows=[list(row) for row in rows],
    )


def lines_table(visitor: Visitor, kinds: Iterable[Difference]) -> Table:
    columns = (
        ("line", "text"),
        ("planned", "money"),
        ("actual", "money"),
        ("difference", "money_change"),
    )
    kinds = list(kinds)
    rows: list[list[Cell]] = [
        [words.line(visitor, one.kind), one.planned, one.actual, one.amount] for one in kinds
    ]
    planned = sum((one.planned for one in kinds), Decimal("0.00"))
    actual = sum((one.actual for one in kinds), Decimal("0.00"))
    rows.append([visitor.say("costs.total"), planned, actual, actual - planned])
    return table(visitor, columns, rows)


def cases_table(visitor: Visitor, cases: Iterable[CaseCost]) -> Table:
    columns = (
        ("case", "text"),
        ("customer", "text"),
        ("visits", "count"),
        ("visit_cost", "money"),
        ("remote_minutes", "count"),
        ("remote_cost", "money"),
        ("total", "money"),
    )
    dearest = sorted(cases, key=lambda case: (-case.total, case.case_ref))
    return table(
        visitor,
        columns,
        (
            (
                case.case_ref,
                case.customer,
                case.visits,
                case.visit_cost,
                case.remote_minutes,
                case.remote_cost,
                case.total,
            )
            for case in dearest
        ),
    )


def outcomes_table(visitor: Visitor, rows: Iterable[CostRow]) -> Table:
    columns = (
        ("outcome", "text"),
        ("visits", "count"),
        ("planned", "money"),
        ("actual", "money"),
        ("difference", "money_change"),
    )
    found: dict[str, list[CostRow]] = defaultdict(list)
    for row in rows:
        found[words.outcome(visitor, row.outcome)].append(row)
    sums = [
        (
            name,
            len(visits),
            sum((one.planned for one in visits), Decimal("0.00")),
            sum((one.actual for one in visits), Decimal("0.00")),
            sum((one.difference for one in visits), Decimal("0.00")),
        )
        for name, visits in found.items()
    ]
    sums.sort(key=lambda one: one[3], reverse=True)
    return table(visitor, columns, sums)


_VISIT_COLUMNS: tuple[tuple[str, str, Callable[[Visitor, CostRow], Cell]], ...] = (
    ("visit", "text", lambda _, row: row.visit_ref),
    ("day", "day", lambda _, row: row.day),
    ("customer", "text", lambda _, row: row.customer),
    ("town", "text", lambda _, row: row.town),
    ("technician", "text", lambda _, row: row.technician),
    ("work_type", "text", lambda _, row: row.work_type),
    ("device_kind", "text", lambda _, row: row.device_kind),
    ("planned", "money", lambda _, row: row.planned),
    ("actual", "money", lambda _, row: row.actual),
    ("difference", "money_change", lambda _, row: row.difference),
    ("travel_share", "percent", lambda _, row: row.travel / row.actual if row.actual else None),
    ("overtime_h", "hours", lambda _, row: row.overtime_s / HOUR_S),
    ("reason", "text", lambda visitor, row: words.reason(visitor, row.reason)),
    ("at_stake", "money_change", lambda _, row: row.at_stake),
    ("marks", "text", lambda visitor, row: words.flags(visitor, row.flags)),
    ("outcome", "text", lambda visitor, row: words.outcome(visitor, row.outcome)),
    ("status", "text", lambda visitor, row: visitor.say(f"costs.status_{row.status}")),
)


def visits_table(visitor: Visitor, rows: Iterable[CostRow]) -> Table:
    """One row a visit, in the order given."""
    columns = [(name, kind) for name, kind, _ in _VISIT_COLUMNS]
    return table(
        visitor, columns, ([cell(visitor, row) for *_, cell in _VISIT_COLUMNS] for row in rows)
    )


def groups_table(visitor: Visitor, groups: Iterable[Group], heading: str) -> Table:
    columns = (
        (heading, "text"),
        ("visits", "count"),
        ("planned", "money"),
        ("actual", "money"),
        ("difference", "money_change"),
        ("difference_share", "percent_change"),
        ("planned_per_visit", "money"),
        ("per_visit", "money"),
        ("travel_share", "percent"),
        ("overtime_h", "hours"),
        ("avoidable", "count"),
    )
    return table(visitor, columns, (_group_row(visitor, group) for group in groups))


def _group_row(visitor: Visitor, group: Group) -> list[Cell]:
    one = group.figures
    return [
        group.name or visitor.say("costs.unknown"),
        one.visits,
        one.planned,
        one.actual,
        one.difference,
        one.difference / one.planned if one.planned else None,
        one.planned_per_visit,
        one.per_visit,
        one.travel_share,
        one.overtime_s / HOUR_S,
        one.avoidable,
    ]


def show_table(visitor: Visitor, found: Table, *, key: str, chooses: bool = False) -> int | None:
    """Draw it sortable; the number of the chosen row where rows can be chosen."""
    frame = pd.DataFrame(
        {
            name: pd.Series([_plain(row[at]) for row in found.rows], dtype=_DTYPES[kind])
            for at, (name, kind) in enumerate(zip(found.columns, found.kinds, strict=True))
        }
    )
    formats: dict[Any, Any] = {
        name: _format(visitor, kind)
        for name, kind in zip(found.columns, found.kinds, strict=True)
        if kind != "text"
    }
    drawn: dict[str, Any] = {"hide_index": True, "width": "stretch", "key": key}
    drawn |= {"row_height": ROW_PX, "height": min(40 + ROW_PX * max(len(frame), 1), 480)}
    shown = frame.style.format(formats, na_rep=visitor.say("costs.no_value"))
    if not chooses:
        st.dataframe(shown, **drawn)
        return None
    event = st.dataframe(shown, on_select="rerun", selection_mode="single-row", **drawn)
    chosen = event.selection.rows
    return int(chosen[0]) if chosen and chosen[0] < len(frame) else None


_DTYPES = {
    "text": "object",
    "money": "float64",
    "money_change": "float64",
    "percent": "float64",
    "percent_change": "float64",
    "hours": "float64",
    "count": "int64",
    "day": "object",
}
"""How columns are held for drawing and sorting only; exports keep the exact values."""


def _plain(cell: Cell) -> Any:
    return float(cell) if isinstance(cell, Decimal) else cell


def _format(visitor: Visitor, kind: str) -> Callable[[Any], str]:
    formats = visitor.formats
    return {
        "money": lambda amount: formats.money(_cents(amount)),
        "money_change": lambda amount: words.signed(visitor, _cents(amount)),
        "percent_change": lambda share: words.signed_percent(visitor, share),
        "percent": formats.percent,
        "hours": lambda hours: formats.number(hours, 1),
        "count": formats.number,
        "day": lambda day: formats.day(day) if isinstance(day, date) else str(day),
    }[kind]


def _cents(amount: float) -> Decimal:
    return Decimal(str(amount)).quantize(Decimal("0.01"))
