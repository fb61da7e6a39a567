"""Rows of the company entered one by one, with the words and units of the import."""

from datetime import date, time
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from dispatch import records
from dispatch.errors import BadRecord, BadValue, NotAllowed, NotFound
from dispatch.planning_rules import RouteEnd, Wish
from dispatch.queries.records import choices, record, records_of, team
from tests.dispatch.company import DISPATCHER, SUPPORT, TODAY, a_company, technician
from tests.dispatch.drafts import SETTINGS

NOOR = {"ref": "noor"}


@pytest.fixture
def company(session: Session) -> Session:
    a_company(session)
    return session


def change(session: Session, cells: dict[str, str], **given: object) -> None:
    facts = {"name": "technicians", "key": NOOR, "settings": SETTINGS} | given
    records.change_record(session, actor=DISPATCHER, cells=cells, **facts)  # type: ignore[arg-type]


def cells(session: Session, name: str = "technicians", **key: str) -> dict[str, str]:
    return record(session, actor=DISPATCHER, name=name, key=key or NOOR, settings=SETTINGS)


def add(session: Session, name: str, **given: str) -> None:
    """`called` stands for the column of that name."""
    given = {column.replace("called", "name"): cell for column, cell in given.items()}
    records.add_record(session, actor=DISPATCHER, name=name, cells=given, settings=SETTINGS)


def wrong(refused: pytest.ExceptionInfo[BadRecord]) -> dict[str, str]:
    return {name: str(said) for name, said in refused.value.fields.items()}


def test_every_rule_of_a_technician_is_entered_in_the_words_of_the_import(company: Session):
    change(
        company,
        {
            "skills": "gas:3:2027-05-01:80%; heat-pump:2",
            "ends_at": "last_visit",
            "stock": "FS-2:4",
            "capacity": "kg:800",
            "caps": "visits:8; km:250",
            "visit_price": "75,00",
            "rest_hours": "11",
        },
    )

    noor = technician(company, "noor")
    assert {
        (one.skill.ref, one.level, one.valid_until, one.pace_percent) for one in noor.skills
    } == {
        ("gas", 3, date(2027, 5, 1), 80),
        ("heat-pump", 2, None, 100),
    }
    assert noor.ends_at is RouteEnd.LAST_VISIT
    assert (noor.caps.visits, noor.caps.km, noor.capacity) == (8, 250, {"kg": 800})
    assert (noor.visit_price, noor.rest_hours) == (Decimal("75.00"), Decimal(11))
    assert cells(company)["skills"] == "gas:3:2027-05-01:80%; heat-pump:2"
    assert cells(company)["stock"] == "FS-2:4"


def test_what_is_not_mentioned_stays_and_an_empty_cell_takes_away(company: Session):
    change(company, {"week_hours": "40", "equipment": "ladder"})
    change(company, {"week_hours": ""})

    noor = technician(company, "noor")
    assert (noor.week_hours, noor.equipment) == (None, ("ladder",))
    assert len(noor.shift_patterns) == 5


def test_everything_wrong_is_named_by_field_and_nothing_is_changed(company: Session):
    with pytest.raises(BadRecord) as refused:
        change(company, {"pace_percent": "fast", "skills": "plumbing:1", "vehicle": "van 3"})

    assert wrong(refused) == {
        "pace_percent": "'fast': expected a whole number from 1 to 1000",
        "skills": "there is no 'plumbing'",
    }
    assert cells(company)["vehicle"] == ""


def test_a_rule_of_the_whole_row_is_named_too(company: Session):
    with pytest.raises(BadRecord) as refused:
        change(company, {"starts_at": "depot"})

    assert wrong(refused) == {"starts_at": "is depot; expected a depot in the column depot"}


def test_a_needed_field_cannot_be_emptied(company: Session):
    with pytest.raises(BadRecord) as refused:
        change(company, {"name": " "})

    assert wrong(refused) == {"name": "is empty, such as Fictief Noor"}


def test_what_a_colleague_changed_meanwhile_is_not_overwritten_unseen(company: Session):
    seen = cells(company)
    change(company, {"week_hours": "32", "phone": "1"})

    with pytest.raises(BadRecord) as refused:
        change(company, {"week_hours": "40"}, seen=seen)
    change(company, {"vehicle": "van 3"}, seen=seen)

    assert wrong(refused) == {"week_hours": "is 32.00 meanwhile; save again to make it 40"}
    assert (cells(company)["week_hours"], cells(company)["vehicle"]) == ("32.00", "van 3")


def test_a_technician_is_added_and_a_second_one_of_that_name_is_not(company: Session):
    add(company, "technicians", ref="eva", called="Eva", town="Zwolle", skills="gas:1")

    with pytest.raises(BadRecord) as refused:
        add(company, "technicians", ref="eva", called="Other", town="Assen")

    assert wrong(refused) == {"ref": "eva is there already"}
    assert technician(company, "eva").active
    assert [one.ref for one in team(company, actor=DISPATCHER, today=TODAY)] == [
        "eva",
        "noor",
        "tom",
    ]


def test_working_hours_are_changed_added_and_taken_away(company: Session):
    monday = {"technician": "noor", "weekday": "Mo", "opens": "08:00"}
    change(company, {"opens": "07:30", "max_overtime_min": "30"}, name="shift_patterns", key=monday)
    add(company, "shift_patterns", technician="noor", weekday="Sa", opens="09:00", closes="12:00")
    tuesday = monday | {"weekday": "Tu"}
    records.remove_record(
        company, actor=DISPATCHER, name="shift_patterns", key=tuesday, settings=SETTINGS
    )

    company.expire_all()
    hours = {one.weekday: one for one in technician(company, "noor").shift_patterns}
    assert sorted(hours) == [0, 2, 3, 4, 5]
    assert (hours[0].opens, hours[0].max_overtime_min, hours[0].break_min) == (time(7, 30), 30, 30)


def test_hours_cannot_be_moved_onto_others_or_end_before_their_break(company: Session):
    monday = {"technician": "noor", "weekday": "Mo", "opens": "08:00"}
    with pytest.raises(BadRecord) as twice:
        change(company, {"weekday": "Tu"}, name="shift_patterns", key=monday)
    with pytest.raises(BadRecord) as short:
        change(company, {"closes": "12:00"}, name="shift_patterns", key=monday)

    assert wrong(twice) == {"opens": "noor, Tu, 08:00 is there already"}
    assert list(wrong(short)) == ["break_latest"]


def test_what_somebody_took_away_meanwhile_is_said_to_be_gone(company: Session):
    gone = {"technician": "noor", "weekday": "Su", "opens": "08:00"}
    for verb in (
        lambda: change(company, {"closes": "17:00"}, name="shift_patterns", key=gone),
        lambda: cells(company, "technicians", ref="nobody"),
        lambda: change(company, {}, name="shift_patterns", key=gone | {"opens": "eight"}),
    ):
        with pytest.raises(NotFound, match="is not there any more"):
            verb()


def test_a_new_address_loses_the_coordinates_of_the_old_one(company: Session):
    change(company, {"opening_hours": "Mo-Sa 09:00-18:00"}, name="sites", key={"ref": "S1"})
    assert cells(company, "sites", ref="S1")["lat"] == "52.5126"

    change(company, {"street": "Dorpsstraat"}, name="sites", key={"ref": "S1"})

    site = cells(company, "sites", ref="S1")
    assert (site["lat"], site["opening_hours"]) == ("", "Mo-Sa 09:00-18:00")


def test_a_site_says_who_must_not_come(company: Session):
    add(company, "site_technicians", site="S1", technician="tom", wish="never")

    [wish] = records_of(
        company,
        actor=DISPATCHER,
        name="site_technicians",
        column="site",
        ref="S1",
        settings=SETTINGS,
    )
    assert wish == {"site": "S1", "technician": "tom", "wish": Wish.NEVER}


def test_only_rows_of_the_company_are_entered_this_way(company: Session):
    with pytest.raises(BadValue, match="expected one of technicians"):
        add(company, "visits", ref="V1")
    with pytest.raises(BadValue, match="no such column"):
        change(company, {"colour": "red"})
    with pytest.raises(BadValue, match="expected one of shift_patterns"):
        records.remove_record(
            company, actor=DISPATCHER, name="technicians", key=NOOR, settings=SETTINGS
        )


def test_support_neither_reads_nor_changes_what_people_cost(company: Session):
    with pytest.raises(NotAllowed):
        record(company, actor=SUPPORT, name="technicians", key=NOOR, settings=SETTINGS)
    with pytest.raises(NotAllowed):
        records.change_record(
            company, actor=SUPPORT, name="technicians", key=NOOR, cells={}, settings=SETTINGS
        )


def test_what_can_be_chosen_is_named_for_people(company: Session):
    assert choices(company, actor=DISPATCHER, name="sites") == {"S1": "Fictief Visser, Zwolle"}
    assert choices(company, actor=DISPATCHER, name="skills") == {
        "gas": "Gas installations",
        "heat-pump": "Heat pumps",
    }


def test_the_list_of_the_team_says_skills_hours_and_who_is_away(company: Session):
    add(
        company,
        "absences",
        technician="noor",
        first_day="2026-11-01",
        last_day="2026-11-04",
    )
    noor = team(company, actor=DISPATCHER, today=TODAY)[0]

    # five days of 8:00 to 16:30 without the half hour of break
    assert (noor.skills, noor.week_min) == (("Heat pumps 3",), 5 * 480)
    assert noor.away_until == date(2026, 11, 4)
