"""Addresses with coordinates from an operator's own file, whatever its columns are called."""

from collections.abc import Mapping
from dataclasses import dataclass

from dispatch import coordinates
from dispatch.errors import BadCell, BadImport, BadValue
from dispatch.import_kinds import degrees
from dispatch.table_rows import Row, Table, bad

NAMES = ("street", "house_number", "house_letter", "addition", "postcode", "town", "lat", "lon")
NEEDED = ("street", "town", "lat", "lon")


@dataclass(frozen=True)
class Place:
    """A real address; coordinates in degrees WGS84."""

    street: str
    house_number: str
    postcode: str
    town: str
    lat: float
    lon: float


def parse_mapping(text: str) -> dict[str, str]:
    """'street=straat,town=woonplaats' as our name -> the file's; names left out are the same."""
    mapping = {name: name for name in NAMES}
    for pair in text.split(",") if text.strip() else []:
        ours, equals, theirs = (part.strip() for part in pair.partition("="))
        if ours not in NAMES or not equals or not theirs:
            expected = f"expected OURS=YOURS with OURS one of {', '.join(NAMES)}"
            raise BadValue(f"columns {pair!r}: {expected}")
        mapping[ours] = theirs
    return mapping


def read_places(table: Table, mapping: Mapping[str, str], area: coordinates.Area) -> list[Place]:
    """Every address of the table; `BadImport` names the rows that are none."""
    missing = [name for name in NEEDED if mapping[name] not in table.columns]
    if missing:
        name = missing[0]
        wrong = f"no such column for {name}; say which one it is with --columns {name}=..."
        raise bad(table.file, table.header_line, wrong, mapping[name])
    index = {
        name: table.columns.index(theirs)
        for name, theirs in mapping.items()
        if theirs in table.columns
    }
    found, wrong_cells = [], list(table.ragged)
    for row in table.rows:
        try:
            found.append(_place(row, index, area))
        except BadValue as refused:
            wrong_cells.append(BadCell(table.file, row.line, "", str(refused)))
    if wrong_cells:
        raise BadImport(sorted(wrong_cells, key=lambda cell: cell.line))
    return found


def _place(row: Row, index: Mapping[str, int], area: coordinates.Area) -> Place:
    cells = {name: row.cells[position].strip() for name, position in index.items()}
    for name in NEEDED:
        if not cells[name]:
            raise BadValue(f"{name} is empty")
    lat, lon = degrees(cells["lat"]), degrees(cells["lon"])
    wrong = coordinates.check(lat, lon, area)
    if wrong:
        raise BadValue(wrong)
    return Place(
        street=cells["street"],
        house_number=_number(cells),
        postcode=cells.get("postcode", ""),
        town=cells["town"],
        lat=lat,
        lon=lon,
    )


def _number(cells: Mapping[str, str]) -> str:
    """'12', 'A' and '3' as '12 A-3'."""
    number = " ".join(filter(None, (cells.get("house_number"), cells.get("house_letter"))))
    return "-".join(filter(None, (number, cells.get("addition"))))
