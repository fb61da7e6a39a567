"""The list of places that need a person says why, and how many visits wait for it."""

import pytest
from sqlalchemy.orm import Session

from dispatch import models
from dispatch.errors import NotAllowed
from dispatch.gazetteer import Address, Found
from dispatch.geocoding import remember
from dispatch.queries.places import (
    GazetteerCount,
    GeocoderCount,
    gazetteer_counts,
    geocoder_counts,
    needing_a_person,
)
from dispatch.statuses import CaseStatus, VisitStatus
from tests.dispatch.company import (
    DISPATCHER,
    FINANCE,
    NOW,
    a_case,
    a_company,
    a_visit,
    technician,
)

NETHERLANDS = (50.5, 3.2, 53.8, 7.4)


def a_site(session: Session, ref: str, lat: float | None, lon: float | None, how: str) -> None:
    customer = session.query(models.Customer).one()
    session.add(
        models.Site(
            ref=ref,
            customer=customer,
            street="Kerkweg",
            town="Goes",
            lat=lat,
            lon=lon,
            precision=how,
        )
    )
    session.flush()


def test_well_known_places_need_nobody(session: Session) -> None:
    a_company(session)

    assert needing_a_person(session, actor=DISPATCHER, area=NETHERLANDS) == ()


def test_each_place_is_listed_with_its_problem(session: Session) -> None:
    a_company(session)
    a_site(session, "A", None, None, "")
    a_site(session, "B", 51.5, 3.9, "postcode")
    a_site(session, "C", 3.9, 51.5, "rooftop")

    rows = needing_a_person(session, actor=DISPATCHER, area=NETHERLANDS)

    assert [(row.ref, row.problem) for row in rows] == [
        ("A", "unresolved"),
        ("B", "imprecise"),
        ("C", "suspicious"),
    ]
    assert [("missing" in rows[0].reason), ("swapped" in rows[2].reason)] == [True, True]
    assert rows[1].reason == "coordinates are known only to the postcode: set the pin"
    assert rows[1].address == "Kerkweg, Goes, NL"


def test_the_place_most_visits_wait_for_comes_first(session: Session) -> None:
    a_company(session)
    a_site(session, "A", None, None, "")
    a_site(session, "B", None, None, "")
    site = session.query(models.Site).filter_by(ref="B").one()
    case = a_case(session, site=site, status=CaseStatus.ESCALATED)
    for number, status in enumerate(VisitStatus):
        a_visit(session, ref=f"V{number}", case=case, number=number, status=status)

    rows = needing_a_person(session, actor=DISPATCHER, area=NETHERLANDS)

    # one visit in each status; ready and scheduled ones wait
    assert [(row.ref, row.visits_waiting) for row in rows] == [("B", 2), ("A", 0)]


def test_technicians_are_listed_with_the_visits_that_are_theirs(session: Session) -> None:
    a_company(session)
    noor, tom = technician(session, "noor"), technician(session, "tom")
    noor.precision = "city"
    tom.precision, tom.active = "city", False
    a_visit(session, ref="V1", pinned_technician_id=noor.id)
    a_visit(session, ref="V2", planned_technician_id=noor.id, status=VisitStatus.SCHEDULED)
    a_visit(session, ref="V3", planned_technician_id=noor.id, status=VisitStatus.COMPLETED)
    a_visit(session, ref="V4")

    [row] = needing_a_person(session, actor=DISPATCHER, area=NETHERLANDS)

    assert (row.kind, row.ref, row.visits_waiting) == ("technician", "noor", 2)


def test_homes_of_technicians_are_not_shown_to_everybody(session: Session) -> None:
    with pytest.raises(NotAllowed):
        needing_a_person(session, actor=FINANCE, area=NETHERLANDS)


def test_the_gazetteer_is_counted_by_country_and_precision(session: Session) -> None:
    for country, number, precision in (
        ("NL", "1", "rooftop"),
        ("NL", "2", "rooftop"),
        ("NL", "", "postcode"),
        ("BE", "1", "rooftop"),
    ):
        session.add(
            models.GazetteerPlace(
                country=country, house_number=number, lat=52.0, lon=6.0, precision=precision
            )
        )
    session.flush()

    assert gazetteer_counts(session) == (
        GazetteerCount("BE", "rooftop", 1),
        GazetteerCount("NL", "postcode", 1),
        GazetteerCount("NL", "rooftop", 2),
    )


def test_geocoders_are_counted_by_what_they_knew(session: Session) -> None:
    found = Found(52.0, 6.0, "street", "somewhere")
    remember(session, provider="p", address=Address("A", town="Goes"), found=found, now=NOW)
    remember(session, provider="p", address=Address("B", town="Goes"), found=None, now=NOW)

    assert geocoder_counts(session) == (GeocoderCount("p", asked=2, found=1),)
