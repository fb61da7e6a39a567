"""Visits travel without what most of them have in common."""

import json

from dashboard.components.timeline.packing import packed
from tests.dashboard.components.board_page import a_day, a_row, a_stop, a_visit
from tests.dashboard.components.timeline_hands import DAY, NOOR, SANNE, TOM, Open


def test_what_most_stops_have_in_common_is_said_once() -> None:
    day = a_day(a_row("noor", *(a_stop(f"V{n}", 60 * n) for n in range(8, 18))))

    sent = packed(day)

    assert sent["usual"]["stop"]["windows"] == day["rows"][0]["stops"][0]["windows"]
    own = {"id", "customer", "start", "end", "arrival"}
    assert all(set(stop) <= own for stop in sent["rows"][0]["stops"])
    assert len(json.dumps(sent["rows"])) < len(json.dumps(day["rows"])) / 2


def test_a_stop_that_is_different_says_so() -> None:
    stops = [a_stop(f"V{n}", 60 * n) for n in range(8, 12)]
    late = a_stop("V12", 720, late_text="14 min late", on_route=False, windows=[])

    *_, sent = packed(a_day(a_row("noor", *stops, late)))["rows"][0]["stops"]

    assert (sent["late_text"], sent["on_route"], sent["windows"]) == ("14 min late", False, [])


def test_an_empty_board_is_packed_too() -> None:
    assert packed(a_day(a_row("noor")))["usual"] == {"stop": {}, "idea": {}}


def test_the_browser_draws_a_packed_board_like_the_whole_one(page_with: Open) -> None:
    tray = tuple(a_visit(f"T{n}", minutes=90, reason="needs gas level 3") for n in range(3))
    day = a_day(NOOR, TOM, SANNE, tray=tray)
    week = DAY | {
        "mode": "week",
        "ticks": None,
        "days": [{"id": "2026-11-24", "label": "Tue 24", "text": "", "today": False}],
        "rows": [
            {"id": row["id"], "name": row["name"], "load_text": "", "cells": [_cell(row["stops"])]}
            for row in (NOOR, TOM)
        ],
    }
    with page_with(day) as page:
        look = "document.getElementById('timeline').shadowRoot.querySelector('.board').innerHTML"
        for whole in (day, week):
            page.evaluate("data => window.draw(data)", whole)
            plainly = page.evaluate(look)
            page.evaluate("data => window.draw(data)", packed(whole))
            assert page.evaluate(look) == plainly
            assert "undefined" not in plainly


def _cell(stops: list[dict[str, object]]) -> dict[str, object]:
    return {"day": "2026-11-24", "off": False, "load": 0.5, "load_text": "50%", "stops": stops}
