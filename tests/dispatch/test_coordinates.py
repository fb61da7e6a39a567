"""Coordinates that cannot be true are named; imprecise ones are not planned to."""

import math
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from dispatch import models
from dispatch.coordinates import better, check, usable, why_not_plannable
from tests.dispatch import company

NETHERLANDS = (50.5, 3.2, 53.8, 7.4)
SYDNEY = (-34.5, 150.0, -33.0, 152.0)
FIJI = (-20.0, 176.0, -15.0, -178.0)


@dataclass(frozen=True)
class Spot:
    lat: float | None
    lon: float | None
    precision: str = "rooftop"


@pytest.mark.parametrize(
    ("lat", "lon", "said"),
    [
        (None, None, "missing"),
        (52.5, None, "missing"),
        (None, 6.1, "missing"),
        (math.nan, 6.1, "finite"),
        (52.5, math.inf, "finite"),
        (0.0, 0.0, "0, 0"),
        (6.0936, 52.5126, "swapped"),
        (91.0, 6.1, "-90 to 90"),
        (52.5, 181.0, "-180 to 180"),
        (48.1, 11.6, "outside the service area (latitude 50.5 to 53.8, longitude 3.2 to 7.4)"),
        (-52.5, 6.1, "outside the service area"),
    ],
)
def test_each_impossible_pair_is_named(lat: float | None, lon: float | None, said: str) -> None:
    sentence = check(lat, lon, NETHERLANDS)

    assert said in sentence
    if lat is not None and lon is not None:
        assert f"latitude {lat}, longitude {lon}" in sentence


def test_a_place_in_the_service_area_is_fine() -> None:
    assert check(52.5126, 6.0936, NETHERLANDS) == ""


def test_the_edge_of_the_service_area_belongs_to_it() -> None:
    assert check(50.5, 3.2, NETHERLANDS) == ""
    assert check(53.8, 7.4, NETHERLANDS) == ""


def test_swapped_is_said_even_where_the_latitude_is_out_of_range() -> None:
    assert "swapped" in check(151.2, -33.9, SYDNEY)


def test_a_service_area_may_cross_the_date_line() -> None:
    assert check(-17.7, 177.4, FIJI) == ""
    assert check(-17.7, -179.5, FIJI) == ""
    assert "outside" in check(-17.7, 170.0, FIJI)


@given(st.floats(50.5, 53.8), st.floats(3.2, 7.4))
def test_every_swapped_pair_is_flagged(lat: float, lon: float) -> None:
    # no Dutch latitude is a Dutch longitude, so none slips through
    assert check(lat, lon, NETHERLANDS) == ""
    assert "swapped" in check(lon, lat, NETHERLANDS)


@pytest.mark.parametrize("precision", ["rooftop", "street", "given", "confirmed"])
def test_a_well_known_place_may_be_planned(precision: str) -> None:
    assert usable(precision)
    assert why_not_plannable(Spot(52.5, 6.1, precision), NETHERLANDS) == ""


@pytest.mark.parametrize("precision", ["postcode", "city", "", "somewhere"])
def test_an_imprecise_place_waits_for_a_pin(precision: str) -> None:
    assert not usable(precision)
    assert "set the pin" in why_not_plannable(Spot(52.5, 6.1, precision), NETHERLANDS)


def test_impossible_coordinates_come_before_precision() -> None:
    assert "swapped" in why_not_plannable(Spot(6.1, 52.5, "confirmed"), NETHERLANDS)
    assert "missing" in why_not_plannable(Spot(None, None, ""), NETHERLANDS)


def test_a_confirmed_pin_is_better_than_a_rooftop_and_nothing_is_worse_than_unknown() -> None:
    assert better("confirmed", "rooftop")
    assert better("street", "postcode")
    assert better("city", "")
    assert not better("street", "street")
    assert not better("", "city")


def test_sites_and_technicians_are_judged_alike(session: Session) -> None:
    company.a_company(session)
    site = session.query(models.Site).one()

    assert why_not_plannable(site, NETHERLANDS) == ""
    assert why_not_plannable(company.technician(session, "noor"), NETHERLANDS) == ""
