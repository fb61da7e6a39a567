"""Travel between points of the plane in our whole numbers."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from optimizer.benchmarks.doubles import Point
from optimizer.travel import TravelMatrix

IntMatrix = npt.NDArray[np.int64]


def distances(points: Sequence[Point]) -> npt.NDArray[np.float64]:
    """Euclidean distances between all points, shape (n, n)."""
    xy = np.array(points, dtype=np.float64).reshape(-1, 2)
    found: npt.NDArray[np.float64] = np.hypot(
        xy[:, None, 0] - xy[None, :, 0], xy[:, None, 1] - xy[None, :, 1]
    )
    return found


def scaled_travel(points: Sequence[Point], scale: int) -> TravelMatrix:
    """Times rounded up and distances rounded to the nearest of 1 / `scale`."""
    exact = distances(points) * scale
    return TravelMatrix(
        durations_s=rounded_up(exact),
        distances_m=np.rint(exact).astype(np.int64),
        source=f"straight line x {scale}",
    )


def rounded_up(exact: npt.NDArray[np.float64]) -> IntMatrix:
    """The next whole number, where the last digits of a double do not count."""
    return np.ceil(exact - 1e-7).astype(np.int64)
