"""An answer counts as precisely as it repeats what was asked; in doubt a person looks."""

from typing import Any

import pytest

from dispatch.answer_precision import precision_of
from dispatch.gazetteer import Address

HOME = Address("Voorbeeldstraat", "12", "8011 AA", "Zwolle")


def nominatim(**changes: Any) -> dict[str, Any]:
    address = {
        "house_number": "12",
        "road": "Voorbeeldstraat",
        "city": "Zwolle",
        "postcode": "8011 AA",
        "country_code": "nl",
    } | changes.pop("address", {})
    known = {part: text for part, text in address.items() if text}
    return {"class": "place", "type": "house", "addresstype": "place", "address": known} | changes


def photon(**changes: Any) -> dict[str, Any]:
    properties = {
        "type": "house",
        "osm_key": "building",
        "osm_value": "yes",
        "housenumber": "12",
        "street": "Voorbeeldstraat",
        "postcode": "8011AA",
        "city": "Zwolle",
        "countrycode": "NL",
    } | changes
    known = {name: text for name, text in properties.items() if text}
    return {"type": "Feature", "properties": known}


@pytest.mark.parametrize(
    ("address", "precision"),
    [
        ({}, "rooftop"),
        ({"house_number": "14"}, "street"),
        ({"house_number": ""}, "street"),
        ({"road": "Andereweg"}, "postcode"),
        ({"road": "Andereweg", "postcode": "8011 ZZ"}, "city"),
        ({"city": "Hasselt", "postcode": "8061 AA"}, "city"),
        ({"city": "", "village": "Windesheim"}, "rooftop"),
        ({"road": "", "house_number": ""}, "postcode"),
        ({"road": ""}, "rooftop"),
        ({"road": "", "house_number": "", "postcode": ""}, "city"),
        ({"country_code": "be"}, ""),
    ],
)
def test_nominatim_counts_by_the_parts_it_repeats(address: dict[str, str], precision: str) -> None:
    assert precision_of(nominatim(address=address), "", HOME) == precision


@pytest.mark.parametrize(
    ("changes", "precision"),
    [
        ({}, "rooftop"),
        ({"housenumber": ""}, "street"),
        ({"type": "street", "name": "Voorbeeldstraat", "street": "", "housenumber": ""}, "street"),
        (
            {"type": "city", "name": "Zwolle", "street": "", "housenumber": "", "city": ""},
            "postcode",
        ),
        (
            {"type": "city", "name": "Zwolle", "street": "", "housenumber": "", "postcode": ""},
            "city",
        ),
        ({"countrycode": "DE"}, ""),
    ],
)
def test_photon_counts_by_the_parts_it_repeats(changes: dict[str, str], precision: str) -> None:
    assert precision_of(photon(**changes), "", HOME) == precision


GOOGLE_ROOF = {"types": ["street_address"], "geometry": {"location_type": "ROOFTOP"}}
GOOGLE_RANGE = {"types": ["street_address"], "geometry": {"location_type": "RANGE_INTERPOLATED"}}
GOOGLE_TOWN = {"types": ["locality", "political"], "geometry": {"location_type": "APPROXIMATE"}}


@pytest.mark.parametrize(
    ("raw", "label", "precision"),
    [
        (GOOGLE_ROOF, "Voorbeeldstraat 12, 8011 AA Zwolle, Netherlands", "rooftop"),
        (GOOGLE_ROOF, "Voorbeeldstraat 14, 8011 AA Zwolle, Netherlands", "street"),
        (GOOGLE_ROOF, "Andereweg 12, 8011 AA Zwolle, Netherlands", "city"),
        (GOOGLE_RANGE, "Voorbeeldstraat 12, 8011 AA Zwolle, Netherlands", "street"),
        (GOOGLE_TOWN, "Zwolle, Netherlands", "city"),
        ({"resultType": "houseNumber"}, "Voorbeeldstraat 12, 8011 AA Zwolle", "rooftop"),
        ({"types": ["postal_code"]}, "8011 AA Zwolle", "postcode"),
        ({"types": ["postal_code"]}, "8099 ZZ Zwolle", "city"),
        ({"a": "word", "nobody": "knows"}, "Voorbeeldstraat 12, 8011 AA Zwolle", "city"),
        ({}, "", "city"),
    ],
)
def test_other_services_count_by_their_words_if_their_text_repeats_the_question(
    raw: dict[str, Any], label: str, precision: str
) -> None:
    assert precision_of(raw, label, HOME) == precision


@pytest.mark.parametrize(
    "raw",
    [
        {"address": "text instead of parts"},
        {"address": {"road": 5, "postcode": None}},
        {"properties": [1, 2], "types": {"odd": 1}, "type": 3},
    ],
)
def test_odd_answers_count_as_a_city(raw: dict[str, Any]) -> None:
    assert precision_of(raw, "Voorbeeldstraat 12", HOME) == "city"
