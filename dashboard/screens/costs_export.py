"""Downloads of exactly what is shown."""

from datetime import date
from decimal import Decimal

import streamlit as st

from dashboard.screens.costs_tables import Table
from dashboard.visitor import Visitor
from dispatch import cost_exports

_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FINEST = Decimal("0.0001")


def show_export(visitor: Visitor, found: Table, *, first_day: date, last_day: date) -> None:
    """Two buttons; the files are written only when one is pressed."""
    name = f"costs_{first_day}_{last_day}"
    rows = [[_rounded(cell) for cell in row] for row in found.rows]
    explained = visitor.say("costs.export_what", count=len(rows))
    title = visitor.say("costs.title")
    st.download_button(
        visitor.say("costs.export_csv"),
        data=lambda: cost_exports.as_csv(found.columns, rows),
        file_name=f"{name}.csv",
        mime="text/csv",
        icon=":material/download:",
        help=explained,
        key="costs_csv",
        on_click="ignore",
    )
    st.download_button(
        visitor.say("costs.export_excel"),
        data=lambda: cost_exports.as_excel(title, found.columns, rows),
        file_name=f"{name}.xlsx",
        mime=_EXCEL,
        icon=":material/download:",
        help=explained,
        key="costs_excel",
        on_click="ignore",
    )


def _rounded(cell: cost_exports.Cell) -> cost_exports.Cell:
    """Shares and hours have no end of decimals; money keeps its two."""
    if isinstance(cell, Decimal) and cell != cell.quantize(Decimal("0.01")):
        return cell.quantize(_FINEST)
    return cell
