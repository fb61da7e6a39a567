"""Room in which one route is laid out and timed, so that nothing is allocated on the way."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

MAX_BREAKS = 5


ITEM = np.dtype(
    [
        ("visit", np.int64),  # -1: the depot
        ("place", np.int64),
        ("on_site", np.int64),
        ("drive", np.int64),  # the leg to the item; behind the last one, the way home
        ("taken", np.int64),  # breaks taken by the time it starts
        ("start", np.int64),
        ("floor", np.int64),  # a start worth waiting for, or 0
    ]
)


class Scratch(NamedTuple):
    """Room for one route's items, used anew by every call."""

    item: npt.NDArray[Any]  # (items + 1,) ITEM
    ends: npt.NDArray[np.int64]  # (items, MAX_BREAKS + 1) earliest end by breaks taken
    came: npt.NDArray[np.int64]  # (items, MAX_BREAKS + 1) breaks taken before
    kinds: npt.NDArray[np.int64]
    front: npt.NDArray[np.int64]  # (items, 3) see `spans`
    back: npt.NDArray[np.int64]
    line: npt.NDArray[np.int64]  # a route as it would be
    floor: npt.NDArray[np.int64]  # (n,) earliest start that other routes leave to a visit
    held: npt.NDArray[np.int64]  # (n,) 1: other routes count on its earliest start
    begins: npt.NDArray[np.int64]  # (n,) that start, for held visits
    leaves: npt.NDArray[np.int64]  # (m,) earliest leaving that earlier shifts leave
    told: npt.NDArray[np.int64]  # (4,) of the last route: working time, largest lateness, home


def scratch(visits: int, shifts: int, kinds: int) -> Scratch:
    items = visits + 3
    return Scratch(
        item=np.zeros(items, dtype=ITEM),
        ends=np.zeros((items, MAX_BREAKS + 1), dtype=np.int64),
        came=np.zeros((items, MAX_BREAKS + 1), dtype=np.int64),
        front=np.zeros((items, 3), dtype=np.int64),
        back=np.zeros((items, 3), dtype=np.int64),
        kinds=np.zeros(max(1, kinds), dtype=np.int64),
        line=np.zeros(items, dtype=np.int64),
        floor=np.zeros(max(1, visits), dtype=np.int64),
        held=np.zeros(max(1, visits), dtype=np.int64),
        begins=np.zeros(max(1, visits), dtype=np.int64),
        leaves=np.zeros(max(1, shifts), dtype=np.int64),
        told=np.zeros(4, dtype=np.int64),
    )
