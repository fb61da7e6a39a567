"""The timeline in a real browser: mouse, touch and keyboard."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.dashboard.components import board_page
from tests.dashboard.components.board_page import EIGHT, a_day, a_row, a_stop, a_visit

Open = Callable[..., AbstractContextManager[Page]]

NOOR = a_row("noor", a_stop("V1", 9 * 60), a_stop("V2", 11 * 60))
TOM = a_row("tom", a_stop("V3", 10 * 60))
SANNE = a_row("sanne")
DAY = a_day(NOOR, TOM, SANNE, tray=(a_visit("T1", minutes=90, reason="needs gas level 3"),))


@pytest.fixture
def page_with(browser: Browser) -> Open:
    """A page with this data. A script that fails fails the test; so does a foreign request."""

    @contextmanager
    def opened(data: dict[str, Any] = DAY, **context: Any) -> Iterator[Page]:
        size = {"width": 1200, "height": 800}
        page = browser.new_page(**{"viewport": size, **context})
        with board_page.served(data, board_page.a_map(("V1", 52.78, 6.9))) as address:
            wrong = board_page.watch(page, address)
            page.goto(address)
            page.wait_for_selector(".bar")
            yield page
            page.close()
        assert not wrong

    return opened


def bar(page: Page, visit: str) -> Locator:
    return page.locator(f"#timeline [data-visit={visit}]:not(.ghost)")


def sent(page: Page, name: str) -> list[Any]:
    return [value for kind, value in page.evaluate("window.sent") if kind == name]


def asked(page: Page, kind: str) -> list[Any]:
    return [one for one in page.evaluate("window.asked") if one["kind"] == kind]


def middle_of(page: Page, row: str) -> float:
    box = page.locator(f"[data-row={row}]").bounding_box()
    assert box is not None
    return box["y"] + box["height"] / 2


def drag(page: Page, visit: str, to_x: float, to_y: float) -> None:
    """Grab the bar near its left edge and bring that to the point; does not let go."""
    box = bar(page, visit).bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 3, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(to_x, to_y - 4, steps=3)
    page.mouse.move(to_x, to_y, steps=2)


def test_a_drop_between_two_stops_says_row_position_and_revision(page_with: Open) -> None:
    with page_with() as page:
        box = bar(page, "V2").bounding_box()
        assert box is not None
        drag(page, "V3", box["x"] - 10, middle_of(page, "noor"))
        page.mouse.up()

        # V1 is before the drop, V2 after it: position 1 of noor's stops
        [move] = asked(page, "move")
        assert (move["visit"], move["row"], move["position"]) == ("V3", "noor", 1)
        assert (move["day"], move["revision"], move["tray"]) == ("2026-11-24", "14:1", False)


def test_stops_that_are_no_longer_on_the_route_do_not_count_for_the_position(
    page_with: Open,
) -> None:
    done = a_stop("V1", 9 * 60, state="done", locked=True, on_route=False)
    day = a_day(a_row("noor", done, a_stop("V2", 11 * 60)), TOM)
    with page_with(day) as page:
        box = bar(page, "V2").bounding_box()
        assert box is not None
        drag(page, "V3", box["x"] + box["width"] + 30, middle_of(page, "noor"))
        page.mouse.up()

        assert asked(page, "move")[0]["position"] == 1


def test_a_visit_of_the_tray_can_be_dropped_on_a_row_and_a_stop_into_the_tray(
    page_with: Open,
) -> None:
    with page_with() as page:
        drag(page, "T1", 700, middle_of(page, "sanne"))
        page.mouse.up()
        page.evaluate("data => window.draw(data)", DAY)
        drag(page, "V1", 400, 60)
        page.mouse.up()

        placed, taken_off = asked(page, "move")
        assert (placed["visit"], placed["row"], placed["position"]) == ("T1", "sanne", 0)
        assert (taken_off["visit"], taken_off["tray"]) == ("V1", True)


def test_while_dragging_rows_that_cannot_fade_windows_glow_and_the_price_is_told(
    page_with: Open,
) -> None:
    with page_with() as page:
        bar(page, "V1").click()
        page.evaluate(
            """window.answer({kind: "abilities", visit: "V1", rows: {
                tom: {able: false, text: "no gas licence"},
                sanne: {able: true, text: "+5 min"}}})"""
        )
        drag(page, "V1", 600, middle_of(page, "tom"))

        assert page.locator("[data-row=tom].cannot .why").inner_text() == "no gas licence"
        expect(page.locator(".glow .window")).to_have_count(1)
        page.wait_for_function("window.asked.some((one) => one.kind === 'preview')")
        page.wait_for_timeout(100)
        question = asked(page, "preview")[-1]
        assert (question["visit"], question["row"]) == ("V1", "tom")
        page.evaluate(
            """number => window.answer({kind: "preview", number, start: 645,
                text: "+18 min, +€14.20", rules: ["Smit: 14 min after the window"]})""",
            question["number"],
        )
        chip = page.locator(".chip").inner_text()
        assert "10:45" in chip
        assert "+18 min, +€14.20" in chip
        assert "Smit: 14 min after the window" in chip
        page.keyboard.press("Escape")
        page.mouse.up()
        assert asked(page, "move") == []
        expect(page.locator(".cannot")).to_have_count(0)


def test_an_old_answer_does_not_change_the_chip(page_with: Open) -> None:
    with page_with() as page:
        drag(page, "V1", 600, middle_of(page, "tom"))
        page.wait_for_function("window.asked.some((one) => one.kind === 'preview')")
        page.evaluate("window.answer({kind: 'preview', number: -1, text: 'old', rules: []})")

        assert "old" not in page.locator(".chip").inner_text()


def test_a_started_visit_cannot_be_dragged_and_the_board_says_so(page_with: Open) -> None:
    with page_with(a_day(a_row("noor", a_stop("V1", 540, locked=True)), TOM)) as page:
        drag(page, "V1", 600, middle_of(page, "tom"))
        page.mouse.up()

        assert asked(page, "move") == []
        assert page.locator(".notice").inner_text() == "locked_hint"


def test_nothing_can_be_moved_where_there_is_no_plan(page_with: Open) -> None:
    with page_with(DAY | {"editable": False}) as page:
        drag(page, "V1", 600, middle_of(page, "tom"))
        page.mouse.up()
        bar(page, "V1").focus()
        page.keyboard.press("Alt+ArrowDown")

        assert asked(page, "move") == []


def test_arrows_walk_and_alt_with_arrows_moves(page_with: Open) -> None:
    with page_with() as page:
        bar(page, "V1").click()
        page.keyboard.press("ArrowRight")
        expect(bar(page, "V2")).to_be_focused()
        page.keyboard.press("Alt+ArrowLeft")
        page.evaluate("data => window.draw(data)", DAY)
        expect(bar(page, "V2")).to_be_focused()
        page.keyboard.press("Alt+ArrowDown")

        earlier, other = asked(page, "move")
        assert (earlier["visit"], earlier["row"], earlier["position"]) == ("V2", "noor", 0)
        assert (other["visit"], other["row"], other["position"]) == ("V2", "tom", 1)


def test_moving_by_key_leaps_over_technicians_who_cannot(page_with: Open) -> None:
    with page_with() as page:
        bar(page, "V1").click()
        page.evaluate(
            """window.answer({kind: "abilities", visit: "V1", rows: {
                tom: {able: false, text: "no"}}})"""
        )
        page.keyboard.press("Alt+ArrowDown")

        assert [move["row"] for move in asked(page, "move")] == ["sanne"]


def test_enter_opens_delete_takes_off_and_letters_act(page_with: Open) -> None:
    with page_with() as page:
        bar(page, "V3").click()
        page.keyboard.press("Enter")
        page.keyboard.press("Delete")
        page.evaluate("data => window.draw(data)", DAY)
        page.keyboard.press("u")
        page.evaluate("data => window.draw(data)", DAY)
        page.keyboard.press("Shift+U")
        page.keyboard.press("p")

        assert [one["visit"] for one in sent(page, "open")] == ["V3"]
        assert [one["tray"] for one in asked(page, "move")] == [True]
        assert [len(asked(page, kind)) for kind in ("undo", "redo")] == [1, 1]
        assert len(sent(page, "plan")) == 1


def test_letters_typed_into_the_search_are_only_letters(page_with: Open) -> None:
    with page_with() as page:
        page.keyboard.press("/")
        page.keyboard.type("customer v3 up")
        page.keyboard.press("Backspace")
        page.keyboard.press("Backspace")
        page.keyboard.press("Backspace")

        assert asked(page, "undo") == sent(page, "plan") == []
        expect(page.locator(".bar.dim")).to_have_count(2)
        page.keyboard.press("Enter")
        expect(bar(page, "V3")).to_be_focused()


def test_help_lists_the_keys(page_with: Open) -> None:
    with page_with() as page:
        page.keyboard.press("?")

        assert "undo" in page.locator(".help").inner_text()
        page.keyboard.press("Escape")
        expect(page.locator(".help")).to_be_hidden()


def test_a_long_press_drags_and_a_swipe_scrolls(page_with: Open) -> None:
    phone = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    with page_with(**phone) as page:
        touch = page.context.new_cdp_session(page)
        box = bar(page, "V1").bounding_box()
        assert box is not None
        x, y = box["x"] + 5, box["y"] + 10

        def finger(kind: str, *point: float) -> None:
            points = [{"x": point[0], "y": point[1]}] if point else []
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

        finger("touchStart", x, y)
        finger("touchMove", x, y + 40)
        finger("touchEnd")
        assert asked(page, "move") == []

        box = bar(page, "V1").bounding_box()
        assert box is not None
        x, y = box["x"] + 5, box["y"] + 10
        finger("touchStart", x, y)
        page.wait_for_selector(".ghost")
        below = middle_of(page, "tom")
        finger("touchMove", x, (y + below) / 2)
        finger("touchMove", x, below)
        finger("touchEnd")
        [move] = asked(page, "move")
        assert (move["visit"], move["row"]) == ("V1", "tom")


def test_what_comes_in_during_a_drag_is_drawn_after_it(page_with: Open) -> None:
    with page_with() as page:
        drag(page, "V1", 600, middle_of(page, "tom"))
        page.evaluate("data => window.draw(data)", DAY | {"revision": "14:2"})
        assert page.locator(".board").get_attribute("data-revision") == "14:1"
        page.keyboard.press("Escape")

        assert page.locator(".board").get_attribute("data-revision") == "14:2"


def test_labels_shorten_with_the_width_of_the_bar(page_with: Open) -> None:
    stops = (
        a_stop("A", EIGHT, 120),
        a_stop("B", 660, 30),
        a_stop("C", 720, 18),
        a_stop("D", 840, 6),
    )
    with page_with(a_day(a_row("noor", *stops))) as page:
        label = ".label b"
        assert bar(page, "A").inner_text().split("\n") == ["Customer A", "Emmen"]
        assert bar(page, "B").locator(label).inner_text() == "Emmen"
        assert bar(page, "C").locator(label).inner_text() == "CC"
        expect(bar(page, "D").locator(label)).to_have_count(0)


def test_states_and_broken_rules_are_seen_without_colour(page_with: Open) -> None:
    stops = (
        a_stop("A", EIGHT, 120, state="done", locked=True),
        a_stop("B", 660, 120, late_text="14 min late", broken="late"),
        a_stop("C", 840, 120, pins="start"),
    )
    with page_with(a_day(a_row("noor", *stops))) as page:
        expect(bar(page, "A").locator(".icon-done")).to_have_count(1)
        expect(bar(page, "B").locator(".icon-late")).to_have_count(1)
        assert "14 min late" in bar(page, "B").inner_text()
        expect(bar(page, "C").locator(".icon-pin")).to_have_count(1)


def test_text_of_customers_is_text_everywhere(page_with: Open) -> None:
    payload = "<img src=x onerror=window.hit=1>"
    facts = dict.fromkeys(
        ("customer", "town", "work", "parts", "skills", "due", "late_text"), payload
    )
    day = a_day(
        a_row("noor", a_stop("V1", EIGHT, 200, **facts), name=payload, title=payload),
        tray=(a_visit("T1", minutes=9, reason=payload, **facts),),
    )
    with page_with(day) as page:
        bar(page, "V1").hover()
        assert payload in page.locator(".card").inner_text()
        expect(page.locator("#timeline img")).to_have_count(0)
        assert page.evaluate("window.hit") is None


def test_the_now_line_stands_only_on_today(page_with: Open) -> None:
    with page_with() as page:
        expect(page.locator(".now")).to_be_hidden()
        page.evaluate("data => window.draw(data)", DAY | {"now": 600})
        expect(page.locator(".now")).to_be_visible()


def test_a_change_elsewhere_asks_for_the_board_anew(page_with: Open) -> None:
    with page_with() as page:
        page.evaluate(
            "window.dispatchEvent(new CustomEvent('dispatch:changed', {detail: '1-2-3'}))"
        )

        assert sent(page, "changed") == ["1-2-3"]


def test_zooming_keeps_the_rows_and_widens_the_lanes(page_with: Open) -> None:
    with page_with() as page:
        before = bar(page, "V1").bounding_box()
        page.get_by_label("zoom_in").click()
        after = bar(page, "V1").bounding_box()

        assert before is not None
        assert after is not None
        assert after["width"] > before["width"] * 1.3


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
