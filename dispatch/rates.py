"""Which rates are in force on a day, and in what form the optimizer can take them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from dispatch import models
from dispatch.errors import BadValue, NotFound
from dispatch.sentences import Sentence, Spoken
from dispatch.statuses import Channel

CENT = Decimal("0.01")

MAX_PER_HOUR = Decimal(9000)
"""Above it a thousandth of a second is too coarse to carry single cents, see `costing.share`."""

MAX_PER_KM = Decimal(1000)


@dataclass(frozen=True)
class Rates:
    """What one technician costs on one day: money per hour and per km, and per visit.

    `overtime_premium` comes on top of the other rates after the shift closes. The sources say
    where the two hourly rates come from. Contractors have prices for a shift used, a visit, and
    an hour from leaving to being back.
    """

    currency: str
    card_from: date
    hour: Decimal
    travel_hour: Decimal
    km: Decimal
    overtime_premium: Decimal
    minimum_charge: Decimal
    overhead: Decimal
    hour_source: Spoken
    travel_hour_source: Spoken
    shift_price: Decimal = Decimal(0)
    visit_price: Decimal = Decimal(0)
    working_hour: Decimal = Decimal(0)

    @property
    def wait_hour(self) -> Decimal:
        """Waiting is paid like driving."""
        return self.travel_hour

    @property
    def card_source(self) -> str:
        return card_source(self.card_from)


def card_source(valid_from: date) -> str:
    return Sentence(f"rate card of {valid_from}", "source_card", card_on=valid_from)


def rates_on(cards: Iterable[models.RateCard], technician: models.Technician, day: date) -> Rates:
    """The rates for the technician on that day; `NotFound` if no rate card is in force.

    A rate of the technician's own wins over the card. The overtime premium is rounded to
    whole cents per hour. Who is paid by the visit has no minimum charge.
    """
    card = card_on(cards, day)
    own = Sentence(
        f"rate of technician {technician.name}", "source_own_rate", technician=technician.name
    )
    hour = card.hour if technician.hour_rate is None else technician.hour_rate
    own_travel = technician.travel_hour_rate
    return Rates(
        currency=card.currency,
        card_from=card.valid_from,
        hour=hour,
        travel_hour=card.travel_hour if own_travel is None else own_travel,
        km=card.km if technician.km_rate is None else technician.km_rate,
        overtime_premium=_premium(hour, card.overtime_factor),
        minimum_charge=Decimal(0) if technician.visit_price else card.minimum_charge,
        overhead=card.overhead,
        hour_source=card_source(card.valid_from) if technician.hour_rate is None else own,
        travel_hour_source=card_source(card.valid_from) if own_travel is None else own,
        shift_price=technician.shift_price,
        visit_price=technician.visit_price,
        working_hour=technician.working_hour_rate,
    )


def call_out_on(call_outs: Iterable[models.CallOut], price_class: str, day: date) -> Decimal:
    """The call-out charge of the price class on that day; `NotFound` if none is in force."""
    dated = [
        call_out
        for call_out in call_outs
        if call_out.price_class == price_class and call_out.valid_from <= day
    ]
    if not dated:
        raise NotFound(
            f"no call-out charge for price class {price_class!r} is in force on {day}",
            "no_call_out",
            price_class=price_class,
            day_on=day,
        )
    return max(dated, key=lambda call_out: call_out.valid_from).amount


def remote_rate_on(
    remote_rates: Iterable[models.RemoteRate], channel: Channel, day: date
) -> Decimal | None:
    """What an hour of remote support cost on that day; none if no rate was in force."""
    dated = [rate for rate in remote_rates if rate.channel == channel and rate.valid_from <= day]
    return max(dated, key=lambda rate: rate.valid_from).hour if dated else None


def cents_per_hour(rate: Decimal) -> int:
    """An hourly rate as the optimizer takes it; `BadValue` unless whole cents up to 9000.00."""
    return _whole(rate, "per hour", Decimal(100), MAX_PER_HOUR, "whole cents")


def cents_per_100km(rate: Decimal) -> int:
    """A rate per km as the optimizer takes it; `BadValue` if finer than 0.0001 or above 1000."""
    return _whole(rate, "per km", Decimal(10_000), MAX_PER_KM, "at most 4 decimals")


def _whole(rate: Decimal, what: str, factor: Decimal, most: Decimal, expected: str) -> int:
    scaled = rate * factor
    if not 0 <= rate <= most or scaled != scaled.to_integral_value():
        raise BadValue(f"rate {rate} {what}: expected 0 to {most} in {expected}", "rate_range")
    return int(scaled)


def card_on(cards: Iterable[models.RateCard], day: date) -> models.RateCard:
    """The card in force on that day; `NotFound` if none is."""
    cards = list(cards)
    dated = [card for card in cards if card.valid_from <= day]
    if not dated:
        first = min((card.valid_from for card in cards), default=None)
        hint = f"the first starts on {first}" if first else "there is none at all"
        raise NotFound(f"no rate card is in force on {day}; {hint}", "no_rate_card", day_on=day)
    return max(dated, key=lambda card: card.valid_from)


def _premium(hour: Decimal, factor: Decimal) -> Decimal:
    if factor < 1:
        raise BadValue(f"overtime factor {factor}: expected 1 or more", "overtime_factor")
    return (hour * (factor - 1)).quantize(CENT, rounding=ROUND_HALF_UP)
