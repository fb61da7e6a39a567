"""How the text of a cell becomes a value and back: one `Kind` per sort of column."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from dispatch import clock, opening_hours
from dispatch.coordinates import PRECISIONS, Area
from dispatch.errors import BadValue

WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
NONE = "none"
"""Written in a list cell to say: no entries, not even the default ones."""

_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?|[+-]?[0-9]+,([0-9]{1,2}|[0-9]{4,})")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_YEAR = re.compile(r"(19|20|21)[0-9]{2}-")


@dataclass(frozen=True)
class Rules:
    """The operator's settings that decide what a cell may hold."""

    zone: ZoneInfo
    currency: str
    area: Area


@dataclass(frozen=True)
class Kind:
    """`parse` raises `BadValue` saying what was expected; `write` is its inverse.

    `to` names the file that a reference points to. `is_text`: a spreadsheet could take
    the cell for a formula, so exports guard it and imports take the guard off.
    """

    name: str
    parse: Callable[[str, Rules], Any]
    write: Callable[[Any, Rules], str]
    is_text: bool = False
    to: str = ""


def text(longest: int = 255) -> Kind:
    """Any text, kept as it is; line breaks only where it may be long."""

    def parse(cell: str, _rules: Rules) -> str:
        if len(cell) > longest:
            raise BadValue(f"has {len(cell)} characters, expected at most {longest}")
        return cell

    name = "text" if longest > 255 else f"text up to {longest}"
    return Kind(name, parse, lambda value, _rules: str(value), is_text=True)


def ref(to: str = "", forbidden: str = "") -> Kind:
    """The company's own name of a row; `to` is the file in which it must stand."""

    def parse(cell: str, _rules: Rules) -> str:
        name = cell.strip()
        if len(name) > 80 or _CONTROL.search(name):
            raise BadValue(f"{name[:90]!r}: expected a name of at most 80 characters in one line")
        if any(character in name for character in forbidden):
            raise BadValue(f"{name!r}: expected a name without {' or '.join(forbidden)}")
        return name

    name = f"ref of {to}" if to else "ref"
    return Kind(name, parse, lambda value, _rules: str(value), is_text=True, to=to)


def whole(lowest: int, highest: int) -> Kind:
    def parse(cell: str, _rules: Rules) -> int:
        bare = cell.strip()
        if not re.fullmatch(r"[+-]?[0-9]{1,12}", bare) or not lowest <= int(bare) <= highest:
            raise BadValue(f"{cell!r}: expected a whole number from {lowest} to {highest}")
        return int(bare)

    name = f"whole number {lowest} to {highest}"
    return Kind(name, parse, lambda value, _rules: str(value))


def decimal(lowest: int, highest: int, places: int) -> Kind:
    """An exact number; a decimal comma is read where it cannot be a thousands separator."""

    def parse(cell: str, _rules: Rules) -> Decimal:
        number = _number(cell)
        if not lowest <= number <= highest:
            raise BadValue(f"{cell!r}: expected {lowest} to {highest}")
        exponent = number.normalize().as_tuple().exponent
        if isinstance(exponent, int) and -exponent > places:
            raise BadValue(f"{cell!r}: expected at most {places} decimals")
        return number

    def write(value: Decimal, _rules: Rules) -> str:
        whole, _, decimals = format(value, "f").partition(".")
        return f"{whole}.{decimals.rstrip('0').ljust(min(2, places), '0')}".rstrip(".")

    return Kind(f"number {lowest} to {highest}, {places} decimals", parse, write)


def _number(cell: str) -> Decimal:
    bare = cell.strip()
    if len(bare) > 40 or not _NUMBER.fullmatch(bare):
        raise BadValue(f"{cell[:60]!r}: expected a number with a decimal point, such as 12.50")
    return Decimal(bare.replace(",", "."))


def _parse_minutes(cell: str, _rules: Rules) -> int:
    seconds = int((_number(cell) * 60).to_integral_value())
    if not 60 <= seconds <= 86_400:
        raise BadValue(f"{cell!r}: expected 1 to 1440 minutes")
    return seconds


def _write_minutes(seconds: int, _rules: Rules) -> str:
    minutes = (Decimal(seconds) / 60).quantize(Decimal("0.0001"))
    return format(minutes.normalize(), "f")


def degrees(cell: str) -> float:
    """Latitude or longitude; whether it can be true is `coordinates.check`'s question."""
    return float(_number(cell))


def _write_degrees(value: float, _rules: Rules) -> str:
    return format(Decimal(repr(value)), "f")


def parse_day(cell: str, _rules: Rules) -> date:
    if not _YEAR.match(cell.strip()):
        raise BadValue(f"{cell[:40]!r}: expected a date as YYYY-MM-DD, 1900 to 2199")
    return clock.parse_day(cell)


def parse_moment(cell: str, rules: Rules) -> datetime:
    if not _YEAR.match(cell.strip()):
        raise BadValue(f"{cell[:40]!r}: expected local date and time as YYYY-MM-DD HH:MM")
    return clock.parse_local(cell, rules.zone)


def write_moment(value: datetime, rules: Rules) -> str:
    """Local date and time, with the UTC offset only where the clock shows it twice."""
    local = value.astimezone(rules.zone)
    plain = local.replace(tzinfo=None)
    exact = plain.isoformat(" ", "auto" if plain.second or plain.microsecond else "minutes")
    return exact if clock.parse_local(exact, rules.zone) == value else local.isoformat(" ")


def _parse_time(cell: str, _rules: Rules) -> time:
    if not re.fullmatch(r"([01]?[0-9]|2[0-3]):[0-5][0-9]", cell.strip()):
        raise BadValue(f"{cell!r}: expected a time of day as HH:MM")
    hour, minute = cell.strip().split(":")
    return time(int(hour), int(minute))


def _parse_hours(cell: str, _rules: Rules) -> str:
    opening_hours.parse(cell)
    return cell


def _parse_weekday(cell: str, _rules: Rules) -> int:
    if cell.strip().title() not in WEEKDAYS:
        raise BadValue(f"{cell!r}: expected one of {', '.join(WEEKDAYS)}")
    return WEEKDAYS.index(cell.strip().title())


def _parse_truth(cell: str, _rules: Rules) -> bool:
    word = cell.strip().lower()
    if word not in ("yes", "no", "true", "false", "1", "0"):
        raise BadValue(f"{cell!r}: expected yes or no")
    return word in ("yes", "true", "1")


def _parse_currency(cell: str, rules: Rules) -> str:
    if cell.strip() != rules.currency:
        raise BadValue(f"{cell!r}: expected {rules.currency}, the company's currency")
    return cell.strip()


def choice(members: type[StrEnum]) -> Kind:
    def parse(cell: str, _rules: Rules) -> StrEnum:
        try:
            return members(cell.strip().lower())
        except ValueError as unknown:
            raise BadValue(f"{cell!r}: expected one of {', '.join(members)}") from unknown

    return Kind(" / ".join(members), parse, lambda value, _rules: str(value))


def _parse_precision(cell: str, _rules: Rules) -> str:
    if cell.strip() not in PRECISIONS:
        raise BadValue(f"{cell!r}: expected one of {', '.join(PRECISIONS)}")
    return cell.strip()


MINUTES = Kind("minutes 1 to 1440", _parse_minutes, _write_minutes)
DEGREES = Kind("degrees WGS84", lambda cell, _rules: degrees(cell), _write_degrees)
DAY = Kind("date", parse_day, lambda value, _rules: value.isoformat())
MOMENT = Kind("local date and time", parse_moment, write_moment)
TIME = Kind("time of day", _parse_time, lambda value, _rules: value.strftime("%H:%M"))
HOURS = Kind("opening hours", _parse_hours, lambda value, _rules: str(value), is_text=True)
WEEKDAY = Kind("weekday", _parse_weekday, lambda value, _rules: WEEKDAYS[value])
TRUTH = Kind("yes / no", _parse_truth, lambda value, _rules: "yes" if value else "no")
CURRENCY = Kind("currency", _parse_currency, lambda value, _rules: str(value))
PRECISION = Kind(" / ".join(PRECISIONS), _parse_precision, lambda value, _rules: str(value))
MONEY = decimal(0, 10_000_000, 2)
HOURS_A_WEEK = decimal(0, 168, 2)
PERCENT = whole(1, 1000)
SETUP = Kind(
    "whole minutes 0 to 600",
    lambda cell, rules: whole(0, 600).parse(cell, rules) * 60,
    lambda seconds, _rules: str(seconds // 60),
)
PER_HOUR = decimal(0, 9000, 4)
CODE = ref(forbidden=":;")
