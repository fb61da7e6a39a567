"""Decisions on costs, what is said of them, and the receipt they are made on."""

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from dashboard.screens import costs_decisions, costs_desk, costs_receipt, costs_talk
from dashboard.screens import costs_words as words
from dashboard.screens.costs_decisions import Said
from dashboard.visitor import Visitor
from dispatch.database import Session as Transaction
from dispatch.queries import cost_overview, cost_receipt
from dispatch.queries.case_events import Event, EventKind
from dispatch.queries.cost_overview import Sift
from dispatch.roles import Actor
from dispatch.statuses import CostStatus
from tests.dashboard.screens.costs_company import (
    ADMIN,
    DISPATCHER,
    FINANCE,
    OTHER,
    SCRIPT,
    SUPPORT,
    TECHNICIAN,
    a_visitor,
    an_overview,
    ended_visits,
)
from tests.dashboard.screens.costs_page import captions, shown
from tests.dispatch.company import a_company


@pytest.fixture
def company(engine: Engine) -> Engine:
    with Session(engine, expire_on_commit=False) as session, session.begin():
        a_company(session)
        ended_visits(session)
    return engine


def status_of(visitor: Visitor, visit_ref: str = "B-1") -> tuple[CostStatus | None, int]:
    with visitor.transaction() as session:
        found = cost_receipt.receipt(session, actor=FINANCE, visit_ref=visit_ref)
    return found.status, found.version


def decide(visitor: Visitor, act: str, text: str = "because", version: int = 0) -> Said:
    version = version or status_of(visitor)[1]
    return costs_decisions.decide(visitor, act=act, visit_ref="B-1", version=version, text=text)


@pytest.mark.parametrize("act", ["approve", "ask", "dispute", "propose", "take_back"])
@pytest.mark.parametrize("stranger", [DISPATCHER, SUPPORT, TECHNICIAN])
def test_nobody_else_can_decide_even_without_a_button(company: Engine, act: str, stranger: Actor):
    said = decide(a_visitor(company, stranger), act)

    assert said.tone == "bad"
    assert "it needs finance" in said.text
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
    assert "1 visit," in captions(shown(company, status="asked"))


def test_one_changed_meanwhile_stops_all_that_are_approved_together(company: Engine):
    said = costs_decisions.approve_together(a_visitor(company), [("A-1", 1), ("B-1", 99)])

    assert said.tone == "bad"
    assert status_of(a_visitor(company), "A-1")[0] is CostStatus.PROPOSED


def test_the_receipt_shows_each_line_with_quantity_rate_source_and_difference(company: Engine):
    visitor = a_visitor(company)
    row = next(one for one in an_overview(visitor).rows if one.visit_ref == "B-1")
    with visitor.transaction() as session:
        found = cost_receipt.receipt(session, actor=FINANCE, visit_ref="B-1")

    data = costs_receipt.receipt_data(visitor, found, row)

    labour = data["lines"][0]
    assert labour["planned"]["sum"] == "1 h 00 × €48.00/h"
    assert (labour["actual"]["sum"], labour["actual"]["amount"]) == ("3 h 00 × €48.00/h", "€144.00")
    assert labour["actual"]["source"].startswith("tapped from ")
    assert (labour["difference"], labour["tone"]) == ("+€96.00", "more")
    assert data["because"] == "Same device again within 30 days"
    assert data["explains"] == data["actual"].replace("€", "+€")
    assert "Above 1.5 × plan, which is €" in data["limits"][0]
    assert data["case"] == "case-B-1"
    # untrusted text stays what it is: the page only ever makes text of it
    assert ("Findings", SCRIPT) in data["found"]
    assert ("Contributing", "Damp: wet cellar") in data["found"]
    assert [one["key"] for one in data["actions"]] == ["a", "q", "d"]


def test_what_may_be_done_follows_from_the_status(company: Engine):
    visitor = a_visitor(company)

    def keys() -> list[str]:
        with visitor.transaction() as session:
            found = cost_receipt.receipt(session, actor=FINANCE, visit_ref="B-1")
        return [one["key"] for one in costs_receipt.receipt_data(visitor, found, None)["actions"]]

    assert keys() == ["a", "q", "d"]
    decide(visitor, "dispute")
    assert keys() == ["a", "q", "p"]
    decide(visitor, "approve")
    assert keys() == ["q", "d", "t"]


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


def test_a_visits_outcome_is_in_words_in_the_conversation(engine: Engine):
    visitor = a_visitor(engine)
    at = visitor.now
    ended = Event(
        at, EventKind.VISIT_STATUS, "noor", "", "part_missing\nNo sensor", status="incomplete"
    )
    said = Event(at, EventKind.ATTEMPT, "sam", "", "part_missing")

    assert costs_talk.written(visitor, ended) == "part missing\nNo sensor"
    assert costs_talk.written(visitor, said) == "part_missing"
