"""Impossible visits are named before any search, with what to change."""

from datetime import timedelta

from sqlalchemy.orm import Session

from dispatch import models
from dispatch.answer_views import Where
from dispatch.queries.plan_precheck import ImpossibleRow, impossible_visits
from tests.dispatch.board_day import a_day
from tests.dispatch.company import NOW, SUPPORT, technician
from tests.dispatch.drafts import SETTINGS, TOMORROW, local, site_of, visit_of


def impossible(session: Session) -> dict[str, ImpossibleRow]:
    found = impossible_visits(
        session, actor=SUPPORT, first_day=TOMORROW, days=1, settings=SETTINGS, now=NOW
    )
    return {row.visit_ref: row for row in found}


def test_nothing_is_named_where_everything_can_be_served(session: Session) -> None:
    a_day(session, visits=2)

    assert impossible(session) == {}


def test_a_skill_level_that_nobody_holds_is_named_with_the_field_of_its_case(
    session: Session,
) -> None:
    a_day(session, visits=2)
    visit_of(session, "V2").skills[0].level = 9
    session.flush()

    found = impossible(session)

    assert list(found) == ["V2"]
    assert "level 9" in found["V2"].sentence
    assert (found["V2"].field.name, found["V2"].field.case_ref) == ("skills", "C-2")


def test_a_certificate_that_has_ended_is_changed_at_the_technicians(session: Session) -> None:
    a_day(session, visits=1)
    for person in ("noor", "tom"):
        technician(session, person).skills[0].valid_until = TOMORROW - timedelta(days=1)
    session.flush()

    assert impossible(session)["V1"].field.where is Where.TECHNICIANS


def test_a_site_without_coordinates_is_changed_at_the_sites(session: Session) -> None:
    a_day(session, visits=1)
    site = site_of(session, "S-1")
    site.lat = site.lon = None
    session.flush()

    found = impossible(session)["V1"]

    assert (found.field.name, found.field.where) == ("place", Where.SITES)


def test_a_visit_asked_for_on_another_day_only_waits_for_it(session: Session) -> None:
    a_day(session, visits=1)
    day = TOMORROW + timedelta(days=3)
    visit_of(session, "V1").windows = [
        models.VisitWindow(opens=local(day, 9), closes=local(day, 12))
    ]
    session.flush()

    assert impossible(session) == {}
