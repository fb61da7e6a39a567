"""What a visit costs, line by line: quantity x rate / per = amount, halves of a cent up.

Planned lines of the visits of a route add up to what the optimizer priced the route at. What
belongs to the route as a whole, the way home and overtime, comes from `sharing`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from decimal import Decimal
from enum import StrEnum

from dispatch.rates import Rates as Rates
from dispatch.rates import call_out_on as call_out_on
from dispatch.rates import card_on as card_on
from dispatch.rates import cents_per_100km as cents_per_100km
from dispatch.rates import cents_per_hour as cents_per_hour
from dispatch.rates import rates_on as rates_on
from dispatch.rates import remote_rate_on as remote_rate_on
from dispatch.sentences import Sentence
from dispatch.sharing import METRES, PER, PIECES, SECONDS, price, seconds_after
from dispatch.sharing import RouteFacts as RouteFacts
from dispatch.sharing import Shares as Shares
from dispatch.sharing import StopFacts as StopFacts
from dispatch.sharing import share_route as share_route


class LineKind(StrEnum):
    LABOUR = "labour"
    MINIMUM = "minimum"
    TRAVEL = "travel"
    RETURN = "return"
    WAITING = "waiting"
    KM = "km"
    RETURN_KM = "return_km"
    OVERTIME = "overtime"
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


@dataclass(frozen=True)
class ActualWork:
    """What happened; times that nobody tapped are None."""

    travel_start: datetime | None
    arrival: datetime | None
    start: datetime | None
    end: datetime
    work_s: int
    drive_s: int | None
    distance_m: int | None


@dataclass(frozen=True)
class Extras:
    """What a visit costs whoever does it: call-out, and parts as (name, pieces, unit cost)."""

    price_class: str
    call_out: Decimal
    parts: tuple[tuple[str, int, Decimal], ...]


def planned_lines(stop: PlannedStop, extras: Extras, rates: Rates) -> tuple[Line, ...]:
    """The lines of a visit as planned; together with its route's others, the route's price."""
    origin = "departure" if stop.first else "previous stop"
    from_ = "first" if stop.first else "next"
    quantities = {
        LineKind.LABOUR: (
            Decimal(stop.work_s),
            Sentence("planned time on site", "source_planned_work"),
        ),
        LineKind.TRAVEL: (
            Decimal(stop.drive_s),
            Sentence(f"planned drive from {origin}", f"source_planned_drive_{from_}"),
        ),
        LineKind.WAITING: (
            Decimal(stop.wait_s),
            Sentence("planned wait before the start", "source_planned_wait"),
        ),
        LineKind.KM: (
            Decimal(stop.distance_m),
            Sentence(f"planned distance from {origin}", f"source_planned_km_{from_}"),
        ),
        LineKind.OVERTIME: (
            stop.shares.overtime_s,
            Sentence("share of the route's planned overtime", "source_planned_overtime"),
        ),
    }
    return _all_lines(quantities | _way_home(stop.shares), extras, rates, minimum=True)


def actual_lines(
    stop: PlannedStop, work: ActualWork, extras: Extras, rates: Rates, zone: tzinfo
) -> tuple[Line, ...]:
    """The lines of a visit as it happened; what nobody measured is taken from the plan.

    The minimum charge is for work on site: a visit where none began does not pay it.
    """
    quantities = {
        LineKind.LABOUR: _labour(work, zone),
        LineKind.TRAVEL: _drive(stop, work, zone),
        LineKind.WAITING: _wait(work, zone),
        LineKind.KM: _distance(stop, work),
        LineKind.OVERTIME: _overtime(stop, work),
    }
    began = work.start is not None or work.work_s > 0
    return _all_lines(quantities | _way_home(stop.shares), extras, rates, minimum=began)


_Measured = tuple[Decimal, str]


def _all_lines(
    quantities: dict[LineKind, _Measured], extras: Extras, rates: Rates, *, minimum: bool
) -> tuple[Line, ...]:
    rated = {
        LineKind.LABOUR: (SECONDS, rates.hour, rates.hour_source),
        LineKind.TRAVEL: (SECONDS, rates.travel_hour, rates.travel_hour_source),
        LineKind.RETURN: (SECONDS, rates.travel_hour, rates.travel_hour_source),
        LineKind.WAITING: (SECONDS, rates.wait_hour, rates.travel_hour_source),
        LineKind.KM: (METRES, rates.km, rates.card_source),
        LineKind.RETURN_KM: (METRES, rates.km, rates.card_source),
        LineKind.OVERTIME: (SECONDS, rates.overtime_premium, _premium(rates.hour_source)),
    }
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


def _once(kind: LineKind, amount: Decimal, source: str) -> Line:
    return Line(kind, Decimal(1 if amount > 0 else 0), PIECES, max(amount, Decimal(0)), source)


def _both(quantity: str, rate: str) -> Sentence:
    """Where the quantity comes from, then where its rate does."""
    return Sentence(f"{quantity}; {rate}", "source_both", quantity=quantity, rate=rate)


def _premium(rate: str) -> Sentence:
    return Sentence(f"premium on {rate}", "source_premium", rate=rate)


def _way_home(shares: Shares) -> dict[LineKind, _Measured]:
    source = Sentence("share of the way home, planned, by distance from home", "source_way_home")
    return {
        LineKind.RETURN: (shares.return_drive_s, source),
        LineKind.RETURN_KM: (shares.return_distance_m, source),
    }


def _labour(work: ActualWork, zone: tzinfo) -> _Measured:
    if work.start is not None:
        tapped = _between(work.start, work.end, zone)
        if tapped[0] == work.work_s:
            return tapped
    return Decimal(work.work_s), Sentence("work time reported", "source_work_reported")


def _drive(stop: PlannedStop, work: ActualWork, zone: tzinfo) -> _Measured:
    if work.travel_start is not None:
        return _between(work.travel_start, work.arrival or work.end, zone)
    if work.drive_s is not None:
        return Decimal(work.drive_s), Sentence("drive time reported", "source_drive_reported")
    return Decimal(stop.drive_s), Sentence(
        "planned drive: start of travel was not tapped", "source_drive_not_tapped"
    )


def _wait(work: ActualWork, zone: tzinfo) -> _Measured:
    nobody_worked = work.start is None and work.work_s == 0
    until = work.end if nobody_worked else work.start
    if work.arrival is None or until is None:
        return Decimal(0), ""
    return _between(work.arrival, until, zone)


def _distance(stop: PlannedStop, work: ActualWork) -> _Measured:
    if work.distance_m is not None:
        return Decimal(work.distance_m), Sentence("distance reported", "source_km_reported")
    return Decimal(stop.distance_m), Sentence(
        "planned distance: none was reported", "source_km_not_reported"
    )


def _overtime(stop: PlannedStop, work: ActualWork) -> _Measured:
    """Own time after closing, then the share of the way home that is driven after closing."""
    begins = work.travel_start or work.arrival or work.start or work.end
    own = seconds_after(stop.closes, begins, work.end)
    if work.end >= stop.closes:
        home = stop.shares.return_drive_s
    else:
        planned_own = seconds_after(stop.closes, stop.begins, stop.ends)
        home = max(Decimal(0), stop.shares.overtime_s - planned_own)
    source = Sentence(
        f"{own} s of the visit after the shift closed, and its share of the way home",
        "source_overtime",
        own_s=own,
    )
    return own + home, source


def _between(begins: datetime, ends: datetime, zone: tzinfo) -> _Measured:
    seconds = (ends - begins) // timedelta(seconds=1)
    taps = Sentence(
        f"taps {begins.astimezone(zone):%H:%M} to {ends.astimezone(zone):%H:%M %Z}",
        "source_taps",
        begun_at=begins,
        ended_at=ends,
    )
    return Decimal(seconds), taps


def total(lines: Iterable[Line]) -> Decimal:
    return sum((line.amount for line in lines), Decimal(0))
