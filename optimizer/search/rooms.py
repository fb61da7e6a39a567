"""All that one search needs to run; nothing is allocated inside."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from optimizer.search.scratch import Scratch
from optimizer.search.undoing import Undo


class Bids(NamedTuple):
    """What the visits that wait to be put back would add to each route, and where."""

    cents: npt.NDArray[np.float64]  # (n, m) inf where a visit cannot go; eligible pairs only
    places: npt.NDArray[np.int64]  # (n, m)
    best: npt.NDArray[np.float64]  # (n,) cents
    second: npt.NDArray[np.float64]
    choice: npt.NDArray[np.int64]  # (n,) the shift of the best, -1: is placed, or left out
    weight: npt.NDArray[np.float64]  # (n,) by which its regret counts


class Rooms(NamedTuple):
    undo: Undo
    own: Scratch
    bids: Bids
    todo: npt.NDArray[np.int64]  # (n,) visits to be put back
    keys: npt.NDArray[np.float64]  # (n,) their ranks
    state: npt.NDArray[np.uint64]  # (1,) of the random numbers
    costs: npt.NDArray[np.float64]  # (2,) of the present plan, of the best
    near: npt.NDArray[np.int32]  # (n, k) see `orders.neighbours`
    ranks: npt.NDArray[np.float64]  # (r, n) see `orders.ranks`
    absences: npt.NDArray[np.int64]  # (n,) rounds that would have left the visit out


def bids(visits: int, shifts: int) -> Bids:
    return Bids(
        cents=np.full((visits, shifts), np.inf),
        places=np.zeros((visits, shifts), dtype=np.int64),
        best=np.zeros(visits),
        second=np.zeros(visits),
        choice=np.zeros(visits, dtype=np.int64),
        weight=np.zeros(visits),
    )
