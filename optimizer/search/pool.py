"""Routes that good plans were made of, each set of visits once, for choosing among them later."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from optimizer.search.compiling import compiled
from optimizer.search.plan import Plan

PROBES = 16


class Pool(NamedTuple):
    """Flat storage of routes, found again by a hash of the shift and its set of visits."""

    slot: npt.NDArray[np.int64]  # (2**k,) number of the route kept there, -1: none
    key: npt.NDArray[np.uint64]  # (2**k,)
    shift: npt.NDArray[np.int64]  # (routes,)
    begin: npt.NDArray[np.int64]  # (routes + 1,) where the visits begin
    cents: npt.NDArray[np.float64]  # (routes,)
    visits: npt.NDArray[np.int64]
    names: npt.NDArray[np.uint64]  # (n + m,) random words for visits, then shifts
    counts: npt.NDArray[np.int64]  # (1,) routes kept


def empty_pool(visits: int, shifts: int, routes: int, stops: int) -> Pool:
    """Room for so many routes and so many stops on them."""
    slots = 1 << max(4, (4 * routes - 1).bit_length())
    words = np.random.default_rng(20200417)
    return Pool(
        slot=np.full(slots, -1, dtype=np.int64),
        key=np.zeros(slots, dtype=np.uint64),
        shift=np.zeros(routes, dtype=np.int64),
        begin=np.zeros(routes + 1, dtype=np.int64),
        cents=np.zeros(routes),
        visits=np.zeros(stops, dtype=np.int64),
        names=words.integers(0, 2**63, visits + shifts, dtype=np.uint64),
        counts=np.zeros(1, dtype=np.int64),
    )


def routes_of(pool: Pool, first: int) -> list[tuple[int, tuple[int, ...], float]]:
    """Shift number, visit numbers in order, cents: from the route of this number on."""
    return [
        (
            int(pool.shift[number]),
            tuple(pool.visits[pool.begin[number] : pool.begin[number + 1]].tolist()),
            float(pool.cents[number]),
        )
        for number in range(first, int(pool.counts[0]))
    ]


@compiled
def remember(pool: Pool, plan: Plan, shift: int) -> None:
    """Keep the route, or its order where that is cheaper than the one known for its visits."""
    size, cents = plan.route[shift].stops, plan.route[shift].cents
    if size == 0:
        return
    word = pool.names[len(plan.route_of) + shift]
    for number in range(size):
        word ^= pool.names[plan.order[shift, number]]
    mask = np.uint64(len(pool.slot) - 1)
    place = word & mask
    for _ in range(PROBES):
        known = pool.slot[place]
        if known < 0:
            break
        if pool.key[place] == word:
            if cents < pool.cents[known] - 1e-9:
                pool.cents[known] = cents
                begin = pool.begin[known]
                for number in range(size):
                    pool.visits[begin + number] = plan.order[shift, number]
            return
        place = (place + np.uint64(1)) & mask
    count = pool.counts[0]
    if pool.slot[place] >= 0 or count >= len(pool.cents):
        return
    begin = pool.begin[count]
    if begin + size > len(pool.visits):
        return
    pool.slot[place] = count
    pool.key[place] = word
    pool.shift[count] = shift
    pool.cents[count] = cents
    for number in range(size):
        pool.visits[begin + number] = plan.order[shift, number]
    pool.begin[count + 1] = begin + size
    pool.counts[0] = count + 1
