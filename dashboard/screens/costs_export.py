"""Downloads of exactly what is shown."""

from collections.abc import Callable
from decimal import Decimal

import streamlit as st

from dashboard.screens import costs_words as words
from dashboard.screens.costs_tables import Table
from dashboard.visitor import Visitor
from dispatch import cost_exports
from dispatch.cost_exports import Cell
from dispatch.queries.cost_overview import Overview

_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FINEST = Decimal("0.0001")


def show_export(
    visitor: Visitor, overview: Overview, shown: Callable[[], Table], *, count: int
) -> None:
    """Two buttons; the rows are put together and written only when one is pressed."""
    name = f"costs_{overview.first_day}_{overview.last_day}"
    title = visitor.say("costs.title")
    explained = words.counted(visitor, "export_what", count)
    currency = overview.currency

    def as_csv() -> bytes:
        return cost_exports.as_csv(*exported(shown(), currency))

    def as_excel() -> bytes:
        return cost_exports.as_excel(title, *exported(shown(), currency))

    for kind, write, ending, mime in (
        ("csv", as_csv, "csv", "text/csv"),
        ("excel", as_excel, "xlsx", _EXCEL),
    ):
        st.download_button(
            visitor.say(f"costs.export_{kind}"),
            data=write,
            file_name=f"{name}.{ending}",
            mime=mime,
            icon=":material/download:",
            help=explained,
            key=f"costs_{kind}",
            on_click="ignore",
        )


def exported(found: Table, currency: str) -> tuple[list[str], list[list[Cell]]]:
    """Header and rows of the file: money says its currency, percentages are out of 100."""
    header = [
        f"{name} ({currency})" if kind.startswith("money") else name
        for name, kind in zip(found.columns, found.kinds, strict=True)
    ]
    rows = [
        [_cell(cell, kind) for cell, kind in zip(row, found.kinds, strict=True)]
        for row in found.rows
    ]
    return header, rows


def _cell(cell: Cell, kind: str) -> Cell:
    """Shares and hours have no end of decimals; money keeps its two."""
    if not isinstance(cell, Decimal) or kind.startswith("money"):
        return cell
    return (cell * 100 if kind.startswith("percent") else cell).quantize(_FINEST)
