"""The page of the team: what a dispatcher sees, changes and adds there."""

import pytest
from sqlalchemy import Engine

from dashboard import wording
from dashboard.screens import rule_fields, rule_lists
from dispatch import database, models, records
from dispatch.import_files import spec_of
from dispatch.planning_rules import Wish
from dispatch.visit_rules import COLUMNS
from tests.dashboard.screens.admin_pages import AdminPage
from tests.dispatch.company import DISPATCHER, a_company
from tests.dispatch.drafts import SETTINGS


@pytest.fixture
def company(engine: Engine) -> Engine:
    with database.transaction(engine) as session:
        a_company(session)
    return engine


def opened(engine: Engine, of: str = "technicians", who: str = "", **given: str) -> AdminPage:
    role = given.pop("role", "dispatcher")
    return AdminPage("team", engine, role=role, query={"of": of, "who": who}, **given)


def technician(engine: Engine, ref: str = "noor") -> models.Technician:
    with database.transaction(engine) as session:
        found = session.query(models.Technician).filter_by(ref=ref).one()
        _ = [*found.skills, *found.shift_patterns]
        return found


def fill(page: AdminPage, key: str, value: str) -> None:
    """The field whose key ends so, whichever kind it is."""
    kinds = (page.test.text_input, page.test.selectbox)
    [field] = [one for kind in kinds for one in kind if str(one.key).endswith(key)]
    field.set_value(value)


def press(page: AdminPage, key: str) -> None:
    [button] = [one for one in page.test.button if one.key == key]
    button.click()
    page.run()


def test_the_list_can_be_searched_and_leaves_out_who_has_left(company: Engine) -> None:
    with database.transaction(company) as session:
        session.query(models.Technician).filter_by(ref="tom").one().active = False
    page = opened(company)
    assert list(page.test.dataframe[0].value["Name"]) == ["Fictief Noor"]

    page.test.checkbox(key="team_left_too").check()
    page.run()
    assert list(page.test.dataframe[0].value["State"]) == ["planned", "has left"]
    page.test.text_input(key="team_search").set_value("TOM")
    page.run()

    assert list(page.test.dataframe[0].value["Name"]) == ["Fictief Tom"]
    assert list(page.test.dataframe[0].value["Hours a week"]) == ["40 h 00"]


def test_skills_are_entered_line_by_line(company: Engine) -> None:
    page = opened(company, who="noor")
    fill(page, "skills_0_1", "2")
    fill(page, "skills_1_0", "gas")
    fill(page, "skills_1_1", "3")
    fill(page, "skills_1_2", "2027-05-01")
    fill(page, "skills_1_3", "80")
    press(page, "team_technicians_noor_skills_save")

    assert "Saved for Fictief Noor" in page.said
    noor = technician(company)
    assert sorted((has.level, has.pace_percent) for has in noor.skills) == [(2, 100), (3, 80)]


def test_what_is_wrong_is_said_at_the_field_and_what_was_typed_stays(company: Engine) -> None:
    page = opened(company, who="noor")
    fill(page, "rest_hours", "long")
    fill(page, "week_hours", "40")
    press(page, "team_technicians_noor_hours_save")

    assert "“long” does not fit: a number from 0 to 168, such as 11." in page.said.replace("\\", "")
    assert "Not saved yet" in page.said
    [typed] = [one for one in page.test.text_input if str(one.key).endswith("week_hours")]
    assert typed.value == "40"
    assert technician(company).week_hours is None
    fill(page, "rest_hours", "11")
    press(page, "team_technicians_noor_hours_save")

    assert (technician(company).rest_hours, technician(company).week_hours) == (11, 40)
    assert "Not saved yet" not in page.said


def test_a_colleagues_change_is_said_before_it_is_overwritten(company: Engine) -> None:
    page = opened(company, who="noor")
    with database.transaction(company) as session:
        records.change_record(
            session,
            actor=DISPATCHER,
            name="technicians",
            key={"ref": "noor"},
            cells={"pace_percent": "90"},
            settings=SETTINGS,
        )
    fill(page, "pace_percent", "80")
    press(page, "team_technicians_noor_skills_save")
    assert "Somebody made this 90 meanwhile" in page.said
    assert technician(company).pace_percent == 90

    press(page, "team_technicians_noor_skills_save")

    assert technician(company).pace_percent == 80


def test_working_hours_are_changed_added_and_taken_away(company: Engine) -> None:
    page = opened(company, who="noor")
    monday = "team_shift_patterns_noor_Mo_08:00"
    fill(page, f"{monday}_0_closes", "17:00")
    press(page, f"{monday}_save")
    press(page, "team_shift_patterns_noor_Tu_08:00_remove")
    new = "team_new_shift_patterns_noor"
    page.test.button_group(key=f"{new}_0_weekday").set_value(["Sa", "Su"])
    fill(page, f"{new}_0_opens", "09:00")
    fill(page, f"{new}_0_closes", "12:00")
    fill(page, f"{new}_0_more_breaks_0_0", "10")
    fill(page, f"{new}_0_more_breaks_0_1", "10:00-10:30")
    press(page, f"{new}_save")

    hours = {one.weekday: one for one in technician(company).shift_patterns}
    assert sorted(hours) == [0, 2, 3, 4, 5, 6]
    assert f"{hours[0].closes:%H:%M}" == "17:00"
    assert [one.minutes for one in hours[6].more_breaks] == [10]


def test_a_technician_is_added_and_shown(company: Engine) -> None:
    page = opened(company)
    press(page, "team_add")
    fill(page, "technicians_0_ref", "eva")
    fill(page, "technicians_0_name", "Eva <b>Bos</b>")
    press(page, "team_new_technicians_save")
    assert "This is needed, such as Zwolle" in page.said

    fill(page, "technicians_0_town", "Assen")
    press(page, "team_new_technicians_save")

    assert technician(company, "eva").town == "Assen"
    assert r"Eva \<b\>Bos\</b\> was added" in page.said


def test_a_site_has_opening_hours_and_says_who_must_not_come(company: Engine) -> None:
    page = opened(company, of="sites", who="S1")
    fill(page, "site_0_opening_hours", "Mo-Sa 09:00-18:00")
    press(page, "team_sites_S1_site_save")
    new = "team_new_site_technicians_S1"
    fill(page, f"{new}_0_technician", "tom")
    fill(page, f"{new}_0_wish", "never")
    press(page, f"{new}_save")

    with database.transaction(company) as session:
        assert session.query(models.Site).one().opening_hours == "Mo-Sa 09:00-18:00"
        assert session.query(models.SiteTechnician).one().wish is Wish.NEVER


def test_kinds_of_work_and_skills_have_their_rules_here_too(company: Engine) -> None:
    page = opened(company, of="work_types", who="heat-pump-repair")
    fill(page, "work_0_team_size", "2")
    press(page, "team_work_types_heat-pump-repair_work_save")
    page = opened(company, of="skills", who="gas")
    fill(page, "record_0_spare_level_price", "4,50")
    press(page, "team_skills_gas_record_save")

    with database.transaction(company) as session:
        assert session.query(models.WorkType).one().team_size == 2
        gas = session.query(models.Skill).filter_by(ref="gas").one()
        assert str(gas.spare_level_price) == "4.50"


def test_an_empty_list_says_how_to_fill_it(engine: Engine) -> None:
    assert "Nothing here yet" in opened(engine).said


def test_who_is_gone_is_said(company: Engine) -> None:
    assert "is not there any more" in opened(company, who="nobody").said


@pytest.mark.parametrize("role", ["support", "technician", "finance"])
def test_others_see_nothing_of_it(company: Engine, role: str) -> None:
    page = opened(company, who="noor", role=role)

    [refusal] = page.test.exception
    assert "this needs" in refusal.message
    assert len(page.test.dataframe) == 0


def test_the_page_speaks_dutch(company: Engine) -> None:
    page = opened(company, who="noor", language="nl")
    fill(page, "rest_hours", "lang")
    press(page, "team_technicians_noor_hours_save")

    assert any(one.label.startswith("maandag 08") for one in page.test.expander)
    said = page.said.replace("\\", "")
    assert "“lang” past niet: een getal van 0 tot en met 168, zoals 11." in said


def test_every_rule_of_planning_has_a_field_with_a_name() -> None:
    """What files have and forms do not is what is set elsewhere or belongs to no rule."""
    elsewhere = {
        "technicians": {"ref", "country", "precision"},
        "sites": {"ref", "customer", "country", "precision"},
        "work_types": {"ref", "device_kind", "checklist"},
        "skills": {"ref"},
        "depots": {"ref"},
        "agreements": {"ref"},
        "visits": {
            "ref",
            "case",
            "site",
            "device",
            "work_type",
            "pinned_technician",
            "pinned_start",
            "beside",
            "created_at",
        },
    }
    for file, groups in rule_fields.GROUPS.items():
        asked = {column for columns in groups.values() for column in columns}
        assert {column.name for column in spec_of(file).columns} - asked == elsewhere[file]
        assert asked <= {column.name for column in spec_of(file).columns}
        assert {f"rules.{column}" for column in asked} <= set(wording.catalogue())
    asked = {column for columns in rule_fields.GROUPS["visits"].values() for column in columns}
    assert asked == set(COLUMNS)


@pytest.mark.parametrize(
    ("kind", "entry"),
    [
        ("list of skill:level", "gas:3"),
        ("list of skill:level[:last day][:pace%]", "gas:3:2027-05-01:80%"),
        ("list of skill:level[:last day][:pace%]", "gas:3:80%"),
        ("list of technician:wish", "team:noor:never"),
        ("list of windows", "2026-11-24 09:00/2026-11-25 12:00"),
        ("list of minutes earliest-latest", "15 14:30-15:30"),
        ("list of limit:number", "visits:8"),
    ],
)
def test_an_entry_taken_into_fields_is_the_same_entry_again(kind: str, entry: str) -> None:
    shape = rule_lists.SHAPES[kind]

    assert shape.join(shape.split(entry)) == entry
