"""A problem as arrays of whole numbers, one `Lane` for each shift that differs from the others.

Costs are in units of 1/3600 cent, so that prices by the hour are whole numbers; times in
seconds. A lane holds the visits its shift is eligible for, each with two variants: 0 with its
setup, 1 without (the stop before is at the same place).

Whatever a lane cannot hold is left away, which can only make routes cheaper: a rule that
forbids is not asked, a price is taken at the least it can be; see `optimizer.bound.relaxing`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from optimizer import objective
from optimizer.driving import SCALE, traffic_of
from optimizer.eligibility import screen
from optimizer.problem import Problem, Shift, Visit
from optimizer.values import MAX_S, PER_100_KM, PER_HOUR

UNIT = 3600
"""Units in a cent."""

HALF = UNIT // 2
"""Rounding to whole cents takes at most this off an item."""

Ints = npt.NDArray[np.int64]


class Lane(NamedTuple):
    """What compiled code reads of one shift; m is the number of its visits.

    `window_from[2 * visit + variant]` and the entry after it bound the visit's windows.
    A start after `soft_after[visit, variant, i]` costs `soft_rate[visit, i]` units a second,
    rounded to cents; `idle_rate` is for every second of waiting.
    """

    first_cost: Ints
    first_s: Ints
    arc_cost: Ints
    arc_s: Ints
    same: Ints
    home_cost: Ints
    home_s: Ints
    on_site: Ints
    window_from: Ints
    window_opens: Ints
    window_closes: Ints
    last_close: Ints
    soft_after: Ints
    soft_rate: Ints
    break_s: Ints
    break_earliest: Ints
    break_latest: Ints
    opens: int
    closes: int
    last_return: int
    overtime_rate: int
    idle_rate: int


@dataclass(frozen=True)
class Group:
    """Shifts that differ in name only, and the visits they may do, as indices of the problem."""

    shifts: tuple[int, ...]
    visits: tuple[int, ...]
    lane: Lane


def groups_of(problem: Problem) -> list[Group]:
    """All shifts that may do anything at all, alike ones together."""
    screening = screen(problem)
    alike: dict[tuple[object, ...], list[int]] = {}
    for index, shift in enumerate(problem.shifts):
        able = tuple(
            number
            for number, visit in enumerate(problem.visits)
            if screening[visit.id][shift.id] is None
        )
        if able:
            alike.setdefault(_kind(problem, shift, able), []).append(index)
    return [
        Group(tuple(shifts), able, _lane(problem, problem.shifts[shifts[0]], able))
        for (_, able, _), shifts in alike.items()
        if isinstance(able, tuple)
    ]


def _kind(
    problem: Problem, shift: Shift, able: tuple[int, ...]
) -> tuple[object, tuple[int, ...], object]:
    nameless = shift.model_copy(update={"id": "", "technician": ""}).model_dump_json()
    sending = tuple(objective.sending_lines(problem.visits[i], shift).total for i in able)
    return nameless, able, sending


def _idle_rate(shift: Shift) -> int:
    return shift.prices.wait_cents_per_hour + shift.prices.route_cents_per_hour


def _lane(problem: Problem, shift: Shift, able: Sequence[int]) -> Lane:
    visits = [problem.visits[index] for index in able]
    prices = shift.prices
    places = np.array([visit.place for visit in visits])
    same = (places[:, None] == places[None, :]).astype(np.int64)
    on_site = np.array(
        [[objective.on_site_s(v, shift, setup=setup) for setup in (True, False)] for v in visits],
        dtype=np.int64,
    )
    serving = _serving(visits, shift, on_site)
    start, end = shift.start_place, shift.end_place
    first_cost, first_s = _legs(problem, shift, np.array([start]), places)
    arc_cost, arc_s = _legs(problem, shift, places, places)
    home_cost = home_s = np.zeros((len(visits), 1), dtype=np.int64)
    if end is not None:
        home_cost, home_s = _legs(problem, shift, places, np.array([end]))
    once = UNIT * prices.used_cents - (HALF if prices.route_cents_per_hour else 0)
    return Lane(
        first_cost=first_cost[0] + serving[:, 0] + once,
        first_s=first_s[0],
        arc_cost=arc_cost + np.where(same == 1, serving[:, 1], serving[:, 0]),
        arc_s=arc_s,
        same=same,
        home_cost=home_cost[:, 0],
        home_s=home_s[:, 0],
        on_site=on_site,
        **_windows(visits, on_site),
        **_soft(visits, on_site),
        break_s=np.array([rest.duration_s for rest in shift.breaks], dtype=np.int64),
        break_earliest=np.array([rest.earliest for rest in shift.breaks], dtype=np.int64),
        break_latest=np.array([rest.latest for rest in shift.breaks], dtype=np.int64),
        opens=shift.opens,
        closes=shift.closes,
        last_return=shift.last_return,
        overtime_rate=prices.overtime_cents_per_hour,
        idle_rate=_idle_rate(shift),
    )


def _serving(visits: Sequence[Visit], shift: Shift, on_site: Ints) -> Ints:
    """Units for serving each visit in each variant, less what rounding of waits may take off."""
    rate = shift.prices.route_cents_per_hour
    cents = [
        [objective.serving_cents(visit, shift, setup=setup) for setup in (True, False)]
        for visit in visits
    ]
    units = UNIT * np.array(cents, dtype=np.int64) + rate * on_site
    return units - (HALF if shift.prices.wait_cents_per_hour else 0)


def _legs(problem: Problem, shift: Shift, origins: Ints, to: Ints) -> tuple[Ints, Ints]:
    """Units and seconds of all legs; in traffic as fast as it ever gets."""
    prices, travel = shift.prices, problem.travel
    fastest = max(traffic_of(travel).speeds)
    seconds = travel.durations_s[np.ix_(origins, to)].astype(np.int64) * SCALE // fastest
    metres = travel.distances_m[np.ix_(origins, to)].astype(np.int64)
    cents = _price(seconds, prices.drive_cents_per_hour, PER_HOUR)
    cents += _price(metres, prices.distance_cents_per_100km, PER_100_KM)
    return UNIT * cents + prices.route_cents_per_hour * seconds, seconds


def _price(quantity: Ints, rate: int, per: int) -> Ints:
    priced: Ints = (2 * quantity * rate + per) // (2 * per)
    return priced


def _windows(visits: Sequence[Visit], on_site: Ints) -> Mapping[str, Ints]:
    begins, opens, closes = [0], list[int](), list[int]()
    last_close = np.full((len(visits), 2), -1, dtype=np.int64)
    for number, visit in enumerate(visits):
        for variant in (0, 1):
            seconds = int(on_site[number, variant])
            allowed = [(w.opens, w.closes) for w in visit.allowed_starts(seconds)]
            if not allowed and not visit.has_no_start(seconds):
                allowed = [(0, MAX_S)]
            opens += [window[0] for window in allowed]
            closes += [window[1] for window in allowed]
            last_close[number, variant] = max((window[1] for window in allowed), default=-1)
            begins.append(len(opens))
    return {
        "window_from": np.array(begins, dtype=np.int64),
        "window_opens": np.array(opens, dtype=np.int64),
        "window_closes": np.array(closes, dtype=np.int64),
        "last_close": last_close,
    }


def _soft(visits: Sequence[Visit], on_site: Ints) -> Mapping[str, Ints]:
    """For due moment, wish and promise: the start from which being later costs more."""
    after = np.full((len(visits), 2, 3), MAX_S, dtype=np.int64)
    rate = np.zeros((len(visits), 3), dtype=np.int64)
    for number, visit in enumerate(visits):
        wish, promise = visit.preferred, visit.promise
        if visit.due_by is not None:
            after[number, :, 0] = visit.due_by - on_site[number]
            rate[number, 0] = visit.late_cents_per_hour
        if wish is not None:
            after[number, :, 1] = wish.closes
            rate[number, 1] = wish.cents_per_hour
        if promise is not None and promise.start is not None:
            after[number, :, 2] = promise.start + promise.tolerance_s
            rate[number, 2] = promise.moved_cents_per_hour
    return {"soft_after": after, "soft_rate": rate}
