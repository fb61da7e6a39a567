"""What remote support cost: minutes x the rate of the channel on that day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from dispatch import clock
from dispatch.statuses import Channel

_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Rate:
    """Money per hour of remote support from `valid_from` until the channel's next rate."""

    channel: Channel
    valid_from: date
    hour: Decimal


@dataclass(frozen=True)
class Effort:
    """Time spent in one attempt."""

    channel: Channel
    started_at: datetime
    minutes: int


@dataclass(frozen=True)
class RemoteCostLine:
    """`hour` and `amount` are none where no rate was valid that day; `source` says so."""

    channel: Channel
    minutes: int
    hour: Decimal | None
    amount: Decimal | None
    source: str


def cost_lines(
    efforts: Iterable[Effort], rates: Iterable[Rate], zone: ZoneInfo
) -> tuple[RemoteCostLine, ...]:
    """One line per effort, in the same order, each rounded to the cent, halves up."""
    known = tuple(rates)
    return tuple(
        _line(effort, known, clock.local_day(effort.started_at, zone)) for effort in efforts
    )


def total(lines: Iterable[RemoteCostLine]) -> Decimal:
    """The sum of the lines that have an amount."""
    return sum((line.amount for line in lines if line.amount is not None), Decimal("0.00"))


def _line(effort: Effort, rates: tuple[Rate, ...], day: date) -> RemoteCostLine:
    valid = [rate for rate in rates if rate.channel is effort.channel and rate.valid_from <= day]
    if not valid:
        source = f"no {effort.channel} rate on {day}"
        return RemoteCostLine(effort.channel, effort.minutes, None, None, source)
    rate = max(valid, key=lambda rate: rate.valid_from)
    return RemoteCostLine(
        channel=effort.channel,
        minutes=effort.minutes,
        hour=rate.hour,
        amount=(effort.minutes * rate.hour / 60).quantize(_CENT, ROUND_HALF_UP),
        source=f"{effort.channel} rate from {rate.valid_from}",
    )
