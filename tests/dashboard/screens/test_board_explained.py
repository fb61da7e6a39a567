"""An explanation read in a real browser where the question arises, and taken by one click."""

import shutil
from pathlib import Path

from playwright.sync_api import Browser, expect

from dispatch import database
from tests.dashboard.conftest import Serve
from tests.dashboard.screens.test_board_live import bar, opened, row_of, signed_in
from tests.dashboard.upcoming import add_visits, plan_by_hand

PATIENT_MS = 30_000


def test_a_left_out_visit_is_explained_helped_and_paid_for(
    browser: Browser, web_server: Serve, staffed_file: Path, tmp_path: Path
) -> None:
    file = Path(shutil.copy(staffed_file, tmp_path / "explained.db"))
    engine = database.connect(f"sqlite:///{file}")
    with database.transaction(engine) as session:
        one, two, _ = add_visits(session, 3, minutes=60)
        plan_by_hand(session, {"noor": [one], "tom": [two]})
    engine.dispose()
    expect.set_options(timeout=PATIENT_MS)
    page = opened(signed_in(browser, web_server(file), "dora"))

    # why it is not placed, what would help, and one click that does it
    bar(page, "U-002").click()
    page.get_by_role("button", name="Why not placed?").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("What would help")
    expect(dialog).to_contain_text("It fits into the plan as it is")
    dialog.get_by_role("button", name="Apply").first.click()
    expect(page.locator(".row [data-visit=U-002]")).to_have_count(1)

    # the other technician beside the present one
    noors = row_of(page, "noor").locator("[data-visit=U-000]")
    noors.click()
    expect(page.locator(".st-key-board_details")).to_contain_text("Klant 000")
    page.get_by_role("button", name="Why here?").click()
    expect(dialog).to_contain_text("Technician by technician")
    expect(dialog).to_contain_text("Fictief Tom")
    page.locator(".st-key-board_choice_who input").fill("Tom")
    page.keyboard.press("Enter")
    expect(dialog).to_contain_text("instead of Fictief Noor the plan costs")
    dialog.get_by_role("button", name="Send Fictief Tom").click()
    expect(row_of(page, "tom").locator("[data-visit=U-000]")).to_have_count(1)

    # the key figure opens what the plan costs
    page.locator(".st-key-board_figure_cost button").first.click()
    expect(dialog).to_contain_text("is what this plan keeps as low as possible")
    expect.set_options(timeout=5_000)
