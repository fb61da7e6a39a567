"""The timeline when the server has answered an edit."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.dashboard.components.timeline_hands import (
    Open,
    asked,
    bar,
    drag,
    middle_of,
    sent,
)


def edited(page: Page, *routes: dict[str, Any], done: bool = True) -> None:
    """The answer to an edit."""
    notice = {"text": "Moved: +5 min", "kind": "info", "number": 9}
    answer = {"kind": "edited", "done": done, "revision": "14:2", "notice": notice}
    page.evaluate("answer => window.answer(answer)", {**answer, "routes": list(routes)})


def a_route(row: str, *stops: tuple[str, int]) -> dict[str, Any]:
    times = {"drive": 10, "wait": 0, "late_text": "", "broken": ""}
    return {
        "row": row,
        "day": "2026-11-24",
        "departure": 480 if stops else None,
        "returns": 900 if stops else None,
        "home": 10,
        "overtime": False,
        "breaks": [],
        "stops": [
            {"id": ref, "arrival": at, "start": at, "end": at + 60, **times} for ref, at in stops
        ],
    }


def visits_in(page: Page, row: str) -> list[str | None]:
    bars = page.locator(f"[data-row={row}] .bar").all()
    return [one.get_attribute("data-visit") for one in bars]


def test_the_answer_to_a_drop_re_times_the_touched_rows_at_once(page_with: Open) -> None:
    with page_with() as page:
        drag(page, "V1", 700, middle_of(page, "tom"))
        page.mouse.up()
        edited(page, a_route("tom", ("V1", 500), ("V3", 620)), a_route("noor", ("V2", 660)))

        assert visits_in(page, "tom") == ["V1", "V3"]
        assert visits_in(page, "noor") == ["V2"]
        assert page.locator(".board").get_attribute("data-revision") == "14:2"
        assert page.locator(".notice").inner_text() == "Moved: +5 min"
        expect(bar(page, "V1")).to_have_class("bar p1 planned selected")


def test_the_answer_moves_visits_between_rows_and_tray(page_with: Open) -> None:
    with page_with() as page:
        edited(page, a_route("noor", ("T1", 500), ("V2", 660)))

        assert visits_in(page, "noor") == ["T1", "V2"]
        tray = page.locator(".idea").all()
        assert [idea.get_attribute("data-visit") for idea in tray] == ["V1"]


def test_an_answer_about_another_day_waits_for_the_whole_board(page_with: Open) -> None:
    with page_with() as page:
        edited(page, a_route("noor", ("T1", 500)) | {"day": "2026-11-25"})

        assert visits_in(page, "noor") == ["V1", "V2"]
        page.wait_for_function("window.sent.some(([name]) => name === 'changed')")


def test_a_refused_edit_is_told_and_the_next_one_may_be_tried(page_with: Open) -> None:
    with page_with() as page:
        bar(page, "V1").click()
        page.keyboard.press("Delete")
        page.keyboard.press("Delete")
        assert len(asked(page, "move")) == 1
        edited(page, done=False)
        page.keyboard.press("Delete")

        assert len(asked(page, "move")) == 2


def test_the_board_is_read_anew_only_when_the_hand_rests(page_with: Open) -> None:
    with page_with() as page:
        edited(page, a_route("noor", ("T1", 500), ("V2", 660)))
        page.evaluate("window.dispatchEvent(new CustomEvent('dispatch:changed', {detail: 'news'}))")

        assert sent(page, "changed") == []
        page.wait_for_function("window.sent.some(([name]) => name === 'changed')")
        page.wait_for_timeout(700)
        assert sent(page, "changed") == ["news"]


def test_what_others_could_do_is_not_asked_while_a_drop_is_on_its_way(page_with: Open) -> None:
    with page_with() as page:
        drag(page, "V1", 700, middle_of(page, "tom"))
        page.mouse.up()
        page.wait_for_timeout(500)

        assert len(asked(page, "move")) == 1
        assert asked(page, "abilities") == []
