"""Every rule of planning: imported from a file, in the problem, exported without a difference."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from dispatch import models
from dispatch.planning_rules import WindowBounds, Wish
from dispatch.statuses import VisitStatus
from optimizer import problem
from optimizer.problem import TimeWindow
from tests.dispatch.company import NOW, TODAY, a_company, a_visit, technician
from tests.dispatch.drafts import (
    TOMORROW,
    a_draft,
    hours,
    local,
    published,
    shifts_of,
    translated,
    visit_of,
)
from tests.dispatch.planning_columns import VISIT_COLUMNS, imported, noor, one


@pytest.fixture
def company(any_session: Session) -> Session:
    """With the ready visits C1-1 and C2-1."""
    a_company(any_session)
    a_visit(any_session, "C1-1")
    a_visit(any_session, "C2-1")
    return any_session


def test_what_a_technician_may_do_and_costs_reaches_the_shift(
    company: Session, tmp_path: Path
) -> None:
    imported(
        company,
        tmp_path,
        "depots",
        {"ref": "zwolle", "name": "Depot", "lat": "52.51", "lon": "6.10", "load_min": "15"},
    )
    imported(
        company,
        tmp_path,
        "technicians",
        noor(
            pace_percent="90",
            depot="zwolle",
            starts_at="depot",
            ends_at="last_visit",
            equipment="ladder; gas meter",
            stock="FS-2:4",
            capacity="kg:800; pallets:2",
            caps="visits:8; drive_min:240; km:250; wait_min:30; route_min:480",
            km_rate="0.40",
            shift_price="60.00",
            visit_price="75.00",
            working_hour_rate="40.00",
            skills="heat-pump:3:80%",
        ),
    )
    company.query(models.Skill).filter_by(ref="heat-pump").one().spare_level_price = Decimal(4)

    translation = translated(company)

    [shift] = shifts_of(translation)
    depot = translation.problem.places.index(
        next(place for place in translation.problem.places if place.lat == 52.51)
    )
    assert (shift.start_place, shift.end_place) == (depot, None)
    assert shift.pick_up == problem.PickUp(place=depot, service_s=900)
    assert (shift.pace_percent, shift.equipment) == (90, ("gas meter", "ladder"))
    assert (shift.stock, shift.capacity) == ({"FS-2": 4}, {"kg": 800, "pallets": 2})
    assert shift.caps == problem.Caps(
        visits=8, drive_s=14_400, distance_m=250_000, wait_s=1800, route_s=28_800
    )
    assert shift.prices.distance_cents_per_100km == 4000
    assert shift.prices.used_cents == 6000
    assert (shift.prices.visit_cents, shift.prices.route_cents_per_hour) == (7500, 4000)
    assert shift.prices.minimum_work_cents == 0  # paid by the visit
    [skill] = shift.skills
    assert (skill.pace_percent, skill.spare_level_cents) == (80, 400)


def test_further_breaks_reach_the_shift_in_their_order(company: Session, tmp_path: Path) -> None:
    imported(
        company,
        tmp_path,
        "shift_patterns",
        {
            "technician": "noor",
            "weekday": "Tu",
            "opens": "08:00",
            "closes": "16:30",
            "break_min": "30",
            "break_earliest": "11:30",
            "break_latest": "13:30",
            "more_breaks": "15 14:30-15:30; 10 10:00-10:00",
        },
    )

    [shift] = shifts_of(translated(company))

    assert [(rest.duration_s, rest.earliest, rest.latest) for rest in shift.breaks] == [
        (600, hours(10), hours(10)),
        (1800, hours(11.5), hours(13.5)),
        (900, hours(14.5), hours(15.5)),
    ]


def test_rest_week_and_fair_share_hold_over_all_shifts(company: Session, tmp_path: Path) -> None:
    imported(
        company,
        tmp_path,
        "technicians",
        noor(rest_hours="11", week_hours="38.5", fair_hours="35", fair_points="7"),
    )

    rules = translated(company).problem.rules_by_technician()["noor"]

    assert rules.rest_s == 11 * 3600
    [week] = rules.work_limits
    assert week.max_s == int(38.5 * 3600)
    # the planned Tuesday is a seventh of a week
    assert rules.fairness == problem.Fairness(
        fair_work_s=5 * 3600, work_cents_per_hour=1000, fair_points=1, cents_per_point=500
    )


def test_published_work_of_the_week_leaves_less_of_its_hours(company: Session) -> None:
    visit = technician(company, "noor")
    visit.week_hours = Decimal(40)
    technician(company, "tom").active = False
    plan = published(company, a_draft(company))
    [route] = plan.routes
    worked = (route.returns - route.departure).total_seconds()
    a_visit(company, "C3-1")

    wednesday = translated(company, TOMORROW + timedelta(days=1))

    [week] = wednesday.problem.rules_by_technician()["noor"].work_limits
    assert 40 * 3600 - worked <= week.max_s < 40 * 3600


def test_rest_after_a_published_route_lets_the_next_shift_begin_later(company: Session) -> None:
    noor_row = technician(company, "noor")
    technician(company, "tom").active = False
    plan = published(company, a_draft(company))
    noor_row.rest_hours = Decimal(20)
    back = plan.routes[0].returns
    a_visit(company, "C3-1")

    translation = translated(company, TOMORROW + timedelta(days=1))

    [shift] = shifts_of(translation)
    assert translation.horizon.instant(shift.opens) == max(
        back + timedelta(hours=20), local(TOMORROW + timedelta(days=1), 8)
    )


def test_work_above_the_share_in_the_weeks_before_lowers_it(company: Session) -> None:
    row = technician(company, "noor")
    row.fair_hours, row.fair_points = Decimal(7), 0
    done = visit_of(company, "C2-1")
    done.status, done.planned_technician = VisitStatus.COMPLETED, row
    done.actual_end = local(TODAY, 8) - timedelta(days=3)
    done.actual_work_s, done.actual_drive_s = 28 * 3600, 1800

    fair = translated(company).problem.rules_by_technician()["noor"].fairness

    # one hour a day is fair; four weeks of 7 hours were half an hour too much
    assert fair.fair_work_s == 1800


def test_what_a_visit_asks_for_reaches_the_problem(company: Session, tmp_path: Path) -> None:
    imported(company, tmp_path, "visits", {"ref": "C1-1", **VISIT_COLUMNS})

    visit = one(company, parts_from_stock=True)

    assert visit.setup_s == 600
    assert visit.window_bounds is problem.Bounds.SERVICE
    assert visit.windows == (TimeWindow(opens=hours(8), closes=hours(17)),)
    assert (visit.mandatory, visit.unpopular) == (True, 3)
    assert (visit.equipment, visit.parts) == (("ladder",), {"FS-2": 1})
    assert visit.load == {"kg": 40}
    assert visit.preferred_technicians == ("noor",)
    assert visit.never_technicians == ("tom",)
    assert visit.other_technician_cents == 2000
    assert visit.preferred == problem.SoftWindow(
        opens=hours(9), closes=hours(11), cents_per_hour=1500
    )


def test_parts_bind_only_where_stock_is_kept_account_of(company: Session) -> None:
    assert one(company).parts == {}
    assert one(company, parts_from_stock=True).parts == {"FS-2": 1}


def test_a_work_type_gives_its_rules_to_new_visits(company: Session, tmp_path: Path) -> None:
    company.query(models.WorkType).filter_by(ref="heat-pump-repair").one()
    imported(
        company,
        tmp_path,
        "work_types",
        {
            "ref": "heat-pump-repair",
            "name": "Heat pump repair",
            "duration_min": "60",
            "priority": "normal",
            "price_class": "standard",
            "remote_attempts": "2",
            "setup_min": "5",
            "window_bounds": "service",
            "mandatory": "yes",
            "unpopular": "2",
            "equipment": "ladder",
            "load": "kg:7",
        },
    )
    imported(
        company, tmp_path, "visits", {"ref": "N-1", "device": "D1", "work_type": "heat-pump-repair"}
    )

    visit = visit_of(company, "N-1")

    assert (visit.setup_s, visit.window_bounds) == (300, WindowBounds.SERVICE)
    assert (visit.mandatory, visit.unpopular) == (True, 2)
    assert (visit.equipment, visit.load) == (("ladder",), {"kg": 7})


def test_a_wish_at_the_site_holds_unless_the_visit_says_otherwise(
    company: Session, tmp_path: Path
) -> None:
    imported(
        company,
        tmp_path,
        "site_technicians",
        {"site": "S1", "technician": "noor", "wish": "only"},
        {"site": "S1", "technician": "tom", "wish": "never"},
    )
    visit_of(company, "C2-1").technicians = [
        models.VisitTechnician(technician=technician(company, "tom"), wish=Wish.ONLY)
    ]
    company.flush()

    assert one(company).only_technicians == ("noor",)
    assert one(company).never_technicians == ("tom",)
    assert one(company, "C2-1").only_technicians == ("noor", "tom")


def test_who_was_last_at_the_site_should_come_again(company: Session) -> None:
    done = visit_of(company, "C2-1")
    done.status, done.planned_technician = VisitStatus.COMPLETED, technician(company, "tom")
    done.actual_end = NOW - timedelta(days=3)

    visit = one(company, continuity_price="7.50")

    assert (visit.preferred_technicians, visit.other_technician_cents) == (("tom",), 750)
