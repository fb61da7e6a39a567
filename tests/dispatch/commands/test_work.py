"""`dispatch work` and `dispatch costs`: one day on the road, then finance."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
import typer
from sqlalchemy import Engine
from typer.testing import CliRunner, Result

from dispatch import costing_rows, database, models
from dispatch.commands import costs, work
from dispatch.commands.common import Workplace
from dispatch.config import Settings
from dispatch.errors import BadValue, InvalidTransition, NotAllowed
from dispatch.statuses import Role
from tests.dispatch.company import NOW, a_company, a_visit, technician
from tests.dispatch.published import OPENS, a_published_route


@dataclass(frozen=True)
class Evening(Workplace):
    """20:00 in Amsterdam on the day of the route."""

    @property
    def now(self) -> datetime:
        return OPENS + timedelta(hours=12)


@pytest.fixture
def company(engine: Engine) -> Engine:
    """noor's visits A-1 and B-1 are published and costed; users noor and fin."""
    with database.transaction(engine) as session:
        a_company(session)
        route = a_published_route(
            session, [a_visit(session, ref="A-1"), a_visit(session, ref="B-1")]
        )
        for stop in route.stops:
            costing_rows.write_planned(session, visit=stop.visit, stop=stop)
        noor = technician(session, "noor").id
        session.add(
            models.User(name="noor", role=Role.TECHNICIAN, technician_id=noor, created_at=NOW)
        )
        session.add(models.User(name="fin", role=Role.FINANCE, created_at=NOW))
    return engine


def run(engine: Engine, group: typer.Typer, *arguments: str, user: str | None = None) -> Result:
    settings = Settings(database_url=engine.url.render_as_string())
    place = Evening(settings=settings, user_name=user)
    try:
        result = CliRunner().invoke(group, arguments, obj=place, catch_exceptions=False)
    finally:
        place.engine.dispose()
    return result


def answer(engine: Engine, group: typer.Typer, *arguments: str, user: str | None = None) -> Any:
    result = run(engine, group, *arguments, "--json", user=user)
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def drive_and_solve(engine: Engine) -> None:
    for step in (
        ("travel", "A-1", "--at", "08:00"),
        ("arrive", "A-1", "--at", "08:25"),
        ("complete", "A-1", "--findings", "Sensor corroded", "--part", "FS-2=2", "--at", "09:40"),
    ):
        assert run(engine, work.app, *step, user="noor").exit_code == 0


def test_a_technician_sees_the_own_day(company: Engine):
    shown = run(company, work.app, "today", user="noor").output

    assert "Fictief Noor" in shown
    assert "A-1" in shown
    [route] = answer(company, work.app, "today", user="noor")["routes"]
    assert [visit["visit_ref"] for visit in route["visits"]] == ["A-1", "B-1"]


def test_a_dispatcher_sees_everybodys_day_or_one_technicians(company: Engine):
    assert len(answer(company, work.app, "today")["routes"]) == 1
    assert answer(company, work.app, "today", "--technician", "tom")["routes"] == []


def test_a_day_without_routes_says_so(company: Engine):
    shown = run(company, work.app, "today", "--day", "2026-11-03").output

    assert shown == "no published route on 2026-11-03\n"


def test_each_step_is_confirmed_with_its_local_time(company: Engine):
    assert run(company, work.app, "travel", "A-1", "--at", "08:00").output == (
        "visit A-1 is travelling, 08:00\n"
    )
    assert answer(company, work.app, "arrive", "A-1", "--at", "2026-11-02 08:25") == {
        "visit_ref": "A-1",
        "status": "on_site",
        "at": "2026-11-02T07:25:00+00:00",
    }
    assert run(company, work.app, "start", "A-1", "--at", "08:40").output == (
        "visit A-1 is on_site, 08:40\n"
    )


def test_what_is_reported_on_leaving_is_kept(company: Engine):
    run(company, work.app, "travel", "A-1", "--at", "08:00")
    run(company, work.app, "arrive", "A-1", "--at", "08:25")
    run(
        company,
        work.app,
        *("complete", "A-1", "--outcome", "no_fault_found", "--findings", "All fine"),
        *("--factor", "dust=sawmill", "--part", "FS-2", "--minutes", "40", "--km", "17.3"),
        *("--at", "09:40"),
    )

    with database.transaction(company) as session:
        visit = session.query(models.Visit).filter_by(ref="A-1").one()
        assert (visit.status, visit.outcome) == ("completed", "no_fault_found")
        assert (visit.actual_work_s, visit.actual_distance_m) == (2400, 17_300)
        assert [(factor.factor, factor.note) for factor in visit.factors] == [("dust", "sawmill")]
        assert [need.used for need in visit.parts] == [1]


def test_nobody_home_names_the_return_visit(company: Engine):
    run(company, work.app, "travel", "A-1", "--at", "08:00")

    found = answer(company, work.app, "no-access", "A-1", "--why", "Nobody home")

    assert found == {"visit_ref": "A-1", "status": "no_access", "return_visit": "case-A-1-2"}


def test_an_incomplete_visit_says_what_the_next_one_brings(company: Engine):
    run(company, work.app, "travel", "A-1", "--at", "08:00")
    run(company, work.app, "arrive", "A-1", "--at", "08:25")

    shown = run(
        company,
        work.app,
        *("incomplete", "A-1", "--outcome", "part_missing", "--findings", "Seal torn"),
        *("--bring", "FS-2=3", "--return-minutes", "30"),
    ).output

    assert shown == "visit A-1 is incomplete; return visit case-A-1-2 is ready\n"
    with database.transaction(company) as session:
        again = session.query(models.Visit).filter_by(ref="case-A-1-2").one()
        assert again.requested_duration_s == 1800
        assert [need.planned for need in again.parts] == [3]


def test_taps_out_of_order_and_pieces_that_are_none_are_refused(company: Engine):
    with pytest.raises(InvalidTransition, match="visit A-1 is scheduled"):
        run(company, work.app, "arrive", "A-1")
    with pytest.raises(BadValue, match="part 'FS-2=many'"):
        run(company, work.app, "complete", "A-1", "--findings", "x", "--part", "FS-2=many")
    with pytest.raises(BadValue, match="km: got -1"):
        run(company, work.app, "no-access", "A-1", "--why", "x", "--km", "-1")


def test_costs_lists_the_period_with_and_without_the_word_list(company: Engine):
    drive_and_solve(company)
    days = ("--from", "2026-11-02", "--to", "2026-11-02")

    found = answer(company, costs.app, *days, user="fin")

    assert found == answer(company, costs.app, "list", *days, user="fin")
    [row] = found["rows"]
    # planned 153.80: actual labour 60.00, travel 16.67, no wait, two sensors
    assert (row["planned"], row["actual"], row["difference"]) == ("153.80", "200.97", "47.17")
    assert row["cause"]["kind"] == "parts"
    assert found["difference"] == "47.17"
    shown = run(company, costs.app, *days, user="fin").output
    assert "proposed: 1 visit, € 200.97" in shown
    assert "parts" in shown


def test_costs_without_days_are_those_of_the_last_thirty(company: Engine):
    drive_and_solve(company)

    assert answer(company, costs.app)["first_day"] == "2026-10-03"
    assert len(answer(company, costs.app)["rows"]) == 1
    shown = run(company, costs.app, "--from", "2020-01-01", "--to", "2020-01-02").output
    assert shown == "no visit ended from 2020-01-01 to 2020-01-02\n"


def test_a_receipt_shows_quantity_times_rate_on_both_sides(
    company: Engine, monkeypatch: pytest.MonkeyPatch
):
    drive_and_solve(company)
    monkeypatch.setenv("COLUMNS", "200")

    shown = run(company, costs.app, "show", "A-1", user="fin").output

    assert "1:00:00 x 48.00/h" in shown
    assert "1:15:00 x 48.00/h" in shown
    assert "16.0 km x 0.35/km" in shown
    assert "+12.00" in shown
    found = answer(company, costs.app, "show", "A-1", user="fin")
    assert found["lines"][0]["difference"] == "12.00"


def test_finance_disputes_proposes_again_and_approves(company: Engine):
    drive_and_solve(company)

    disputed = answer(company, costs.app, "dispute", "A-1", "--comment", "Two?", user="fin")
    run(company, costs.app, "propose", "A-1", "--comment", "Photo seen", user="fin")
    shown = run(company, costs.app, "approve", "A-1", user="fin").output

    assert disputed["status"] == "disputed"
    assert shown == "cost of visit A-1 is approved\n"


def test_a_technician_is_kept_from_costs(company: Engine):
    with pytest.raises(NotAllowed):
        run(company, costs.app, "list", user="noor")
    with pytest.raises(NotAllowed):
        run(company, costs.app, "approve", "A-1", user="noor")
