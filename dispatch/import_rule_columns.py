"""Columns of the rules of planning: of technicians, of work types and of visits."""

from decimal import Decimal
from typing import Any

from dispatch.import_kinds import (
    HOURS_A_WEEK,
    MOMENT,
    MONEY,
    PER_HOUR,
    PERCENT,
    SETUP,
    TRUTH,
    Kind,
    choice,
    decimal,
    ref,
    whole,
)
from dispatch.import_lists import STOCK, WISHES
from dispatch.import_maps import AMOUNTS, CAPS, EQUIPMENT
from dispatch.import_specs import Column
from dispatch.planning_rules import RouteCaps, RouteEnd, RouteStart, WindowBounds

TECHNICIAN_RULES = (
    Column("pace_percent", PERCENT, "time needed for work", "90", unit="percent", empty=100),
    Column(
        "depot",
        ref("depots"),
        "where parts and equipment are fetched",
        "zwolle",
        attribute="depot_id",
    ),
    Column("starts_at", choice(RouteStart), "where shifts begin", "depot", empty=RouteStart.HOME),
    Column("ends_at", choice(RouteEnd), "where they end", "last_visit", empty=RouteEnd.HOME),
    Column("equipment", EQUIPMENT, "tools and machines on board", "ladder; gas meter", empty=()),
    Column("stock", STOCK, "parts in the van", "FS-2:4", empty=()),
    Column("capacity", AMOUNTS, "room in the van, by unit", "kg:800; pallets:2", empty={}),
    Column(
        "caps",
        CAPS,
        "most of visits, drive_min, km, wait_min, route_min on one route",
        "visits:8; km:250",
        empty=RouteCaps(),
    ),
    Column("km_rate", decimal(0, 1000, 4), "empty: the rate card", "0.40", unit="money per km"),
    Column(
        "shift_price",
        MONEY,
        "for each shift used",
        "60.00",
        unit="money",
        empty=Decimal(0),
    ),
    Column(
        "visit_price",
        MONEY,
        "for each visit, as contractors bill",
        "75.00",
        unit="money",
        empty=Decimal(0),
    ),
    Column(
        "working_hour_rate",
        PER_HOUR,
        "from leaving to being back, on top of other rates",
        "40.00",
        unit="money per hour",
        empty=Decimal(0),
    ),
    Column("rest_hours", HOURS_A_WEEK, "rest between two shifts", "11", unit="hours"),
    Column("week_hours", HOURS_A_WEEK, "most working time in a week", "40", unit="hours"),
    Column(
        "fair_hours", HOURS_A_WEEK, "a week's share; work above it is priced", "36", unit="hours"
    ),
    Column(
        "fair_points",
        whole(0, 100_000),
        "a week's share of unpopular work",
        "5",
        unit="points",
    ),
)


def work_rules(empty: bool) -> tuple[Column, ...]:
    """Columns that work types and visits have in common; `empty`: that of a visit."""

    def rule(
        name: str, kind: Kind, meaning: str, example: str, default: Any, **more: Any
    ) -> Column:
        meaning = f"{meaning}; empty: the work type's" if empty else meaning
        return Column(name, kind, meaning, example, empty=None if empty else default, **more)

    return (
        rule(
            "window_bounds",
            choice(WindowBounds),
            "what time windows bound: the start, or the whole service",
            "service",
            WindowBounds.START,
        ),
        rule("mandatory", TRUTH, "a plan without it is not valid", "no", False),
        rule("unpopular", whole(0, 1000), "points of unpopular work", "2", 0, unit="points"),
        rule("equipment", EQUIPMENT, "needs all of these", "ladder", ()),
        rule("load", AMOUNTS, "what it takes of the van's room", "kg:40", {}),
    )


WORK_TYPE_RULES = (
    Column(
        "setup_min",
        whole(0, 600),
        "parking and access, once at a place",
        "10",
        unit="minutes",
        empty=0,
    ),
    *work_rules(empty=False),
    Column(
        "team_size", whole(1, 10), "technicians needed at once", "2", unit="technicians", empty=1
    ),
)

VISIT_RULES = (
    Column(
        "setup_min",
        SETUP,
        "parking and access, once at a place; empty: the work type's",
        "10",
        unit="minutes",
        attribute="setup_s",
    ),
    *work_rules(empty=True),
    Column(
        "technicians",
        WISHES,
        "who alone may come, should come, must not come",
        "noor:preferred; tom:never",
        empty=(),
    ),
    Column("preferred_from", MOMENT, "would like the start from", "2026-11-24 09:00"),
    Column("preferred_until", MOMENT, "would like the start until", "2026-11-24 11:00"),
    Column(
        "preferred_per_hour",
        PER_HOUR,
        "price of an hour outside; empty: the setting",
        "15.00",
        unit="money per hour",
    ),
    Column(
        "beside",
        TRUTH,
        "open beside another visit of its case: one of a team, a follow-up",
        "no",
        empty=False,
    ),
)
