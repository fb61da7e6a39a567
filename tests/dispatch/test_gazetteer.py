"""The gazetteer answers as precisely as its rows allow, and never more."""

from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from dispatch import gazetteer, models
from dispatch.gazetteer import Address, Candidate, Found, lookup, normal, rank

HOME = Address("Voorbeeldstraat", "12", "8011 AA", "Zwolle")


def a_row(address: Address, lat: float, lon: float, precision: str = "rooftop") -> Candidate:
    return Candidate(normal(address), lat, lon, precision)


def stored(session: Session, *rows: Candidate) -> None:
    for row in rows:
        session.add(
            models.GazetteerPlace(
                **asdict(row.address), lat=row.lat, lon=row.lon, precision=row.precision
            )
        )
    session.flush()


def precision_of(answer: Found | None) -> str:
    return answer.precision if answer else ""


@pytest.mark.parametrize(
    ("written", "normal_form"),
    [("8011aa", "8011AA"), (" 8011 AA ", "8011AA"), ("NL-8011 aa", "8011AA"), ("10115", "10115")],
)
def test_postcodes_are_equal_however_written(written: str, normal_form: str) -> None:
    assert gazetteer.normalise_postcode(written) == normal_form


@pytest.mark.parametrize(
    ("written", "normal_form"),
    [
        ("12", "12"),
        ("012", "12"),
        ("12 a", "12A"),
        ("12-A", "12A"),
        ("12/a", "12A"),
        ("12-2", "12-2"),
        ("12 A-2", "12A2"),
        ("12 bis", "12BIS"),
        ("", ""),
        ("A", "A"),
    ],
)
def test_house_numbers_are_equal_however_written(written: str, normal_form: str) -> None:
    assert gazetteer.normalise_house_number(written) == normal_form


def test_an_addition_in_digits_does_not_become_another_house_number() -> None:
    assert gazetteer.normalise_house_number("12-2") != gazetteer.normalise_house_number("122")


@pytest.mark.parametrize(
    ("written", "normal_form"),
    [("'s-Gravenhage", "s gravenhage"), ("SÚDWEST  Fryslân", "sudwest fryslan"), ("ß", "ss")],
)
def test_names_are_equal_whatever_case_and_accents(written: str, normal_form: str) -> None:
    assert gazetteer.normalise_name(written) == normal_form


@given(st.builds(Address, st.text(), st.text(), st.text(), st.text(), st.text()))
def test_the_normal_form_of_a_normal_form_is_itself(address: Address) -> None:
    assert normal(normal(address)) == normal(address)


def test_postcode_and_house_number_give_the_roof(session: Session) -> None:
    stored(
        session,
        a_row(HOME, 52.51, 6.09),
        a_row(Address("Voorbeeldstraat", "14", "8011 AA", "Zwolle"), 52.52, 6.10),
    )

    answer = lookup(session, Address("VOORBEELDSTRAAT", "12", "8011aa", "zwolle"))

    assert answer is not None
    assert (answer.lat, answer.lon, answer.precision) == (52.51, 6.09, "rooftop")
    assert answer.source == "gazetteer"


def test_a_dutch_postcode_and_number_are_enough_without_street_and_town(session: Session) -> None:
    stored(session, a_row(HOME, 52.51, 6.09))

    answer = lookup(session, Address(house_number="12", postcode="8011AA"))

    assert precision_of(answer) == "rooftop"


def test_a_house_elsewhere_under_a_mistyped_postcode_is_not_taken_for_the_roof() -> None:
    wanted = normal(Address("Kerkweg", "12", "8011 AA", "Goes"))

    # the postcode and number fit, but neither street nor town do
    assert precision_of(rank(wanted, [a_row(HOME, 52.51, 6.09)])) == "postcode"


def test_a_house_outside_the_netherlands_needs_its_street() -> None:
    row = a_row(Address("Hauptstrasse", "12", "10115", "Berlin", "DE"), 52.5, 13.4)
    same = normal(Address("Hauptstraße", "12", "10115", "Berlin", "DE"))
    other = normal(Address("Ringweg", "12", "10115", "Berlin", "DE"))

    assert precision_of(rank(same, [row])) == "rooftop"
    assert precision_of(rank(other, [row])) == "postcode"


def test_postcode_and_street_give_the_nearest_house_of_the_street() -> None:
    rows = [
        a_row(Address("Voorbeeldstraat", number, "8011 AA", "Zwolle"), lat, 6.09)
        for number, lat in (("2", 52.510), ("18", 52.511), ("90", 52.516))
    ]

    answer = rank(normal(HOME), rows)

    # |12 - 18| = 6 is the smallest gap
    assert answer is not None
    assert (answer.lat, answer.precision) == (52.511, "street")


def test_street_and_town_give_the_street(session: Session) -> None:
    stored(session, a_row(Address("Voorbeeldstraat", "40", "8011 AB", "Zwolle"), 52.51, 6.09))

    assert precision_of(lookup(session, HOME)) == "street"
    assert precision_of(lookup(session, Address("Voorbeeldstraat", town="Zwolle"))) == "street"


def test_a_street_of_that_name_in_another_part_of_town_is_not_the_street(
    session: Session,
) -> None:
    stored(session, a_row(Address("Voorbeeldstraat", "12", "8099 ZZ", "Zwolle"), 52.51, 6.09))

    assert precision_of(lookup(session, HOME)) == "city"


def test_two_streets_of_one_name_far_apart_answer_only_for_the_town() -> None:
    rows = [
        a_row(Address("Dorpsstraat", "1", "", "Hengelo"), 52.25, 6.75),
        a_row(Address("Dorpsstraat", "1", "", "Hengelo"), 52.29, 6.79),
    ]

    # 0.04 degrees of latitude are 4.4 km
    assert precision_of(rank(normal(Address("Dorpsstraat", "1", "", "Hengelo")), rows)) == "city"


def test_two_towns_of_one_name_have_no_middle(session: Session) -> None:
    stored(
        session,
        a_row(Address("Dorpsstraat", "1", "7255 AA", "Hengelo"), 52.05, 6.30),
        a_row(Address("Dorpsstraat", "1", "7551 AA", "Hengelo"), 52.26, 6.79),
    )

    # 0.49 degrees of longitude are 33 km here: neither the street nor the town is known
    assert lookup(session, Address("Dorpsstraat", "1", "", "Hengelo")) is None
    assert lookup(session, Address("Aweg", "1", "", "Hengelo")) is None
    assert precision_of(lookup(session, Address("Aweg", "1", "7551 ZZ", "Hengelo"))) == "city"


def test_a_full_postcode_gives_the_postcode(session: Session) -> None:
    stored(session, a_row(Address(postcode="8011 AA"), 52.51, 6.09, "postcode"))

    assert precision_of(lookup(session, HOME)) == "postcode"


@pytest.mark.parametrize(
    "row", [Address(postcode="8011"), Address(town="Zwolle"), Address(postcode="8011 ZX")]
)
def test_four_digits_or_the_town_give_the_city(session: Session, row: Address) -> None:
    stored(session, a_row(row, 52.51, 6.09, "city"))

    assert precision_of(lookup(session, HOME)) == "city"


def test_without_a_row_for_the_town_the_middle_of_its_houses_answers(session: Session) -> None:
    stored(
        session,
        a_row(Address("Aweg", "1", "8021 AA", "Zwolle"), 52.50, 6.00),
        a_row(Address("Bweg", "1", "8022 AA", "Zwolle"), 52.54, 6.20),
    )

    answer = lookup(session, HOME)

    # (52.50 + 52.54) / 2 and (6.00 + 6.20) / 2
    assert answer is not None
    assert (answer.lat, answer.lon) == (pytest.approx(52.52), pytest.approx(6.10))
    assert answer.precision == "city"


def test_an_answer_is_never_more_precise_than_its_row() -> None:
    assert precision_of(rank(normal(HOME), [a_row(HOME, 52.51, 6.09, "street")])) == "street"
    assert precision_of(rank(normal(HOME), [a_row(HOME, 52.51, 6.09, "city")])) == "city"


def test_an_unknown_address_has_no_answer(session: Session) -> None:
    stored(session, a_row(HOME, 52.51, 6.09))

    assert lookup(session, Address("Nergensweg", "1", "9999 ZZ", "Nergenshuizen")) is None
    assert lookup(session, Address()) is None


def test_an_address_of_another_country_is_another_address(session: Session) -> None:
    stored(session, a_row(HOME, 52.51, 6.09))

    assert lookup(session, Address("Voorbeeldstraat", "12", "8011 AA", "Zwolle", "BE")) is None
