"""Where an address lies, answered offline from the operator's own list of places.

Rows of the gazetteer table hold addresses in their normal form; imports bring them into it
with `normal`, so that '8011aa', 'ZWOLLE' and 'Vóórbeeldstraat' are found however written.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import cos, hypot, radians

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from dispatch import models
from dispatch.coordinates import better

SAME_PLACE_DEGREES = 0.02
"""Rows of one street further apart than this (about 2 km) are not one street."""

SAME_TOWN_DEGREES = 0.3
"""Rows further apart than this (about 30 km) are towns that only share their name."""

_DUTCH_POSTCODE = re.compile(r"^(?:NL)?(\d{4}[A-Z]{2})$")
_NUMBER_AND_REST = re.compile(r"^0*(\d+)(.*)$")


@dataclass(frozen=True)
class Address:
    """Where somebody lives or works, as written; `normal` makes two spellings equal."""

    street: str = ""
    house_number: str = ""
    postcode: str = ""
    town: str = ""
    country: str = "NL"

    def __str__(self) -> str:
        street = f"{self.street} {self.house_number}".strip()
        town = f"{self.postcode} {self.town}".strip()
        return ", ".join(part for part in (street, town, self.country) if part)


@dataclass(frozen=True)
class Found:
    """An answer to where an address lies; `label` says what was found, `source` who said it."""

    lat: float
    lon: float
    precision: str
    label: str
    source: str = "gazetteer"


@dataclass(frozen=True)
class Candidate:
    """A row of the gazetteer; its own `precision` limits that of any answer from it."""

    address: Address
    lat: float
    lon: float
    precision: str


def normalise_name(text: str) -> str:
    """A street or town without case, accents and punctuation: "'s-Gravenhage", 's gravenhage'."""
    plain = unicodedata.normalize("NFKD", text)
    for _ in range(2):
        plain = unicodedata.normalize("NFKD", plain.casefold())
    kept = (sign for sign in plain if not unicodedata.combining(sign))
    return " ".join("".join(sign if sign.isalnum() else " " for sign in kept).split())


def normalise_postcode(text: str) -> str:
    """Letters and digits in capitals: '8011 aa' and 'NL-8011AA' are '8011AA'."""
    plain = normalise_name(text).upper().replace(" ", "")
    dutch = _DUTCH_POSTCODE.match(plain)
    return dutch.group(1) if dutch else plain


def normalise_house_number(text: str) -> str:
    """'12 a', '12-A' and '012A' are '12A'; '12-2' stays apart from '122'."""
    plain = normalise_name(text).upper()
    number = _NUMBER_AND_REST.match(plain)
    if not number:
        return plain.replace(" ", "")
    rest = number.group(2).replace(" ", "")
    return number.group(1) + ("-" if rest[:1].isdigit() else "") + rest


def normal(address: Address) -> Address:
    """The address as the gazetteer keeps it."""
    return Address(
        street=normalise_name(address.street),
        house_number=normalise_house_number(address.house_number),
        postcode=normalise_postcode(address.postcode),
        town=normalise_name(address.town),
        country=address.country.strip().upper(),
    )


def lookup(session: Session, address: Address) -> Found | None:
    """The best answer of the gazetteer, with its precision; None when it knows nothing."""
    wanted = normal(address)
    return rank(wanted, _candidates(session, wanted)) or _middle_of_area(session, wanted)


def rank(wanted: Address, candidates: Sequence[Candidate]) -> Found | None:
    """The most precise answer that the rows support; all addresses in normal form.

    House: postcode and number (outside the Netherlands, where a postcode covers many streets,
    the street too). Street: postcode and street, or street and town. Then the postcode, then
    town or four-digit postcode. Nothing is better than the row it comes from.
    """
    best: Found | None = None
    for precision, matches in _LEVELS:
        rows = [row for row in candidates if matches(wanted, row.address)]
        answer = _answer(wanted, rows, precision)
        if answer and (best is None or better(answer.precision, best.precision)):
            best = answer
    return best


def _same_house(wanted: Address, row: Address) -> bool:
    if not wanted.house_number or (wanted.postcode, wanted.house_number) != (
        row.postcode,
        row.house_number,
    ):
        return False
    same_street = not row.street or not wanted.street or row.street == wanted.street
    if wanted.country != "NL":
        return bool(wanted.postcode) and same_street and bool(row.street and wanted.street)
    same_town = not row.town or not wanted.town or row.town == wanted.town
    return len(wanted.postcode) == 6 and (same_street or same_town)


def _same_street(wanted: Address, row: Address) -> bool:
    if not wanted.street or row.street != wanted.street:
        return False
    if wanted.postcode and row.postcode == wanted.postcode:
        return True
    if not wanted.town or row.town != wanted.town:
        return False
    if not wanted.postcode or not row.postcode:
        return True
    return bool(_district(wanted)) and _district(wanted) == _district(row)


def _same_postcode(wanted: Address, row: Address) -> bool:
    full = wanted.country != "NL" or len(wanted.postcode) == 6
    return bool(wanted.postcode) and full and row.postcode == wanted.postcode


def _same_area(wanted: Address, row: Address) -> bool:
    if row.street or row.house_number:
        return False
    if row.postcode:
        return row.postcode == _district(wanted)
    return bool(wanted.town) and row.town == wanted.town


_LEVELS: tuple[tuple[str, Callable[[Address, Address], bool]], ...] = (
    ("rooftop", _same_house),
    ("street", _same_street),
    ("postcode", _same_postcode),
    ("city", _same_area),
)


def _answer(wanted: Address, rows: Sequence[Candidate], precision: str) -> Found | None:
    """One row speaks for all that fit; rows far apart speak only for a city, or for nothing."""
    if not rows:
        return None
    gaps = [_number_gap(wanted, row.address) for row in rows]
    least = min(gaps)
    nearest = [row for row, gap in zip(rows, gaps, strict=True) if gap == least]
    middle = _middle(nearest)
    spread = max(_degrees_apart(row, middle) for row in nearest)
    if spread > SAME_TOWN_DEGREES:
        return None
    if spread > SAME_PLACE_DEGREES:
        precision = "city"
    elif better(precision, middle.precision):
        precision = middle.precision
    return Found(middle.lat, middle.lon, precision, str(middle.address))


def _number_gap(wanted: Address, row: Address) -> int:
    """How far apart two house numbers are; large where one is unknown."""
    mine, theirs = (_NUMBER_AND_REST.match(one.house_number) for one in (wanted, row))
    if wanted.house_number == row.house_number:
        return 0
    return 2 * abs(int(mine.group(1)) - int(theirs.group(1))) + 1 if mine and theirs else 10**9


def _middle(rows: Sequence[Candidate]) -> Candidate:
    """The row that is nearest to the middle of them all."""
    lat = sum(row.lat for row in rows) / len(rows)
    lon = sum(row.lon for row in rows) / len(rows)
    return min(rows, key=lambda row: (hypot(row.lat - lat, row.lon - lon), str(row.address)))


def _degrees_apart(one: Candidate, other: Candidate) -> float:
    return hypot(one.lat - other.lat, (one.lon - other.lon) * cos(radians(one.lat)))


def _candidates(session: Session, wanted: Address) -> list[Candidate]:
    table = models.GazetteerPlace
    fits: list[ColumnElement[bool]] = []
    if wanted.postcode:
        fits.append(table.postcode.in_(sorted({wanted.postcode, _district(wanted)} - {""})))
    if wanted.town:
        fits.append((table.town == wanted.town) & table.street.in_({wanted.street, ""}))
    if not fits:
        return []
    query = select(table).where(table.country == wanted.country, or_(*fits)).order_by(table.id)
    return [_candidate(row) for row in session.scalars(query)]


def _candidate(row: models.GazetteerPlace) -> Candidate:
    address = Address(row.street, row.house_number, row.postcode, row.town, row.country)
    return Candidate(address, row.lat, row.lon, row.precision)


def _middle_of_area(session: Session, wanted: Address) -> Found | None:
    """The middle of all rows of the four-digit postcode, or else of the town, if it is one."""
    table = models.GazetteerPlace
    areas: list[tuple[str, ColumnElement[bool]]] = []
    district = _district(wanted)
    if district:
        areas.append((district, table.postcode.between(district, f"{district}ZZ")))
    if wanted.town:
        areas.append((wanted.town, table.town == wanted.town))
    lat, lon = table.lat, table.lon
    middle = select(
        func.avg(lat),
        func.avg(lon),
        func.max(lat) - func.min(lat),
        func.max(lon) - func.min(lon),
    )
    for name, inside in areas:
        spot = session.execute(middle.where(table.country == wanted.country, inside)).one()
        if spot[0] is not None and max(spot[2], spot[3]) <= SAME_TOWN_DEGREES:
            return Found(spot[0], spot[1], "city", f"middle of {name}")
    return None


def _district(address: Address) -> str:
    """The four digits of a Dutch postcode; '' elsewhere."""
    digits = address.postcode[:4]
    return digits if address.country == "NL" and len(digits) == 4 and digits.isdigit() else ""
