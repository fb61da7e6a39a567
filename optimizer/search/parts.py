"""Cutting a large plan into parts of neighbouring routes, each small enough to search fast.

Parts are cut anew each time, so that every pair of neighbours comes together now and then
(POPMUSIC: Taillard and Voss 2002; compared for ruin and recreate by Santini et al. 2023).
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from optimizer.problem import Problem, Shift, Visit

FEW = 6
"""Of so many items the farthest is the other end of a cut, so that no two cuts are alike."""


@dataclass(frozen=True)
class Item:
    """A shift with its route, or a visit that is left out; `centre` is a place of the matrix."""

    centre: int
    shift: Shift | None
    visits: tuple[Visit, ...]


@dataclass(frozen=True)
class Part:
    """Shifts and visits that are planned by themselves, and their present routes."""

    problem: Problem
    orders: dict[str, list[Visit]]


def cut(
    problem: Problem, orders: Mapping[str, Sequence[Visit]], most: int, rng: random.Random
) -> list[Part]:
    """The whole plan in parts; every visit and every shift is in one of them.

    A part has at most `most` visits, but one route may have more. Only for problems in which no
    rule looks at more than one route.
    """
    items = _items(problem, orders)
    return [_part(problem, chosen) for chosen in _halved(problem, items, most, rng)]


def _items(problem: Problem, orders: Mapping[str, Sequence[Visit]]) -> list[Item]:
    routes = [
        Item(_middle(shift, orders.get(shift.id, ())), shift, tuple(orders.get(shift.id, ())))
        for shift in problem.shifts
    ]
    served = {visit.id for order in orders.values() for visit in order}
    out = [Item(v.place, None, (v,)) for v in problem.visits if v.id not in served]
    return routes + out


def _middle(shift: Shift, order: Sequence[Visit]) -> int:
    return order[len(order) // 2].place if order else shift.start_place


def _halved(problem: Problem, items: list[Item], most: int, rng: random.Random) -> list[list[Item]]:
    """Halves of halves: those nearer to one end, those nearer to the other."""
    if sum(len(item.visits) for item in items) <= most or len(items) < 2:
        return [items]
    seconds: Any = problem.travel.durations_s
    one = rng.choice(items).centre
    other = _farthest(seconds, rng.sample(items, min(FEW, len(items))), one)
    ranked = sorted(
        items, key=lambda item: int(seconds[one, item.centre]) - int(seconds[other, item.centre])
    )
    weights = [max(1, len(item.visits)) for item in ranked]
    half, size, known = sum(weights) / 2, 0, 0
    while size < len(ranked) - 1 and known + weights[size] / 2 < half:
        known += weights[size]
        size += 1
    size = max(1, size)
    return _halved(problem, ranked[:size], most, rng) + _halved(problem, ranked[size:], most, rng)


def _farthest(seconds: Any, items: Sequence[Item], start: int) -> int:
    return max(items, key=lambda item: int(seconds[start, item.centre])).centre


def _part(problem: Problem, items: Sequence[Item]) -> Part:
    shifts = {item.shift.id for item in items if item.shift is not None}
    visits = {visit.id for item in items for visit in item.visits}
    own = problem.model_copy(
        update={
            "shifts": tuple(shift for shift in problem.shifts if shift.id in shifts),
            "visits": tuple(visit for visit in problem.visits if visit.id in visits),
        }
    )
    orders = {item.shift.id: list(item.visits) for item in items if item.shift is not None}
    return Part(own, orders)
