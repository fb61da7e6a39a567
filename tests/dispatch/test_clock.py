"""Local time to UTC and back, on the days when clocks change too."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from dispatch import clock
from dispatch.errors import BadValue

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)


def utc(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


def test_now_is_aware_utc_to_the_second() -> None:
    now = clock.utc_now()

    assert (now.tzinfo, now.microsecond) == (UTC, 0)
    assert abs(datetime.now(UTC) - now) < timedelta(seconds=5)


def test_local_time_is_one_hour_ahead_in_winter_and_two_in_summer() -> None:
    assert clock.to_utc(date(2026, 11, 2), time(10), AMSTERDAM) == utc(date(2026, 11, 2), 9)
    assert clock.to_utc(date(2026, 7, 1), time(10), AMSTERDAM) == utc(date(2026, 7, 1), 8)


def test_a_time_that_the_clock_skips_is_refused() -> None:
    with pytest.raises(BadValue, match=r"2026-03-29 02:30 does not exist in Europe/Amsterdam"):
        clock.to_utc(SPRING, time(2, 30), AMSTERDAM)


def test_a_skipped_time_becomes_the_same_distance_after_the_change() -> None:
    # 02:30 does not exist; half an hour after the change is 03:30 summer time, 01:30 UTC
    assert clock.to_utc_or_later(SPRING, time(2, 30), AMSTERDAM) == utc(SPRING, 1, 30)


def test_a_time_that_comes_twice_is_its_first_pass_unless_said_otherwise() -> None:
    assert clock.to_utc(AUTUMN, time(2, 30), AMSTERDAM) == utc(AUTUMN, 0, 30)
    assert clock.to_utc(AUTUMN, time(2, 30, fold=1), AMSTERDAM) == utc(AUTUMN, 1, 30)


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 23), (AUTUMN, 25), (date(2026, 11, 2), 24)])
def test_days_of_a_clock_change_have_23_and_25_hours(day: date, hours: int) -> None:
    begins = clock.midnight(day, AMSTERDAM)
    ends = clock.midnight(day + timedelta(days=1), AMSTERDAM)

    assert ends - begins == timedelta(hours=hours)


def test_the_first_instant_of_a_day_whose_midnight_is_skipped() -> None:
    # clocks in Cairo go from 24:00 to 01:00 on 24 April 2026; 00:00 is 01:00, 22:00 UTC
    day = date(2026, 4, 24)

    assert clock.midnight(day, ZoneInfo("Africa/Cairo")) == utc(date(2026, 4, 23), 22)


def test_the_local_day_is_not_the_utc_day() -> None:
    assert clock.local_day(utc(date(2026, 11, 2), 23, 30), AMSTERDAM) == date(2026, 11, 3)


def test_days_go_on_over_the_end_of_february() -> None:
    assert clock.days_from(date(2028, 2, 28), 3) == (
        date(2028, 2, 28),
        date(2028, 2, 29),
        date(2028, 3, 1),
    )


def test_a_day_is_read_and_a_wrong_one_is_named() -> None:
    assert clock.parse_day(" 2028-02-29 ") == date(2028, 2, 29)
    for text in ("2026-02-29", "29-02-2028", "tomorrow", ""):
        with pytest.raises(BadValue, match=f"date '{text}': expected YYYY-MM-DD"):
            clock.parse_day(text)


def test_a_local_time_is_read_with_and_without_offset() -> None:
    expected = utc(date(2026, 11, 2), 9)

    assert clock.parse_local("2026-11-02 10:00", AMSTERDAM) == expected
    assert clock.parse_local("2026-11-02T09:00Z", AMSTERDAM) == expected
    assert clock.parse_local("2026-11-02T04:00-05:00", AMSTERDAM) == expected


@pytest.mark.parametrize("text", ["soon", "2026-11-02 25:00", "2026-03-29 02:30", " "])
def test_a_wrong_local_time_is_named(text: str) -> None:
    with pytest.raises(BadValue, match=f"{text[:10]}.*(expected|skips)"):
        clock.parse_local(text, AMSTERDAM)
