"""Every rule of planning: imported from a file, in the problem, exported without a difference."""

import csv
from collections.abc import Mapping
from datetime import time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch import exporting, importing, models
from dispatch.config import Settings
from dispatch.errors import BadValue
from dispatch.importing import FileRefused
from dispatch.plan_basis import policy_of, translation_of
from dispatch.planning_rules import WindowBounds, Wish
from dispatch.statuses import VisitStatus
from dispatch.translate import Translation
from optimizer import problem
from optimizer.problem import TimeWindow
from tests.dispatch.company import DISPATCHER, NOW, TODAY, ZONE, a_company, a_visit, technician
from tests.dispatch.drafts import (
    SETTINGS,
    TOMORROW,
    a_draft,
    a_horizon,
    hours,
    local,
    only_visit,
    published,
    shifts_of,
    stops_of,
    translated,
    visit_of,
)


@pytest.fixture
def company(any_session: Session) -> Session:
    """With the ready visits C1-1 and C2-1."""
    a_company(any_session)
    a_visit(any_session, "C1-1")
    a_visit(any_session, "C2-1")
    return any_session


def imported(session: Session, folder: Path, name: str, *rows: Mapping[str, str]) -> None:
    file = folder / f"{name}.csv"
    with file.open("w", newline="", encoding="utf-8") as text:
        writer = csv.DictWriter(text, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    importing.import_file(session, actor=DISPATCHER, path=file, settings=SETTINGS, now=NOW)
    session.expire_all()


def noor(**columns: str) -> dict[str, str]:
    return {"ref": "noor", "name": "Fictief Noor", "town": "Zwolle", **columns}


def one(company: Session, ref: str = "C1-1", **settings: object) -> problem.Visit:
    return with_settings(company, **settings).problem.visits_by_id()[ref]


def with_settings(
    company: Session, policy: str | None = None, days: int = 1, **settings: object
) -> Translation:
    chosen = policy_of(Settings(**settings), policy)  # type: ignore[arg-type]
    return translation_of(company, a_horizon(days=days), chosen)


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


VISIT_COLUMNS = {
    "setup_min": "10",
    "window_bounds": "service",
    "mandatory": "yes",
    "unpopular": "3",
    "equipment": "ladder",
    "load": "kg:40",
    "technicians": "noor:preferred; tom:never",
    "preferred_from": "2026-11-03 09:00",
    "preferred_until": "2026-11-03 11:00",
    "preferred_per_hour": "15.00",
}


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


RELATIONS = [
    (
        {"kind": "together", "tolerance_min": "5"},
        problem.Together(visits=("C1-1", "C2-1"), tolerance_s=300),
    ),
    (
        {
            "kind": "after",
            "min_gap_min": "60",
            "max_gap_min": "120",
            "gap_from": "start",
            "technician": "other",
        },
        problem.After(
            first="C1-1",
            then="C2-1",
            min_gap_s=3600,
            max_gap_s=7200,
            gap_from="start",
            technician=problem.Who.OTHER,
        ),
    ),
    ({"kind": "apart"}, problem.Apart(visits=("C1-1", "C2-1"))),
    ({"kind": "same_route"}, problem.SameRoute(visits=("C1-1", "C2-1"))),
    ({"kind": "in_order"}, problem.InOrder(visits=("C1-1", "C2-1"))),
]


@pytest.mark.parametrize(("columns", "relation"), RELATIONS, ids=lambda one: str(type(one)))
def test_a_relation_reaches_the_problem_and_the_plan_keeps_it(
    company: Session, tmp_path: Path, columns: dict[str, str], relation: problem.Relation
) -> None:
    imported(
        company, tmp_path, "visit_relations", {"ref": "R-1", "visits": "C1-1; C2-1", **columns}
    )

    assert translated(company).problem.relations == (relation,)
    plan = published(company, a_draft(company))  # the referee has seen it
    assert {stop.visit.ref for stop in stops_of(plan)} == {"C1-1", "C2-1"}


def test_a_visit_follows_one_that_is_planned_on_another_day(company: Session) -> None:
    first = visit_of(company, "C1-1")
    first.status, first.planned_technician = VisitStatus.SCHEDULED, technician(company, "tom")
    first.planned_start, first.planned_end = local(TODAY, 15), local(TODAY, 16)
    company.add(
        models.VisitRelation(
            ref="R-1",
            kind="after",
            min_gap_min=18 * 60,
            technician="same",
            members=[
                models.RelatedVisit(visit=visit_of(company, ref), position=place)
                for place, ref in enumerate(("C1-1", "C2-1"))
            ],
        )
    )
    company.flush()

    visit = only_visit(translated(company))

    assert visit.windows == (TimeWindow(opens=hours(10), closes=hours(16)),)
    assert visit.only_technicians == ("tom",)


def test_traffic_by_hours_of_the_week_reaches_the_matrix(company: Session) -> None:
    traffic = {"Mo-Fr 07:00-09:00": 130, "Mo-Fr 16:00-18:30": 150}

    bands = with_settings(company, traffic=traffic).problem.travel.traffic

    on_the_day = [(band.opens, band.percent) for band in bands if band.opens < hours(24)]
    assert on_the_day == [
        (hours(7), 130), (hours(9), 100), (hours(16), 150), (hours(18.5), 100)
    ]  # fmt: skip


def test_traffic_that_overlaps_is_refused(company: Session) -> None:
    with pytest.raises(BadValue, match="overlap"):
        with_settings(company, traffic={"Mo-Fr 07:00-09:00": 130, "Tu 08:00-10:00": 150})


def promised_tomorrow(company: Session) -> models.Visit:
    visit = visit_of(company, "C1-1")
    visit.status, visit.planned_technician = VisitStatus.SCHEDULED, technician(company, "noor")
    visit.planned_start = local(TOMORROW, 10)
    visit.promised_from, visit.promised_until = local(TOMORROW, 9, 30), local(TOMORROW, 11, 30)
    company.flush()
    return visit


def test_a_published_promise_has_its_price(company: Session) -> None:
    promised_tomorrow(company)

    visit = one(
        company,
        promise_moved_per_hour="12.00",
        promise_tolerance_minutes=20,
        promise_technician_price="9.00",
    )

    assert visit.promise == problem.Promise(
        start=hours(10),
        tolerance_s=1200,
        moved_cents_per_hour=1200,
        technician="noor",
        technician_cents=900,
    )


def test_a_promised_window_gives_way_on_a_storm_day_or_where_settings_say_so(
    company: Session,
) -> None:
    promised_tomorrow(company)

    hard = TimeWindow(opens=hours(9.5), closes=hours(11.5))
    opening_hours = TimeWindow(opens=hours(8), closes=hours(16))
    assert one(company).windows == (hard,)
    assert one(company, promise_may_move=True).windows == (opening_hours,)
    storm = with_settings(company, "storm day").problem
    assert storm.visits_by_id()["C1-1"].windows == (opening_hours,)


def test_a_policy_is_named_in_the_problem_and_changes_its_prices(company: Session) -> None:
    normal, storm = (with_settings(company, name).problem for name in (None, "storm day"))

    assert (normal.policy, storm.policy) == ("normal day", "storm day")
    left_out = [one.visits_by_id()["C1-1"].leave_out_cents for one in (normal, storm)]
    assert left_out[1] == 2 * left_out[0]


def test_an_unknown_policy_is_refused_with_those_there_are() -> None:
    with pytest.raises(BadValue, match="expected one of normal day, storm day"):
        policy_of(SETTINGS, "fog")


def test_planning_again_starts_from_the_published_plan(company: Session) -> None:
    plan = published(company, a_draft(company))

    orders = translated(company).problem.start_from

    assert sorted(visit for order in orders.values() for visit in order) == sorted(
        stop.visit.ref for stop in stops_of(plan)
    )


def test_a_pinned_order_of_the_published_plan_is_kept(company: Session) -> None:
    technician(company, "tom").active = False
    plan = published(company, a_draft(company))
    first, second = (stop.visit.ref for stop in stops_of(plan))
    facts = company.get(models.PlanFacts, plan.id)
    assert facts is not None
    facts.facts_json = facts.facts_json.replace('"order_pins":[]', f'"order_pins":["{second}"]')
    company.flush()

    assert translated(company).problem.relations == (problem.InOrder(visits=(first, second)),)


BAD_CELLS = [
    ("technicians", noor(caps="visits:8; hats:3"), "caps", "'hats': expected one of visits"),
    ("technicians", noor(capacity="much"), "capacity", "expected unit:amount"),
    ("technicians", noor(pace_percent="0"), "pace_percent", "1 to 1000"),
    ("technicians", noor(starts_at="depot", depot=""), "starts_at", "expected a depot"),
    ("technicians", noor(stock="XX:1"), "stock", "no part 'XX'"),
    ("technicians", noor(skills="heat-pump:3:fast%"), "skills", "expected skill:level"),
    ("technicians", noor(equipment="ladder; ladder"), "equipment", "twice"),
    ("visits", {"ref": "C1-1", "technicians": "noor:maybe"}, "technicians", "only, preferred"),
    ("visits", {"ref": "C1-1", "technicians": "zoe:only"}, "technicians", "no technician 'zoe'"),
    (
        "visits",
        {"ref": "C1-1", "preferred_from": "2026-11-03 09:00", "preferred_until": ""},
        "preferred_until",
        "expected both",
    ),
    (
        "visit_relations",
        {"ref": "R", "kind": "after", "visits": "C1-1; C1-1"},
        "visits",
        "two or more different",
    ),
    (
        "visit_relations",
        {"ref": "R", "kind": "after", "visits": "C1-1; C9-1"},
        "visits",
        "no visit 'C9-1'",
    ),
    (
        "visit_relations",
        {
            "ref": "R",
            "kind": "after",
            "visits": "C1-1; C2-1",
            "min_gap_min": "9",
            "max_gap_min": "8",
        },
        "max_gap_min",
        "below",
    ),
]


@pytest.mark.parametrize(("name", "row", "column", "says"), BAD_CELLS)
def test_a_bad_rule_is_refused_with_its_row_and_column(
    company: Session, tmp_path: Path, name: str, row: dict[str, str], column: str, says: str
) -> None:
    with pytest.raises(FileRefused) as refused:
        imported(company, tmp_path, name, row)

    assert [(cell.line, cell.column) for cell in refused.value.cells] == [(2, column)]
    assert says in refused.value.cells[0].wrong


def test_everything_entered_is_exported_and_imports_without_a_difference(
    company: Session, tmp_path: Path
) -> None:
    imported(company, tmp_path, "depots", {"ref": "z", "name": "Z", "lat": "52.51", "lon": "6.10"})
    columns = {
        "pace_percent": "90",
        "depot": "z",
        "starts_at": "depot",
        "ends_at": "last_visit",
        "equipment": "ladder",
        "stock": "FS-2:4",
        "capacity": "kg:800",
        "caps": "km:250; visits:8",
        "km_rate": "0.40",
        "shift_price": "60.00",
        "visit_price": "75.00",
        "working_hour_rate": "40.00",
        "rest_hours": "11.00",
        "week_hours": "38.50",
        "fair_hours": "35.00",
        "fair_points": "7",
        "skills": "heat-pump:3:80%",
    }
    imported(company, tmp_path, "technicians", noor(**columns))
    imported(company, tmp_path, "visits", {"ref": "C1-1", **VISIT_COLUMNS})
    relation = {"ref": "R-1", "kind": "after", "visits": "C2-1; C1-1", "max_gap_min": "90"}
    imported(company, tmp_path, "visit_relations", relation)
    patterns = company.scalars(select(models.ShiftPattern)).all()
    assert patterns[0].opens == time(8)

    folder = tmp_path / "out"
    exporting.export_folder(company, actor=DISPATCHER, folder=folder, settings=SETTINGS)

    for name, ref, wanted in (
        ("technicians", "noor", columns),
        ("visits", "C1-1", VISIT_COLUMNS),
        ("visit_relations", "R-1", relation),
    ):
        with (folder / f"{name}.csv").open(newline="", encoding="utf-8-sig") as text:
            [row] = [row for row in csv.DictReader(text) if row["ref"] == ref]
        assert {column: row[column] for column in wanted} == wanted
        report = importing.import_file(
            company,
            actor=DISPATCHER,
            path=folder / f"{name}.csv",
            settings=SETTINGS,
            now=NOW,
        )
        assert (report.new, report.changed) == (0, 0), name
    assert ZONE.key == SETTINGS.time_zone
