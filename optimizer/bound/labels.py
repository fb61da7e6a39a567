"""Label setting over one lane, compiled: every route that could still be worth its duals.

A label is a route so far, standing at the end of service of its last visit: when that is, what
it has cost less the duals of its visits (in units), which visits it must not come back to, and
which cuts it has half used up. A label that is no better than another in any of these is
dropped. Visits are forgotten on the way as far as `Memory` says (ng-routes: Baldacci, Mingozzi
and Roberti 2011), but never the one just left. Breaks are placed as `optimizer.schedule` does.

`easy` is how late the service could end without any waiting beyond what is already priced:
until then a later departure makes up for it. Where waiting has a price, an earlier label may
have to wait for a later one, and pays for it when the two are compared.

The kernels are long because calls between compiled functions that pass many arrays cost more
than they explain.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from optimizer.bound.clockwork import (
    BUCKETS,
    FAR,
    bucket_of,
    bucket_width,
    first_start,
    going_home,
    home_by,
    lateness,
    ready_after,
)
from optimizer.bound.completing import Tiny, completions
from optimizer.bound.lanes import Ints, Lane
from optimizer.search.compiling import compiled

Bits = npt.NDArray[np.uint64]

HEURISTIC, EXACT, ENUMERATE = 0, 1, 2
"""Which labels may drop each other: by time and cost alone; all that is provably no better;
only those that served the same visits."""


class Memory(NamedTuple):
    """Per visit, as bit words: what is still remembered there, and the cuts it belongs to."""

    keeps: Bits
    cut_counts: Bits
    cut_keeps: Bits
    cut_cost: Ints


class Labels(NamedTuple):
    """Room for labels, reused from call to call."""

    visit: npt.NDArray[np.int32]
    rested: npt.NDArray[np.int32]
    parent: npt.NDArray[np.int32]
    end: Ints
    easy: Ints
    cost: Ints
    seen: Bits
    half: Bits
    dead: npt.NDArray[np.uint8]
    queued: npt.NDArray[np.int32]
    listed: npt.NDArray[np.int32]


def room(size: int, words: int, cut_words: int) -> Labels:
    """Room for so many labels; memory is only touched as far as it is used."""

    def small() -> npt.NDArray[np.int32]:
        return np.empty(size, dtype=np.int32)

    def large() -> Ints:
        return np.empty(size, dtype=np.int64)

    return Labels(
        visit=small(),
        rested=small(),
        parent=small(),
        end=large(),
        easy=large(),
        cost=large(),
        seen=np.empty((size, words), dtype=np.uint64),
        half=np.empty((size, cut_words), dtype=np.uint64),
        dead=np.empty(size, dtype=np.uint8),
        queued=small(),
        listed=small(),
    )


@compiled
def no_worse(labels: Labels, memory: Memory, idle_rate: int, mode: int, a: int, b: int) -> bool:
    """Label a does whatever b can, at no more cost; both stand at one visit."""
    cost = labels.cost[a]
    if cost > labels.cost[b] or labels.end[a] > labels.end[b]:
        return False
    if idle_rate > 0:
        cost += idle_rate * max(0, labels.easy[b] - labels.easy[a])
        if labels.rested[a] != labels.rested[b]:
            return False
    elif labels.rested[a] < labels.rested[b]:
        return False
    if mode == HEURISTIC:
        return cost <= labels.cost[b]
    for word in range(labels.seen.shape[1]):
        mine, other = labels.seen[a, word], labels.seen[b, word]
        if mode == ENUMERATE:
            if mine != other:
                return False
        elif mine & ~other:
            return False
    for word in range(labels.half.shape[1]):
        extra = labels.half[a, word] & ~labels.half[b, word]
        bit = 0
        while extra:
            if extra & np.uint64(1):
                cost += memory.cut_cost[64 * word + bit]
            extra >>= np.uint64(1)
            bit += 1
    return cost <= labels.cost[b]


@compiled
def routes_below(
    lane: Lane,
    later: Tiny,
    late: Ints,
    gain: Ints,
    memory: Memory,
    labels: Labels,
    mode: int,
    limit: int,
    budget: int,
    found: Ints,
) -> tuple[int, int]:
    """All routes of less than `limit` units, duals taken off, that no other label drops.

    Fills `found` with (units, label) of complete routes; returns how many there are and the
    least units. When labels were compared `budget` times, or there is no more room for labels
    or routes, the count is -1 and nothing is proven.
    """
    count = len(gain)
    width = bucket_width(lane)
    best, to, second = completions(lane, later, late, gain)
    listed = np.full((count, BUCKETS), -1, dtype=np.int32)
    cheapest = np.full((count, BUCKETS), FAR)
    queue = np.full(BUCKETS, -1, dtype=np.int32)
    breaks = len(lane.break_s)
    words, cut_words = labels.seen.shape[1], labels.half.shape[1]
    costs, ends, nexts, idle_rate = labels.cost, labels.end, labels.listed, lane.idle_rate
    made = routes = 0
    least = limit
    bucket, label = -1, -1
    while bucket < BUCKETS:
        if bucket >= 0:
            label = queue[bucket]
            if label < 0:
                bucket += 1
                if bucket == BUCKETS:
                    break
                continue
            queue[bucket] = labels.queued[label]
            if labels.dead[label]:
                continue
            here, clock, rested = labels.visit[label], labels.end[label], labels.rested[label]
            home = home_by(lane, here, clock, rested)
            if home >= 0:
                units = labels.cost[label] + going_home(lane, here, home)
                if units < limit:
                    if routes == len(found):
                        return -1, least
                    found[routes, 0], found[routes, 1] = units, label
                    routes += 1
                    least = min(least, units)
        else:
            here, clock, rested = -1, lane.opens, 0
            bucket = 0
        for there in range(count):
            if here >= 0:
                if labels.seen[label, there >> 6] >> np.uint64(there & 63) & np.uint64(1):
                    continue
                variant = lane.same[here, there]
                seconds, arc = lane.arc_s[here, there], lane.arc_cost[here, there]
                base = labels.cost[label]
            else:
                variant = 0
                seconds, arc, base = lane.first_s[there], lane.first_cost[there], 0
            base += arc - gain[there]
            for more in range(breaks - rested + 1):
                ready = ready_after(lane, clock, seconds, rested, more)
                if ready < 0:
                    break
                start = first_start(lane, there, variant, ready)
                if start < 0:
                    break
                end = start + lane.on_site[there, variant]
                if end > lane.last_return:
                    break
                units = base + lateness(lane, there, variant, start)
                easy = lane.last_close[there, variant]
                if lane.idle_rate > 0 and here >= 0 and more == 0:
                    arrives = labels.easy[label] + seconds
                    units += lane.idle_rate * max(0, start - arrives)
                    easy = min(easy, max(start, arrives))
                then = bucket_of(lane, end, width)
                rest = best[there, then]
                ahead = to[there, then]
                if (
                    here >= 0
                    and ahead >= 0
                    and (
                        ahead == here
                        or (
                            labels.seen[label, ahead >> 6]
                            & memory.keeps[there, ahead >> 6]
                            & (np.uint64(1) << np.uint64(ahead & 63))
                        )
                    )
                ):
                    rest = second[there, then]
                if rest >= FAR or units + rest >= limit:
                    continue
                if made == len(costs) or budget < 0:
                    return -1, least
                new = made
                labels.visit[new], labels.parent[new] = there, label
                labels.rested[new] = rested + more
                labels.end[new] = end
                labels.easy[new] = easy + lane.on_site[there, variant]
                for word in range(words):
                    seen = np.uint64(0)
                    if here >= 0:
                        seen = labels.seen[label, word] & memory.keeps[there, word]
                        if here >> 6 == word:
                            seen |= np.uint64(1) << np.uint64(here & 63)
                    if there >> 6 == word:
                        seen |= np.uint64(1) << np.uint64(there & 63)
                    labels.seen[new, word] = seen
                for word in range(cut_words):
                    counts = memory.cut_counts[there, word]
                    half = np.uint64(0)
                    if here >= 0:
                        half = labels.half[label, word] & memory.cut_keeps[there, word]
                    full = half & counts
                    bit = 0
                    while full:
                        if full & np.uint64(1):
                            units += memory.cut_cost[64 * word + bit]
                        full >>= np.uint64(1)
                        bit += 1
                    labels.half[new, word] = half ^ counts
                labels.cost[new] = units
                if units + rest >= limit:
                    continue
                dropped = False
                for b in range(then + 1):
                    if cheapest[there, b] > units:
                        continue
                    other = listed[there, b]
                    while other >= 0:
                        budget -= 1
                        if (
                            costs[other] <= units
                            and ends[other] <= end
                            and no_worse(labels, memory, idle_rate, mode, other, new)
                        ):
                            dropped = True
                            break
                        other = nexts[other]
                    if dropped:
                        break
                if dropped:
                    continue
                for b in range(then, BUCKETS):
                    previous, other = -1, listed[there, b]
                    while other >= 0:
                        following = nexts[other]
                        budget -= 1
                        if (
                            units <= costs[other]
                            and end <= ends[other]
                            and no_worse(labels, memory, idle_rate, mode, new, other)
                        ):
                            labels.dead[other] = 1
                            if previous < 0:
                                listed[there, b] = following
                            else:
                                nexts[previous] = following
                        else:
                            previous = other
                        other = following
                made += 1
                labels.dead[new] = 0
                labels.queued[new], queue[then] = queue[then], new
                labels.listed[new], listed[there, then] = listed[there, then], new
                cheapest[there, then] = min(cheapest[there, then], units)
    return routes, least
