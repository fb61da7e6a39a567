"""The period by visit, technician, customer, work type or kind of device."""

import streamlit as st

from dashboard.screens import costs_address as address
from dashboard.screens.costs_export import show_export
from dashboard.screens.costs_tables import (
    Table,
    groups_table,
    lines_table,
    show_table,
    visits_table,
)
from dashboard.visitor import Visitor
from dispatch.queries.cost_overview import By, CostRow, Group, Overview

BY = ("visit", *By)


def show_breakdown(visitor: Visitor, overview: Overview) -> None:
    by = address.value("by", BY)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.segmented_control(
            visitor.say("costs.by"),
            BY,
            format_func=lambda name: visitor.say(f"costs.{name}"),
            key=address.key("by"),
            required=True,
            label_visibility="collapsed",
            on_change=address.remember,
            args=("by",),
        )
        st.space("stretch")
        groups = overview.by(By(by)) if by != "visit" else ()
        rows = sorted(overview.rows, key=lambda row: (-row.actual, row.visit_ref))
        found = breakdown(visitor, rows, groups, by)
        show_export(visitor, overview, lambda: found, count=len(found.rows))
    st.caption(visitor.say("costs.breakdown_hint"))
    chosen = show_table(visitor, found, key=f"costs_by_{by}", chooses=True)
    if chosen is None:
        return
    if groups:
        _open_group(visitor, overview, groups[chosen], By(by))
    else:
        _open_visit(visitor, rows[chosen])


def breakdown(visitor: Visitor, rows: list[CostRow], groups: tuple[Group, ...], by: str) -> Table:
    return groups_table(visitor, groups, by) if by != "visit" else visits_table(visitor, rows)


def _open_visit(visitor: Visitor, row: CostRow) -> None:
    with st.container(border=True):
        _heading(visitor, row.visit_ref)
        show_table(visitor, lines_table(visitor, row.kinds), key=f"costs_lines_{row.visit_ref}")
        st.button(
            visitor.say("costs.open_receipt"),
            key="costs_open_receipt",
            on_click=_to_receipt,
            args=(row.visit_ref,),
        )


def _open_group(visitor: Visitor, overview: Overview, group: Group, by: By) -> None:
    name = group.name or visitor.say("costs.unknown")
    with st.container(border=True):
        _heading(visitor, name)
        left, right = st.columns([2, 3])
        with left:
            show_table(visitor, lines_table(visitor, group.figures.kinds), key="costs_group_lines")
        with right:
            rows = [row for row in overview.rows if key_of(row, by) == group.key]
            rows.sort(key=lambda row: -row.actual)
            chosen = show_table(
                visitor, visits_table(visitor, rows), key="costs_group_visits", chooses=True
            )
        if chosen is not None:
            st.button(
                visitor.say("costs.open_receipt"),
                key="costs_open_receipt",
                on_click=_to_receipt,
                args=(rows[chosen].visit_ref,),
            )


def key_of(row: CostRow, by: By) -> str:
    return {
        By.TECHNICIAN: row.technician_ref,
        By.CUSTOMER: row.customer_ref,
        By.WORK_TYPE: row.work_type_ref,
        By.DEVICE_KIND: row.device_kind,
    }[by]


def _heading(visitor: Visitor, name: str) -> None:
    st.text(visitor.say("costs.made_of", name=name))


def _to_receipt(visit_ref: str) -> None:
    address.choose("visit", visit_ref)
    address.choose("view", "review")
    address.choose("status", "all")
    address.choose("scope", "all")
