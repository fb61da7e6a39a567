"""Publishing from the board: the broken rules one by one, accepted for a reason."""

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from streamlit.testing.v1.element_tree import Checkbox

from dashboard import wording
from dispatch import models, plan_edits
from dispatch.statuses import PlanStatus
from optimizer.check import Rule
from tests.dashboard.screens.board_desk import Page, kept, rename_customer
from tests.dispatch.board_day import edited, four_visits
from tests.dispatch.drafts import TOMORROW
from tests.dispatch.test_publishing_accepted import WHY, late_and_unskilled


def dialog(engine: Engine, language: str = "en") -> Page:
    page = Page(engine, language=language, day=TOMORROW.isoformat())
    return page.press("board_publish")


def boxes(page: Page) -> list[Checkbox]:
    return [box for box in page.test.checkbox if str(box.key).startswith("board_accept_")]


def accept_all(page: Page) -> Page:
    for number in range(len(boxes(page))):
        boxes(page)[number].check()
        page.run()
    return page


def status(engine: Engine) -> PlanStatus:
    found = kept(engine, lambda session: session.query(models.Plan).one().status)
    assert isinstance(found, PlanStatus)
    return found


def with_wrong_sums(session: Session) -> None:
    plan = late_and_unskilled(session)
    plan.solution_json = plan.solution_json.replace('"overtime_s":0', '"overtime_s":600')


def test_a_clean_plan_asks_for_nothing_more(engine: Engine) -> None:
    kept(engine, four_visits)

    page = dialog(engine)

    assert boxes(page) == []
    assert not page.test.text_input
    assert not page.test.button(key="board_publish_now").disabled


def test_each_broken_rule_is_listed_by_name_amount_and_sentence(engine: Engine) -> None:
    kept(engine, late_and_unskilled)

    text = dialog(engine).text()

    assert "##### This plan breaks 3 rules" in text
    lacks = "Bakker needs Heat pumps level 2; Fictief Tom holds level 1"
    assert f"**Skill** · 1 level  \n{lacks}" in text
    assert "**Time window** · 41 min" in text
    assert "Smit\\: starts 41 min after its window closed" in text


def test_publish_waits_until_each_one_is_accepted(engine: Engine) -> None:
    kept(engine, late_and_unskilled)
    page = dialog(engine)

    for left in (3, 2, 1):
        assert page.test.button(key="board_publish_now").disabled
        boxes(page)[3 - left].check()
        page.run()

    assert not page.test.button(key="board_publish_now").disabled


def test_without_a_reason_nothing_is_published_and_the_boxes_stay_ticked(engine: Engine) -> None:
    kept(engine, late_and_unskilled)

    page = accept_all(dialog(engine)).press("board_publish_now")

    assert page.test.error[0].value == "Say in a few words why this is acceptable."
    assert all(box.value for box in boxes(page))
    assert status(engine) is PlanStatus.DRAFT


def test_with_all_accepted_for_a_reason_it_is_published_and_says_so(engine: Engine) -> None:
    kept(engine, late_and_unskilled)
    page = accept_all(dialog(engine))
    page.test.text_input(key="board_publish_reason").input(WHY)
    page.run()

    page.press("board_publish_now")

    assert status(engine) is PlanStatus.PUBLISHED
    rows = kept(engine, lambda session: session.query(models.AcceptedViolation).all())
    assert {(row.by, row.reason) for row in rows} == {("dora", WHY)}
    page.state.selected = "V1"
    page.run()
    assert f"(accepted by dora\\: {WHY})" in page.text()
    assert "3 rules broken" in page.labels()


def test_what_a_colleague_changed_meanwhile_has_to_be_looked_at_again(engine: Engine) -> None:
    kept(engine, late_and_unskilled)
    page = accept_all(dialog(engine))
    page.test.text_input(key="board_publish_reason").input(WHY)

    def order(session: Session) -> None:
        plan = session.query(models.Plan).one()
        given = {"technician_ref": "noor", "visit_ref": "V2"}
        edited(session, plan, plan_edits.move_stop, **given)

    kept(engine, order)
    page.press("board_publish_now")

    assert "no longer breaks what you accepted" in page.test.error[0].value
    assert len(boxes(page)) == 1
    assert status(engine) is PlanStatus.DRAFT


def test_what_nobody_can_accept_says_why_and_has_no_box(engine: Engine) -> None:
    kept(engine, with_wrong_sums)

    page = dialog(engine)

    assert "Nobody can accept this: its times contradict each other." in page.text()
    assert page.test.button(key="board_publish_now").disabled
    assert not page.test.text_input
    assert "cannot be published" in page.test.caption[-1].value


def test_it_is_asked_in_dutch_too(engine: Engine) -> None:
    kept(engine, late_and_unskilled)

    page = dialog(engine, "nl")

    assert "##### Deze planning schendt 3 regels" in page.text()
    assert "**Vaardigheid** · 1 niveau" in page.text()
    assert {box.label for box in boxes(page)} == {"Accepteer"}


def test_a_hostile_name_is_text(engine: Engine) -> None:
    def hostile(session: Session) -> None:
        late_and_unskilled(session)
        rename_customer("V1", "**<b>x</b>** [y](http://z)")(session)

    kept(engine, hostile)

    assert "\\*\\*\\<b\\>x" in dialog(engine).text()


@pytest.mark.parametrize("rule", Rule)
def test_each_rule_has_a_name(rule: Rule) -> None:
    assert set(wording.catalogue()[f"publish.rule_{rule}"]) == {"en", "nl"}
