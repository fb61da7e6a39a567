"""Office time: Monday to Friday 8:00 to 18:00 in Amsterdam, without Dutch public holidays."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.config import Settings
from dispatch.errors import BadValue
from dispatch.working_time import Calendar
from tests.dispatch.company import ZONE

OFFICE = Calendar(zone=ZONE, country="NL", opens=time(8), closes=time(18))
MOMENTS = st.datetimes(
    min_value=datetime(2026, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(2028, 12, 31),  # noqa: DTZ001
    timezones=st.just(UTC),
).map(lambda moment: moment.replace(microsecond=0))


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 11, 2), True),  # Monday
        (date(2026, 11, 7), False),  # Saturday
        (date(2026, 4, 27), False),  # King's Day, a Monday
        (date(2026, 4, 6), False),  # Easter Monday
        (date(2026, 12, 25), False),  # Christmas, a Friday
        (date(2028, 2, 29), True),  # leap day, a Tuesday
        (date(2027, 1, 1), False),  # New Year, a Friday
    ],
)
def test_weekends_and_public_holidays_are_not_working_days(day: date, works: bool) -> None:
    assert OFFICE.is_working_day(day) is works


@pytest.mark.parametrize(
    ("day", "following"),
    [
        (date(2026, 12, 24), date(2026, 12, 28)),  # 25 and 26 Christmas, 27 Sunday
        (date(2026, 12, 31), date(2027, 1, 4)),  # Friday 1 January, weekend
        (date(2026, 4, 24), date(2026, 4, 28)),  # weekend, King's Day
        (date(2028, 2, 28), date(2028, 2, 29)),
    ],
)
def test_the_next_working_day_steps_over_holidays(day: date, following: date) -> None:
    assert OFFICE.next_working_day(day) == following


@pytest.mark.parametrize(
    ("opened", "hours", "due"),
    [
        # 10:00 + 4 h
        ("2026-11-02 10:00", 4, "2026-11-02 14:00"),
        # 8 h until 18:00, 8 h more from 8:00
        ("2026-11-02 10:00", 16, "2026-11-03 16:00"),
        # the whole office day is due at closing, not at the next opening
        ("2026-11-02 08:00", 10, "2026-11-02 18:00"),
        # Saturday counts from Monday 8:00
        ("2026-11-07 12:00", 4, "2026-11-09 12:00"),
        # the evening counts from the next morning, the early morning from opening
        ("2026-11-02 18:00", 1, "2026-11-03 09:00"),
        ("2026-11-02 05:00", 1, "2026-11-02 09:00"),
        # Christmas: 2 h on Thursday 24th, then Monday 28th
        ("2026-12-24 16:00", 4, "2026-12-28 10:00"),
        # year end: 2 h on Thursday 31st, then Monday 4 January
        ("2026-12-31 16:00", 4, "2027-01-04 10:00"),
        # King's Day: 2 h on Friday, then Tuesday
        ("2026-04-24 16:00", 4, "2026-04-28 10:00"),
        # leap day: 2 h on Monday 28th, 2 h on Tuesday 29 February
        ("2028-02-28 16:00", 4, "2028-02-29 10:00"),
        # clocks go back on Sunday 25 October, forward on 29 March
        ("2026-10-23 17:00", 2, "2026-10-26 09:00"),
        ("2026-03-27 17:00", 2, "2026-03-30 09:00"),
        ("2026-11-07 12:00", 0, "2026-11-09 08:00"),
    ],
)
def test_working_hours_pass_only_in_the_office(opened: str, hours: int, due: str) -> None:
    assert OFFICE.add_working_hours(local(opened), hours) == local(due)


def test_a_clock_change_inside_the_office_counts_real_hours() -> None:
    cairo = ZoneInfo("Africa/Cairo")
    calendar = Calendar(zone=cairo, country="NL", opens=time(0), closes=time(18))
    # on Friday 24 April 2026 the clock jumps from 0:00 to 1:00 there, so 17 hours are left
    friday = datetime(2026, 4, 24, 1, tzinfo=cairo)
    closing = datetime(2026, 4, 24, 18, tzinfo=cairo)

    assert calendar.add_working_hours(friday, 17) == closing
    assert calendar.working_seconds_between(friday, closing) == 17 * 3600


@pytest.mark.parametrize(
    ("came_in", "due"),
    [
        ("2026-11-02 10:15", "2026-11-03 10:15"),
        ("2026-11-06 10:15", "2026-11-09 10:15"),  # Friday: Monday
        ("2026-11-07 14:00", "2026-11-10 08:00"),  # Saturday counts from Monday 8:00
        ("2026-11-02 20:00", "2026-11-04 08:00"),  # evening counts from Tuesday 8:00
        ("2026-11-02 18:00", "2026-11-04 08:00"),  # closing time is outside
        ("2026-11-02 06:00", "2026-11-03 08:00"),
        ("2026-12-24 15:00", "2026-12-28 15:00"),
        ("2026-10-23 15:00", "2026-10-26 15:00"),  # same clock time, 73 hours later
        ("2026-03-27 15:00", "2026-03-30 15:00"),  # same clock time, 71 hours later
        ("2028-02-28 15:00", "2028-02-29 15:00"),
        ("2026-12-31 15:00", "2027-01-04 15:00"),
    ],
)
def test_an_answer_is_due_at_the_same_time_on_the_next_working_day(came_in: str, due: str) -> None:
    assert OFFICE.add_working_days(local(came_in), 1) == local(due)


def test_the_same_clock_time_over_a_clock_change_is_an_hour_more_or_less() -> None:
    friday = local("2026-10-23 15:00")

    # 3 days x 24 h + the hour that comes twice
    assert OFFICE.add_working_days(friday, 1) - friday == timedelta(hours=73)


def test_working_seconds_leave_out_nights_and_weekends() -> None:
    friday, monday = local("2026-11-06 17:00"), local("2026-11-09 09:30")

    # 1 h on Friday + 1.5 h on Monday
    assert OFFICE.working_seconds_between(friday, monday) == 2.5 * 3600
    assert OFFICE.working_seconds_between(monday, friday) == -2.5 * 3600


@given(MOMENTS, st.integers(min_value=0, max_value=200))
def test_the_hours_added_are_the_hours_that_pass(moment: datetime, hours: int) -> None:
    due = OFFICE.add_working_hours(moment, hours)

    assert OFFICE.working_seconds_between(moment, due) == hours * 3600
    assert due.tzinfo is UTC


@given(MOMENTS, st.integers(min_value=1, max_value=50))
def test_what_is_due_falls_into_office_time(moment: datetime, hours: int) -> None:
    due = OFFICE.add_working_hours(moment, hours).astimezone(ZONE)

    assert OFFICE.is_working_day(due.date())
    assert time(8) < due.time() <= time(18)


@given(MOMENTS, MOMENTS, st.integers(min_value=0, max_value=50))
def test_who_comes_first_is_due_first(one: datetime, other: datetime, hours: int) -> None:
    first, second = sorted((one, other))

    assert OFFICE.add_working_hours(first, hours) <= OFFICE.add_working_hours(second, hours)
    assert OFFICE.add_working_days(first, 1) <= OFFICE.add_working_days(second, 1)


@given(MOMENTS, MOMENTS, MOMENTS)
def test_working_seconds_add_up(one: datetime, two: datetime, three: datetime) -> None:
    between = OFFICE.working_seconds_between

    assert between(one, two) + between(two, three) == between(one, three)


@given(MOMENTS, st.integers(min_value=1, max_value=10), st.integers(min_value=1, max_value=10))
def test_working_days_add_up(moment: datetime, first: int, then: int) -> None:
    both = OFFICE.add_working_days(moment, first + then)

    assert OFFICE.add_working_days(OFFICE.add_working_days(moment, first), then) == both


def test_the_calendar_comes_from_the_settings() -> None:
    settings = Settings(country="de", office_opens="07:30", office_closes="16:00")

    calendar = Calendar.of(settings)

    assert calendar == Calendar(zone=ZONE, country="DE", opens=time(7, 30), closes=time(16))
    assert calendar.is_holiday(date(2026, 10, 3))  # Day of German Unity


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        (Settings(country="XX"), "country: got 'XX'"),
        (Settings(office_opens="18:00", office_closes="08:00"), "office_closes: got 08:00"),
    ],
)
def test_an_office_that_cannot_be_is_refused(settings: Settings, named: str) -> None:
    with pytest.raises(BadValue, match=named):
        Calendar.of(settings)


def test_senseless_amounts_are_refused() -> None:
    with pytest.raises(BadValue, match="hours: got -1, expected 0 to 10000"):
        OFFICE.add_working_hours(local("2026-11-02 10:00"), -1)
    with pytest.raises(BadValue, match="days: got 1001, expected 0 to 1000"):
        OFFICE.add_working_days(local("2026-11-02 10:00"), 1001)
