"""Relations, traffic, promises and policies: entered, in the problem, kept by the plan."""

import csv
from datetime import time
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch import exporting, importing, models
from dispatch.errors import BadValue
from dispatch.importing import FileRefused
from dispatch.plan_basis import policy_of
from dispatch.statuses import VisitStatus
from optimizer import problem
from optimizer.problem import TimeWindow
from tests.dispatch.company import DISPATCHER, NOW, TODAY, ZONE, a_company, a_visit, technician
from tests.dispatch.drafts import (
    SETTINGS,
    TOMORROW,
    a_draft,
    hours,
    local,
    only_visit,
    published,
    stops_of,
    translated,
    visit_of,
)
from tests.dispatch.planning_columns import (
    RELATIONS,
    VISIT_COLUMNS,
    imported,
    noor,
    one,
    with_settings,
)


@pytest.fixture
def company(any_session: Session) -> Session:
    """With the ready visits C1-1 and C2-1."""
    a_company(any_session)
    a_visit(any_session, "C1-1")
    a_visit(any_session, "C2-1")
    return any_session


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
