"""The office's working time: Monday to Friday in opening hours, without public holidays."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Self
from zoneinfo import ZoneInfo

import holidays

from dispatch import clock
from dispatch.config import Settings
from dispatch.errors import BadValue

MOST_HOURS = 10_000
"""About four years of working hours; a longer promise is a typing error."""

MOST_DAYS = 1_000

_SATURDAY = 5
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Calendar:
    """When the office works. It is open from `opens` up to but not including `closes`.

    `country` is the ISO 3166 code whose public holidays count.
    """

    zone: ZoneInfo
    country: str
    opens: time
    closes: time

    def __post_init__(self) -> None:
        if self.closes <= self.opens:
            raise BadValue(
                f"office_closes: got {self.closes:%H:%M}, expected later than "
                f"office_opens {self.opens:%H:%M}"
            )
        _public_holidays(self.country, 2026)

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """The company's calendar; `BadValue` for a country without known holidays."""
        return cls(
            zone=settings.zone,
            country=settings.country.upper(),
            opens=time.fromisoformat(settings.office_opens),
            closes=time.fromisoformat(settings.office_closes),
        )

    def is_holiday(self, day: date) -> bool:
        return day in _public_holidays(self.country, day.year)

    def is_working_day(self, day: date) -> bool:
        return day.weekday() < _SATURDAY and not self.is_holiday(day)

    def next_working_day(self, day: date) -> date:
        """The first working day after `day`."""
        following = day + _DAY
        while not self.is_working_day(following):
            following += _DAY
        return following

    def add_working_hours(self, instant: datetime, hours: int) -> datetime:
        """The moment in UTC at which that many working hours have passed.

        Outside office hours nothing passes. A sum that ends exactly at closing time is due
        then, not at the next opening; 0 hours are due at the first working moment.
        """
        if not 0 <= hours <= MOST_HOURS:
            raise BadValue(
                f"hours: got {hours}, expected 0 to {MOST_HOURS}", "hours_range", most=MOST_HOURS
            )
        moment = self.first_working_moment(instant)
        left = timedelta(hours=hours)
        while True:
            _, closes = self._office(clock.local_day(moment, self.zone))
            if left <= closes - moment:
                return moment + left
            left -= closes - moment
            moment = self.first_working_moment(closes)

    def add_working_days(self, instant: datetime, days: int) -> datetime:
        """The same local time that many working days later, in UTC.

        What comes in outside office hours counts from the next opening.
        """
        if not 0 <= days <= MOST_DAYS:
            raise BadValue(
                f"days: got {days}, expected 0 to {MOST_DAYS}", "working_days_range", most=MOST_DAYS
            )
        local = self.first_working_moment(instant).astimezone(self.zone)
        day = local.date()
        for _ in range(days):
            day = self.next_working_day(day)
        return clock.to_utc_or_later(day, local.time(), self.zone)

    def first_working_moment(self, instant: datetime) -> datetime:
        """`instant` itself in office hours, else the next opening; in UTC."""
        day = clock.local_day(instant, self.zone)
        if self.is_working_day(day):
            opens, closes = self._office(day)
            if instant < closes:
                return max(instant.astimezone(UTC), opens)
        return self._office(self.next_working_day(day))[0]

    def working_seconds_between(self, start: datetime, end: datetime) -> int:
        """Working time from `start` to `end`; negative when `end` comes first."""
        if end < start:
            return -self.working_seconds_between(end, start)
        seconds = timedelta()
        day, last_day = clock.local_day(start, self.zone), clock.local_day(end, self.zone)
        while day <= last_day:
            if self.is_working_day(day):
                opens, closes = self._office(day)
                seconds += max(timedelta(), min(end, closes) - max(start, opens))
            day += _DAY
        return int(seconds.total_seconds())

    def _office(self, day: date) -> tuple[datetime, datetime]:
        """Opening and closing of a working day in UTC, so that their distance is real time."""
        return (
            clock.to_utc_or_later(day, self.opens, self.zone),
            clock.to_utc_or_later(day, self.closes, self.zone),
        )


@lru_cache(maxsize=512)
def _public_holidays(country: str, year: int) -> frozenset[date]:
    try:
        return frozenset(holidays.country_holidays(country, years=year))
    except NotImplementedError as unknown:
        raise BadValue(
            f"country: got {country!r}, expected a country code with known holidays, e.g. NL"
        ) from unknown
