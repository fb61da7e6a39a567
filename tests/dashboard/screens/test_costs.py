"""The cost review as finance, dispatchers and strangers meet it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from streamlit.testing.v1 import AppTest

from dashboard.screens import costs_decisions, costs_desk, costs_figures
from dashboard.screens import costs_words as words
from dashboard.screens.costs_decisions import Said
from dashboard.screens.costs_export import exported
from dashboard.screens.costs_tables import groups_table, lines_table, visits_table
from dashboard.visitor import Visitor
from dashboard.wording import Language
from dispatch import clock, config, cost_exports, costing_rows, models
from dispatch.database import Session as Transaction
from dispatch.queries import cost_overview, cost_receipt
from dispatch.queries.cost_overview import By, Narrowed, Overview, Sift
from dispatch.roles import Actor
from dispatch.statuses import CostStatus, Role, VisitOutcome, VisitStatus
from tests.dispatch.company import a_company, a_visit
from tests.dispatch.published import a_published_route

FINANCE = Actor(name="fin", role=Role.FINANCE)
OTHER = Actor(name="fred", role=Role.FINANCE)
ADMIN = Actor(name="root", role=Role.ADMIN)
DISPATCHER = Actor(name="dora", role=Role.DISPATCHER)
SUPPORT = Actor(name="sam", role=Role.SUPPORT)
TECHNICIAN = Actor(name="noor", role=Role.TECHNICIAN, technician_id=1)

SCRIPT = '<img src=x onerror="alert(1)"> **bold** [x](javascript:alert(1))'


def end(session: Session, visit: models.Visit, work_min: int, days_ago: int) -> None:
    when = clock.utc_now() - timedelta(days=days_ago)
    visit.status, visit.outcome = VisitStatus.COMPLETED, VisitOutcome.SOLVED
    visit.actual_end = when
    visit.actual_start = visit.actual_arrival = when - timedelta(minutes=work_min)
    visit.actual_travel_start = visit.actual_arrival - timedelta(minutes=20)
    visit.actual_work_s = work_min * 60
    visit.parts[0].used = 1
    visit.findings = SCRIPT
    visit.factors.append(models.ContributingFactor(factor="damp", note="wet cellar"))
    zone = config.load().zone
    costing_rows.write_costs(session, visit=visit, now=clock.utc_now(), zone=zone)


@pytest.fixture
def company(engine: Engine) -> Engine:
    """Ended two days ago: A-1 as planned, B-1 and C-1 far over plan on the same device."""
    with Session(engine, expire_on_commit=False) as session, session.begin():
        a_company(session)
        visits = [a_visit(session, ref=ref) for ref in ("A-1", "B-1", "C-1")]
        a_published_route(session, visits)
        for visit, minutes in zip(visits, (60, 180, 240), strict=True):
            end(session, visit, minutes, days_ago=2)
        # B-1 and C-1 come after A-1, so each is the device's next within 30 days
        for later, visit in enumerate(visits):
            assert visit.actual_end is not None
            visit.actual_end += timedelta(minutes=later)
    return engine


def a_visitor(
    engine: Engine, actor: Actor = FINANCE, language: Language = Language.ENGLISH
) -> Visitor:
    return Visitor(engine, config.load(database_url=str(engine.url)), actor, language)


def page() -> None:
    import os

    from dashboard.screens import costs
    from dashboard.visitor import Visitor
    from dashboard.wording import Language
    from dispatch import config, database
    from dispatch.roles import Actor
    from dispatch.statuses import Role

    settings = config.load()
    actor = Actor("fin", Role(os.environ["TEST_ROLE"]))
    engine = database.connect(settings.database_url)
    costs.show(Visitor(engine, settings, actor, Language(os.environ["TEST_LANGUAGE"])))
    engine.dispose()


@contextmanager
def variables(**given: str) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in given}
    os.environ.update(given)
    yield
    for name, value in before.items():
        if value is None:
            del os.environ[name]
        else:
            os.environ[name] = value


def shown(engine: Engine, role: Role = Role.FINANCE, language: str = "en", **query: str) -> AppTest:
    with variables(DISPATCH_DATABASE_URL=str(engine.url), TEST_ROLE=role, TEST_LANGUAGE=language):
        test = AppTest.from_function(page, default_timeout=20)
        for name, value in query.items():
            test.query_params[name] = value
        test.run()
    assert not test.exception
    return test


def again(test: AppTest, engine: Engine) -> AppTest:
    with variables(
        DISPATCH_DATABASE_URL=str(engine.url), TEST_ROLE=Role.FINANCE, TEST_LANGUAGE="en"
    ):
        test.run()
    assert not test.exception
    return test


def captions(test: AppTest) -> str:
    return " ".join(one.value for one in test.caption)


def an_overview(visitor: Visitor) -> Overview:
    with visitor.transaction() as session:
        return cost_overview.overview(
            session,
            actor=visitor.actor,
            first_day=visitor.today - timedelta(days=13),
            last_day=visitor.today,
            narrowed=Narrowed(),
            zone=visitor.settings.zone,
        )


def status_of(visitor: Visitor, visit_ref: str = "B-1") -> tuple[CostStatus | None, int]:
    with visitor.transaction() as session:
        found = cost_receipt.receipt(session, actor=FINANCE, visit_ref=visit_ref)
    return found.status, found.version


def decide(visitor: Visitor, act: str, text: str = "because", version: int = 0) -> Said:
    version = version or status_of(visitor)[1]
    return costs_decisions.decide(visitor, act=act, visit_ref="B-1", version=version, text=text)


def test_the_queue_opens_with_what_stands_out_and_awaits_a_decision(company: Engine):
    test = shown(company)

    assert "2 visits" in captions(test)
    assert test.button(key="costs_bulk").label == "Approve the 1 that do not stand out"
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
        "expected 366"
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
    assert costs_desk.receipt_data(visitor, found, None)["actions"] == []


@pytest.mark.parametrize("act", ["approve", "ask", "dispute", "propose", "take_back"])
@pytest.mark.parametrize("stranger", [DISPATCHER, SUPPORT, TECHNICIAN])
def test_nobody_else_can_decide_even_without_a_button(company: Engine, act: str, stranger: Actor):
    said = decide(a_visitor(company, stranger), act)

    assert said.tone == "bad"
    assert "this needs finance" in said.text
    assert status_of(a_visitor(company))[0] is CostStatus.PROPOSED


@pytest.mark.parametrize("actor", [FINANCE, ADMIN])
def test_finance_and_admin_decide_and_the_next_one_follows(company: Engine, actor: Actor):
    visitor = a_visitor(company, actor)

    said = decide(visitor, "approve", text="")

    assert (said.tone, said.moves_on, said.undo) == ("good", True, "approve")
    with visitor.transaction() as session:
        found = cost_receipt.receipt(session, actor=actor, visit_ref="B-1")
    assert said.text == f"Approved B-1, {words.money(visitor, found.actual)}."
    assert status_of(visitor)[0] is CostStatus.APPROVED


@pytest.mark.parametrize(("act", "decided"), [("approve", "approved"), ("dispute", "disputed")])
def test_a_decision_is_undone_and_both_are_in_the_history(company: Engine, act: str, decided: str):
    visitor = a_visitor(company)
    said = decide(visitor, act)
    assert status_of(visitor)[0] == decided

    undone = costs_decisions.undo(visitor, said)

    assert undone.text == "Undone: B-1 awaits a decision again."
    assert status_of(visitor)[0] is CostStatus.PROPOSED
    with visitor.transaction() as session:
        found = cost_receipt.receipt(session, actor=FINANCE, visit_ref="B-1")
    assert found.decisions[-1].why == "Undone at once: decided by mistake"
    assert decided in [one.status for one in found.decisions]


def test_what_somebody_else_decided_meanwhile_is_not_overwritten(company: Engine):
    read = status_of(a_visitor(company))[1]
    decide(a_visitor(company, OTHER), "dispute", "Too long")

    said = decide(a_visitor(company), "approve", version=read)

    assert (said.tone, said.moves_on) == ("bad", False)
    assert "Somebody else decided this visit meanwhile" in said.text
    assert status_of(a_visitor(company))[0] is CostStatus.DISPUTED


def test_an_undo_after_somebody_else_touched_it_is_refused(company: Engine):
    said = decide(a_visitor(company), "approve")
    decide(a_visitor(company, OTHER), "dispute", "No")

    undone = costs_decisions.undo(a_visitor(company), said)

    assert undone.tone == "bad"
    assert status_of(a_visitor(company))[0] is CostStatus.DISPUTED


def test_a_question_keeps_the_cost_in_the_queue_with_a_mark(company: Engine):
    visitor = a_visitor(company)
    said = decide(visitor, "ask", "Which part?")

    assert said.text == "Your question about B-1 is kept."
    rows = {row.visit_ref: row for row in an_overview(visitor).rows}
    assert (rows["B-1"].asked, rows["B-1"].status) == (True, CostStatus.PROPOSED)
    assert "1 visits" in captions(shown(company, status="asked"))


def test_those_that_do_not_stand_out_are_approved_together(company: Engine):
    test = shown(company)

    test.button(key="costs_bulk").click()
    again(test, company)
    assert "1 visits that are within their limits, €" in test.text[0].value
    visitor = a_visitor(company)
    calm = [row for row in an_overview(visitor).rows if not row.stands_out]
    said = costs_decisions.approve_together(visitor, [(one.visit_ref, one.version) for one in calm])

    assert said.tone == "good"
    assert [status_of(visitor, ref)[0] for ref in ("A-1", "B-1")] == ["approved", "proposed"]


def test_one_changed_meanwhile_stops_all_that_are_approved_together(company: Engine):
    said = costs_decisions.approve_together(a_visitor(company), [("A-1", 1), ("B-1", 99)])

    assert said.tone == "bad"
    assert status_of(a_visitor(company), "A-1")[0] is CostStatus.PROPOSED


def test_the_receipt_shows_each_line_with_quantity_rate_source_and_difference(company: Engine):
    visitor = a_visitor(company)
    row = next(one for one in an_overview(visitor).rows if one.visit_ref == "B-1")
    with visitor.transaction() as session:
        found = cost_receipt.receipt(session, actor=FINANCE, visit_ref="B-1")

    data = costs_desk.receipt_data(visitor, found, row)

    labour = data["lines"][0]
    assert labour["planned"]["sum"] == "1 h 00 × €48.00/h"
    assert (labour["actual"]["sum"], labour["actual"]["amount"]) == ("3 h 00 × €48.00/h", "€144.00")
    assert labour["actual"]["source"].startswith("taps ")
    assert (labour["difference"], labour["tone"]) == ("+€96.00", "more")
    assert data["because"].startswith("Same device again within 30 days: +€")
    assert "Above 1.5 × plan, which is €" in data["limits"][0]
    assert data["link"] == "/cases?case=case-B-1"
    # untrusted text stays what it is: the page only ever makes text of it
    assert ("Findings", SCRIPT) in data["found"]
    assert ("Contributing", "damp: wet cellar") in data["found"]
    assert [one["key"] for one in data["actions"]] == ["a", "q", "d"]


def test_what_may_be_done_follows_from_the_status(company: Engine):
    visitor = a_visitor(company)

    def keys() -> list[str]:
        with visitor.transaction() as session:
            found = cost_receipt.receipt(session, actor=FINANCE, visit_ref="B-1")
        return [one["key"] for one in costs_desk.receipt_data(visitor, found, None)["actions"]]

    assert keys() == ["a", "q", "d"]
    decide(visitor, "dispute")
    assert keys() == ["a", "q", "p"]
    decide(visitor, "approve")
    assert keys() == ["q", "d", "t"]


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


@pytest.mark.parametrize(
    ("seconds", "text"), [(3600, "1 h 00"), (90, "1 min 30 s"), (42, "42 s"), (0, "0 min")]
)
def test_time_on_a_receipt_can_be_worked_out_by_hand(engine: Engine, seconds: int, text: str):
    assert words.quantity(a_visitor(engine), Decimal(seconds), "s") == text


def test_rates_keep_the_decimals_they_have(engine: Engine):
    visitor = a_visitor(engine)

    assert words.rate(visitor, Decimal("0.3500"), "m") == "€0.35/km"
    assert words.rate(visitor, Decimal("0.3567"), "m") == "0.3567/km"


def test_after_a_decision_the_one_below_follows_else_the_one_above():
    following: Any = costs_desk.following

    assert following(["A", "B", "C"], "B") == "C"
    assert following(["A", "B", "C"], "C") == "B"
    assert following(["A"], "A") == ""
    assert following(["A", "B"], "elsewhere") == "A"


def test_queue_rows_hold_plain_words(company: Engine):
    visitor = a_visitor(company)
    with visitor.transaction() as session:
        assert isinstance(session, Transaction)
    queue = cost_overview.queue(an_overview(visitor).rows, Sift())

    data = costs_desk.queue_data(visitor, queue, "B-1", may_decide=True)

    assert [row["ref"] for row in data["rows"]] == [row.visit_ref for row in queue]
    assert data["rows"][0]["who"] == "Fictief Visser · Zwolle"
    assert data["foot"] == ""
