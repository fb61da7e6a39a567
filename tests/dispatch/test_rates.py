"""The rates in force on a day, and the forms the optimizer takes."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from dispatch import models, rates
from dispatch.errors import BadValue, NotFound
from dispatch.statuses import Channel
from tests.dispatch.company import TODAY

NOOR = models.Technician(ref="noor", name="Noor", hour_rate=None, travel_hour_rate=None)


def a_card(valid_from: date = date(2026, 1, 1), **changes: Decimal) -> models.RateCard:
    given = {
        "hour": Decimal(48),
        "travel_hour": Decimal(40),
        "km": Decimal("0.35"),
        "overtime_factor": Decimal("1.5"),
        "minimum_charge": Decimal(20),
        "overhead": Decimal("12.50"),
    }
    return models.RateCard(valid_from=valid_from, currency="EUR", **given | changes)


def test_the_latest_card_that_has_started_counts():
    cards = [
        a_card(date(2026, 12, 1), hour=Decimal(60)),
        a_card(date(2026, 11, 2), hour=Decimal(50)),
        a_card(date(2026, 1, 1)),
    ]

    assert rates.rates_on(cards, NOOR, TODAY).hour == 50
    assert rates.rates_on(cards, NOOR, TODAY).hour_source == "rate card of 2026-11-02"


def test_a_technicians_own_rate_wins_and_carries_the_premium():
    noor = models.Technician(name="Noor", hour_rate=Decimal("61.01"), travel_hour_rate=None)

    found = rates.rates_on([a_card()], noor, TODAY)

    assert (found.hour, found.hour_source) == (Decimal("61.01"), "rate of technician Noor")
    assert (found.travel_hour, found.wait_hour) == (40, 40)
    assert found.travel_hour_source == "rate card of 2026-01-01"
    # 61.01 x 0.5 = 30.505
    assert found.overtime_premium == Decimal("30.51")


def test_no_card_in_force_is_refused_with_the_first_day_of_one():
    with pytest.raises(NotFound, match="2025-12-31; the first starts on 2026-01-01"):
        rates.rates_on([a_card()], NOOR, date(2025, 12, 31))
    with pytest.raises(NotFound, match="none at all"):
        rates.rates_on([], NOOR, TODAY)


def test_an_overtime_factor_below_one_is_refused():
    with pytest.raises(BadValue, match=r"overtime factor 0\.9"):
        rates.rates_on([a_card(overtime_factor=Decimal("0.9"))], NOOR, TODAY)


def test_the_call_out_charge_is_by_price_class_and_day():
    charges = [
        models.CallOut(price_class="standard", valid_from=date(2026, 1, 1), amount=Decimal(15)),
        models.CallOut(price_class="standard", valid_from=date(2026, 7, 1), amount=Decimal(18)),
        models.CallOut(price_class="lift", valid_from=date(2026, 1, 1), amount=Decimal(95)),
    ]

    assert rates.call_out_on(charges, "standard", date(2026, 6, 30)) == 15
    assert rates.call_out_on(charges, "standard", date(2026, 7, 1)) == 18
    with pytest.raises(NotFound, match="'marine'"):
        rates.call_out_on(charges, "marine", TODAY)


def test_remote_support_without_a_rate_has_no_price():
    hotline = models.RemoteRate(
        channel=Channel.HOTLINE, valid_from=date(2026, 1, 1), hour=Decimal(36)
    )

    assert rates.remote_rate_on([hotline], Channel.HOTLINE, TODAY) == 36
    assert rates.remote_rate_on([hotline], Channel.CHAT, TODAY) is None
    assert rates.remote_rate_on([hotline], Channel.HOTLINE, date(2025, 12, 31)) is None


def test_rates_become_whole_cents_for_the_optimizer():
    assert rates.cents_per_hour(Decimal("48.25")) == 4825
    # 0.3555 per km are 35.55 per 100 km
    assert rates.cents_per_100km(Decimal("0.3555")) == 3555


@pytest.mark.parametrize("rate", ["48.125", "-1", "9000.01"])
def test_an_hourly_rate_the_optimizer_cannot_take_is_refused(rate: str):
    with pytest.raises(BadValue, match=f"rate {rate} per hour: expected 0 to 9000"):
        rates.cents_per_hour(Decimal(rate))


@pytest.mark.parametrize("rate", ["0.00001", "-0.1", "1000.1"])
def test_a_rate_per_km_the_optimizer_cannot_take_is_refused(rate: str):
    with pytest.raises(BadValue, match=r"per km: expected 0 to 1000"):
        rates.cents_per_100km(Decimal(rate))


def test_waiting_is_paid_like_driving():
    found = rates.rates_on([a_card()], NOOR, TODAY)

    assert replace(found, travel_hour=Decimal(7)).wait_hour == 7
