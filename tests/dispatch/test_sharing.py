"""Shares add up to the route, and every share can be worked out again by hand."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dispatch.errors import BadValue
from dispatch.sharing import RouteFacts, StopFacts, apportion, price, share, share_route
from optimizer import values

EIGHT = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
CLOSES = datetime(2026, 11, 2, 16, 30, tzinfo=UTC)

weights = st.lists(st.integers(0, 400_000), min_size=1, max_size=12)
hour_rates = st.decimals(0, 9000, places=2)
km_rates = st.decimals(0, 1000, places=4)


@given(st.integers(0, 10_000_000), st.integers(0, 900_000))
def test_seconds_cost_what_the_optimizer_says(seconds: int, cents_per_hour: int):
    rate = Decimal(cents_per_hour).scaleb(-2)

    assert price(Decimal(seconds), rate, 3600) * 100 == values.price(
        seconds, cents_per_hour, values.PER_HOUR
    )


@given(st.integers(0, 10_000_000), st.integers(0, 10_000_000))
def test_metres_cost_what_the_optimizer_says(metres: int, cents_per_100km: int):
    rate = Decimal(cents_per_100km).scaleb(-4)

    assert price(Decimal(metres), rate, 1000) * 100 == values.price(
        metres, cents_per_100km, values.PER_100_KM
    )


@given(st.decimals(0, 1_000_000, places=3), st.decimals(0, 9000, places=4))
def test_a_price_is_the_exact_one_with_halves_up(quantity: Decimal, rate: Decimal):
    exact_cents = Fraction(quantity) * Fraction(rate) / 3600 * 100

    assert price(quantity, rate, 3600) * 100 == (2 * exact_cents + 1) // 2


def test_half_a_cent_is_rounded_up():
    # 9 s at 2.00 per hour are 0.005
    assert price(Decimal(9), Decimal("2.00"), 3600) == Decimal("0.01")


@pytest.mark.parametrize("quantity", ["-1", "0.0001"])
def test_a_quantity_that_cannot_be_stored_is_refused(quantity: str):
    with pytest.raises(BadValue, match="at most 3 decimals"):
        price(Decimal(quantity), Decimal(1), 1)


def test_a_rate_finer_than_the_column_is_refused():
    with pytest.raises(BadValue, match=r"rate 0\.00001"):
        price(Decimal(1), Decimal("0.00001"), 1)


def test_a_cent_too_many_goes_to_the_largest_remainder():
    # 100 by 1 : 1 : 1 is 33 1/3 each
    assert apportion(100, [1, 1, 1]) == [34, 33, 33]
    # 10 by 2 : 5 is 2 6/7 and 7 1/7
    assert apportion(10, [2, 5]) == [3, 7]


def test_nothing_to_weigh_by_means_equal_parts():
    assert apportion(9, [0, 0, 0]) == [3, 3, 3]
    assert apportion(9, []) == []


def test_one_visit_takes_it_all():
    assert share(Decimal(1800), Decimal("40"), 3600, [7]) == [(Decimal(1800), Decimal("20.00"))]


def test_a_cent_for_three_goes_to_one_of_them():
    # 1 s at 40.00 is 1.11 cents, so 1 cent
    shared = share(Decimal(1), Decimal(40), 3600, [1, 1, 1])

    assert [amount for _, amount in shared] == [Decimal("0.01"), 0, 0]
    assert sum(quantity for quantity, _ in shared) == 1


def test_a_visit_without_weight_takes_nothing():
    shared = share(Decimal(1800), Decimal(40), 3600, [0, 3])

    assert shared == [(0, 0), (Decimal(1800), Decimal("20.00"))]


@given(st.integers(0, 200_000), hour_rates, weights)
@example(1, Decimal("9000"), [1, 1, 1, 1, 1, 1, 1])
@example(9, Decimal("2.00"), [1, 1])
@example(3, Decimal("9000"), [0, 0, 0])
def test_shares_of_time_add_up_and_each_line_holds(seconds: int, rate: Decimal, weights: list[int]):
    refuse_unless_exact(Decimal(seconds), rate, 3600, weights)


@given(st.integers(0, 2_000_000), km_rates, weights)
@example(50, Decimal("0.1000"), [1, 1])
def test_shares_of_distance_add_up_and_each_line_holds(
    metres: int, rate: Decimal, weights: list[int]
):
    refuse_unless_exact(Decimal(metres), rate, 1000, weights)


def refuse_unless_exact(quantity: Decimal, rate: Decimal, per: int, weights: list[int]) -> None:
    shared = share(quantity, rate, per, weights)

    assert sum(amount for _, amount in shared) == price(quantity, rate, per)
    assert sum(part for part, _ in shared) == quantity
    for part, amount in shared:
        assert part >= 0
        assert price(part, rate, per) == amount
    counted = weights if any(weights) else [1] * len(weights)
    exact = [price(quantity, rate, per) * 100 * weight / sum(counted) for weight in counted]
    for (_, amount), cents in zip(shared, exact, strict=True):
        assert abs(amount * 100 - cents) < 1


def a_route(**changes: object) -> RouteFacts:
    given: dict[str, object] = {
        "departure": EIGHT,
        "closes": CLOSES,
        "return_drive_s": 1800,
        "return_distance_m": 24_000,
        "overtime_s": 0,
        "travel_hour_rate": Decimal(40),
        "km_rate": Decimal("0.35"),
        "overtime_premium": Decimal(24),
    }
    return RouteFacts(**given | changes)  # type: ignore[arg-type]


def a_stop(km_from_home: int, minutes_after_closing: int = -60) -> StopFacts:
    return StopFacts(km_from_home * 1000, CLOSES + timedelta(minutes=minutes_after_closing))


def test_the_way_home_is_shared_by_distance_from_home():
    near, far = share_route([a_stop(10, -300), a_stop(30)], a_route())

    # 24 km and 30 minutes by 10 : 30
    assert (near.return_distance_m, far.return_distance_m) == (6_000, 18_000)
    assert (near.return_drive_s, far.return_drive_s) == (450, 1350)


def test_sites_at_home_share_the_way_home_equally():
    first, second = share_route([a_stop(0, -300), a_stop(0)], a_route())

    assert first.return_drive_s == second.return_drive_s == 900


def test_overtime_belongs_to_the_visits_after_closing_and_to_the_way_home():
    # the second visit ends 10 minutes late, 20 of the 30 minutes home are shared 1 : 3
    early, late = share_route([a_stop(10, -30), a_stop(30, 10)], a_route(overtime_s=(10 + 20) * 60))

    assert early.overtime_s == 5 * 60
    assert late.overtime_s == 10 * 60 + 15 * 60


def test_a_route_in_time_has_no_overtime_to_share():
    assert [s.overtime_s for s in share_route([a_stop(5, -99), a_stop(9)], a_route())] == [0, 0]


def test_a_route_without_stops_has_nothing_to_share():
    assert share_route([], a_route()) == []
