"""A board as the browser gets it: minutes of the local day, short words, nothing else."""

import json
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine

from dashboard.screens import board_data, board_map_data, board_week_data
from dashboard.screens.board_data import DayScale
from dispatch import config
from tests.dashboard.screens.board_desk import VisitorAt, a_board, a_late_comer, a_visitor, kept
from tests.dispatch.board_day import four_visits, later, published
from tests.dispatch.drafts import TOMORROW


@pytest.fixture
def dora(engine: Engine) -> VisitorAt:
    kept(engine, four_visits)
    return a_visitor(engine)


def test_rows_hold_stops_in_minutes_of_the_local_day(dora: VisitorAt):
    data = board_data.day_data(dora, a_board().board(dora), None)

    noor, tom = data["rows"]
    # the shift is 8:00 to 16:30 in Amsterdam
    assert (noor["opens"], noor["closes"]) == (8 * 60, 16 * 60 + 30)
    assert [stop["id"] for stop in noor["stops"]] == ["V1", "V2"]
    assert [stop["id"] for stop in tom["stops"]] == ["V3"]
    first, second = noor["stops"]
    assert first["end"] - first["start"] == 60
    assert second["start"] - second["wait"] >= second["arrival"]
    assert all(stop["on_route"] for stop in noor["stops"])
    assert [idea["id"] for idea in data["tray"]] == ["V4"]


def test_the_data_can_be_sent_as_json_and_says_all_texts(dora: VisitorAt):
    data = board_data.day_data(dora, a_board().board(dora), ["V1"])

    assert json.loads(json.dumps(data))["lit"] == ["V1"]
    assert data["texts"]["tray"] == "To place"
    assert ["u", "undo"] in data["texts"]["keys"]


def test_a_visit_that_came_after_the_plan_waits_in_the_tray(engine: Engine):
    kept(engine, four_visits)
    kept(engine, a_late_comer)
    dora = a_visitor(engine)

    data = board_data.day_data(dora, a_board().board(dora), None)

    assert "V9" in [idea["id"] for idea in data["tray"]]


def test_now_is_told_only_on_the_day_itself(engine: Engine):
    kept(engine, lambda session: published(session, four_visits(session)))
    state = a_board()
    today = a_visitor(engine)
    assert board_data.day_data(today, state.board(today), None)["now"] is None

    tomorrow = VisitorAt(engine, config.load(), today.actor, moment=later(24 * 60))
    state.forget()

    # NOW is 10:00 in Amsterdam
    assert board_data.day_data(tomorrow, state.board(tomorrow), None)["now"] == 600


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        (date(2026, 3, 29), [0, 1, 3, 4]),
        (date(2026, 10, 25), [0, 1, 2, 2]),
        (date(2026, 11, 3), [0, 1, 2, 3]),
    ],
)
def test_ticks_say_the_hours_that_the_clock_shows(engine: Engine, day: date, hours: list[int]):
    ticks = DayScale(a_visitor(engine), day).ticks()

    assert [minute for minute, _ in ticks[:4]] == [0, 60, 120, 180]
    assert [hour for _, hour in ticks[:4]] == hours


def test_minutes_are_elapsed_time_also_when_the_clock_changes(engine: Engine):
    scale = DayScale(a_visitor(engine), date(2026, 10, 25))

    # midnight in summer time is 22:00 UTC the day before; 7:00 UTC is nine hours later
    assert scale.minute(datetime(2026, 10, 25, 7, tzinfo=UTC)) == 9 * 60
    assert scale.instant(540) == datetime(2026, 10, 25, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("late_s", "text"),
    [
        (0, ""),
        (20, "1 min late"),
        (14 * 60, "14 min late"),
        (119 * 60, "2 h late"),
        (6 * 3600, "6 h late"),
        (4 * 86400, "4 days late"),
    ],
)
def test_lateness_is_told_in_a_unit_that_can_be_grasped(engine: Engine, late_s: int, text: str):
    assert board_data.late_text(a_visitor(engine), late_s) == text


def test_the_week_has_a_cell_for_each_person_and_day(dora: VisitorAt):
    state = a_board()
    week = [state.board(dora, day) for day in state.days()]

    data = board_week_data.week_data(dora, state.board(dora), week, None)

    assert [day["label"] for day in data["days"]][:2] == ["Mon 2 Nov", "Tue 3 Nov"]
    noor = data["rows"][0]
    assert [len(cell["stops"]) for cell in noor["cells"]] == [0, 2, 0, 0, 0, 0, 0]
    assert [cell["off"] for cell in noor["cells"]] == [False] * 5 + [True] * 2
    assert data["revision"] == board_data.revision_of(state.board(dora))


def test_the_map_has_routes_homes_rings_and_names_of_towns(dora: VisitorAt):
    data = board_map_data.map_data(dora, a_board().board(dora), "V1")

    noor = data["routes"][0]
    assert noor["home"] == [52.50, 6.08]
    assert [stop["id"] for stop in noor["stops"]] == ["V1", "V2"]
    assert [visit["id"] for visit in data["tray"]] == ["V4"]
    assert [place["name"] for place in data["places"]] == ["Zwolle"]
    assert (data["tiles"], data["attribution"]) == ("", "")


def test_tiles_are_what_the_operator_set(engine: Engine):
    tiles = "https://tiles.example/{z}/{x}/{y}.png"
    settings = config.load(map_tile_url=tiles, map_attribution="© Someone")
    dora = VisitorAt(engine, settings, a_visitor(engine).actor)

    data = board_map_data.map_data(dora, a_board(TOMORROW).board(dora), None)

    assert (data["tiles"], data["attribution"]) == (tiles, "© Someone")
