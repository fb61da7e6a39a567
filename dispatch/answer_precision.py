"""How precise a geocoder's answer is: what it says it found, compared with what was asked.

Nominatim and Photon name the parts of the address they found, so the parts are compared. Other
services name the kind of thing; that counts only where their text repeats what was asked.
In doubt the answer is 'city': a person looks at it before anything is planned there.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from dispatch.gazetteer import Address, normal, normalise_house_number, normalise_name

_WORDS = {
    "rooftop": "rooftop housenumber house building point_address pointaddress premise subaddress "
    "street_address point",
    "street": "street road route address streetname streetaddress streetint range_interpolated "
    "address_range intersection",
    "postcode": "postcode postal_code postalcode postalcodepoint postal zip",
}
_PRECISION = {word: precision for precision, words in _WORDS.items() for word in words.split()}

_KINDS = (
    ("geometry", "location_type"),
    ("addresstype",),
    ("properties", "type"),
    ("properties", "layer"),
    ("resultType",),
    ("components", "_type"),
    ("attributes", "Addr_type"),
    ("entityType",),
    ("types",),
    ("place_type",),
    ("type",),
)
"""Where services say what kind of thing they found, most telling first."""

_PARTS = {
    "street": ("road", "pedestrian", "street"),
    "house_number": ("house_number", "housenumber"),
    "postcode": ("postcode", "postalcode"),
    "town": ("city", "town", "village", "hamlet", "municipality", "locality"),
    "country": ("country_code", "countrycode"),
}
"""What services call the parts of the address they found, in order of trust."""


def precision_of(raw: Mapping[str, Any], label: str, asked: Address) -> str:
    """rooftop, street, postcode or city; '' when the answer lies in another country.

    `raw` is the service's own record, `label` the address in its words.
    """
    found, wanted = normal(_address(raw)), normal(asked)
    if found.country and wanted.country and found.country != wanted.country:
        return ""
    if found.street or found.postcode or found.town:
        return _by_parts(found, wanted)
    return _by_words(_kind(raw), label, wanted)


def _by_parts(found: Address, wanted: Address) -> str:
    same_postcode = bool(wanted.postcode) and found.postcode == wanted.postcode
    if not same_postcode and found.town and wanted.town and found.town != wanted.town:
        return "city"
    same_number = bool(wanted.house_number) and found.house_number == wanted.house_number
    if found.street and found.street == wanted.street:
        return "rooftop" if same_number else "street"
    if not found.street and same_number and same_postcode:
        return "rooftop"
    return "postcode" if same_postcode else "city"


def _by_words(kind: str, label: str, wanted: Address) -> str:
    said = f" {normalise_name(label)} "
    if kind == "postcode":
        same = wanted.postcode and wanted.postcode.lower() in said.replace(" ", "")
        return "postcode" if same else "city"
    if kind == "city" or not wanted.street or f" {wanted.street} " not in said:
        return "city"
    numbers = {normalise_house_number(word) for word in label.replace(",", " ").split()}
    return kind if wanted.house_number in numbers else "street"


def _kind(raw: Mapping[str, Any]) -> str:
    for path in _KINDS:
        for word in _texts(_at(raw, path)):
            known = _PRECISION.get(word.lower().replace(" ", "_"))
            if known:
                return known
    return "city"


def _address(raw: Mapping[str, Any]) -> Address:
    parts: dict[str, str] = {"country": ""}
    for holder in ("address", "properties", "components"):
        details = raw.get(holder)
        if isinstance(details, Mapping):
            for part, names in _PARTS.items():
                said = (text for name in names for text in _texts(details.get(name)))
                parts[part] = parts.get(part) or next(said, "")
            if details.get("type") == "street" and not parts["street"]:
                parts["street"] = next(_texts(details.get("name")), "")
    return Address(**parts)


def _at(raw: Mapping[str, Any], path: tuple[str, ...]) -> object:
    value: object = raw
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _texts(value: object) -> Iterator[str]:
    """The text or the texts in a list; nothing for any other value."""
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, str):
            yield one
