"""What would help, another technician, an urgent visit: asked and taken at the board."""

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from dispatch import models
from dispatch.statuses import Priority
from tests.dashboard.screens.board_desk import Page, a_visitor, kept, routes
from tests.dispatch.board_day import a_day, a_hand_made_draft, add_visit, four_visits, published
from tests.dispatch.company import technician
from tests.dispatch.drafts import TOMORROW, local, visit_of


def two_that_overlap(session: Session) -> models.Plan:
    """Only Noor works; V1 and V2 may start between 8:30 and 8:42 only."""
    a_day(session, visits=2)
    technician(session, "tom").active = False
    for visit in ("V1", "V2"):
        opens, closes = local(TOMORROW, 8, 30), local(TOMORROW, 8, 42)
        visit_of(session, visit).windows = [models.VisitWindow(opens=opens, closes=closes)]
    return a_hand_made_draft(session, {"noor": ["V1"]})


def at(engine: Engine, visit: str, language: str = "en") -> Page:
    page = Page(engine, language, day=TOMORROW.isoformat())
    page.state.selected = visit
    return page.run()


def test_a_left_out_visit_says_what_would_help_and_one_click_takes_it(engine: Engine) -> None:
    kept(engine, two_that_overlap)
    page = at(engine, "V2").press("board_why")

    assert "The window of Smit closes" in page.text()
    assert "Ask the customer first" in page.text()
    page.press("board_fix_0")
    assert routes(a_visitor(engine), page.state)["noor"] == ["V1", "V2"]


def test_what_would_help_is_said_in_dutch_too(engine: Engine) -> None:
    kept(engine, two_that_overlap)

    page = at(engine, "V2", "nl").press("board_why")

    assert "Het tijdvak van Smit eindigt" in page.text()


def test_another_technician_is_shown_beside_the_present_one_and_sent_by_one_click(
    engine: Engine,
) -> None:
    kept(engine, four_visits)
    page = at(engine, "V1").press("board_why")
    page.test.selectbox(key="board_choice_who").select("tom")
    page.run()

    assert "With **Fictief Tom** instead of Fictief Noor the plan costs" in page.text()
    assert "Together" in str(page.test.table[0].value)
    page.press("board_choice_apply")
    assert "V1" in routes(a_visitor(engine), page.state)["tom"]


def test_the_answers_about_a_published_plan_leave_it_as_it_is(engine: Engine) -> None:
    kept(engine, lambda session: published(session, four_visits(session)))
    page = at(engine, "V1").press("board_why")
    page.test.selectbox(key="board_choice_who").select("tom")
    page.run()

    assert kept(engine, lambda session: session.query(models.Plan).count()) == 1


@pytest.mark.parametrize(
    ("priority", "offered"), [(Priority.EMERGENCY, True), (Priority.NORMAL, False)]
)
def test_only_an_urgent_visit_can_be_fitted_in_at_once(
    engine: Engine, priority: Priority, offered: bool
) -> None:
    kept(engine, four_visits)
    kept(engine, lambda session: add_visit(session, 5, requested_priority=priority))

    page = at(engine, "V5")

    assert ("Fit in now" in page.labels()) == offered


def test_an_urgent_visit_is_fitted_in_after_its_price_was_shown(engine: Engine) -> None:
    kept(engine, four_visits)
    kept(engine, lambda session: add_visit(session, 5, requested_priority=Priority.EMERGENCY))
    page = at(engine, "V5").press("board_urgent")

    assert "every rule was checked" in page.text()
    page.press("board_urgent_apply")
    assert "V5" not in routes(a_visitor(engine), page.state)[""]
