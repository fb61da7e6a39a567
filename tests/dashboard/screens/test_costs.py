"""The page of costs as finance, dispatchers and strangers meet it."""

from decimal import Decimal

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from dashboard.screens import costs_decisions, costs_figures, costs_receipt
from dashboard.screens import costs_words as words
from dashboard.screens.costs_export import exported
from dashboard.screens.costs_tables import groups_table, lines_table, visits_table
from dashboard.wording import Language
from dispatch import cost_exports
from dispatch.queries import cost_overview, cost_receipt
from dispatch.queries.cost_overview import By, Sift
from dispatch.statuses import Role
from tests.dashboard.screens.costs_company import (
    DISPATCHER,
    a_receipt,
    a_visitor,
    an_overview,
    ended_visits,
)
from tests.dashboard.screens.costs_page import again, captions, shown
from tests.dispatch.company import a_company


@pytest.fixture
def company(engine: Engine) -> Engine:
    with Session(engine, expire_on_commit=False) as session, session.begin():
        a_company(session)
        ended_visits(session)
    return engine


def test_the_queue_opens_with_what_stands_out_and_awaits_a_decision(company: Engine):
    test = shown(company)

    assert "2 visits" in captions(test)
    assert test.button(key="costs_bulk").label == "Approve the one that does not stand out"
    assert len(test.get("bidi_component")) == 3


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"scope": "all"}, "3 visits"),
        ({"status": "approved"}, "0 visits"),
        ({"scope": "all", "flag": "no_access"}, "0 visits"),
        ({"technician": "noor"}, "2 visits"),
        ({"status": "nonsense", "scope": "nonsense", "flag": "nonsense"}, "2 visits"),
    ],
)
def test_filters_come_from_the_address(company: Engine, query: dict[str, str], expected: str):
    assert expected in captions(shown(company, **query))


def test_filters_go_into_the_address_by_ref_and_out_when_cleared(company: Engine):
    test = shown(company)

    test.selectbox(key="costs_technician").select("noor")
    again(test, company)
    assert test.query_params["technician"] == "noor"
    assert "only Fictief Noor" in captions(test)
    test.button(key="costs_clear").click()
    again(test, company)
    assert "technician" not in test.query_params


def test_a_filter_that_fits_no_visit_offers_to_clear_it(company: Engine):
    test = shown(company, technician="nobody")

    assert "No visit fits these filters" in test.markdown[0].value
    test.button(key="costs_clear_all").click()
    again(test, company)
    assert "2 visits" in captions(test)


def test_an_empty_period_says_what_to_do(company: Engine):
    test = shown(company, period="days", days="2020-01-01..2020-01-02")

    assert "No visit ended in this period" in test.markdown[0].value
    test.button(key="costs_show_4w").click()
    again(test, company)
    assert "2 visits" in captions(test)


def test_days_that_cannot_be_are_refused_in_words(company: Engine):
    assert (
        "at most 366 days"
        in shown(company, period="days", days="2020-01-01..2026-01-02").error[0].value
    )
    assert "2 visits" in captions(shown(company, period="days", days="yesterday..now"))


@pytest.mark.parametrize("role", [Role.SUPPORT, Role.TECHNICIAN])
def test_support_and_technicians_see_no_figure(company: Engine, role: Role):
    test = shown(company, role)

    assert "Costs are for finance and dispatch" in test.info[0].value
    assert not test.get("bidi_component")
    assert not test.button


def test_dispatchers_look_and_have_no_button_that_decides(company: Engine):
    test = shown(company, Role.DISPATCHER)

    assert "2 visits" in captions(test)
    assert "costs_bulk" not in [button.key for button in test.button]
    visitor = a_visitor(company, DISPATCHER)
    with visitor.transaction() as session:
        found = cost_receipt.receipt(session, actor=DISPATCHER, visit_ref="B-1")
    assert costs_receipt.receipt_data(visitor, found, None)["actions"] == []


def test_those_that_do_not_stand_out_are_approved_together(company: Engine):
    test = shown(company)

    test.button(key="costs_bulk").click()
    again(test, company)
    assert "1 visit that is within its limits, €" in test.text[0].value
    visitor = a_visitor(company)
    calm = [row for row in an_overview(visitor).rows if not row.stands_out]
    said = costs_decisions.approve_together(visitor, [(one.visit_ref, one.version) for one in calm])

    assert said.tone == "good"
    assert [a_receipt(visitor, ref).status for ref in ("A-1", "B-1")] == ["approved", "proposed"]


def test_the_figures_compare_with_plan_and_with_the_period_before(company: Engine):
    visitor = a_visitor(company)
    overview = an_overview(visitor)

    tile = costs_figures.tile(visitor, overview, "per_visit")

    assert tile["value"] == visitor.formats.money(overview.now.per_visit or Decimal(0))
    assert tile["plan"].startswith("▲ planned €")
    assert (tile["tone"], tile["last"]) == ("more", "nothing before")
    assert len(tile["weeks"]) == 8


@pytest.mark.parametrize("name", costs_figures.FIGURES)
def test_each_figure_opens_what_it_is_made_of(company: Engine, name: str):
    overview = an_overview(a_visitor(company))
    made_of = costs_figures.made_of(a_visitor(company), overview, name)
    assert all(len(row) == len(made_of.columns) for row in made_of.rows)

    test = shown(company, open=name)

    assert len(test.dataframe[0].value) == len(made_of.rows)


def test_lines_add_up_to_the_figure_they_explain(company: Engine):
    visitor = a_visitor(company)
    now = an_overview(visitor).now

    *lines, total = lines_table(visitor, now.kinds).rows

    assert total[1:] == [now.planned, now.actual, now.difference]
    assert sum(Decimal(str(line[2])) for line in lines) == now.actual


@pytest.mark.parametrize("by", ["visit", *By])
def test_every_breakdown_is_a_sortable_table(company: Engine, by: str):
    test = shown(company, view="breakdown", by=by)

    table = test.dataframe[0].value
    assert len(table) == (3 if by == "visit" else 1)
    assert table["Actual"].dtype == "float64"


def test_the_trends_are_drawn(company: Engine):
    assert len(shown(company, view="trends").get("vega_lite_chart")) == 6


def test_the_export_holds_what_is_shown_with_exact_amounts(company: Engine):
    visitor = a_visitor(company)
    queue = cost_overview.queue(an_overview(visitor).rows, Sift())
    found = visits_table(visitor, queue)

    text = cost_exports.as_csv(*exported(found, "EUR")).decode("utf-8-sig")

    lines = text.strip().split("\r\n")
    assert len(lines) == 1 + len(queue)
    assert '"Planned (EUR)","Actual (EUR)","Difference (EUR)","Travel %"' in lines[0]
    assert lines[1].startswith(f'"{queue[0].visit_ref}",')
    assert f",{queue[0].planned},{queue[0].actual},{queue[0].difference}," in lines[1]
    assert {one.key for one in shown(company).get("download_button")} >= {
        "costs_csv",
        "costs_excel",
    }


def test_groups_can_be_exported_too(company: Engine):
    visitor = a_visitor(company)
    found = groups_table(visitor, an_overview(visitor).by(By.TECHNICIAN), "technician")

    assert found.rows[0][:2] == ["Fictief Noor", 3]
    header, [row] = exported(found, "EUR")
    assert header[:3] == ["Technician", "Visits", "Planned (EUR)"]
    share = an_overview(visitor).now.travel_share
    assert share is not None
    assert row[8] == (share * 100).quantize(Decimal("0.0001"))


def test_dutch_is_dutch_everywhere(company: Engine):
    test = shown(company, language="nl")

    assert "2 bezoeken" in captions(test)
    visitor = a_visitor(company, language=Language.DUTCH)
    overview = an_overview(visitor)
    assert costs_figures.tile(visitor, overview, "travel")["label"] == "Aandeel reizen"
    reasons = [words.reason(visitor, row.reason) for row in overview.rows]
    assert "Zelfde apparaat opnieuw binnen 30 dagen" in reasons
