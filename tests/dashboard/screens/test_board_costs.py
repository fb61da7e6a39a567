"""The cost of a plan opened from its key figure, and two plans compared."""

import re

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from tests.dashboard.screens.board_desk import Page, kept
from tests.dispatch.board_day import a_hand_made_draft, four_visits, solution
from tests.dispatch.drafts import TOMORROW


def table(page: Page, number: int = 0) -> str:
    return str(page.test.table[number].value)


def test_the_cost_opens_rule_by_rule_and_adds_up(engine: Engine) -> None:
    cents = kept(engine, lambda session: solution(four_visits(session)).objective_cents)
    page = Page(engine, day=TOMORROW.isoformat()).press("board_figure_cost")

    whole = f"{cents / 100:,.2f}"
    assert f"**€{whole}** is what this plan keeps as low as possible" in page.text()
    assert "Visits left out" in table(page)
    assert whole in table(page)
    # quantity x rate, as the company's cards have it
    assert re.search(r"\d+\.\d km × €0\.\d\d/km", table(page))
    assert re.search(r"× €\d+\.\d\d/h", table(page))


@pytest.mark.parametrize(
    ("view", "said"), [("technician", "The route itself"), ("customer", "The routes themselves")]
)
def test_it_opens_further_by_technician_and_by_customer(
    engine: Engine, view: str, said: str
) -> None:
    kept(engine, four_visits)
    page = Page(engine, day=TOMORROW.isoformat()).press("board_figure_cost")

    page.test.button_group(key="board_costs_view").set_value(view)
    page.run()

    assert said in table(page)
    assert "Bakker" in table(page)


def two_drafts(session: Session) -> None:
    four_visits(session)
    a_hand_made_draft(session, {"noor": ["V2"], "tom": ["V3", "V1", "V4"]})


def test_two_drafts_can_be_compared_without_anything_published(engine: Engine) -> None:
    kept(engine, two_drafts)
    page = Page(engine, day=TOMORROW.isoformat()).press("board_compare")

    assert "visits differ, no promise broken" in page.text()
    assert "Together" in table(page)
    assert page.test.dataframe[0].value.shape[0] > 0
