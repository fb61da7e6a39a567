"""The rules of the chosen visit, changed on the board."""

from typing import Any

import pytest
from sqlalchemy import Engine

from dispatch import models
from dispatch.planning_rules import RelationKind, Wish
from dispatch.statuses import PlanStatus, VisitStatus
from tests.dashboard.screens.board_desk import Page, kept
from tests.dispatch.board_day import four_visits, published
from tests.dispatch.drafts import TOMORROW, visit_of


def opened(engine: Engine, visit: str = "V1", language: str = "en") -> Page:
    """The board with the dialog of the visit's rules."""
    page = Page(engine, language, day=TOMORROW.isoformat())
    page.state.selected = visit
    page.run()
    return page.press("board_edit_rules")


def fill(page: Page, key: str, value: Any) -> None:
    kinds = (page.test.text_input, page.test.selectbox, page.test.number_input)
    [field] = [one for kind in kinds for one in kind if str(one.key).endswith(key)]
    field.set_value(value)


def rows(engine: Engine, table: type[Any]) -> list[Any]:
    return kept(engine, lambda session: session.query(table).order_by(table.id).all())


def wishes(engine: Engine, visit: str) -> dict[str, Wish]:
    return kept(
        engine,
        lambda session: {
            one.technician.ref: one.wish for one in visit_of(session, visit).technicians
        },
    )


def test_a_saved_rule_shows_at_once_what_the_plan_breaks(engine: Engine) -> None:
    kept(engine, four_visits)
    page = opened(engine)
    fill(page, "technicians_0_0", "noor")
    fill(page, "technicians_0_1", "never")
    page.press("board_rules_V1_save")

    assert wishes(engine, "V1") == {"noor": Wish.NEVER}
    # the first plan is kept as it was; the second has its routes under the rules of now
    old, new = rows(engine, models.Plan)
    assert (old.status, new.status, page.state.plan_id) == (
        PlanStatus.DRAFT,
        PlanStatus.DRAFT,
        new.id,
    )
    assert page.state.dialog == ""
    assert ":red[Fictief Noor is not to be sent to Bakker]" in page.text()
    assert page.state.notice is not None
    assert f"Draft {new.id}" in page.state.notice["text"]


def test_windows_skills_and_prices_are_entered_in_one_form(engine: Engine) -> None:
    kept(engine, four_visits)
    page = opened(engine, "V4")
    fill(page, "windows_0_0", "2026-11-03 09:00")
    fill(page, "windows_0_1", "12:00")
    fill(page, "skills_1_0", "gas")
    fill(page, "skills_1_1", "1")
    fill(page, "due_by", "2026-11-04 12:00")
    fill(page, "priority", "high")
    page.press("board_rules_V4_save")

    visit = kept(engine, lambda session: facts(visit_of(session, "V4")))
    assert visit == ("high", 1, {"gas": 1, "heat-pump": 2}, 11)


def facts(visit: models.Visit) -> tuple[Any, ...]:
    due = visit.requested_due_by
    skills = {need.skill.ref: need.level for need in visit.skills}
    return visit.requested_priority.value, len(visit.windows), skills, due and due.hour


def test_what_is_wrong_is_said_in_the_dialog_and_makes_no_plan(engine: Engine) -> None:
    kept(engine, four_visits)
    page = opened(engine)
    fill(page, "due_by", "soon")
    page.press("board_rules_V1_save")

    assert page.state.dialog == "rules"
    assert "“soon” does not fit" in page.text()
    assert len(rows(engine, models.Plan)) == 1
    [typed] = [one for one in page.test.text_input if str(one.key).endswith("due_by")]
    assert typed.value == "soon"


def test_visits_are_tied_together_and_set_free_again(engine: Engine) -> None:
    kept(engine, four_visits)
    page = opened(engine)
    page.test.selectbox(key="board_relate_kind").set_value(RelationKind.AFTER)
    page.run()
    page.test.multiselect(key="board_relate_others").set_value(["V2"])
    fill(page, "board_relate_least", 60)
    page.press("board_relate_now")

    [relation] = rows(engine, models.VisitRelation)
    assert (relation.kind, relation.min_gap_min) == (RelationKind.AFTER, 60)
    page.press("board_edit_rules")
    assert "Bakker (V1), Smit (V2)**: one after the other · after 1 h 00" in page.text()
    page.press("board_forget_0")

    assert rows(engine, models.VisitRelation) == []


def test_a_relation_of_one_visit_is_refused_in_the_dialog(engine: Engine) -> None:
    kept(engine, four_visits)
    page = opened(engine)
    page.press("board_relate_now")

    assert page.state.dialog == "rules"
    assert [one.value for one in page.test.error] != []
    assert rows(engine, models.VisitRelation) == []


def test_a_team_and_a_follow_up_come_into_the_tray(engine: Engine) -> None:
    kept(engine, four_visits)
    opened(engine).press("board_team_now")
    page = opened(engine)
    fill(page, "board_follow_minutes", 30)
    page.press("board_follow_now")

    made = {visit.ref: visit for visit in rows(engine, models.Visit) if visit.beside}
    assert {visit.status for visit in made.values()} == {VisitStatus.READY}
    assert [visit.requested_duration_s for visit in made.values()] == [3600, 1800]
    kinds = sorted(relation.kind.value for relation in rows(engine, models.VisitRelation))
    assert kinds == ["after", "together"]


def test_a_published_plan_stays_as_it_is(engine: Engine) -> None:
    kept(engine, lambda session: published(session, four_visits(session)))
    page = opened(engine)
    [note] = page.test.text_area
    note.set_value("second floor")
    page.press("board_rules_V1_save")

    first, draft = rows(engine, models.Plan)
    assert (first.status, draft.status) == (PlanStatus.PUBLISHED, PlanStatus.DRAFT)


@pytest.mark.parametrize("language", ["nl"])
def test_the_dialog_speaks_dutch(engine: Engine, language: str) -> None:
    kept(engine, four_visits)
    page = opened(engine, language=language)

    assert {"Dit bezoek", "Samen met andere bezoeken"} <= {tab.label for tab in page.test.tabs}
