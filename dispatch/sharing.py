"""Exact money: one price for a quantity, and what a route costs as a whole shared by visit.

The way home and the overtime of a route are shared among its visits in whole cents first; the
quantities follow, so that every line can be worked out again by hand and none is lost.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from dispatch.errors import BadValue

SECONDS = "s"
METRES = "m"
PIECES = "pieces"
PER = {SECONDS: 3600, METRES: 1000, PIECES: 1}
"""How many of a unit its rate is for: rates are per hour, per km and per piece."""

_FINEST = 100_000
"""Thousandths of a quantity x ten-thousandths of a rate in one cent."""


@dataclass(frozen=True)
class StopFacts:
    """What sharing must know of a stop: its site's distance from home, and when it ends."""

    home_distance_m: int
    ends: datetime


@dataclass(frozen=True)
class RouteFacts:
    departure: datetime
    closes: datetime
    return_drive_s: int
    return_distance_m: int
    overtime_s: int
    travel_hour_rate: Decimal
    km_rate: Decimal
    overtime_premium: Decimal
    working_s: int = 0
    working_hour_rate: Decimal = Decimal(0)
    shift_price: Decimal = Decimal(0)


@dataclass(frozen=True)
class Shares:
    """A visit's part of what its route costs as a whole: seconds and metres, 3 decimals, and
    money. Working time is shared only where it is paid as such.
    """

    return_drive_s: Decimal
    return_distance_m: Decimal
    overtime_s: Decimal
    working_s: Decimal = Decimal(0)
    shift_price: Decimal = Decimal(0)


def price(quantity: Decimal, rate: Decimal, per: int) -> Decimal:
    """quantity x rate / per in whole cents, halves up; exact for 3 and 4 decimals."""
    return Decimal(_cents(_thousandths(quantity), _rate_units(rate), per)).scaleb(-2)


def share(
    quantity: Decimal, rate: Decimal, per: int, weights: Sequence[int]
) -> list[tuple[Decimal, Decimal]]:
    """Split `quantity` and its price by weight into (quantity, amount), both sums exact.

    Amounts are split by largest remainder; each quantity is the nearest thousandth to its
    weight's share at which quantity x rate rounds to its amount. Without any weight the parts
    are equal. Exact for rates up to 9000 per hour and 2500 per km: above, a thousandth is
    worth more than a quarter of a cent and the quantities may no longer add up.
    """
    total, rate_units = _thousandths(quantity), _rate_units(rate)
    amounts = apportion(_cents(total, rate_units, per), weights)
    ranges = [_range_of(amount, rate_units, per, total) for amount in amounts]
    parts = [
        min(max(wanted, least), most)
        for wanted, (least, most) in zip(apportion(total, weights), ranges, strict=True)
    ]
    rest = total - sum(parts)
    for index in sorted(range(len(parts)), key=lambda index: -weights[index]):
        least, most = ranges[index]
        step = max(least - parts[index], min(most - parts[index], rest))
        parts[index] += step
        rest -= step
    return [
        (Decimal(part).scaleb(-3), Decimal(amount).scaleb(-2))
        for part, amount in zip(parts, amounts, strict=True)
    ]


def apportion(total: int, weights: Sequence[int]) -> list[int]:
    """`total` in whole parts by weight (largest remainder); equal weights if all are zero."""
    counted = list(weights) if any(weights) else [1] * len(weights)
    if not counted:
        return []
    whole = sum(counted)
    parts = [total * weight // whole for weight in counted]
    by_remainder = sorted(
        range(len(parts)), key=lambda index: (-(total * counted[index] % whole), index)
    )
    for index in by_remainder[: total - sum(parts)]:
        parts[index] += 1
    return parts


def share_route(stops: Sequence[StopFacts], route: RouteFacts) -> list[Shares]:
    """Each stop's share of the way home, of the overtime, and of what the shift itself costs.

    The way home is shared by how far from home each site is. Overtime belongs to the stops
    whose drive, wait or work lies after the shift closes; the way home's part of it is shared
    like the way home. Paid working time is shared by how long each stop and its drive take, the
    price of the shift in equal parts.
    """
    home = [stop.home_distance_m for stop in stops]
    home = home if any(home) else [1] * len(stops)
    begins = [route.departure, *(stop.ends for stop in stops)][: len(stops)]
    own_s = [
        seconds_after(route.closes, begin, stop.ends)
        for begin, stop in zip(begins, stops, strict=True)
    ]
    home_s = max(0, route.overtime_s - sum(own_s))
    late = [own * sum(home) + home_s * metres for own, metres in zip(own_s, home, strict=True)]
    shared = zip(
        share(Decimal(route.return_drive_s), route.travel_hour_rate, PER[SECONDS], home),
        share(Decimal(route.return_distance_m), route.km_rate, PER[METRES], home),
        share(Decimal(route.overtime_s), route.overtime_premium, PER[SECONDS], late),
        _working_time(route, begins, stops),
        apportion(int(route.shift_price.scaleb(2)), [1] * len(stops)),
        strict=True,
    )
    return [
        Shares(drive[0], distance[0], overtime[0], working, Decimal(cents).scaleb(-2))
        for drive, distance, overtime, working, cents in shared
    ]


def _working_time(
    route: RouteFacts, begins: Sequence[datetime], stops: Sequence[StopFacts]
) -> list[Decimal]:
    if not route.working_hour_rate:
        return [Decimal(0)] * len(stops)
    lengths = [
        seconds_after(begin, begin, stop.ends) for begin, stop in zip(begins, stops, strict=True)
    ]
    shared = share(Decimal(route.working_s), route.working_hour_rate, PER[SECONDS], lengths)
    return [seconds for seconds, _ in shared]


def seconds_after(closes: datetime, begins: datetime, ends: datetime) -> int:
    """How much of begins..ends lies after `closes`."""
    return max(0, (ends - max(begins, closes)) // timedelta(seconds=1))


def _thousandths(quantity: Decimal) -> int:
    if quantity < 0 or quantity.scaleb(3) % 1:
        raise BadValue(
            f"quantity {quantity}: expected 0 or more with at most 3 decimals", "quantity_range"
        )
    return int(quantity.scaleb(3))


def _rate_units(rate: Decimal) -> int:
    if rate < 0 or rate.scaleb(4) % 1:
        raise BadValue(f"rate {rate}: expected 0 or more with at most 4 decimals", "rate_range")
    return int(rate.scaleb(4))


def _cents(thousandths: int, rate_units: int, per: int) -> int:
    whole = per * _FINEST
    return (2 * thousandths * rate_units + whole) // (2 * whole)


def _range_of(cents: int, rate_units: int, per: int, total: int) -> tuple[int, int]:
    """The thousandths, least and most, whose price rounds to `cents`."""
    if rate_units == 0:
        return 0, total
    whole, twice = per * _FINEST, 2 * rate_units
    least = -((1 - 2 * cents) * whole // twice)
    most = -(-(2 * cents + 1) * whole // twice) - 1
    return max(0, least), most
