from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.horizon import Places, amount, bounded, cents
from optimizer import values
from tests.dispatch.drafts import a_horizon


@pytest.mark.parametrize(
    ("day", "length"), [(date(2026, 10, 24), 24), (date(2026, 10, 25), 25), (date(2027, 3, 28), 23)]
)
def test_a_day_is_as_long_as_its_clock_makes_it(day: date, length: int) -> None:
    assert a_horizon(day).end_s == length * 3600


def test_several_days_end_with_the_last() -> None:
    horizon = a_horizon(date(2026, 10, 24), days=3)

    assert horizon.dates == (date(2026, 10, 24), date(2026, 10, 25), date(2026, 10, 26))
    assert horizon.end_s == (24 + 25 + 24) * 3600


@given(
    day=st.dates(date(2026, 1, 1), date(2030, 12, 31)),
    second=st.integers(-values.MAX_S, values.MAX_S),
)
def test_seconds_come_back_as_the_same_seconds(day: date, second: int) -> None:
    horizon = a_horizon(day)

    instant = horizon.instant(second)

    assert instant.tzinfo is UTC
    assert (horizon.second(instant), horizon.second_after(instant)) == (second, second)


def test_a_part_of_a_second_is_rounded_down_or_up_also_before_the_epoch() -> None:
    horizon = a_horizon()
    half = timedelta(milliseconds=500)

    assert [horizon.second(horizon.epoch + half), horizon.second_after(horizon.epoch + half)] == [
        0,
        1,
    ]
    assert [horizon.second(horizon.epoch - half), horizon.second_after(horizon.epoch - half)] == [
        -1,
        0,
    ]


def test_the_epoch_is_local_midnight() -> None:
    assert a_horizon(date(2026, 11, 3)).epoch == datetime(2026, 11, 2, 23, 0, tzinfo=UTC)


@given(st.integers(-values.MAX_CENTS, values.MAX_CENTS))
def test_money_and_cents_are_the_same(whole_cents: int) -> None:
    assert cents(amount(whole_cents)) == whole_cents


def test_an_amount_has_two_decimals() -> None:
    assert str(amount(1234)) == "12.34"
    assert amount(5) == Decimal("0.05")


def test_far_away_seconds_stay_in_the_optimizers_range() -> None:
    assert bounded(10**12) == values.MAX_S
    assert bounded(-(10**12)) == -values.MAX_S
    assert bounded(-5) == -5


class Point:
    precision = "rooftop"

    def __init__(self, lat: float, lon: float) -> None:
        self.lat, self.lon = lat, lon


def test_the_same_coordinates_are_one_place() -> None:
    places = Places()

    rows = [places.index(Point(52.5, 6.0)), places.index(Point(52.7, 6.2))]
    again = places.index(Point(52.5, 6.0))

    assert (rows, again) == ([0, 1], 0)
    assert [(place.lat, place.lon) for place in places.all()] == [(52.5, 6.0), (52.7, 6.2)]
