"""Visits as the optimizer takes them. Site S1 is open Monday to Friday 08:00 to 17:00."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch import models
from dispatch.errors import BadValue, NotFound
from dispatch.statuses import Priority, VisitStatus
from dispatch.translate_visits import LeftBefore
from tests.dispatch.company import TODAY, a_company, a_visit, technician
from tests.dispatch.drafts import (
    TOMORROW,
    hours,
    local,
    only_visit,
    site_of,
    spans,
    translated,
    visit_of,
)


@pytest.fixture
def company(session: Session) -> Session:
    """With the ready visit C1-1 of an hour, due on Tuesday 16:00."""
    a_company(session)
    a_visit(session)
    return session


def left_before(session: Session, first_day: date = TOMORROW, **more: datetime) -> LeftBefore:
    translation = translated(session, first_day, **more)
    assert translation.problem.visits == ()
    [left] = translation.left_before
    return left


def windows(session: Session, *pairs: tuple[datetime, datetime]) -> models.Visit:
    visit = visit_of(session, "C1-1")
    visit.windows = [models.VisitWindow(opens=opens, closes=closes) for opens, closes in pairs]
    return visit


def promise(session: Session, begins: datetime, ends: datetime) -> models.Visit:
    visit = visit_of(session, "C1-1")
    visit.status = VisitStatus.SCHEDULED
    visit.planned_start = begins
    visit.promised_from, visit.promised_until = begins, ends
    return visit


def test_a_visit_brings_its_work_skills_and_due_moment(company: Session) -> None:
    visit = only_visit(translated(company))

    assert (visit.id, visit.service_s) == ("C1-1", 3600)
    assert [(need.skill, need.level) for need in visit.skills] == [("heat-pump", 2)]
    assert (visit.due_by, visit.late_cents_per_hour) == (hours(16), 2500)
    assert (visit.technician, visit.pinned_start) == (None, None)


def test_opening_hours_end_early_enough_for_the_work(company: Session) -> None:
    assert spans(only_visit(translated(company)).windows) == [(hours(8), hours(16))]


def test_work_longer_than_the_opening_hours_begins_when_they_do(company: Session) -> None:
    visit_of(company, "C1-1").requested_duration_s = 10 * 3600

    assert spans(only_visit(translated(company)).windows) == [(hours(8), hours(8))]


def test_each_planned_day_has_its_opening_hours(company: Session) -> None:
    site_of(company).opening_hours = "Mo-Fr 08:00-12:00,13:00-17:00; We off"

    found = spans(only_visit(translated(company, days=3)).windows)

    tuesday = [(hours(8), hours(11)), (hours(13), hours(16))]
    assert found == tuesday + [(48 * 3600 + opens, 48 * 3600 + ends) for opens, ends in tuesday]


def test_a_public_holiday_closes_a_site_that_says_so(company: Session) -> None:
    kings_day = date(2027, 4, 27)
    site_of(company).opening_hours = "Mo-Fr 08:00-17:00; PH off"

    left = left_before(company, kings_day)

    assert left.reason == "closed"
    assert "the site is closed on the planned days" in left.sentence
    assert "PH off" in left.sentence


def test_a_public_holiday_is_like_any_day_for_a_site_that_does_not(company: Session) -> None:
    assert only_visit(translated(company, date(2027, 4, 27))).windows


def test_hours_on_a_day_with_a_clock_change_are_real_hours(company: Session) -> None:
    site_of(company).opening_hours = "Su 01:00-05:00"
    sunday = date(2026, 10, 25)

    [window] = only_visit(translated(company, sunday, now=local(sunday, 0))).windows

    # four hours on the wall are five, and an hour of them is the work
    assert (window.opens, window.closes) == (hours(1), hours(1 + 5 - 1))


def test_asked_windows_replace_the_opening_hours(company: Session) -> None:
    windows(company, (local(TOMORROW, 18), local(TOMORROW, 20)))

    assert spans(only_visit(translated(company)).windows) == [(hours(18), hours(20))]


def test_asked_windows_of_other_days_are_left_away(company: Session) -> None:
    day_after = TOMORROW + timedelta(days=1)
    windows(
        company,
        (local(TODAY, 12), local(TOMORROW, 9)),
        (local(TOMORROW, 22), local(day_after, 2)),
        (local(day_after, 9), local(day_after, 11)),
    )

    found = spans(only_visit(translated(company)).windows)

    # the planned day has no more seconds than 24 hours, the first is number 0
    assert found == [(0, hours(9)), (hours(22), hours(24) - 1)]


def test_when_all_asked_windows_are_on_other_days_the_visit_says_so(company: Session) -> None:
    windows(company, (local(TODAY, 12), local(TODAY, 14)))

    left = left_before(company)

    assert left.reason == "closed"
    assert left.sentence == "none of the times the customer asked for is on the planned days"


def test_a_promise_is_kept(company: Session) -> None:
    promise(company, local(TOMORROW, 9), local(TOMORROW, 11))

    assert spans(only_visit(translated(company)).windows) == [(hours(9), hours(11))]


def test_a_promise_does_not_reach_beyond_what_the_customer_asked_for(company: Session) -> None:
    promise(company, local(TOMORROW, 11, 15), local(TOMORROW, 13, 15))
    windows(company, (local(TOMORROW, 10), local(TOMORROW, 12)))

    assert spans(only_visit(translated(company)).windows) == [(hours(11.25), hours(12))]


def test_a_promise_does_not_reach_beyond_the_opening_hours(company: Session) -> None:
    promise(company, local(TOMORROW, 15), local(TOMORROW, 17))

    assert spans(only_visit(translated(company)).windows) == [(hours(15), hours(16))]


def test_a_later_wish_of_the_customer_replaces_the_promise(company: Session) -> None:
    promise(company, local(TOMORROW, 9), local(TOMORROW, 11))
    windows(company, (local(TOMORROW, 13), local(TOMORROW, 15)))

    assert spans(only_visit(translated(company)).windows) == [(hours(13), hours(15))]


def test_a_promise_that_is_over_binds_no_more(company: Session) -> None:
    promise(company, local(TODAY, 8), local(TODAY, 9, 59))

    assert spans(only_visit(translated(company, TODAY)).windows) == [(hours(8), hours(16))]


@pytest.mark.parametrize("start", [local(TOMORROW, 10, 20), local(TOMORROW, 19)])
def test_a_pinned_start_replaces_all_windows(company: Session, start: datetime) -> None:
    windows(company, (local(TOMORROW, 13), local(TOMORROW, 15))).pinned_start = start

    visit = only_visit(translated(company))

    assert visit.windows == ()
    assert visit.pinned_start is not None
    assert translated(company).horizon.instant(visit.pinned_start) == start


@pytest.mark.parametrize("day", [TODAY, TOMORROW + timedelta(days=1)])
def test_a_start_pinned_to_another_day_is_left_out(company: Session, day: date) -> None:
    visit_of(company, "C1-1").pinned_start = local(day, 10)

    left = left_before(company)

    assert left.reason == "other_day"
    assert left.sentence == f"its start is pinned to {day:%a %d %b %Y}, no planned day"


def test_a_pinned_technician_is_named(company: Session) -> None:
    visit_of(company, "C1-1").pinned_technician = technician(company, "tom")

    assert only_visit(translated(company)).technician == "tom"


def test_what_was_due_before_the_plan_begins_is_due_when_it_does(company: Session) -> None:
    visit_of(company, "C1-1").requested_due_by = local(TODAY, 8)

    assert only_visit(translated(company)).due_by == 0
    assert only_visit(translated(company, TODAY)).due_by == hours(10)  # it is 10:00


def test_a_visit_without_due_moment_is_never_late(company: Session) -> None:
    visit_of(company, "C1-1").requested_due_by = None

    visit = only_visit(translated(company))

    assert (visit.due_by, visit.late_cents_per_hour) == (None, 0)


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        ({"lat": None, "lon": None, "precision": ""}, "coordinates are missing"),
        ({"precision": "city"}, "coordinates are known only to the city: set the pin"),
        ({"precision": ""}, "coordinates are of unknown precision: set the pin"),
        ({"lat": 6.0936, "lon": 52.5126}, "latitude and longitude are swapped"),
        ({"lat": 40.4, "lon": -3.7}, "outside the service area"),
    ],
)
def test_a_site_that_cannot_be_trusted_is_left_out_with_its_address(
    company: Session, place: dict[str, float | str | None], sentence: str
) -> None:
    site = site_of(company)
    for name, value in place.items():
        setattr(site, name, value)

    left = left_before(company)

    assert (left.visit.ref, left.reason) == ("C1-1", "no_place")
    assert left.sentence.startswith("Voorbeeldstraat 12, 8011 AA Zwolle: ")
    assert sentence in left.sentence


def test_what_serving_costs_anyway_is_call_out_overhead_and_parts(company: Session) -> None:
    visit_of(company, "C1-1").parts[0].planned = 2

    # 15.00 call-out + 12.50 overhead + 2 x 38.50 flow sensors
    assert only_visit(translated(company)).fixed_cents == 1500 + 1250 + 2 * 3850


def test_a_price_class_without_call_out_is_named(company: Session) -> None:
    visit_of(company, "C1-1").price_class = "space"

    with pytest.raises(NotFound, match="'space'"):
        translated(company)


def test_without_a_rate_card_nothing_is_planned(company: Session) -> None:
    [card] = company.scalars(select(models.RateCard))
    card.valid_from = TOMORROW + timedelta(days=1)

    with pytest.raises(NotFound, match="no rate card"):
        translated(company)


def test_a_lateness_in_fractions_of_a_cent_is_refused(company: Session) -> None:
    site_of(company).customer.agreement.late_per_hour = Decimal("25.001")

    with pytest.raises(BadValue, match=r"25\.001"):
        translated(company)


def test_leaving_out_costs_its_priority_what_serving_costs_and_the_lateness_that_grows(
    company: Session,
) -> None:
    visit = only_visit(translated(company))

    # normal 300.00 + fixed 66.00 + an hour of work 48.00 + 8 hours late x 25.00
    assert visit.leave_out_cents == 30000 + 6600 + 4800 + 8 * 2500


def test_leaving_out_grows_with_priority(company: Session) -> None:
    prices = []
    for priority in Priority:
        visit_of(company, "C1-1").requested_priority = priority
        prices.append(only_visit(translated(company)).leave_out_cents)

    rest = 6600 + 4800 + 8 * 2500
    assert prices == [15000 + rest, 30000 + rest, 80000 + rest, 300000 + rest]


def test_leaving_out_a_promised_visit_is_four_times_its_priority(company: Session) -> None:
    promise(company, local(TOMORROW, 9), local(TOMORROW, 11))

    visit = only_visit(translated(company))

    assert visit.leave_out_cents == 4 * 30000 + 6600 + 4800 + 8 * 2500


def test_leaving_out_grows_with_every_hour_that_is_late(company: Session) -> None:
    visit_of(company, "C1-1").requested_due_by = local(TOMORROW, 12)

    assert only_visit(translated(company)).leave_out_cents == 30000 + 6600 + 4800 + 12 * 2500
