"""What the timeline shows: labels, states, lines, text."""

from playwright.sync_api import expect

from tests.dashboard.components.board_page import EIGHT, a_day, a_row, a_stop, a_visit
from tests.dashboard.components.timeline_hands import (
    DAY,
    Open,
    bar,
    drag,
    middle_of,
    sent,
)


def test_help_lists_the_keys(page_with: Open) -> None:
    with page_with() as page:
        page.keyboard.press("?")

        assert "undo" in page.locator(".help").inner_text()
        page.keyboard.press("Escape")
        expect(page.locator(".help")).to_be_hidden()


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
