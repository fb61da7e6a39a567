"""Opening hours of a site, written like OpenStreetMap's: 'Mo-Fr 08:00-17:00; Sa 09:00-12:00'.

Rules are separated by ';'; a later rule replaces what an earlier one says of the same day.
Days: Mo Tu We Th Fr Sa Su, ranges (Fr-Mo goes over the weekend), lists, and PH for public
holidays. Times: HH:MM-HH:MM, several with ','; 24:00 is the end of the day, and a closing time
not after the opening one belongs to the next day. 'off' closes. '24/7' is always.
Without a rule for PH, public holidays are like their weekday.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from dispatch import clock
from dispatch.errors import BadValue

WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
HOLIDAY = "PH"
EXAMPLE = "'Mo-Fr 08:00-17:00; Sa 09:00-12:00; PH off'"

_MINUTES_PER_DAY = 24 * 60
_RULE = re.compile(r"^(?:(?P<days>[A-Za-z][A-Za-z, -]*?)\s+)?(?P<times>\d[\d:,\s-]*|off|closed)$")
_SPAN = re.compile(r"^(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})$")


@dataclass(frozen=True, order=True)
class Span:
    """Open from `opens_min` to `closes_min`, in minutes of the day; past 1440: the next day."""

    opens_min: int
    closes_min: int


@dataclass(frozen=True)
class OpeningHours:
    """Spans by weekday, Monday first; `holiday` is none if holidays are like any other day."""

    week: tuple[tuple[Span, ...], ...]
    holiday: tuple[Span, ...] | None = None

    def spans(self, day: date, is_holiday: Callable[[date], bool]) -> tuple[Span, ...]:
        if self.holiday is not None and is_holiday(day):
            return self.holiday
        return self.week[day.weekday()]


def parse(text: str) -> OpeningHours:
    """The hours that the text says; `BadValue` quotes the rule that is wrong."""
    by_day: dict[str, tuple[Span, ...]] = {}
    rules = [rule.strip() for rule in text.strip().rstrip(";").split(";")]
    for rule in rules:
        days, spans = _parse_rule(rule, text)
        by_day.update(dict.fromkeys(days, spans))
    week = tuple(by_day.get(day, ()) for day in WEEKDAYS)
    if not any(week):
        raise BadValue(f"opening hours {text!r}: never open, expected e.g. {EXAMPLE}")
    return OpeningHours(week=week, holiday=by_day.get(HOLIDAY))


def windows(
    hours: OpeningHours,
    days: Iterable[date],
    zone: ZoneInfo,
    is_holiday: Callable[[date], bool],
) -> list[tuple[datetime, datetime]]:
    """When the site is open on the local days, as UTC (opens, closes), in order, not touching.

    A span that began the evening before counts from midnight; one that ends after midnight
    is given whole.
    """
    wanted = set(days)
    found = [span for day in wanted for span in _starting_on(hours, day, zone, is_holiday)]
    for day in wanted:
        before = day - timedelta(days=1)
        if before not in wanted:
            midnight = clock.midnight(day, zone)
            found += [
                (midnight, closes)
                for _, closes in _starting_on(hours, before, zone, is_holiday)
                if closes > midnight
            ]
    return _joined(found)


def work_windows(
    text: str,
    days: Iterable[date],
    zone: ZoneInfo,
    is_holiday: Callable[[date], bool],
    work: timedelta,
) -> list[tuple[datetime, datetime]]:
    """When work of that length may start: as soon as open, and so that it ends by closing."""
    return [
        (opens, max(opens, closes - work))
        for opens, closes in windows(parse(text), days, zone, is_holiday)
    ]


def _starting_on(
    hours: OpeningHours, day: date, zone: ZoneInfo, is_holiday: Callable[[date], bool]
) -> list[tuple[datetime, datetime]]:
    pairs = [
        (_instant(day, span.opens_min, zone), _instant(day, span.closes_min, zone))
        for span in hours.spans(day, is_holiday)
    ]
    return [(opens, closes) for opens, closes in pairs if opens < closes]


def _instant(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    days, minute = divmod(minutes, _MINUTES_PER_DAY)
    clock_time = time(minute // 60, minute % 60)
    return clock.to_utc_or_later(day + timedelta(days=days), clock_time, zone)


def _joined(pairs: list[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    joined: list[tuple[datetime, datetime]] = []
    for opens, closes in sorted(pairs):
        if joined and opens <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], closes))
        else:
            joined.append((opens, closes))
    return joined


def _parse_rule(rule: str, text: str) -> tuple[list[str], tuple[Span, ...]]:
    if rule == "24/7":
        return list(WEEKDAYS), (Span(0, _MINUTES_PER_DAY),)
    match = _RULE.match(rule)
    if match is None:
        raise _bad(text, rule, "expected days and times")
    days = _parse_days(match["days"], rule, text)
    if match["times"] in ("off", "closed"):
        return days, ()
    spans = sorted(_parse_span(part.strip(), rule, text) for part in match["times"].split(","))
    for before, after in pairwise(spans):
        if after.opens_min < before.closes_min:
            raise _bad(text, rule, "two times overlap")
    return days, tuple(spans)


def _parse_days(days: str | None, rule: str, text: str) -> list[str]:
    if days is None:
        return list(WEEKDAYS)
    found: list[str] = []
    for part in days.split(","):
        ends = [name.strip().title() for name in part.split("-")]
        if ends == [HOLIDAY.title()]:
            found.append(HOLIDAY)
        elif len(ends) <= 2 and all(name in WEEKDAYS for name in ends):
            first, last = WEEKDAYS.index(ends[0]), WEEKDAYS.index(ends[-1])
            found += [WEEKDAYS[(first + step) % 7] for step in range((last - first) % 7 + 1)]
        else:
            raise _bad(text, rule, f"day {part.strip()!r}, expected Mo Tu We Th Fr Sa Su or PH")
    return found


def _parse_span(part: str, rule: str, text: str) -> Span:
    match = _SPAN.match(part)
    if match is None:
        raise _bad(text, rule, f"time {part!r}, expected HH:MM-HH:MM")
    open_hour, open_minute, close_hour, close_minute = map(int, match.groups())
    opens, closes = open_hour * 60 + open_minute, close_hour * 60 + close_minute
    if max(opens + 1, closes) > _MINUTES_PER_DAY or max(open_minute, close_minute) > 59:
        raise _bad(text, rule, f"time {part!r}, expected 00:00 to 24:00")
    if opens == closes:
        raise _bad(text, rule, f"time {part!r}: opens and closes at once, expected a duration")
    return Span(opens, closes if closes > opens else closes + _MINUTES_PER_DAY)


def _bad(text: str, rule: str, wrong: str) -> BadValue:
    where = "" if rule == text.strip() else f" in {rule!r}"
    return BadValue(f"opening hours {text!r}:{where} {wrong}; e.g. {EXAMPLE}")
