"""Dates, times, durations and money as people of a language write them, in local time."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_time
from babel.numbers import format_currency, format_decimal, format_percent

from dashboard.wording import Language

_LOCALES = {Language.ENGLISH: "en_GB", Language.DUTCH: "nl_NL"}


@dataclass(frozen=True)
class Formats:
    """How one reader sees figures."""

    language: Language
    zone: ZoneInfo
    currency: str

    @property
    def locale(self) -> str:
        return _LOCALES[self.language]

    @property
    def hour(self) -> str:
        """The unit sign."""
        return {Language.ENGLISH: "h", Language.DUTCH: "u"}[self.language]

    def day(self, day: date | datetime) -> str:
        """'Tue 24 Nov'."""
        if isinstance(day, datetime):
            day = day.astimezone(self.zone).date()
        return format_date(day, "EEE d MMM", locale=self.locale)

    def dated(self, day: date) -> str:
        """'24 Nov 2026'."""
        return format_date(day, "d MMM y", locale=self.locale)

    def short_day(self, day: date) -> str:
        """'24 Nov'."""
        return format_date(day, "d MMM", locale=self.locale)

    def long_day(self, day: date) -> str:
        """'Tuesday 24 November 2026'."""
        return format_date(day, "EEEE d MMMM y", locale=self.locale)

    def time(self, instant: datetime) -> str:
        """'08:42'."""
        return format_time(instant.astimezone(self.zone), "HH:mm", locale=self.locale)

    def moment(self, instant: datetime) -> str:
        """'Tue 24 Nov 08:42'."""
        return format_datetime(instant.astimezone(self.zone), "EEE d MMM HH:mm", locale=self.locale)

    def minutes(self, seconds: int) -> str:
        """'1 h 05' or '1 u 05' from an hour on, else '12 min'; negative with a minus sign."""
        sign, total = ("−" if seconds < 0 else ""), round(abs(seconds) / 60)
        if total < 60:
            return f"{sign}{total} min"
        return f"{sign}{total // 60} {self.hour} {total % 60:02d}"

    def money(self, amount: Decimal) -> str:
        """'€184.20' or '€ 184,20'."""
        return format_currency(amount, self.currency, locale=self.locale)

    def cents(self, whole_cents: int) -> str:
        return self.money(Decimal(whole_cents).scaleb(-2))

    def number(self, number: float | Decimal, decimals: int = 0) -> str:
        places = "." + "0" * decimals if decimals else ""
        return format_decimal(number, f"#,##0{places}", locale=self.locale)

    def percent(self, share: float) -> str:
        """'21%' from 0.21."""
        return format_percent(share, locale=self.locale)
