"""The board's page as a dispatcher meets it: what it says in which state, and its buttons."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from streamlit.testing.v1 import AppTest

from dashboard.screens import board_planning, board_state
from dashboard.screens.board_state import BoardState
from dashboard.visitor import Visitor
from dispatch import models
from dispatch.planning_desk import Job, JobState
from dispatch.statuses import PlanStatus
from tests.dashboard.screens.board_desk import Page, a_visitor, kept, rename_customer
from tests.dispatch.board_day import a_day, four_visits, published
from tests.dispatch.company import NOW, a_company
from tests.dispatch.drafts import TOMORROW, visit_of


class FakeDesk:
    """Remembers what was asked; its only job is what the test says."""

    def __init__(self) -> None:
        self.job: Job | None = None
        self.policy: str | None = None
        self.asked: list[tuple[str, object]] = []

    def start_planning(
        self, *_: object, first_day: object, days: int, policy: str | None = None, **__: object
    ) -> str:
        self.policy = policy
        self.asked.append(("start", (first_day, days)))
        return "job"

    def jobs(self, **_: object) -> list[Job]:
        return [self.job] if self.job else []

    def cancel(self, *, keep_best: bool, **_: object) -> None:
        self.asked.append(("cancel", keep_best))


def a_job(**changes: object) -> Job:
    job = {
        "id": "job",
        "first_day": TOMORROW,
        "days": 1,
        "by": "dora",
        "asked_at": NOW,
        "state": JobState.RUNNING,
        "seconds": 4.2,
        "limit_s": 20.0,
        "curve": ((1.0, 90_000), (3.0, 81_050)),
        "served": 3,
        "plan_id": None,
        "message": "",
        "notices": (),
    }
    return Job(**(job | changes))  # type: ignore[arg-type]


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> FakeDesk:
    fake = FakeDesk()
    monkeypatch.setattr(board_planning, "DESK", fake)
    return fake


def test_a_draft_shows_its_figures_and_that_nothing_is_published(engine: Engine, desk: FakeDesk):
    kept(engine, four_visits)

    page = Page(engine, day=TOMORROW.isoformat())

    assert "3 of 4 visits" in page.labels()
    assert "Nothing is published" in page.text()
    assert not page.test.button(key="board_publish").disabled
    # listener for questions, timeline and map
    assert len(page.test.get("bidi_component")) == 3


def test_without_technicians_it_says_where_shifts_come_from(engine: Engine, desk: FakeDesk):
    page = Page(engine, day=TOMORROW.isoformat())

    assert "Nobody works on Tuesday 3 November 2026" in page.test.info[0].value


def test_without_a_plan_there_is_one_button_that_makes_one(engine: Engine, desk: FakeDesk):
    kept(engine, lambda session: a_day(session, visits=2))

    page = Page(engine, day=TOMORROW.isoformat())

    assert "2 visits can be placed" in page.text()
    page.press("board_plan_this_day")
    assert desk.asked == [("start", (TOMORROW, 1))]


def test_without_visits_it_says_where_visits_come_from(engine: Engine, desk: FakeDesk):
    kept(engine, a_company)

    page = Page(engine, day=TOMORROW.isoformat())

    assert "no visit waits" in page.text()
    assert "board_plan_this_day" not in [button.key for button in page.test.button]


def test_it_opens_on_the_first_day_that_has_a_plan(engine: Engine, desk: FakeDesk):
    kept(engine, four_visits)

    assert Page(engine).state.day == TOMORROW


def test_the_day_switch_goes_by_days_and_in_the_week_by_weeks(engine: Engine, desk: FakeDesk):
    kept(engine, four_visits)
    page = Page(engine, day=TOMORROW.isoformat())

    assert page.press("board_later").state.day == TOMORROW + timedelta(days=1)
    assert page.test.query_params["day"] == "2026-11-04"
    page.state.week = True
    assert page.run().press("board_earlier").state.day == TOMORROW - timedelta(days=6)


def test_a_key_figure_filters_and_once_more_shows_all(engine: Engine, desk: FakeDesk):
    kept(engine, four_visits)
    page = Page(engine, day=TOMORROW.isoformat())

    assert page.press("board_figure_placed").state.figure == "placed"
    assert page.press("board_figure_placed").state.figure == ""


def test_a_figure_of_the_whole_plan_opens_what_it_is_made_of(engine: Engine, desk: FakeDesk):
    kept(engine, four_visits)
    page = Page(engine, day=TOMORROW.isoformat()).press("board_figure_drive")

    assert "Driving" in str(page.test.table[0].value)


def test_while_planning_the_button_is_progress_that_can_be_ended(engine: Engine, desk: FakeDesk):
    kept(engine, four_visits)
    desk.job = a_job()
    page = Page(engine, day=TOMORROW.isoformat())

    assert "4 of 20 s · best so far €810.50" in page.text()
    assert "· 3 visits placed · best not proven" in page.text()
    assert "3 of 4 visits" in page.labels()
    page.press("board_use_best")
    page.press("board_cancel")
    assert desk.asked == [("cancel", True), ("cancel", False)]


@pytest.mark.parametrize(
    ("bound", "said"),
    [(80_000, "at most 1.3% above the best possible"), (81_050, "proven: the best possible")],
)
def test_a_proven_bound_says_how_far_from_the_best_possible(
    engine: Engine, desk: FakeDesk, bound: int, said: str
):
    kept(engine, four_visits)
    desk.job = a_job(bound_cents=bound, policy="storm day")

    page = Page(engine, day=TOMORROW.isoformat())

    assert f"{said} · Storm day" in page.text()


def test_a_plan_says_how_good_it_is_and_under_which_policy_it_was_made(
    engine: Engine, desk: FakeDesk
):
    def proven(session: Session) -> None:
        plan = four_visits(session)
        plan.policy, plan.bound = "storm day", round(plan.objective * 100 / 102, 2)

    kept(engine, proven)
    page = Page(engine, day=TOMORROW.isoformat())

    assert "≤ 2.1% above the best" in page.labels()
    assert "Storm day" in page.text()
    page.press("board_figure_gap")
    assert "At most 2.1% above the best possible" in page.text()
    assert "Made for: **Storm day**" in page.text()


def test_opening_the_plan_menu_names_what_no_plan_can_serve(engine: Engine, desk: FakeDesk):
    def too_hard(session: Session) -> None:
        four_visits(session)
        visit_of(session, "V4").skills[0].level = 9

    kept(engine, too_hard)
    page = Page(engine, day=TOMORROW.isoformat())
    assert "Cannot be planned as they stand" not in page.text()

    page.test.session_state["board_plan_menu"] = True
    page.run()

    assert "Cannot be planned as they stand: 1" in page.text()
    assert "Change first: skills of the case" in page.text()


def test_planning_asks_for_the_policy_and_says_what_it_means(engine: Engine, desk: FakeDesk):
    kept(engine, four_visits)
    page = Page(engine, day=TOMORROW.isoformat())

    page.test.button_group(key="board_policy").set_value("customer first")
    page.run().press("board_plan_now")

    assert desk.policy == "customer first"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"state": JobState.DONE, "plan_id": 1}, "Draft 1 is ready."),
        ({"state": JobState.FAILED, "message": "it died"}, "Planning failed: it died."),
        ({"state": JobState.CANCELLED}, "Planning was cancelled; nothing changed."),
    ],
)
def test_the_end_of_planning_is_told_once(
    engine: Engine, desk: FakeDesk, changes: dict[str, object], said: str
):
    kept(engine, four_visits)
    desk.job = a_job()
    page = Page(engine, day=TOMORROW.isoformat())
    desk.job = a_job(**changes)

    page.run()
    assert page.state.notice is not None
    assert str(page.state.notice["text"]).startswith(said)
    page.state.notice = None
    assert page.run().state.notice is None


def _progress(visitor: "Visitor", state: "BoardState", runs: list[str]) -> None:
    from dashboard.screens import board_planning

    runs.append("run")
    if len(runs) < 3:
        board_planning.show_progress(visitor, state)


@pytest.mark.parametrize(("dialog", "drawn"), [("", 3), ("why", 1)])
def test_what_planning_came_to_waits_for_a_dialog_to_be_closed(
    engine: Engine, desk: FakeDesk, dialog: str, drawn: int
):
    """A dialog drawn anew is closed for a moment, and a key pressed in it then is lost."""
    desk.job = a_job(state=JobState.DONE, plan_id=1)
    state = BoardState(day=TOMORROW, dialog=dialog)
    runs: list[str] = []
    given = {"visitor": a_visitor(engine), "state": state, "runs": runs}

    AppTest.from_function(_progress, kwargs=given).run()

    assert len(runs) == drawn


def test_a_job_that_ends_before_it_was_seen_running_is_told_too(engine: Engine, desk: FakeDesk):
    kept(engine, lambda session: a_day(session, visits=2))
    page = Page(engine, day=TOMORROW.isoformat())
    desk.job = a_job(state=JobState.FAILED, message="it died")

    page.press("board_plan_this_day")

    assert page.state.notice is not None
    assert str(page.state.notice["text"]).startswith("Planning failed: it died.")


def test_publishing_shows_what_changes_for_whom_and_asks_once(engine: Engine, desk: FakeDesk):
    kept(engine, four_visits)
    page = Page(engine, day=TOMORROW.isoformat()).press("board_publish")

    assert "**3 visits** get a technician and a time; 3 customers" in page.text()
    plan = kept(engine, lambda session: session.query(models.Plan).one().status)
    assert plan is PlanStatus.DRAFT


def test_publishing_makes_it_the_plan_in_force(engine: Engine, desk: FakeDesk):
    kept(engine, four_visits)
    page = Page(engine, day=TOMORROW.isoformat())
    page.press("board_publish")

    page.press("board_publish_now")

    plan = kept(engine, lambda session: session.query(models.Plan).one().status)
    assert plan is PlanStatus.PUBLISHED
    page.run()
    assert "This is what customers were told" in page.text()


def test_compare_is_there_when_a_draft_differs_from_what_is_published(
    engine: Engine, desk: FakeDesk
):
    kept(engine, lambda session: published(session, four_visits(session)))
    page = Page(engine, day=TOMORROW.isoformat())

    assert page.test.button(key="board_compare").disabled


def test_the_selected_visit_is_described_with_cost_and_what_can_be_done(
    engine: Engine, desk: FakeDesk
):
    kept(engine, four_visits)
    page = Page(engine, day=TOMORROW.isoformat())
    page.state.selected = "V1"
    page.run()

    assert "**Bakker, Zwolle**" in page.text()
    assert "of which travel" in page.text()
    assert {"Move to…", "Why here?", "Take off"} <= set(page.labels())


def test_a_visit_of_the_tray_says_why_and_can_be_placed_from_there(engine: Engine, desk: FakeDesk):
    kept(engine, four_visits)
    page = Page(engine, day=TOMORROW.isoformat())
    page.state.selected = "V4"
    page.run()

    assert "Nobody placed it" in page.text()
    page.press("board_why")
    assert "board_other_0" in [button.key for button in page.test.button]
    page.press("board_other_0")
    page.run()
    assert "4 of 4 visits" in page.labels()


def test_taking_off_puts_the_visit_into_the_tray(engine: Engine, desk: FakeDesk):
    kept(engine, four_visits)
    page = Page(engine, day=TOMORROW.isoformat())
    page.state.selected = "V3"
    page.run().press("board_take_off")

    assert "2 of 4 visits" in page.run().labels()


def test_the_form_tells_the_price_before_it_moves(engine: Engine, desk: FakeDesk):
    kept(engine, four_visits)
    page = Page(engine, day=TOMORROW.isoformat())
    page.state.selected = "V3"
    page.run().press("board_move_to")

    assert "Starts **" in page.text()
    page.press("board_move_now")
    page.state.forget()
    board = page.state.board(a_visitor(engine))
    noors = next(person for person in board.technicians if person.ref == "noor")
    assert "V3" in noors.routes[0].stops


def test_names_of_customers_are_no_markdown(engine: Engine, desk: FakeDesk):
    kept(engine, four_visits)
    kept(engine, rename_customer("V1", "**Bold** [x](http://evil.example) <b>"))
    page = Page(engine, day=TOMORROW.isoformat())
    page.state.selected = "V1"
    page.run()

    assert "\\*\\*Bold\\*\\* \\[x\\](http\\:\u2060//evil.example) \\<b\\>, Zwolle" in page.text()


def test_the_week_view_has_a_column_for_each_day_and_no_map(engine: Engine, desk: FakeDesk):
    kept(engine, four_visits)
    page = Page(engine, day=TOMORROW.isoformat(), view="week")

    assert page.state.days()[0].isoformat() == "2026-11-02"
    assert len(page.test.get("bidi_component")) == 2


def test_the_board_speaks_dutch(engine: Engine, desk: FakeDesk):
    kept(engine, four_visits)
    page = Page(engine, language="nl", day=TOMORROW.isoformat())

    assert "3 van 4 bezoeken" in page.labels()


def test_the_board_is_read_again_only_after_a_change_or_some_seconds(engine: Engine):
    kept(engine, four_visits)
    visitor, state = a_visitor(engine), board_state.BoardState(day=TOMORROW)
    before = state.board(visitor)

    assert state.board(visitor) is before
    state.forget()
    assert state.board(visitor) is not before
