"""The page of the team in a real browser: chosen in the list, saved by Enter."""

from playwright.sync_api import Page, expect

from tests.dashboard.server import PASSWORD, WebServer

WITHIN_MS = 30_000


def test_somebody_is_chosen_in_the_list_and_saved_by_enter(web: WebServer, page: Page) -> None:
    page.goto(f"{web.url}/sign-in?next=/team")
    page.fill("input[name=name]", "dora")
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    table = page.get_by_test_id("stDataFrame")
    expect(table).to_be_visible(timeout=WITHIN_MS)
    table.click(position={"x": 16, "y": 52})
    expect(page.get_by_role("heading", name="Fictief Noor")).to_be_visible(timeout=WITHIN_MS)

    pace = page.get_by_role("textbox", name="Time needed for work (percent)")
    expect(pace).to_have_value("100", timeout=WITHIN_MS)
    pace.fill("quick")
    pace.press("Enter")
    wrong = page.get_by_text("“quick” does not fit: a number from 1 to 1000, such as 90.").first
    expect(wrong).to_be_visible(timeout=WITHIN_MS)
    expect(pace).to_have_value("quick")
    pace.fill("80")
    pace.press("Enter")

    expect(page.get_by_text("Saved for Fictief Noor.")).to_be_visible(timeout=WITHIN_MS)
    expect(pace).to_have_value("80")
    assert "who=noor" in page.url
