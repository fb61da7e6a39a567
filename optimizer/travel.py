"""Drive times and distances between places, and where they come from.

A provider turns places into a `TravelMatrix`; the search only ever sees the matrix. The
default provider estimates from coordinates; OSRM and others join by the same protocol.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, Any, Protocol

import numpy as np
import numpy.typing as npt
from pydantic import (
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
    model_validator,
)

from optimizer.values import MAX_METRES, Instant, Percent, Value

EARTH_RADIUS_M = 6_371_009
"""Mean Earth radius (IUGG, 6,371,008.8 m), rounded as geopy's great_circle has it."""

IntMatrix = npt.NDArray[np.int32]


class Place(Value):
    """A point on the map in degrees WGS84. Unusual but possible values are the caller's care."""

    model_config = ConfigDict(strict=False)

    lat: float = Field(ge=-90, le=90, description="latitude, degrees WGS84")
    lon: float = Field(ge=-180, le=180, description="longitude, degrees WGS84")
    name: str = Field(default="", max_length=200)


def _square_matrix(raw: Any) -> IntMatrix:
    matrix = raw if isinstance(raw, np.ndarray) else _from_rows(raw)
    if matrix.ndim != 2:
        raise ValueError(f"has {matrix.ndim} dimensions, expected rows of whole numbers")
    rows, columns = matrix.shape
    if rows != columns:
        raise ValueError(f"row 0 has {columns} numbers, expected {rows} (one per place)")
    if not np.issubdtype(matrix.dtype, np.integer):
        raise ValueError(f"holds {matrix.dtype} numbers, expected integers")
    bad = np.argwhere((matrix < 0) | (matrix > MAX_METRES))
    if len(bad):
        row, column = bad[0]
        raise ValueError(f"row {row} holds {matrix[row, column]}, expected 0 to {MAX_METRES}")
    small = matrix.astype(np.int32)
    small.setflags(write=False)
    return small


def _from_rows(raw: Any) -> npt.NDArray[np.int64]:
    expected = "expected a list of rows, each a list of whole numbers"
    if not isinstance(raw, list | tuple):
        raise ValueError(f"is a {type(raw).__name__}, {expected}")
    for index, row in enumerate(raw):
        if not isinstance(row, list | tuple):
            raise ValueError(f"row {index} is a {type(row).__name__}, {expected}")
    for index, row in enumerate(raw):
        if len(row) != len(raw):
            raise ValueError(
                f"row {index} has {len(row)} numbers, expected {len(raw)} (one per place)"
            )
        for number in row:
            if type(number) is not int:
                raise ValueError(f"row {index} holds {number!r}, expected a whole number")
            if not 0 <= number <= MAX_METRES:
                raise ValueError(f"row {index} holds {number}, expected 0 to {MAX_METRES}")
    return np.array(raw, dtype=np.int64).reshape(len(raw), len(raw))


_Matrix = Annotated[
    Any,
    BeforeValidator(_square_matrix),
    PlainSerializer(lambda matrix: matrix.tolist(), return_type=list[list[int]]),
    WithJsonSchema(
        {
            "type": "array",
            "items": {"type": "array", "items": {"type": "integer", "minimum": 0}},
        }
    ),
]


class TrafficBand(Value):
    """From this moment until the next band's, driving takes `percent` of the matrix's time."""

    opens: Instant
    percent: Percent


class TravelMatrix(Value):
    """Drive time and distance from every place (row) to every place (column).

    Need not be symmetric. `source` says where the figures come from and is shown to people,
    so an estimate is labelled as one. Before the first band of `traffic` 100 percent hold; a
    leg that crosses into another band goes on at that band's speed, so whoever leaves later
    never arrives earlier.
    """

    durations_s: _Matrix = Field(description="drive seconds, one row per place")
    distances_m: _Matrix = Field(description="drive metres, one row per place")
    source: str = Field(default="given", max_length=200)
    traffic: tuple[TrafficBand, ...] = Field(default=(), max_length=5_000)

    @model_validator(mode="after")
    def _bands_in_order(self) -> "TravelMatrix":
        for before, after in pairwise(self.traffic):
            if after.opens <= before.opens:
                raise ValueError(
                    f"traffic: a band opens at {after.opens}, expected after {before.opens}"
                )
        return self

    @model_validator(mode="after")
    def _same_size(self) -> "TravelMatrix":
        if len(self.durations_s) != len(self.distances_m):
            raise ValueError(
                f"distances_m has {len(self.distances_m)} places, durations_s has "
                f"{len(self.durations_s)}; expected the same"
            )
        return self

    @property
    def size(self) -> int:
        return len(self.durations_s)

    def duration_s(self, origin: int, destination: int) -> int:
        return int(self.durations_s[origin, destination])

    def distance_m(self, origin: int, destination: int) -> int:
        return int(self.distances_m[origin, destination])


class TravelProvider(Protocol):
    """Anything that can answer drive times between places."""

    def matrix(self, places: tuple[Place, ...]) -> TravelMatrix: ...


@dataclass(frozen=True)
class SpeedBand:
    """The stretch of a leg up to `up_to_m` metres from its start is driven at `kmh`."""

    up_to_m: float
    kmh: float


DEFAULT_BANDS = (
    SpeedBand(3_000, 24),
    SpeedBand(10_000, 38),
    SpeedBand(30_000, 58),
    SpeedBand(80_000, 74),
    SpeedBand(float("inf"), 88),
)
"""Speed on each stretch of a leg: town, edge of town, regional road, motorway."""


@dataclass(frozen=True)
class Estimate:
    """Great-circle distance x detour factor, driven at a speed that depends on the distance.

    The first kilometres of every leg are slow, the later ones faster: each stretch is driven
    at its band's speed, so a longer leg never takes less time. The tests check the distances
    against geopy.
    """

    detour: float = 1.3
    bands: tuple[SpeedBand, ...] = DEFAULT_BANDS

    def __post_init__(self) -> None:
        if not 1 <= self.detour <= 3:
            raise ValueError(f"detour factor {self.detour}: expected 1 to 3")
        if not self.bands or self.bands[-1].up_to_m != float("inf"):
            raise ValueError("speed bands: the last one must reach to infinity")
        limits = [band.up_to_m for band in self.bands]
        growing = all(before < after for before, after in pairwise([0.0, *limits]))
        if not growing or any(not 1 <= band.kmh <= 200 for band in self.bands):
            raise ValueError(f"speed bands {self.bands}: expected growing limits and 1 to 200 km/h")

    def matrix(self, places: tuple[Place, ...]) -> TravelMatrix:
        """Drive seconds and metres between all pairs, shape (n, n), int32."""
        metres = great_circle_m(places) * self.detour
        return TravelMatrix(
            durations_s=np.rint(self._seconds(metres)).astype(np.int32),
            distances_m=np.rint(metres).astype(np.int32),
            source=f"estimate: great circle x {self.detour:g}, speed by distance",
        )

    def _seconds(self, metres: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Each stretch of a leg is driven at the speed of the band it falls into."""
        seconds = np.zeros_like(metres)
        begins = 0.0
        for band in self.bands:
            stretch = np.clip(metres, begins, band.up_to_m) - begins
            seconds += stretch * 3.6 / band.kmh
            begins = band.up_to_m
        return seconds


def great_circle_m(places: tuple[Place, ...]) -> npt.NDArray[np.float64]:
    """Metres over the sphere between all pairs of places, shape (n, n) (haversine)."""
    lat = np.radians([place.lat for place in places])
    lon = np.radians([place.lon for place in places])
    half_lat = np.sin((lat[:, None] - lat[None, :]) / 2) ** 2
    half_lon = np.sin((lon[:, None] - lon[None, :]) / 2) ** 2
    chord = half_lat + np.cos(lat)[:, None] * np.cos(lat)[None, :] * half_lon
    angle: npt.NDArray[np.float64] = 2 * np.arcsin(np.sqrt(np.clip(chord, 0, 1)))
    return EARTH_RADIUS_M * angle
