"""Estimated travel is geopy's distance on the road's scale; matrices that cannot be are refused."""

import time
from typing import Any

import numpy as np
import pytest
from geopy.distance import great_circle
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from optimizer.travel import (
    DEFAULT_BANDS,
    Estimate,
    Place,
    SpeedBand,
    TravelMatrix,
    great_circle_m,
)

places = st.builds(Place, lat=st.floats(-90, 90), lon=st.floats(-180, 180))
dutch_places = st.builds(Place, lat=st.floats(50.5, 53.8), lon=st.floats(3.2, 7.4))


def on_equator(*metres: float) -> tuple[Place, ...]:
    """Places east of 0, 0; one degree is 2 pi x 6,371,009 m / 360 = 111,195.0837 m."""
    return tuple(Place(lat=0.0, lon=east / 111_195.0837) for east in metres)


@given(places, places)
def test_distances_are_those_of_geopy(one: Place, other: Place) -> None:
    metres = great_circle_m((one, other))[0, 1]

    expected = great_circle((one.lat, one.lon), (other.lat, other.lon)).meters
    # haversine loses up to a few sqrt(2**-53) x 6,371,009 m = 0.07 m at the antipode
    assert metres == pytest.approx(expected, abs=1)


@given(st.lists(places, min_size=1, max_size=6))
def test_estimates_are_symmetric_and_nothing_is_driven_to_stay(spots: list[Place]) -> None:
    matrix = Estimate().matrix(tuple(spots))

    assert (matrix.durations_s == matrix.durations_s.T).all()
    assert (matrix.distances_m == matrix.distances_m.T).all()
    assert not matrix.durations_s.diagonal().any()
    assert not matrix.distances_m.diagonal().any()


@given(st.floats(0, 300_000), st.floats(0, 300_000))
def test_a_longer_leg_never_takes_less_time(one: float, other: float) -> None:
    nearer, farther = sorted((one, other))
    matrix = Estimate().matrix(on_equator(0, nearer, farther))

    assert matrix.distance_m(0, 1) <= matrix.distance_m(0, 2)
    assert matrix.duration_s(0, 1) <= matrix.duration_s(0, 2)


@given(dutch_places, dutch_places, dutch_places)
def test_no_estimate_is_longer_than_a_detour_by_more_than_rounding(
    start: Place, middle: Place, end: Place
) -> None:
    matrix = Estimate().matrix((start, middle, end))

    # three numbers rounded by at most half a metre and half a second each
    assert matrix.distance_m(0, 2) <= matrix.distance_m(0, 1) + matrix.distance_m(1, 2) + 1.5
    assert matrix.duration_s(0, 2) <= matrix.duration_s(0, 1) + matrix.duration_s(1, 2) + 1.5


def test_each_stretch_of_a_leg_is_driven_at_the_speed_of_its_band() -> None:
    # 20 km as the crow flies x 1.5 = 30 km: 10 km at 20 km/h and 20 km at 80 km/h
    estimate = Estimate(detour=1.5, bands=(SpeedBand(10_000, 20), SpeedBand(float("inf"), 80)))

    matrix = estimate.matrix(on_equator(0, 20_000))

    assert matrix.distance_m(0, 1) == 30_000
    # 0.5 h + 0.25 h
    assert matrix.duration_s(0, 1) == 1800 + 900


def test_the_speed_does_not_jump_where_a_band_ends() -> None:
    for band in DEFAULT_BANDS[:-1]:
        crow = band.up_to_m / 1.3
        matrix = Estimate().matrix(on_equator(0, crow - 10, crow + 10))

        # 20 m more as the crow flies are 26 m of road: 4 s at 24 km/h, less when faster
        assert 0 <= matrix.duration_s(0, 2) - matrix.duration_s(0, 1) <= 4


def test_the_estimate_says_that_it_is_one() -> None:
    assert Estimate(detour=1.25).matrix(on_equator(0, 5)).source == (
        "estimate: great circle x 1.25, speed by distance"
    )


def test_a_thousand_places_take_no_loop_over_pairs() -> None:
    random = np.random.default_rng(7)
    spots = tuple(
        Place(lat=lat, lon=lon)
        for lat, lon in zip(
            random.uniform(50.5, 53.8, 1000), random.uniform(3.2, 7.4, 1000), strict=True
        )
    )

    begun = time.perf_counter()
    matrix = Estimate().matrix(spots)
    seconds = time.perf_counter() - begun

    assert matrix.size == 1000
    assert matrix.durations_s.dtype == np.int32
    expected = great_circle((spots[3].lat, spots[3].lon), (spots[998].lat, spots[998].lon)).meters
    assert matrix.distance_m(3, 998) == pytest.approx(1.3 * expected, abs=1)
    # a million pairs one by one, at geopy's 6 microseconds each, would be 6 s
    assert seconds < 3


def test_no_places_have_an_empty_matrix() -> None:
    assert Estimate().matrix(()).size == 0


@pytest.mark.parametrize("detour", [0.9, 3.1, float("nan"), float("inf"), -1.3])
def test_an_impossible_detour_factor_is_refused(detour: float) -> None:
    with pytest.raises(ValueError, match="detour factor"):
        Estimate(detour=detour)


@pytest.mark.parametrize(
    "bands",
    [
        (),
        (SpeedBand(10_000, 30),),
        (SpeedBand(10_000, 0), SpeedBand(float("inf"), 80)),
        (SpeedBand(10_000, 300), SpeedBand(float("inf"), 80)),
        (SpeedBand(20_000, 30), SpeedBand(10_000, 50), SpeedBand(float("inf"), 80)),
        (SpeedBand(10_000, float("nan")), SpeedBand(float("inf"), 80)),
        (SpeedBand(float("nan"), 30), SpeedBand(float("inf"), 80)),
        (SpeedBand(-5, 30), SpeedBand(float("inf"), 80)),
    ],
)
def test_impossible_speed_bands_are_refused(bands: tuple[SpeedBand, ...]) -> None:
    with pytest.raises(ValueError, match="speed bands"):
        Estimate(bands=bands)


@pytest.mark.parametrize(
    ("lat", "lon"),
    [(90.1, 0.0), (0.0, 180.1), (float("nan"), 0.0), (0.0, float("inf")), ("x", 0.0)],
)
def test_a_place_off_the_map_is_refused(lat: Any, lon: Any) -> None:
    with pytest.raises(ValidationError, match=r"lat|lon"):
        Place(lat=lat, lon=lon)


GOOD = [[0, 1], [2, 0]]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([[0, 1], [2]], "row 1 has 1 numbers, expected 2"),
        ([[0, 1, 2], [3, 0]], "row 0 has 3 numbers, expected 2"),
        ([[0, 1], [2.5, 0]], "row 1 holds 2.5, expected a whole number"),
        ([[0, "1"], [2, 0]], "row 0 holds '1', expected a whole number"),
        ([[0, True], [2, 0]], "row 0 holds True, expected a whole number"),
        ([[0, None], [2, 0]], "row 0 holds None, expected a whole number"),
        ([[0, float("nan")], [2, 0]], "row 0 holds nan, expected a whole number"),
        ([[0, 1], [-2, 0]], "row 1 holds -2, expected 0 to"),
        ([[0, 1], [2**62, 0]], "row 1 holds 4611686018427387904, expected 0 to"),
        ([[0, 1], 7], "row 1 is a int, expected a list of rows"),
        (7, "expected"),
        ("words", "expected"),
        (None, "expected"),
        (np.array([[0, 1], [-2, 0]]), "row 1 holds -2, expected 0 to"),
        (np.array([[0, 1], [2**62, 0]]), "row 1 holds 4611686018427387904, expected 0 to"),
        (np.array([[0.0, 1.5], [2.0, 0.0]]), "expected integers"),
        (np.array([[0, 1, 2], [3, 4, 5]]), "row 0 has 3 numbers, expected 2"),
        (np.array([0, 1]), "expected"),
        (np.zeros((2, 2, 2), dtype=int), "expected"),
    ],
)
@pytest.mark.parametrize("field", ["durations_s", "distances_m"])
def test_a_bad_matrix_is_refused_with_the_row_that_is_wrong(
    field: str, rows: Any, said: str
) -> None:
    given: dict[str, Any] = {"durations_s": GOOD, "distances_m": GOOD} | {field: rows}

    with pytest.raises(ValidationError) as raised:
        TravelMatrix(**given)

    assert field in str(raised.value)
    assert said in str(raised.value)


def test_time_and_distance_must_be_of_the_same_places() -> None:
    with pytest.raises(ValidationError, match="distances_m has 1 places, durations_s has 2"):
        TravelMatrix(durations_s=GOOD, distances_m=[[0]])


def test_a_matrix_cannot_be_changed() -> None:
    numbers = np.array(GOOD)
    matrix = TravelMatrix(durations_s=numbers, distances_m=numbers)
    numbers[0, 1] = 99

    assert matrix.duration_s(0, 1) == 1
    with pytest.raises(ValueError, match="read-only"):
        matrix.durations_s[0, 1] = 99


def test_a_matrix_survives_json_and_need_not_be_symmetric() -> None:
    matrix = TravelMatrix(durations_s=GOOD, distances_m=[[0, 10], [20, 0]], source="measured")

    back = TravelMatrix.model_validate_json(matrix.model_dump_json())

    assert (back.duration_s(0, 1), back.duration_s(1, 0)) == (1, 2)
    assert (back.distance_m(0, 1), back.distance_m(1, 0)) == (10, 20)
    assert back.source == "measured"
