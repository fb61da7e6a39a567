"""The timeline in a real browser: mouse, touch and keyboard."""

from playwright.sync_api import expect

from tests.dashboard.components.board_page import a_day, a_row, a_stop
from tests.dashboard.components.timeline_hands import (
    DAY,
    TOM,
    Open,
    asked,
    bar,
    drag,
    middle_of,
    sent,
)


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


def test_a_long_press_drags_and_a_swipe_scrolls(page_with: Open) -> None:
    phone = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    with page_with(**phone) as page:
        touch = page.context.new_cdp_session(page)

        def finger(kind: str, *point: float) -> None:
            points = [{"x": point[0], "y": point[1]}] if point else []
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

        def put_down() -> tuple[float, float]:
            box = bar(page, "V1").bounding_box()
            assert box is not None
            x, y = box["x"] + 5, box["y"] + 10
            finger("touchStart", x, y)
            return x, y

        x, y = put_down()
        finger("touchMove", x, y + 40)
        finger("touchEnd")
        assert asked(page, "move") == []

        # a browser that is kept waiting on a busy machine takes the gesture for a scroll
        for _ in range(8):
            x, y = put_down()
            page.wait_for_selector(".ghost")
            below = middle_of(page, "tom")
            finger("touchMove", x, (y + below) / 2)
            finger("touchMove", x, below)
            finger("touchEnd")
            page.wait_for_timeout(300)
            if asked(page, "move"):
                break
        [move] = asked(page, "move")
        assert (move["visit"], move["row"]) == ("V1", "tom")
