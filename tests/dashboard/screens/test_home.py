"""The administrator's first page: it leads an empty company to its first plan."""

import pytest
from sqlalchemy import Engine

from dispatch import database, models
from dispatch.import_files import FILES
from dispatch.import_templates import template
from tests.dashboard.screens.admin_pages import AdminPage
from tests.dispatch.company import a_company


def downloads(page: AdminPage) -> list[str]:
    return [one.proto.label for one in page.test.get("download_button")]


def test_an_empty_company_is_led_step_by_step_with_a_template_for_each_file(
    engine: Engine,
) -> None:
    page = AdminPage("home", engine)

    assert "A few steps to the first plan" in page.said
    assert page.said.index("Kinds of work and prices") < page.said.index("The first plan")
    assert "Template technicians.csv" in downloads(page)
    assert "dispatch import customers.csv" in page.said


def test_what_is_there_is_ticked_and_asks_for_nothing(engine: Engine) -> None:
    with database.transaction(engine) as session:
        a_company(session)

    page = AdminPage("home", engine)

    # a_company has two technicians, and no case or plan yet
    said = page.said.replace("\N{NO-BREAK SPACE}", " ")
    assert ":green[✓] &nbsp; **Technicians** &nbsp; :gray[2 so far]" in said
    assert downloads(page) == ["Template cases.csv"]
    assert "press Plan" in page.said


def test_places_that_cannot_be_planned_are_named(engine: Engine) -> None:
    with database.transaction(engine) as session:
        a_company(session)
        for site in session.query(models.Site):
            site.lat = site.lon = None

    assert "without coordinates: 1" in AdminPage("home", engine).said


@pytest.mark.parametrize("name", [spec.name for spec in FILES])
def test_each_template_has_every_column_and_an_example(name: str) -> None:
    header, example, rest = template(name).split("\n", 2)

    assert header.count(",") <= example.count(",")
    assert header.split(",") == [
        column.name for spec in FILES if spec.name == name for column in spec.columns
    ]
    assert rest == ""
