"""Opening hours as text, as values and as windows in UTC."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.errors import BadValue
from dispatch.opening_hours import WEEKDAYS, OpeningHours, Span, parse, windows
from tests.dispatch.company import ZONE

MONDAY = date(2026, 11, 2)


def never(_day: date) -> bool:
    return False


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


def spans(*hours: tuple[int, int]) -> tuple[Span, ...]:
    return tuple(Span(opens * 60, closes * 60) for opens, closes in hours)


@pytest.mark.parametrize(
    ("text", "week"),
    [
        (
            "Mo-Fr 08:00-17:00; Sa 09:00-12:00",
            (*[spans((8, 17))] * 5, spans((9, 12)), ()),
        ),
        ("Mo-Su 00:00-24:00", (spans((0, 24)),) * 7),
        ("24/7", (spans((0, 24)),) * 7),
        (
            "Mo,We,Fr 08:00-12:00,13:00-17:00",
            tuple(spans((8, 12), (13, 17)) if day in (0, 2, 4) else () for day in range(7)),
        ),
        (
            "Fr-Mo 10:00-11:00",
            tuple(spans((10, 11)) if d in (4, 5, 6, 0) else () for d in range(7)),
        ),
        # a later rule replaces the earlier one
        ("Mo-Su 08:00-17:00; We off", tuple(() if d == 2 else spans((8, 17)) for d in range(7))),
        ("mo-fr 8:00 - 17:00;", (*[spans((8, 17))] * 5, (), ())),
        ("22:00-02:00", (spans((22, 26)),) * 7),
    ],
)
def test_text_says_the_spans_of_each_weekday(text: str, week: tuple[tuple[Span, ...], ...]) -> None:
    assert parse(text) == OpeningHours(week=week)


def test_public_holidays_are_like_their_weekday_unless_said_otherwise() -> None:
    christmas = date(2026, 12, 25)

    def is_christmas(day: date) -> bool:
        return day == christmas

    plain, closed = parse("Mo-Fr 08:00-17:00"), parse("Mo-Fr 08:00-17:00; PH off")
    short = parse("Mo-Fr 08:00-17:00; PH 10:00-12:00")

    assert plain.spans(christmas, is_christmas) == spans((8, 17))
    assert closed.spans(christmas, is_christmas) == ()
    assert short.spans(christmas, is_christmas) == spans((10, 12))
    assert closed.spans(MONDAY, is_christmas) == spans((8, 17))


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", "expected days and times"),
        ("sometimes", "expected days and times"),
        ("Mo-Fr", "expected days and times"),
        ("Mo-Xx 08:00-17:00", "day 'Mo-Xx', expected Mo Tu We"),
        ("Mo 08:00-25:00", "expected 00:00 to 24:00"),
        ("Mo 08:61-09:00", "expected 00:00 to 24:00"),
        ("Mo 08-17", "time '08-17', expected HH:MM-HH:MM"),
        ("Mo 08:00-08:00", "opens and closes at once"),
        ("Mo 08:00-12:00,11:00-13:00", "two times overlap"),
        ("Mo-Fr 08:00-17:00; Sa", "in 'Sa' expected days and times"),
        ("Mo-Fr 08:00-17:00; Mo-Fr off", "never open"),
        ("PH 08:00-17:00", "never open"),
    ],
)
def test_bad_text_is_quoted_with_what_was_expected(text: str, wrong: str) -> None:
    with pytest.raises(BadValue) as error:
        parse(text)

    assert repr(text) in str(error.value)
    assert wrong in str(error.value)


def test_windows_are_local_hours_in_utc() -> None:
    hours = parse("Mo-Fr 08:00-12:00,13:00-17:00")

    found = windows(hours, [MONDAY], ZONE, never)

    assert found == [
        (local("2026-11-02 08:00"), local("2026-11-02 12:00")),
        (local("2026-11-02 13:00"), local("2026-11-02 17:00")),
    ]
    assert found[0][0] == datetime(2026, 11, 2, 7, tzinfo=UTC)


def test_no_window_opens_on_a_closed_day_or_holiday() -> None:
    hours = parse("Mo-Fr 08:00-17:00; PH off")
    friday_to_monday = [date(2026, 12, 25) + timedelta(days=step) for step in range(4)]

    found = windows(hours, friday_to_monday, ZONE, lambda day: day == date(2026, 12, 25))

    assert found == [(local("2026-12-28 08:00"), local("2026-12-28 17:00"))]


@pytest.mark.parametrize(
    ("sunday", "hours"),
    [(date(2026, 10, 25), 25), (date(2026, 3, 29), 23), (date(2026, 11, 1), 24)],
)
def test_a_day_round_the_clock_has_the_hours_the_clock_change_leaves(
    sunday: date, hours: int
) -> None:
    [(opens, closes)] = windows(parse("24/7"), [sunday], ZONE, never)

    assert closes - opens == timedelta(hours=hours)


def test_a_window_in_the_hour_the_clock_skips_comes_an_hour_later() -> None:
    spring = date(2026, 3, 29)

    # 2:15 to 2:45 does not exist that day
    assert windows(parse("02:15-02:45"), [spring], ZONE, never) == [
        (local("2026-03-29 03:15"), local("2026-03-29 03:45"))
    ]
    # 2:30 is 3:30, so that nothing is left before 3:00
    assert windows(parse("02:30-03:00"), [spring], ZONE, never) == []


def test_a_night_belongs_to_both_days() -> None:
    hours = parse("Mo 22:00-02:00")
    tuesday = date(2026, 11, 3)

    assert windows(hours, [MONDAY], ZONE, never) == [
        (local("2026-11-02 22:00"), local("2026-11-03 02:00"))
    ]
    assert windows(hours, [tuesday], ZONE, never) == [
        (local("2026-11-03 00:00"), local("2026-11-03 02:00"))
    ]


def test_round_the_clock_over_several_days_is_one_window() -> None:
    days = [MONDAY, date(2026, 11, 3)]

    assert windows(parse("24/7"), days, ZONE, never) == [
        (local("2026-11-02 00:00"), local("2026-11-04 00:00"))
    ]


HOURS = st.integers(min_value=0, max_value=23)
RULES = st.tuples(
    st.sampled_from(WEEKDAYS), st.sampled_from(WEEKDAYS), HOURS, st.integers(1, 24)
).map(lambda rule: f"{rule[0]}-{rule[1]} {rule[2]:02d}:15-{min(rule[2] + rule[3], 24):02d}:00")


@given(
    st.lists(RULES, min_size=1, max_size=4),
    st.dates(min_value=date(2026, 1, 1), max_value=date(2028, 12, 31)),
    st.integers(min_value=1, max_value=10),
)
def test_windows_are_in_order_apart_and_near_their_days(
    rules: list[str], first: date, count: int
) -> None:
    try:
        hours = parse("; ".join(rules))
    except BadValue:
        return
    days = [first + timedelta(days=step) for step in range(count)]

    found = windows(hours, days, ZONE, never)

    edges = [edge for pair in found for edge in pair]
    assert all(before < after for before, after in pairwise(edges))
    assert all(opens.astimezone(ZONE).date() in days for opens, _ in found)


@given(st.text(alphabet="MoTuFrSaPH0128:-,; of/", max_size=30))
def test_any_text_is_either_understood_or_refused(text: str) -> None:
    try:
        understood = parse(text)
    except BadValue:
        return
    assert any(understood.week)
