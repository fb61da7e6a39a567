"""Time: the only reader of the system clock, and local time from and to UTC."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dispatch.errors import BadValue


def utc_now() -> datetime:
    """This moment in UTC, to the second. Only the outermost edges (command line, web) call it."""
    return datetime.now(UTC).replace(microsecond=0)


def utc_now_exactly() -> datetime:
    """This moment in UTC with its microseconds, for waiting turns shorter than a second."""
    return datetime.now(UTC)


def to_utc(day: date, clock_time: time, zone: ZoneInfo) -> datetime:
    """Local wall time as UTC; `BadValue` if the clock skips that time on that day.

    A time that comes twice (autumn) means its first pass unless `clock_time.fold` is 1.
    """
    local = datetime.combine(day, clock_time.replace(tzinfo=None), tzinfo=zone)
    instant = local.astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise BadValue(
            f"{local:%Y-%m-%d %H:%M} does not exist in {zone.key}: the clock skips it",
            "no_such_hour",
            moment=f"{local:%H:%M}",
            day_on=local.date(),
        )
    return instant


def to_utc_or_later(day: date, clock_time: time, zone: ZoneInfo) -> datetime:
    """Like `to_utc`, but a skipped time becomes the same distance after the change."""
    local = datetime.combine(day, clock_time.replace(tzinfo=None), tzinfo=zone)
    return local.astimezone(UTC)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of the local day, in UTC."""
    return to_utc_or_later(day, time(0), zone)


def local_day(instant: datetime, zone: ZoneInfo) -> date:
    return instant.astimezone(zone).date()


def days_from(first_day: date, count: int) -> tuple[date, ...]:
    return tuple(first_day + timedelta(days=offset) for offset in range(count))


def parse_day(text: str) -> date:
    """A date as YYYY-MM-DD; `BadValue` otherwise."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError as wrong:
        raise BadValue(f"date {text!r}: expected YYYY-MM-DD ({wrong})") from wrong


def parse_local(text: str, zone: ZoneInfo) -> datetime:
    """'YYYY-MM-DD HH:MM' local (or with a UTC offset) as UTC; `BadValue` otherwise."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as wrong:
        raise BadValue(f"time {text!r}: expected YYYY-MM-DD HH:MM ({wrong})") from wrong
    if moment.tzinfo is not None:
        return moment.astimezone(UTC)
    return to_utc(moment.date(), moment.time(), zone)
