"""Places get the best answer known; what a person pinned is never touched."""

import math
from dataclasses import asdict

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm import ORMExecuteState, Session

from dispatch import database, models
from dispatch.errors import BadValue, NotAllowed, NotFound
from dispatch.gazetteer import Address, Found, normal
from dispatch.geocoding import remember
from dispatch.places import (
    locate_sites,
    locate_technicians,
    pin_site,
    pin_technician,
)
from tests.dispatch.company import (
    DISPATCHER,
    FINANCE,
    NOW,
    SUPPORT,
    a_company,
    acting_technician,
    technician,
)

NETHERLANDS = (50.5, 3.2, 53.8, 7.4)
PROVIDER = "nominatim here"
HOME = Address("Voorbeeldstraat", "12", "8011 AA", "Zwolle")


def a_lost_site(session: Session, **changes: object) -> models.Site:
    """Site S1 of the company without coordinates."""
    a_company(session)
    site = session.query(models.Site).one()
    unknown = {"lat": None, "lon": None, "precision": "", "located_by": ""}
    for name, value in (unknown | changes).items():
        setattr(site, name, value)
    session.flush()
    return site


def in_gazetteer(session: Session, address: Address, spot: tuple[float, float], how: str) -> None:
    lat, lon = spot
    place = models.GazetteerPlace(**asdict(normal(address)), lat=lat, lon=lon, precision=how)
    session.add(place)
    session.flush()


def said(session: Session, lat: float, lon: float, precision: str) -> None:
    answer = Found(lat, lon, precision, "Voorbeeldstraat 12", source=PROVIDER)
    remember(session, provider=PROVIDER, address=HOME, found=answer, now=NOW)


def where(site: models.Site | models.Technician) -> tuple[float | None, float | None, str, str]:
    return site.lat, site.lon, site.precision, site.located_by


def test_the_gazetteer_answers_first(session: Session) -> None:
    site = a_lost_site(session)
    in_gazetteer(session, HOME, (52.51, 6.09), "rooftop")
    said(session, 52.99, 6.99, "rooftop")

    [outcome] = locate_sites(
        session, actor=DISPATCHER, area=NETHERLANDS, provider=PROVIDER, now=NOW
    )

    assert where(site) == (52.51, 6.09, "rooftop", "gazetteer")
    assert (outcome.ref, outcome.precision, outcome.source) == ("S1", "rooftop", "gazetteer")
    assert not outcome.ask


def test_the_remembered_answer_of_the_geocoder_comes_second(session: Session) -> None:
    site = a_lost_site(session)
    in_gazetteer(session, Address(postcode="8011 AA"), (52.51, 6.09), "postcode")
    said(session, 52.512, 6.093, "street")

    locate_sites(session, actor=SUPPORT, area=NETHERLANDS, provider=PROVIDER, now=NOW)

    assert where(site) == (52.512, 6.093, "street", PROVIDER)


def test_an_imprecise_answer_is_kept_until_a_better_one_comes(session: Session) -> None:
    site = a_lost_site(session)
    in_gazetteer(session, Address(postcode="8011 AA"), (52.51, 6.09), "postcode")

    [outcome] = locate_sites(session, actor=SUPPORT, area=NETHERLANDS, provider=PROVIDER, now=NOW)
    assert where(site) == (52.51, 6.09, "postcode", "gazetteer")
    assert outcome.ask

    said(session, 52.0, 6.0, "city")
    [outcome] = locate_sites(session, actor=SUPPORT, area=NETHERLANDS, provider=PROVIDER, now=NOW)
    assert where(site) == (52.51, 6.09, "postcode", "gazetteer")
    assert (outcome.source, outcome.ask) == ("", False)


def test_what_nobody_knows_is_to_be_asked_only_if_there_is_a_geocoder(session: Session) -> None:
    a_lost_site(session)

    [offline] = locate_sites(session, actor=DISPATCHER, area=NETHERLANDS, now=NOW)
    [online] = locate_sites(session, actor=DISPATCHER, area=NETHERLANDS, provider=PROVIDER, now=NOW)

    assert (offline.ask, online.ask) == (False, True)
    assert str(online.address) == "Voorbeeldstraat 12, 8011 AA Zwolle, NL"


def test_an_address_known_to_be_unknown_is_not_to_be_asked_again(session: Session) -> None:
    a_lost_site(session)
    remember(session, provider=PROVIDER, address=HOME, found=None, now=NOW)

    [outcome] = locate_sites(
        session, actor=DISPATCHER, area=NETHERLANDS, provider=PROVIDER, now=NOW
    )

    assert not outcome.ask


def test_an_answer_outside_the_service_area_is_not_taken(session: Session) -> None:
    site = a_lost_site(session)
    said(session, 48.1, 11.6, "rooftop")

    [outcome] = locate_sites(
        session, actor=DISPATCHER, area=NETHERLANDS, provider=PROVIDER, now=NOW
    )

    assert where(site) == (None, None, "", "")
    assert "nominatim here answered latitude 48.1" in outcome.refused


@pytest.mark.parametrize("precision", ["confirmed", "rooftop", "street", "given"])
def test_usable_coordinates_are_never_touched(session: Session, precision: str) -> None:
    site = a_lost_site(session, lat=52.5, lon=6.0, precision=precision, located_by="dora")
    in_gazetteer(session, HOME, (52.51, 6.09), "rooftop")

    assert locate_sites(session, actor=DISPATCHER, area=NETHERLANDS, now=NOW) == ()
    assert where(site) == (52.5, 6.0, precision, "dora")


def test_a_pin_set_by_somebody_else_meanwhile_is_not_overwritten(session: Session) -> None:
    site = a_lost_site(session, lat=52.5, lon=6.0, precision="city", located_by="gazetteer")
    in_gazetteer(session, HOME, (52.51, 6.09), "rooftop")

    @event.listens_for(session, "do_orm_execute")
    def pin_between_reading_and_writing(state: ORMExecuteState) -> None:
        if state.is_select and "FROM gazetteer" in str(state.statement):
            session.connection().exec_driver_sql(
                "UPDATE sites SET lat = 52.52, precision = 'confirmed', located_by = 'dora'"
            )

    [outcome] = locate_sites(session, actor=SUPPORT, area=NETHERLANDS, now=NOW)

    assert where(site) == (52.52, 6.0, "confirmed", "dora")
    assert (outcome.source, outcome.precision) == ("", "confirmed")


def test_an_address_without_town_and_postcode_is_not_asked_for(session: Session) -> None:
    a_lost_site(session, town="", postcode="")

    [outcome] = locate_sites(
        session, actor=DISPATCHER, area=NETHERLANDS, provider=PROVIDER, now=NOW
    )

    assert (outcome.ask, outcome.refused) == (False, "the address has no town")


def test_active_technicians_are_located_like_sites(session: Session) -> None:
    a_company(session)
    noor, tom = technician(session, "noor"), technician(session, "tom")
    for person in (noor, tom):
        person.lat = person.lon = None
        person.precision = ""
        person.street, person.house_number, person.postcode = "Voorbeeldstraat", "12", "8011AA"
    tom.active = False
    session.flush()
    in_gazetteer(session, HOME, (52.51, 6.09), "rooftop")

    [outcome] = locate_technicians(session, actor=DISPATCHER, area=NETHERLANDS, now=NOW)

    assert (outcome.kind, outcome.ref) == ("technician", "noor")
    assert where(noor) == (52.51, 6.09, "rooftop", "gazetteer")
    assert tom.lat is None


def test_a_pin_is_confirmed_by_whoever_set_it(engine: Engine) -> None:
    with database.transaction(engine) as session:
        a_lost_site(session)
        pin_site(session, actor=SUPPORT, ref="S1", lat=52.5, lon=6.1, area=NETHERLANDS)
        pin_technician(session, actor=DISPATCHER, ref="tom", lat=52.6, lon=6.2, area=NETHERLANDS)

    with database.transaction(engine) as session:
        site = session.query(models.Site).one()
        assert where(site) == (52.5, 6.1, "confirmed", "sam")
        assert where(technician(session, "tom")) == (52.6, 6.2, "confirmed", "dora")


@pytest.mark.parametrize(
    ("lat", "lon", "wrong"),
    [(6.1, 52.5, "swapped"), (math.nan, 6.1, "finite"), (0, 0, "0, 0"), (48, 11, "outside")],
)
def test_a_pin_that_cannot_be_true_is_refused(
    session: Session, lat: float, lon: float, wrong: str
) -> None:
    site = a_lost_site(session)

    with pytest.raises(BadValue, match=f"pin of site S1: .*{wrong}"):
        pin_site(session, actor=DISPATCHER, ref="S1", lat=lat, lon=lon, area=NETHERLANDS)
    assert where(site) == (None, None, "", "")


def test_a_pin_needs_a_place(session: Session) -> None:
    a_company(session)

    with pytest.raises(NotFound, match="no site 'S9'"):
        pin_site(session, actor=DISPATCHER, ref="S9", lat=52.5, lon=6.1, area=NETHERLANDS)


def test_only_dispatchers_and_support_say_where_places_are(session: Session) -> None:
    a_lost_site(session)

    for actor in (FINANCE, acting_technician(session, "noor")):
        with pytest.raises(NotAllowed):
            locate_sites(session, actor=actor, area=NETHERLANDS, now=NOW)
        with pytest.raises(NotAllowed):
            locate_technicians(session, actor=actor, area=NETHERLANDS, now=NOW)
        with pytest.raises(NotAllowed):
            pin_site(session, actor=actor, ref="S1", lat=52.5, lon=6.1, area=NETHERLANDS)
        with pytest.raises(NotAllowed):
            pin_technician(session, actor=actor, ref="tom", lat=52.5, lon=6.1, area=NETHERLANDS)
