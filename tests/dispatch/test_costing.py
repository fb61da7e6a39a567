"""What a visit costs: planned lines are the optimizer's cents, actual ones follow the day."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch import costing
from dispatch.costing import Line, LineKind
from dispatch.errors import BadValue
from optimizer import values
from tests.dispatch.company import ZONE

EIGHT = datetime(2026, 11, 2, 7, 0, tzinfo=UTC)
"""08:00 in Amsterdam."""

CLOSES = EIGHT + timedelta(hours=8, minutes=30)

RATES = costing.Rates(
    currency="EUR",
    card_from=date(2026, 1, 1),
    hour=Decimal(48),
    travel_hour=Decimal(40),
    km=Decimal("0.35"),
    overtime_premium=Decimal(24),
    minimum_charge=Decimal(20),
    overhead=Decimal("12.50"),
    hour_source="rate of technician Noor",
    travel_hour_source="rate card of 2026-01-01",
)
EXTRAS = costing.Extras("standard", Decimal(15), (("FS-2 Flow sensor", 2, Decimal("38.50")),))

NO_SHARES = costing.Shares(Decimal(0), Decimal(0), Decimal(0))

STOP = costing.PlannedStop(
    first=True,
    begins=EIGHT,
    ends=EIGHT + timedelta(minutes=90),
    closes=CLOSES,
    work_s=3600,
    drive_s=1200,
    wait_s=600,
    distance_m=16_000,
    shares=costing.Shares(Decimal(900), Decimal(12_000), Decimal(0)),
)

WORK = costing.ActualWork(
    travel_start=EIGHT,
    arrival=EIGHT + timedelta(minutes=23),
    start=EIGHT + timedelta(minutes=30),
    end=EIGHT + timedelta(minutes=100),
    work_s=4200,
    drive_s=None,
    distance_m=17_500,
)


def by_kind(lines: tuple[Line, ...]) -> dict[str, Line]:
    return {line.kind.value: line for line in lines}


def amounts(lines: tuple[Line, ...]) -> dict[str, Decimal]:
    return {line.kind.value: line.amount for line in lines}


def actual(work: costing.ActualWork, stop: costing.PlannedStop = STOP) -> tuple[Line, ...]:
    return costing.actual_lines(stop, work, EXTRAS, RATES, ZONE)


def test_a_planned_visit_has_a_line_for_each_thing_it_costs():
    assert amounts(costing.planned_lines(STOP, EXTRAS, RATES)) == {
        "labour": Decimal("48.00"),  # 1 h x 48
        "travel": Decimal("13.33"),  # 20 min x 40
        "return": Decimal("10.00"),  # 15 min x 40
        "waiting": Decimal("6.67"),  # 10 min x 40
        "km": Decimal("5.60"),  # 16 km x 0.35
        "return_km": Decimal("4.20"),  # 12 km x 0.35
        "parts": Decimal("77.00"),  # 2 x 38.50
        "call_out": Decimal("15.00"),
        "overhead": Decimal("12.50"),
    }


def test_each_line_says_where_quantity_and_rate_come_from():
    lines = by_kind(costing.planned_lines(replace(STOP, first=False), EXTRAS, RATES))

    assert lines["labour"].source == "planned time on site; rate of technician Noor"
    assert lines["travel"].source == ("planned drive from previous stop; rate card of 2026-01-01")
    assert lines["return"].source.startswith("share of the way home, planned, by distance")
    assert lines["parts"].source == "part FS-2 Flow sensor; its unit cost"


def test_short_work_is_topped_up_to_the_minimum_charge():
    # 10 minutes x 48 = 8.00, the minimum is 20.00
    lines = amounts(costing.planned_lines(replace(STOP, work_s=600), EXTRAS, RATES))

    assert (lines["labour"], lines["minimum"]) == (Decimal("8.00"), Decimal("12.00"))


def test_a_line_refuses_a_negative_quantity():
    with pytest.raises(BadValue, match="quantity -1"):
        Line(LineKind.LABOUR, Decimal(-1), costing.SECONDS, Decimal(48), "")


legs = st.tuples(
    st.integers(0, 20_000),  # service
    st.integers(0, 9_000),  # drive
    st.integers(0, 5_000),  # wait
    st.integers(0, 150_000),  # metres
    st.integers(0, 120_000),  # metres from home
)


@given(
    st.lists(legs, min_size=1, max_size=8),
    st.integers(0, 9_000),
    st.integers(0, 150_000),
    st.integers(0, 20_000),
    st.integers(0, 30_000),
    st.integers(0, 90_000),
)
def test_planned_visits_of_a_route_add_up_to_the_optimizers_cents(
    legs: list[tuple[int, int, int, int, int]],
    return_s: int,
    return_m: int,
    cents_per_hour: int,
    cents_per_100km: int,
    closes_s: int,
):
    rates = replace(
        RATES,
        hour=Decimal(cents_per_hour).scaleb(-2),
        travel_hour=Decimal(cents_per_hour + 7).scaleb(-2),
        km=Decimal(cents_per_100km).scaleb(-4),
        overtime_premium=Decimal(cents_per_hour // 2).scaleb(-2),
    )
    closes = EIGHT + timedelta(seconds=closes_s)
    stops = planned_stops(legs, closes)
    overtime_s = costing.seconds_after(closes, EIGHT, stops[-1].ends + timedelta(seconds=return_s))
    shares = costing.share_route(
        [costing.StopFacts(leg[4], stop.ends) for leg, stop in zip(legs, stops, strict=True)],
        costing.RouteFacts(
            EIGHT,
            closes,
            return_s,
            return_m,
            overtime_s,
            rates.travel_hour,
            rates.km,
            rates.overtime_premium,
        ),
    )

    lines = [
        line
        for stop, part in zip(stops, shares, strict=True)
        for line in costing.planned_lines(replace(stop, shares=part), EXTRAS, rates)
    ]

    hourly, travel = cents_per_hour, cents_per_hour + 7
    work = [values.price(leg[0], hourly, 3600) for leg in legs]
    cents = (
        sum(max(labour, 2000) for labour in work)
        + sum(values.price(seconds, travel, 3600) for leg in legs for seconds in leg[1:3])
        + sum(values.price(leg[3], cents_per_100km, values.PER_100_KM) for leg in legs)
        + values.price(return_s, travel, 3600)
        + values.price(return_m, cents_per_100km, values.PER_100_KM)
        + values.price(overtime_s, hourly // 2, 3600)
        + len(legs) * (1500 + 1250 + 7700)
    )
    assert costing.total(lines) * 100 == cents


def planned_stops(
    legs: list[tuple[int, int, int, int, int]], closes: datetime
) -> list[costing.PlannedStop]:
    stops: list[costing.PlannedStop] = []
    at = EIGHT
    for service_s, drive_s, wait_s, distance_m, _ in legs:
        ends = at + timedelta(seconds=drive_s + wait_s + service_s)
        stops.append(
            costing.PlannedStop(
                first=not stops,
                begins=at,
                ends=ends,
                closes=closes,
                work_s=service_s,
                drive_s=drive_s,
                wait_s=wait_s,
                distance_m=distance_m,
                shares=NO_SHARES,
            )
        )
        at = ends
    return stops


def test_an_actual_visit_costs_what_was_tapped_and_entered():
    lines = by_kind(actual(WORK))

    # 23 minutes drive x 40, 7 minutes at the door x 40, 70 minutes x 48, 17.5 km x 0.35
    assert lines["travel"].amount == Decimal("15.33")
    assert lines["travel"].source.startswith("taps 08:00 to 08:23 CET; ")
    assert lines["waiting"].amount == Decimal("4.67")
    assert lines["labour"].amount == Decimal("56.00")
    assert lines["labour"].source.startswith("taps 08:30 to 09:40 CET; rate of technician Noor")
    assert lines["km"].amount == Decimal("6.13")
    assert lines["return"].quantity == 900


def test_what_nobody_measured_is_taken_from_the_plan_and_says_so():
    lines = by_kind(actual(replace(WORK, travel_start=None, distance_m=None)))

    assert lines["travel"].quantity == 1200
    assert lines["travel"].source.startswith("planned drive: start of travel was not tapped")
    assert lines["km"].quantity == 16_000
    assert lines["km"].source.startswith("planned distance: none was reported")


def test_reported_minutes_win_over_the_taps():
    line = by_kind(actual(replace(WORK, work_s=3000)))["labour"]

    assert line.quantity == 3000
    assert line.source.startswith("work time reported; ")


def test_a_reported_drive_counts_when_the_start_of_travel_is_unknown():
    assert (
        by_kind(actual(replace(WORK, travel_start=None, drive_s=1000)))["travel"].quantity == 1000
    )


def test_waiting_for_nobody_costs_waiting_but_no_labour_and_no_minimum():
    lines = by_kind(actual(replace(WORK, start=None, work_s=0)))

    # at the door from 08:23 until 09:40
    assert lines["waiting"].quantity == 77 * 60
    assert not {"labour", "minimum"} & lines.keys()
    assert lines["call_out"].amount == 15


def test_turning_back_on_the_way_costs_the_drive():
    lines = by_kind(actual(replace(WORK, arrival=None, start=None, work_s=0)))

    assert lines["travel"].quantity == 100 * 60
    assert "waiting" not in lines


def test_work_after_closing_carries_the_premium_with_its_share_of_the_way_home():
    # ends 30 minutes late; then the share of the way home, 15 minutes, is late too
    late = replace(
        WORK,
        travel_start=CLOSES - timedelta(minutes=60),
        arrival=CLOSES - timedelta(minutes=40),
        start=CLOSES - timedelta(minutes=40),
        end=CLOSES + timedelta(minutes=30),
    )

    line = by_kind(actual(late))["overtime"]

    assert line.quantity == (30 + 15) * 60
    # 45 minutes x 24
    assert line.amount == Decimal("18.00")


def test_a_visit_in_time_keeps_the_planned_overtime_of_the_way_home():
    stop = replace(STOP, shares=replace(STOP.shares, overtime_s=Decimal("300.5")))

    assert by_kind(actual(WORK, stop))["overtime"].quantity == Decimal("300.5")
    assert "overtime" not in by_kind(actual(WORK))


def test_own_planned_overtime_that_did_not_happen_is_not_paid():
    # planned: own 10 minutes late and 5 of the way home; the visit was in time
    stop = replace(
        STOP,
        begins=CLOSES - timedelta(hours=1),
        ends=CLOSES + timedelta(minutes=10),
        shares=replace(STOP.shares, overtime_s=Decimal(15 * 60)),
    )

    assert by_kind(actual(WORK, stop))["overtime"].quantity == 5 * 60
