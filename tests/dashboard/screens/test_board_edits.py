"""What the hand does on the board, through the use cases, on a real database."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from dashboard.screens import board_answers, board_edits, board_top
from dashboard.screens.board_data import DayScale
from dashboard.screens.board_state import BoardState
from dispatch import models, plan_edits
from dispatch.plan_steps import Pin
from dispatch.statuses import PlanStatus
from tests.dashboard.screens.board_desk import VisitorAt, a_board, a_visitor, kept, routes
from tests.dispatch.board_day import ANNA, a_day, a_hand_made_draft, four_visits, published
from tests.dispatch.company import SUPPORT, technician
from tests.dispatch.drafts import TOMORROW


@pytest.fixture
def dora(engine: Engine) -> VisitorAt:
    kept(engine, four_visits)
    return a_visitor(engine)


def drop(visitor: VisitorAt, state: BoardState, visit: str, row: str, position: int) -> None:
    """What the browser sends."""
    revision = board_edits.revision_now(visitor, state)
    placed = visit not in [one.card.visit_ref for one in state.seen(visitor).tray]
    where = {"row": row, "day": TOMORROW.isoformat(), "position": position, "placed": placed}
    asks(visitor, state, {"kind": "move", "visit": visit, "revision": revision, **where})


def noor_alone_holds_the_skill(session: Session) -> None:
    a_day(session, visits=2)
    tom = technician(session, "tom")
    tom.skills.clear()
    session.flush()
    a_hand_made_draft(session, {"noor": ["V1", "V2"]})


def asks(visitor: VisitorAt, state: BoardState, question: dict[str, object]) -> None:
    board_answers.ask(state, question)
    board_answers.answer(visitor, state)


def said(state: BoardState) -> tuple[str, str]:
    assert state.notice is not None
    return str(state.notice["kind"]), str(state.notice["text"])


def test_a_drop_on_a_row_moves_the_visit_and_says_the_price(dora: VisitorAt):
    state = a_board()

    drop(dora, state, "V1", "tom", 1)

    assert routes(dora, state) == {"noor": ["V2"], "tom": ["V3", "V1"], "": ["V4"]}
    kind, text = said(state)
    assert kind == "info"
    assert "Bakker moved from Fictief Noor to Fictief Tom" in text
    assert "€" in text


def test_a_drop_from_the_tray_places_and_one_into_it_takes_off(dora: VisitorAt):
    state = a_board()

    drop(dora, state, "V4", "noor", 0)
    board_edits.move(dora, state, {"visit": "V3", "tray": True})

    assert routes(dora, state) == {"noor": ["V4", "V1", "V2"], "tom": [], "": ["V3"]}


def test_undo_and_redo_by_key(dora: VisitorAt):
    state = a_board()
    drop(dora, state, "V1", "tom", 1)

    asks(dora, state, {"kind": "undo"})
    assert routes(dora, state)["noor"] == ["V1", "V2"]
    asks(dora, state, {"kind": "redo"})
    assert routes(dora, state)["noor"] == ["V2"]


def test_undo_with_nothing_to_undo_is_an_answer_and_no_error(dora: VisitorAt):
    state = a_board()

    asks(dora, state, {"kind": "undo"})

    assert said(state)[0] == "error"
    assert "nothing to undo" in said(state)[1]


def test_two_dispatchers_do_not_overwrite_each_other(dora: VisitorAt):
    anna = replace(dora, actor=ANNA)
    doras, annas = a_board(), a_board()
    doras.board(dora)
    drop(anna, annas, "V1", "tom", 0)

    drop(dora, doras, "V2", "tom", 0)

    kind, text = said(doras)
    assert kind == "stale"
    assert "anna" in text
    assert routes(dora, doras)["tom"] == ["V1", "V3"]


def test_a_drop_on_a_board_that_was_redrawn_meanwhile_is_not_guessed_at(dora: VisitorAt):
    state = a_board()
    sent = {"visit": "V1", "row": "tom", "position": 0, "revision": "1:999", "placed": True}

    board_edits.move(dora, state, sent)

    assert said(state)[0] == "stale"
    assert routes(dora, state)["noor"] == ["V1", "V2"]


def test_a_change_of_a_published_plan_makes_a_draft_and_leaves_the_promises(engine: Engine):
    kept(engine, lambda session: published(session, four_visits(session)))
    dora, state = a_visitor(engine), a_board()

    drop(dora, state, "V1", "tom", 0)

    assert routes(dora, state)["tom"] == ["V1", "V3"]
    plans = kept(engine, lambda session: [p.status for p in session.query(models.Plan)])
    assert plans == [PlanStatus.PUBLISHED, PlanStatus.DRAFT]
    assert [d.visit_ref for d in state.board(dora).differences if d.kind == "moved"] == ["V1"]


def test_a_preview_changes_nothing_even_of_a_published_plan(engine: Engine):
    kept(engine, lambda session: published(session, four_visits(session)))
    dora, state = a_visitor(engine), a_board()
    asked = {"kind": "preview", "number": 7, "visit": "V1", "row": "tom", "position": 0}

    asks(dora, state, {**asked, "day": TOMORROW.isoformat()})

    assert state.answer is not None
    assert state.answer["number"] == 7
    assert "€" in state.answer["text"]
    assert kept(engine, lambda session: session.query(models.Plan).count()) == 1


def test_a_preview_names_what_would_break(engine: Engine):
    kept(engine, noor_alone_holds_the_skill)
    dora, state = a_visitor(engine), a_board()
    asked = {"kind": "preview", "number": 1, "visit": "V1", "row": "tom", "position": 0}

    asks(dora, state, {**asked, "day": TOMORROW.isoformat()})

    assert state.answer is not None
    [rule] = state.answer["rules"]
    assert "Heat pumps level 2; Fictief Tom does not hold it" in rule


def test_a_preview_on_a_day_outside_the_plan_says_so(engine: Engine):
    kept(engine, four_visits)
    dora, state = a_visitor(engine), a_board()
    asked = {"kind": "preview", "number": 1, "visit": "V1", "row": "tom", "position": 0}

    asks(dora, state, {**asked, "day": "2026-11-09"})

    assert state.answer is not None
    assert "does not work on 9 Nov 2026 in this plan" in state.answer["text"]


def test_choosing_a_visit_says_who_else_could_do_it_and_for_how_much(dora: VisitorAt):
    state = a_board()

    asks(dora, state, {"kind": "abilities", "visit": "V1"})

    assert state.selected == "V1"
    assert state.answer is not None
    assert state.answer["rows"]["tom"]["able"]
    assert "€" in state.answer["rows"]["tom"]["text"]
    assert "noor" not in state.answer["rows"]


def test_each_answer_has_a_stamp_of_its_own(dora: VisitorAt):
    state, stamps = a_board(), []
    for _ in range(2):
        asks(dora, state, {"kind": "abilities", "visit": "V1"})
        assert state.answer is not None
        stamps.append(state.answer["stamp"])

    assert stamps[0] != stamps[1]


def test_only_dispatchers_change_plans(dora: VisitorAt):
    state = a_board()

    drop(replace(dora, actor=SUPPORT), state, "V1", "tom", 0)

    assert said(state) == ("error", "As support you may not do this; it needs dispatcher.")
    assert routes(dora, state)["noor"] == ["V1", "V2"]


def test_without_a_plan_a_drop_says_plan_first(engine: Engine):
    dora, state = a_visitor(engine), a_board()

    board_edits.move(dora, state, {"visit": "V1", "row": "tom", "position": 0})

    assert said(state) == ("error", dora.say("board.plan_first"))


def test_pins_hold_and_show(dora: VisitorAt):
    state = a_board()
    board_edits.change(dora, state, plan_edits.pin, visit_ref="V1", what=Pin.TECHNICIAN)

    [stop] = [stop for stop in state.board(dora).stops if stop.card.visit_ref == "V1"]
    assert stop.card.pins == {Pin.TECHNICIAN}


@pytest.mark.parametrize(
    ("figure", "lit"),
    [
        ("", None),
        ("placed", ["V4"]),
        ("overtime", []),
        ("broken", []),
        ("changed", ["V1", "V2", "V3"]),
        ("nonsense", None),
    ],
)
def test_figures_light_the_visits_they_are_about(
    dora: VisitorAt, figure: str, lit: list[str] | None
):
    state = a_board()
    state.figure = figure

    found = board_top.lit_by(state, state.board(dora))
    assert (None if found is None else sorted(found)) == lit


def test_the_answer_to_a_drop_carries_the_new_times_of_both_routes(dora: VisitorAt):
    state = a_board()

    drop(dora, state, "V1", "tom", 0)

    assert state.answer is not None
    assert state.answer["done"]
    toms, noors = state.answer["routes"]
    assert (toms["row"], [stop["id"] for stop in toms["stops"]]) == ("tom", ["V1", "V3"])
    assert (noors["row"], [stop["id"] for stop in noors["stops"]]) == ("noor", ["V2"])
    state.forget()
    drawn = {stop.card.visit_ref: stop for stop in state.board(dora).stops}
    scale = DayScale(dora, TOMORROW)
    assert [stop["start"] for stop in toms["stops"]] == [
        scale.minute(drawn[ref].starts) for ref in ("V1", "V3")
    ]


def test_one_edit_after_another_without_reading_the_board_between(dora: VisitorAt):
    state = a_board()

    drop(dora, state, "V1", "tom", 0)
    drop(dora, state, "V2", "tom", 0)
    asks(dora, state, {"kind": "undo"})

    assert said(state)[0] == "info"
    assert routes(dora, state) == {"noor": ["V2"], "tom": ["V1", "V3"], "": ["V4"]}
