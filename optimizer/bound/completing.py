"""What the rest of a route can cost at best, so that hopeless labels are not made."""

import numpy as np
import numpy.typing as npt

from optimizer.bound.clockwork import (
    BUCKETS,
    FAR,
    bucket_of,
    bucket_width,
    first_start,
    going_home,
    lateness,
)
from optimizer.bound.lanes import Ints, Lane
from optimizer.search.compiling import compiled

Tiny = npt.NDArray[np.int8]


@compiled
def arrivals(lane: Lane) -> tuple[Tiny, Ints]:
    """For going from visit to visit in each bucket: the bucket at the end of service (-1: too
    late), and the units for lateness there. Times are taken as the beginning of their bucket.
    """
    count = len(lane.home_s)
    width = bucket_width(lane)
    later = np.full((count, count, BUCKETS), -1, dtype=np.int8)
    priced = BUCKETS if lane.soft_rate.max() > 0 else 1
    late = np.zeros((count, count, priced), dtype=np.int64)
    for visit in range(count):
        for other in range(count):
            if other == visit:
                continue
            variant = lane.same[visit, other]
            for bucket in range(BUCKETS):
                clock = lane.opens + bucket * width
                start = first_start(lane, other, variant, clock + lane.arc_s[visit, other])
                if start < 0:
                    break
                end = start + lane.on_site[other, variant]
                if end > lane.last_return:
                    break
                later[visit, other, bucket] = bucket_of(lane, end, width)
                if priced > 1:
                    late[visit, other, bucket] = lateness(lane, other, variant, start)
    return later, late


@compiled
def completions(lane: Lane, later: Tiny, late: Ints, gain: Ints) -> tuple[Ints, Ints, Ints]:
    """Least units from each visit and time on: best[visit, bucket], the visit gone to next
    there (-1: home), and the least by any other next visit.

    Ignores breaks, waiting and cuts, and all memory but that of the visit just left, so no real
    completion is cheaper.
    """
    count = len(gain)
    width = bucket_width(lane)
    best = np.full((count, BUCKETS), FAR)
    second = np.full((count, BUCKETS), FAR)
    to = np.full((count, BUCKETS), -1)
    short = lane.on_site.min() < width
    priced = late.shape[2] > 1
    for bucket in range(BUCKETS - 1, -1, -1):
        clock = lane.opens + bucket * width
        for rounds in range(count + 1):
            moved = False
            for visit in range(count):
                one, two, next_one = FAR, FAR, -1
                home = clock + lane.home_s[visit]
                if home <= lane.last_return:
                    one = going_home(lane, visit, home)
                for other in range(count):
                    then = later[visit, other, bucket]
                    if then < 0:
                        continue
                    rest = best[other, then] if to[other, then] != visit else second[other, then]
                    if rest >= FAR:
                        continue
                    units = rest + lane.arc_cost[visit, other] - gain[other]
                    if priced:
                        units += late[visit, other, bucket]
                    if units < one:
                        one, two, next_one = units, one, other
                    elif units < two:
                        two = units
                if (
                    one != best[visit, bucket]
                    or two != second[visit, bucket]
                    or next_one != to[visit, bucket]
                ):
                    moved = True
                    best[visit, bucket], second[visit, bucket] = one, two
                    to[visit, bucket] = next_one
            if not moved or not short:
                break
            if rounds == count:
                best[:, : bucket + 1] = -FAR
                second[:, : bucket + 1] = -FAR
                return best, to, second
    return best, to, second
