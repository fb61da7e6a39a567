"""Working time as shifts. Noor works Monday to Friday 08:00 to 16:30, lunch 11:30 to 13:30."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch import models
from dispatch.errors import BadValue
from dispatch.statuses import VisitStatus
from dispatch.translate import Translation
from optimizer import problem
from tests.dispatch.company import NOW, TODAY, a_company, a_visit, technician
from tests.dispatch.drafts import (
    TOMORROW,
    hours,
    local,
    shifts_of,
    site_of,
    translated,
)


@pytest.fixture
def company(session: Session) -> Session:
    a_company(session)
    return session


def only_shift(translation: Translation) -> problem.Shift:
    [shift] = shifts_of(translation)
    return shift


def place_of(translation: Translation, index: int) -> tuple[float, float]:
    place = translation.problem.places[index]
    return place.lat, place.lon


HOME = (52.50, 6.08)
SITE = (52.5126, 6.0936)


def pattern(session: Session, day: date = TOMORROW) -> models.ShiftPattern:
    noor = technician(session, "noor")
    return next(one for one in noor.shift_patterns if one.weekday == day.weekday())


def works(session: Session, day: date, *spans: tuple[time, time], **breaks: object) -> None:
    """Noor works then on that weekday, and on no other."""
    noor = technician(session, "noor")
    noor.shift_patterns = []
    session.flush()
    noor.shift_patterns = [
        models.ShiftPattern(weekday=day.weekday(), opens=opens, closes=closes, **breaks)
        for opens, closes in spans
    ]
    session.flush()


def test_a_working_day_goes_from_home_to_home_with_lunch_overtime_and_prices(
    company: Session,
) -> None:
    translation = translated(company)

    shift = only_shift(translation)

    assert place_of(translation, shift.start_place) == HOME
    assert shift.end_place == shift.start_place
    assert (shift.opens, shift.closes, shift.max_overtime_s) == (hours(8), hours(16.5), 3600)
    assert shift.breaks == (
        problem.Break(duration_s=1800, earliest=hours(11.5), latest=hours(13.5)),
    )
    assert shift.prices == problem.Prices(
        work_cents_per_hour=4800,
        drive_cents_per_hour=4000,
        wait_cents_per_hour=4000,
        distance_cents_per_100km=3500,
        overtime_cents_per_hour=2400,
        minimum_work_cents=2000,
    )


def test_rates_of_the_technicians_own_win(company: Session) -> None:
    noor = technician(company, "noor")
    noor.hour_rate, noor.travel_hour_rate = Decimal(60), Decimal(30)

    prices = only_shift(translated(company)).prices

    # the premium: half of 60
    assert (prices.work_cents_per_hour, prices.drive_cents_per_hour) == (6000, 3000)
    assert prices.overtime_cents_per_hour == 3000


@pytest.mark.parametrize("rate", ["48.005", "9000.01"])
def test_a_rate_that_is_not_in_whole_cents_or_too_high_is_refused(
    company: Session, rate: str
) -> None:
    technician(company, "noor").travel_hour_rate = Decimal(rate)

    with pytest.raises(BadValue, match=rate):
        translated(company)


def test_nobody_works_on_a_day_without_pattern(company: Session) -> None:
    saturday = date(2026, 11, 7)

    assert translated(company, saturday).problem.shifts == ()


def test_whoever_has_left_works_no_more(company: Session) -> None:
    technician(company, "noor").active = False

    assert shifts_of(translated(company)) == []
    assert len(shifts_of(translated(company), "tom")) == 1


@pytest.mark.parametrize(
    ("first", "last", "works"),
    [
        (TOMORROW, TOMORROW, False),
        (TODAY, TOMORROW, False),
        (TOMORROW, TOMORROW + timedelta(days=7), False),
        (TODAY, TODAY, True),
        (TOMORROW + timedelta(days=1), TOMORROW + timedelta(days=7), True),
    ],
)
def test_absent_means_both_days_included(
    company: Session, first: date, last: date, works: bool
) -> None:
    noor = technician(company, "noor")
    noor.absences.append(models.Absence(first_day=first, last_day=last))
    company.flush()

    assert bool(shifts_of(translated(company))) is works


@pytest.mark.parametrize(
    ("valid_until", "counts"),
    [
        (None, True),
        (TOMORROW, True),
        (TODAY, False),
        (date(2000, 1, 1), False),
        (date(9999, 12, 31), True),
    ],
)
def test_a_certificate_counts_through_its_last_day(
    company: Session, valid_until: date | None, counts: bool
) -> None:
    technician(company, "noor").skills[0].valid_until = valid_until

    shift = only_shift(translated(company))

    [held] = shift.skills
    assert (held.skill, held.level) == ("heat-pump", 3)
    assert (held.valid_until is None or held.valid_until > shift.opens) is counts


def test_a_certificate_may_end_between_two_planned_days(company: Session) -> None:
    technician(company, "noor").skills[0].valid_until = TOMORROW

    first, second = shifts_of(translated(company, days=2))

    assert first.skills[0].valid_until == second.skills[0].valid_until == 24 * 3600
    assert first.opens < 24 * 3600 <= second.opens


def test_a_night_shift_ends_on_the_next_day_with_its_break_after_midnight(
    company: Session,
) -> None:
    works(
        company,
        TOMORROW,
        (time(22), time(6)),
        break_min=30,
        break_earliest=time(1),
        break_latest=time(3),
    )

    shift = only_shift(translated(company))

    assert (shift.opens, shift.closes) == (hours(22), hours(24 + 6))
    assert [(rest.earliest, rest.latest) for rest in shift.breaks] == [(hours(25), hours(27))]


@pytest.mark.parametrize(
    ("sunday", "seconds"), [(date(2026, 10, 25), 9 * 3600), (date(2027, 3, 28), 7 * 3600)]
)
def test_a_shift_across_a_clock_change_is_as_long_as_it_really_is(
    company: Session, sunday: date, seconds: int
) -> None:
    """Saturday 22:00 to Sunday 06:00 is 8 hours by the clock on the wall."""
    saturday = sunday - timedelta(days=1)
    works(company, saturday, (time(22), time(6)))

    shift = only_shift(translated(company, saturday, now=local(saturday, 1)))

    assert shift.closes - shift.opens == seconds


def test_a_break_in_the_hour_that_the_clock_skips_is_after_it(company: Session) -> None:
    sunday = date(2027, 3, 28)
    works(
        company,
        sunday,
        (time(1), time(9)),
        break_min=15,
        break_earliest=time(2, 30),
        break_latest=time(3),
    )

    shift = only_shift(translated(company, sunday, now=local(sunday, 0)))

    # 02:30 is skipped and counts as 03:30, two and a half hours after midnight
    assert [(rest.earliest, rest.latest) for rest in shift.breaks] == [(hours(2.5), hours(2.5))]


def test_two_shifts_a_day_are_two_shifts(company: Session) -> None:
    works(company, TOMORROW, (time(17), time(20)), (time(8), time(12)))

    morning, evening = shifts_of(translated(company))

    assert (morning.opens, morning.closes) == (hours(8), hours(12))
    assert (evening.opens, evening.closes) == (hours(17), hours(20))
    assert morning.id != evening.id


def test_several_days_have_a_shift_each(company: Session) -> None:
    friday = date(2026, 11, 6)

    shifts = shifts_of(translated(company, friday, days=4))

    assert [shift.opens for shift in shifts] == [hours(8), hours(3 * 24 + 8)]  # Friday, Monday


def test_today_begins_now_rounded_up_to_the_minute(company: Session) -> None:
    now = local(TODAY, 10) + timedelta(seconds=1)

    shift = only_shift(translated(company, TODAY, now=now))

    assert (shift.opens, shift.closes) == (hours(10) + 60, hours(16.5))


def test_today_is_over_when_the_shift_is(company: Session) -> None:
    assert shifts_of(translated(company, TODAY, now=local(TODAY, 16, 30))) == []
    assert len(shifts_of(translated(company, TODAY, now=local(TODAY, 16, 29)))) == 1


@pytest.mark.parametrize(
    ("hour", "minute", "lunch"),
    [(11, 0, [hours(11.5)]), (13, 30, [hours(11.5)]), (13, 31, [])],
)
def test_lunch_is_dropped_once_it_can_no_longer_begin(
    company: Session, hour: int, minute: int, lunch: list[int]
) -> None:
    shift = only_shift(translated(company, TODAY, now=local(TODAY, hour, minute)))

    assert [rest.earliest for rest in shift.breaks] == lunch


def test_lunch_is_dropped_when_the_rest_of_the_shift_is_shorter(company: Session) -> None:
    row = pattern(company, TODAY)
    row.closes, row.break_latest = time(13), time(12, 55)

    shift = only_shift(translated(company, TODAY, now=local(TODAY, 12, 45)))

    assert shift.breaks == ()


def under_way(session: Session, status: VisitStatus, **actual: datetime) -> models.Visit:
    """A visit of an hour that noor was to reach at 10:00 today."""
    return a_visit(
        session,
        "B-1",
        status=status,
        planned_technician=technician(session, "noor"),
        planned_arrival=local(TODAY, 10),
        planned_start=local(TODAY, 10),
        planned_end=local(TODAY, 11),
        **actual,
    )


@pytest.mark.parametrize(
    ("status", "actual", "free"),
    [
        (VisitStatus.TRAVELLING, {"actual_travel_start": local(TODAY, 9, 40)}, 11),
        (VisitStatus.ON_SITE, {"actual_arrival": local(TODAY, 9, 45)}, 10.75),
        (
            VisitStatus.ON_SITE,
            {"actual_arrival": local(TODAY, 9, 30), "actual_start": local(TODAY, 9, 50)},
            10 + 50 / 60,
        ),
        (VisitStatus.ON_SITE, {"actual_arrival": local(TODAY, 8, 15)}, 10),
        (
            VisitStatus.COMPLETED,
            {"actual_arrival": local(TODAY, 8, 30), "actual_end": local(TODAY, 9, 20)},
            10,
        ),
    ],
)
def test_a_technician_goes_on_from_the_site_when_free(
    company: Session, status: VisitStatus, actual: dict[str, datetime], free: float
) -> None:
    """It is 10:00. Expected free: an hour after arriving or starting, but not before now."""
    under_way(company, status, **actual)

    translation = translated(company, TODAY)

    shift = only_shift(translation)
    assert shift.opens == hours(free)
    assert place_of(translation, shift.start_place) == SITE
    assert place_of(translation, shift.end_place) == HOME


def test_a_site_without_coordinates_is_no_place_to_go_on_from(company: Session) -> None:
    under_way(company, VisitStatus.ON_SITE, actual_arrival=local(TODAY, 9, 45))
    site = site_of(company)
    site.lat = site.lon = None

    translation = translated(company, TODAY)

    assert place_of(translation, only_shift(translation).start_place) == HOME


def test_others_and_later_days_start_from_home(company: Session) -> None:
    under_way(company, VisitStatus.ON_SITE, actual_arrival=local(TODAY, 9, 45))

    translation = translated(company, TODAY, days=2)

    today, tomorrow = shifts_of(translation)
    assert place_of(translation, today.start_place) == SITE
    assert place_of(translation, tomorrow.start_place) == HOME
    assert tomorrow.opens == hours(24 + 8)
    toms = shifts_of(translation, "tom")[0]
    assert (toms.opens, place_of(translation, toms.start_place)) == (hours(10), (52.70, 6.20))


def test_an_evening_shift_starts_from_home_after_a_visit_in_the_morning(company: Session) -> None:
    works(company, TODAY, (time(8), time(12)), (time(17), time(20)))
    under_way(
        company,
        VisitStatus.COMPLETED,
        actual_arrival=local(TODAY, 8, 30),
        actual_end=local(TODAY, 9, 20),
    )

    translation = translated(company, TODAY)

    morning, evening = shifts_of(translation)
    assert place_of(translation, morning.start_place) == SITE
    assert place_of(translation, evening.start_place) == HOME
    assert evening.opens == hours(17)


def test_the_origin_of_a_shift_is_kept(company: Session) -> None:
    translation = translated(company, days=2)

    origins = [translation.shifts[shift.id] for shift in shifts_of(translation)]

    assert [(origin.technician.ref, origin.day) for origin in origins] == [
        ("noor", TOMORROW),
        ("noor", TOMORROW + timedelta(days=1)),
    ]
    assert {origin.rates.hour for origin in origins} == {Decimal(48)}


def test_each_day_has_the_rates_in_force_then(company: Session) -> None:
    [card] = company.scalars(select(models.RateCard))
    company.add(
        models.RateCard(
            valid_from=TOMORROW + timedelta(days=1),
            currency="EUR",
            hour=Decimal(50),
            travel_hour=card.travel_hour,
            km=card.km,
            overtime_factor=card.overtime_factor,
            minimum_charge=card.minimum_charge,
            overhead=card.overhead,
        )
    )
    company.flush()

    shifts = shifts_of(translated(company, days=2, now=NOW))

    assert [shift.prices.work_cents_per_hour for shift in shifts] == [4800, 5000]
