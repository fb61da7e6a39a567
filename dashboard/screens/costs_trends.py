"""Eight weeks as small charts: actual as a line, planned dashed; both axes named."""

from collections.abc import Callable
from decimal import Decimal

import altair as alt
import pandas as pd
import streamlit as st

from dashboard.screens.costs_tables import HOUR_S
from dashboard.visitor import Visitor
from dispatch.queries.cost_overview import Figures, Overview

Reading = Callable[[Figures], Decimal | None]

CHARTS: tuple[tuple[str, Reading, Reading | None], ...] = (
    ("per_visit", lambda one: one.per_visit, lambda one: one.planned_per_visit),
    ("per_case", lambda one: one.per_solved_case, None),
    (
        "travel",
        lambda one: _percent(one.travel_share),
        lambda one: _percent(one.planned_travel_share),
    ),
    ("overtime", lambda one: one.overtime_s / HOUR_S, lambda one: one.planned_overtime_s / HOUR_S),
    ("avoidable", lambda one: _percent(one.avoidable_share), None),
    ("visits", lambda one: Decimal(one.visits), None),
)
_UNITS = {"travel": "percent", "avoidable": "percent", "overtime": "hours", "visits": "visits"}
_BARS = ("avoidable", "visits")


def show_trends(visitor: Visitor, overview: Overview) -> None:
    st.caption(visitor.say("costs.trend_legend"))
    for first in (0, 3):
        for column, (name, actual, planned) in zip(
            st.columns(3), CHARTS[first : first + 3], strict=True
        ):
            column.markdown(f"**{visitor.say(f'costs.figure_{name}')}**")
            frame = readings(visitor, overview, actual, planned)
            column.altair_chart(_chart(visitor, name, frame), width="stretch", height=210)


def readings(
    visitor: Visitor, overview: Overview, actual: Reading, planned: Reading | None
) -> pd.DataFrame:
    """One row a week; weeks without visits have no value."""
    return pd.DataFrame(
        [
            {
                "week": visitor.formats.short_day(week.monday),
                "actual": _value(week.figures, actual),
                "planned": _value(week.figures, planned),
            }
            for week in overview.weeks
        ]
    )


def _value(figures: Figures, reading: Reading | None) -> float | None:
    found = reading(figures) if reading and figures.visits else None
    return None if found is None else float(found)


def _percent(share: Decimal | None) -> Decimal | None:
    return None if share is None else share * 100


def _chart(visitor: Visitor, name: str, frame: pd.DataFrame) -> alt.LayerChart | alt.FacetChart:
    unit = f"costs.unit_{_UNITS[name]}" if name in _UNITS else ""
    title = visitor.say(unit) if unit else visitor.formats.currency
    week = visitor.say("costs.week")
    weeks = alt.Scale(domain=list(frame["week"]))
    base = alt.Chart(frame).encode(
        x=alt.X("week:N", sort=None, title=week, scale=weeks, axis=alt.Axis(labelAngle=0))
    )
    tips = [
        alt.Tooltip("week:N", title=week),
        alt.Tooltip("actual:Q", title=visitor.say("costs.actual"), format=",.2f"),
        alt.Tooltip("planned:Q", title=visitor.say("costs.planned"), format=",.2f"),
    ]
    up = alt.Y("actual:Q", title=title, scale=alt.Scale(zero=True), axis=_axis(visitor))
    colour = _accent()
    if name in _BARS:
        bars = base.mark_bar(size=18, cornerRadiusEnd=2, color=colour)
        return alt.layer(bars.encode(y=up, tooltip=tips[:2]))
    line = base.mark_line(point={"color": colour}, strokeWidth=2, color=colour)
    dashes = base.mark_line(strokeDash=[4, 4], strokeWidth=1.5, opacity=0.6, color=colour)
    return alt.layer(
        dashes.encode(y=alt.Y("planned:Q", title=title)), line.encode(y=up, tooltip=tips)
    )


def _axis(visitor: Visitor) -> alt.Axis:
    """Four figures, with the reader's decimal sign."""
    sign = visitor.formats.number(0.5, 1)[1]
    return alt.Axis(tickCount=4, labelExpr=f"replace(datum.label, '.', '{sign}')")


def _accent() -> str:
    """The one accent colour of the theme the visitor sees."""
    accent = st.get_option(f"theme.{st.context.theme.type or 'light'}.primaryColor")
    return str(accent or "#0b6bcb")
