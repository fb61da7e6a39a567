"""What remote support cost: minutes x the rate of the channel on that day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from dispatch import clock, models, rates
from dispatch.statuses import Channel


@dataclass(frozen=True)
class Effort:
    """Time spent in one attempt."""

    channel: Channel
    started_at: datetime
    minutes: int


@dataclass(frozen=True)
class RemoteCostLine:
    """`hour` and `amount` are none where no rate was in force that day; `source` says so."""

    channel: Channel
    minutes: int
    hour: Decimal | None
    amount: Decimal | None
    source: str


def cost_lines(
    efforts: Iterable[Effort], remote_rates: Iterable[models.RemoteRate], zone: ZoneInfo
) -> tuple[RemoteCostLine, ...]:
    """One line per effort, in the same order, each rounded to the cent, halves up."""
    known = list(remote_rates)
    return tuple(_line(effort, known, zone) for effort in efforts)


def total(lines: Iterable[RemoteCostLine]) -> Decimal:
    """The sum of the lines that have an amount."""
    return sum((line.amount for line in lines if line.amount is not None), Decimal("0.00"))


def _line(effort: Effort, known: list[models.RemoteRate], zone: ZoneInfo) -> RemoteCostLine:
    day = clock.local_day(effort.started_at, zone)
    hour = rates.remote_rate_on(known, effort.channel, day)
    if hour is None:
        source = f"no remote rate for {effort.channel} on {day}"
        return RemoteCostLine(effort.channel, effort.minutes, None, None, source)
    amount = (effort.minutes * hour / 60).quantize(rates.CENT, ROUND_HALF_UP)
    source = f"remote rate for {effort.channel} on {day}"
    return RemoteCostLine(effort.channel, effort.minutes, hour, amount, source)
