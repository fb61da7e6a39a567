"""What finance chose, kept in the address: refs and codes, never names of people."""

from dataclasses import dataclass
from datetime import date, timedelta

import streamlit as st

from dispatch import clock
from dispatch.errors import BadValue
from dispatch.queries.cost_overview import Narrowed, Sift
from dispatch.statuses import CostStatus
from dispatch.variance import Flag

PERIODS = ("2w", "4w", "month", "last_month", "days")
VIEWS = ("review", "breakdown", "trends")
STATUSES = ("proposed", "asked", "disputed", "approved", "all")
SCOPES = ("out", "all")
FLAGS = ("", *Flag)
NARROWING = ("technician", "customer", "work_type", "device_kind")

DEFAULTS = {"period": "2w", "view": "review", "status": "proposed", "scope": "out", "by": "visit"}


@dataclass(frozen=True)
class Period:
    first_day: date
    last_day: date


def key(name: str) -> str:
    """Of the widget that shows it."""
    return f"costs_{name}"


def value(name: str, allowed: tuple[str, ...] = ()) -> str:
    """What is chosen; the first read of a page takes it from the address."""
    default = DEFAULTS.get(name, "")
    if key(name) not in st.session_state:
        st.session_state[key(name)] = st.query_params.get(name, default)
    found = st.session_state[key(name)] or default
    if allowed and found not in allowed:
        st.session_state[key(name)] = found = default
    return str(found)


def choose(name: str, chosen: str) -> None:
    """As if the visitor had chosen it; only before its widget is drawn, or in a callback."""
    st.session_state[key(name)] = chosen
    remember(name)


def remember(name: str) -> None:
    """Callback of a widget: what is chosen goes into the address, a default out of it."""
    chosen = st.session_state.get(key(name)) or ""
    if chosen == DEFAULTS.get(name, ""):
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = str(chosen)


def remember_days() -> None:
    chosen = st.session_state.get(key("days"))
    if isinstance(chosen, tuple) and len(chosen) == 2:
        st.query_params["days"] = f"{chosen[0]}..{chosen[1]}"


def clear() -> None:
    """All filters off; period and view stay."""
    for name in (*NARROWING, "status", "scope", "flag"):
        choose(name, DEFAULTS.get(name, ""))


def period(today: date) -> Period:
    """The chosen days; presets end today, or with the last month."""
    chosen = value("period", PERIODS)
    first_of_month = today.replace(day=1)
    if chosen == "days":
        return days(today)
    if chosen == "month":
        return Period(first_of_month, today)
    if chosen == "last_month":
        last_day = first_of_month - timedelta(days=1)
        return Period(last_day.replace(day=1), last_day)
    return Period(today - timedelta(days=27 if chosen == "4w" else 13), today)


def days(today: date) -> Period:
    """Two days from the date field or the address; the last two weeks for anything else."""
    chosen = st.session_state.get(key("days"))
    if isinstance(chosen, tuple) and len(chosen) == 2:
        return Period(*chosen)
    first, _, last = st.query_params.get("days", "").partition("..")
    try:
        return Period(clock.parse_day(first), clock.parse_day(last))
    except BadValue:
        return Period(today - timedelta(days=13), today)


def narrowed() -> Narrowed:
    return Narrowed(**{name: value(name) for name in NARROWING})


def sift() -> Sift:
    status = value("status", STATUSES)
    flag = value("flag", FLAGS)
    return Sift(
        status=None if status in ("all", "asked") else CostStatus(status),
        asked=status == "asked",
        standing_out=value("scope", SCOPES) == "out",
        flag=Flag(flag) if flag else None,
    )
