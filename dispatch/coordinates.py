"""Whether coordinates can be true, and whether they are good enough to plan a drive to."""

import math
from typing import Protocol

from dispatch.sentences import Sentence

Area = tuple[float, float, float, float]
"""South, west, north, east in degrees; west above east means across the date line."""

PRECISIONS = ("city", "postcode", "street", "rooftop", "given", "confirmed")
"""How well coordinates are known, worst first."""

USABLE = frozenset({"street", "rooftop", "given", "confirmed"})
"""Good enough to plan to; with anything else a person must set the pin first."""


class Located(Protocol):
    """Anything with coordinates in degrees WGS84 and their precision."""

    @property
    def lat(self) -> float | None: ...

    @property
    def lon(self) -> float | None: ...

    @property
    def precision(self) -> str: ...


def check(lat: float | None, lon: float | None, area: Area) -> str:
    """What is wrong with the coordinates, as a sentence; '' when nothing is."""
    if lat is None or lon is None:
        return Sentence("coordinates are missing", "place_missing")
    got = f"latitude {lat}, longitude {lon}"
    if not (math.isfinite(lat) and math.isfinite(lon)):
        return Sentence(f"{got}: expected finite numbers", "place_wrong")
    if lat == 0 and lon == 0:
        return Sentence(
            f"{got}: this is the point 0, 0 in the sea, which usually means unknown", "place_zero"
        )
    if _within(lat, lon, area):
        return ""
    if _within(lon, lat, area):
        return Sentence(f"{got}: latitude and longitude are swapped", "place_swapped")
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        return Sentence(
            f"{got}: expected latitude -90 to 90 and longitude -180 to 180", "place_wrong"
        )
    south, west, north, east = area
    return Sentence(
        f"{got}: outside the service area (latitude {south:g} to {north:g}, "
        f"longitude {west:g} to {east:g})",
        "place_outside",
    )


def usable(precision: str) -> bool:
    """Whether coordinates of this precision may be planned to without a person's look."""
    return precision in USABLE


def better(precision: str, than: str) -> bool:
    """Whether the first precision is strictly better; an unknown or empty one is the worst."""
    return _rank(precision) > _rank(than)


def why_not_plannable(place: Located, area: Area) -> str:
    """Why nothing may be planned there, as a sentence; '' when it may."""
    wrong = check(place.lat, place.lon, area)
    if wrong or usable(place.precision):
        return wrong
    if not place.precision:
        return Sentence("coordinates are of unknown precision: set the pin", "place_unsure")
    return Sentence(
        f"coordinates are known only to the {place.precision}: set the pin", "place_unsure"
    )


def _rank(precision: str) -> int:
    return PRECISIONS.index(precision) if precision in PRECISIONS else -1


def _within(lat: float, lon: float, area: Area) -> bool:
    south, west, north, east = area
    in_width = west <= lon <= east if west <= east else lon >= west or lon <= east
    return south <= lat <= north and in_width
