"""The lines that a visit's cost is made of: quantity x rate / per = amount, halves of a cent up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from dispatch.rates import Rates
from dispatch.sentences import Sentence
from dispatch.sharing import METRES, PER, PIECES, SECONDS, Shares, price


class LineKind(StrEnum):
    LABOUR = "labour"
    MINIMUM = "minimum"
    TRAVEL = "travel"
    RETURN = "return"
    WAITING = "waiting"
    KM = "km"
    RETURN_KM = "return_km"
    OVERTIME = "overtime"
    LOADING = "loading"
    DEPOT_TRAVEL = "depot_travel"
    DEPOT_WAITING = "depot_waiting"
    DEPOT_KM = "depot_km"
    WORKING_TIME = "working_time"
    SHIFT = "shift"
    CONTRACTOR = "contractor"
    PARTS = "parts"
    CALL_OUT = "call_out"
    OVERHEAD = "overhead"


@dataclass(frozen=True)
class Line:
    """One quantity (3 decimals) x rate (4 decimals); the amount follows from them."""

    kind: LineKind
    quantity: Decimal
    unit: str
    rate: Decimal
    source: str

    def __post_init__(self) -> None:
        price(self.quantity, self.rate, self.per)

    @property
    def per(self) -> int:
        return PER[self.unit]

    @property
    def amount(self) -> Decimal:
        return price(self.quantity, self.rate, self.per)


@dataclass(frozen=True)
class DepotPass:
    """The way by the depot before a stop; all zero without one."""

    drive_s: int = 0
    distance_m: int = 0
    wait_s: int = 0
    loading_s: int = 0


@dataclass(frozen=True)
class PlannedStop:
    """A stop as planned. `begins` is when the previous stop ends, or the route departs."""

    first: bool
    begins: datetime
    ends: datetime
    closes: datetime
    work_s: int
    drive_s: int
    wait_s: int
    distance_m: int
    shares: Shares
    depot: DepotPass = DepotPass()


@dataclass(frozen=True)
class Extras:
    """What a visit costs whoever does it: call-out, and parts as (name, pieces, unit cost)."""

    price_class: str
    call_out: Decimal
    parts: tuple[tuple[str, int, Decimal], ...]


Measured = tuple[Decimal, str]


def all_lines(
    quantities: Mapping[LineKind, Measured],
    stop: PlannedStop,
    extras: Extras,
    rates: Rates,
    *,
    minimum: bool,
) -> tuple[Line, ...]:
    quantities = dict(quantities) | _way_home(stop.shares) | _depot(stop.depot)
    rated = {
        LineKind.LABOUR: (SECONDS, rates.hour, rates.hour_source),
        LineKind.TRAVEL: (SECONDS, rates.travel_hour, rates.travel_hour_source),
        LineKind.RETURN: (SECONDS, rates.travel_hour, rates.travel_hour_source),
        LineKind.WAITING: (SECONDS, rates.wait_hour, rates.travel_hour_source),
        LineKind.KM: (METRES, rates.km, rates.card_source),
        LineKind.RETURN_KM: (METRES, rates.km, rates.card_source),
        LineKind.OVERTIME: (SECONDS, rates.overtime_premium, _premium(rates.hour_source)),
        LineKind.LOADING: (SECONDS, rates.hour, rates.hour_source),
        LineKind.DEPOT_TRAVEL: (SECONDS, rates.travel_hour, rates.travel_hour_source),
        LineKind.DEPOT_WAITING: (SECONDS, rates.wait_hour, rates.travel_hour_source),
        LineKind.DEPOT_KM: (METRES, rates.km, rates.card_source),
    }
    if rates.working_hour:
        rated[LineKind.WORKING_TIME] = (SECONDS, rates.working_hour, _OWN_PRICE)
    lines = [
        Line(kind, quantities[kind][0], unit, rate, _both(quantities[kind][1], rate_source))
        for kind, (unit, rate, rate_source) in rated.items()
    ]
    top_up = rates.minimum_charge - lines[0].amount if minimum else Decimal(0)
    lines.insert(
        1,
        _once(
            LineKind.MINIMUM,
            top_up,
            Sentence(
                f"top-up to {rates.minimum_charge} labour",
                "source_minimum",
                least_money=rates.minimum_charge,
            ),
        ),
    )
    lines += [
        _once(LineKind.SHIFT, stop.shares.shift_price, _SHIFT_SHARE),
        _once(LineKind.CONTRACTOR, rates.visit_price, _OWN_PRICE),
    ]
    lines += [
        Line(
            LineKind.PARTS,
            Decimal(pieces),
            PIECES,
            unit_cost,
            Sentence(f"part {name}; its unit cost", "source_part", part=name),
        )
        for name, pieces, unit_cost in extras.parts
    ]
    lines.append(
        _once(
            LineKind.CALL_OUT,
            extras.call_out,
            Sentence(
                f"call-out of class {extras.price_class}",
                "source_call_out",
                price_class=extras.price_class,
            ),
        )
    )
    lines.append(
        _once(
            LineKind.OVERHEAD,
            rates.overhead,
            _both(Sentence("per visit", "source_per_visit"), rates.card_source),
        )
    )
    return tuple(line for line in lines if line.quantity)


_OWN_PRICE = Sentence("the technician's own price", "source_own_price")
_SHIFT_SHARE = Sentence("share of the price of the shift", "source_shift_share")
_BY_DEPOT = Sentence("planned way by the depot", "source_depot")


def _depot(passed: DepotPass) -> dict[LineKind, Measured]:
    """Nobody taps at the depot, so it is as planned."""
    return {
        LineKind.LOADING: (Decimal(passed.loading_s), _BY_DEPOT),
        LineKind.DEPOT_TRAVEL: (Decimal(passed.drive_s), _BY_DEPOT),
        LineKind.DEPOT_WAITING: (Decimal(passed.wait_s), _BY_DEPOT),
        LineKind.DEPOT_KM: (Decimal(passed.distance_m), _BY_DEPOT),
    }


def _once(kind: LineKind, amount: Decimal, source: str) -> Line:
    return Line(kind, Decimal(1 if amount > 0 else 0), PIECES, max(amount, Decimal(0)), source)


def _both(quantity: str, rate: str) -> Sentence:
    """Where the quantity comes from, then where its rate does."""
    return Sentence(f"{quantity}; {rate}", "source_both", quantity=quantity, rate=rate)


def _premium(rate: str) -> Sentence:
    return Sentence(f"premium on {rate}", "source_premium", rate=rate)


def _way_home(shares: Shares) -> dict[LineKind, Measured]:
    source = Sentence("share of the way home, planned, by distance from home", "source_way_home")
    return {
        LineKind.RETURN: (shares.return_drive_s, source),
        LineKind.RETURN_KM: (shares.return_distance_m, source),
    }


def total(lines: Iterable[Line]) -> Decimal:
    return sum((line.amount for line in lines), Decimal(0))
