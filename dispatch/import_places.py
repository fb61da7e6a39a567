"""What importing does beyond the cells for places: addresses, coordinates, the gazetteer."""

from collections.abc import Sequence
from typing import Any

from dispatch import gazetteer
from dispatch.import_rows import Draft

CONFIRMED = "confirmed"
ADDRESS = ("street", "house_number", "postcode", "town", "country")
_LOCATION = ("lat", "lon", "precision", "located_by")


def normalise_gazetteer(drafts: Sequence[Draft]) -> None:
    """Write addresses the way the gazetteer keeps them, so that keys match."""
    for draft in drafts:
        written = {name: draft.values.get(name, "") for name in ADDRESS}
        written["country"] = written["country"] or "NL"
        address = gazetteer.normal(gazetteer.Address(**written))
        draft.values.update({name: getattr(address, name) for name in ADDRESS})


def complete_locations(drafts: Sequence[Draft]) -> None:
    """Say who located the place, and keep what is known better than the file knows it.

    Without coordinates in the file those in the database stay while the address does. A pin
    that a person confirmed stays too, unless the file confirms another one.
    """
    for draft in drafts:
        values = draft.values
        if draft.existing is not None and _keeps_location(values, draft.existing):
            for name in _LOCATION:
                values.pop(name, None)
        elif values.get("lat") is None:
            values.update(lat=None, lon=None, precision="", located_by="")
        else:
            values["precision"] = values.get("precision") or "given"
            values["located_by"] = "import"


def _keeps_location(values: dict[str, Any], existing: Any) -> bool:
    moved = any(
        values.get(name, getattr(existing, name)) != getattr(existing, name) for name in ADDRESS
    )
    if moved:
        return False
    if values.get("lat") is None:
        return True
    same_point = (values["lat"], values["lon"]) == (existing.lat, existing.lon)
    precision = values.get("precision") or existing.precision
    if same_point:
        return bool(precision == existing.precision)
    return bool(existing.precision == CONFIRMED and values.get("precision") != CONFIRMED)
