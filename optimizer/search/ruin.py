"""Taking visits out: strings of neighbouring visits from a few routes that lie near each other.

Slack induction by string removals, Christiaens and Vanden Berghe 2020, section 5.
"""

import numpy as np
import numpy.typing as npt

from optimizer.search.compiling import compiled
from optimizer.search.model import Model
from optimizer.search.plan import Plan, refresh
from optimizer.search.scratch import Scratch
from optimizer.search.undoing import Undo, keep

SPLIT = 0.5
"""Chance that a string leaves some visits in its middle on the route."""

FOR_ABSENT = 0.3
"""Chance that strings go from routes that could take in a visit that is left out."""

KEPT = 0.01
"""Chance that the string left in the middle grows no further."""


@compiled
def chance(state: npt.NDArray[np.uint64]) -> float:
    """The next number from 0 to 1 (xorshift64*, Vigna 2016)."""
    x = state[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    state[0] = x
    return np.float64((x * np.uint64(2685821657736338717)) >> np.uint64(11)) / 9007199254740992.0


@compiled
def below(state: npt.NDArray[np.uint64], limit: int) -> int:
    return min(limit - 1, int(chance(state) * limit))


@compiled
def remove_strings(
    model: Model,
    plan: Plan,
    undo: Undo,
    near: npt.NDArray[np.int32],
    state: npt.NDArray[np.uint64],
    average: float,
    longest: float,
    own: Scratch,
) -> None:
    """Take strings out of the routes around a random visit."""
    served = len(plan.route_of) - plan.counts[0]
    if served == 0:
        return
    used = 0
    for shift in range(len(plan.route)):
        used += plan.route[shift].stops > 0
    longest = min(longest, served / used)
    strings = 4.0 * average / (1.0 + longest) - 1.0
    wanted = int(chance(state) * strings + 1.0)
    seed, done, wish = below(state, len(plan.route_of)), 0, -1
    if plan.counts[0] > 0 and chance(state) < FOR_ABSENT:
        seed = wish = plan.absent[below(state, plan.counts[0])]
    for index in range(near.shape[1]):
        if done >= wanted:
            break
        visit = near[seed, index]
        shift = plan.route_of[visit]
        if shift < 0 or undo.route[shift].stamp == undo.counts[1]:
            continue
        if wish >= 0 and model.serve[wish, shift] == np.inf:
            continue
        most = min(float(plan.route[shift].stops), longest)
        length = int(chance(state) * most + 1.0)
        keep(plan, undo, shift)
        _remove_string(plan, shift, visit, min(length, plan.route[shift].stops), state)
        refresh(model, plan, shift, own)
        done += 1


@compiled
def _remove_string(
    plan: Plan, shift: int, visit: int, length: int, state: npt.NDArray[np.uint64]
) -> None:
    size = plan.route[shift].stops
    at = 0
    while plan.order[shift, at] != visit:
        at += 1
    left = 0
    if length < size and length > 1 and chance(state) < SPLIT:
        left = 1
        while length + left < size and chance(state) > KEPT:
            left += 1
    reach = length + left
    lowest = max(0, at - reach + 1)
    first = lowest + below(state, min(at, size - reach) - lowest + 1)
    skip_from = first + reach
    if left > 0:
        skip_from = first + below(state, length) + 1
    write = first
    for number in range(first, size):
        other = plan.order[shift, number]
        gone = number < first + reach and not skip_from <= number < skip_from + left
        if gone:
            plan.route_of[other] = -1
        else:
            plan.order[shift, write] = other
            write += 1
    plan.route[shift].stops = write
