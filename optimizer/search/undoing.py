"""Routes as they were before a round of the search, and how to make them so again, compiled."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from optimizer.search.compiling import compiled
from optimizer.search.plan import Plan

Ints = npt.NDArray[np.int64]


class Undo(NamedTuple):
    """Routes as they were before the ruin: the first fields as `Plan` has them."""

    order: Ints
    route: npt.NDArray[Any]
    earliest: Ints
    latest: Ints
    lead: npt.NDArray[np.float64]
    carried: Ints
    front: Ints
    back: Ints
    told: npt.NDArray[np.float64]
    touched: Ints  # (m,) the routes kept, then room
    counts: Ints  # (2,) routes touched, the round's stamp


Rows = Plan | Undo


def undo_room(plan: Plan) -> Undo:
    return Undo(
        order=np.zeros_like(plan.order),
        route=np.zeros_like(plan.route),
        earliest=np.zeros_like(plan.earliest),
        latest=np.zeros_like(plan.latest),
        lead=np.zeros_like(plan.lead),
        carried=np.zeros_like(plan.carried),
        front=np.zeros_like(plan.front),
        back=np.zeros_like(plan.back),
        told=np.zeros_like(plan.told),
        touched=np.zeros(len(plan.route), dtype=np.int64),
        counts=np.array([0, 0], dtype=np.int64),
    )


@compiled
def keep(plan: Plan, undo: Undo, shift: int) -> None:
    """Remember a route before it changes; once a round."""
    if undo.route[shift].stamp == undo.counts[1]:
        return
    _copy_route(plan, undo, shift)
    undo.route[shift].stamp = undo.counts[1]
    undo.touched[undo.counts[0]] = shift
    undo.counts[0] += 1


@compiled
def take_back(plan: Plan, undo: Undo) -> None:
    """Make every touched route what it was."""
    for index in range(undo.counts[0]):
        shift = undo.touched[index]
        for number in range(plan.route[shift].stops):
            visit = plan.order[shift, number]
            if plan.route_of[visit] == shift:
                plan.route_of[visit] = -1
    for index in range(undo.counts[0]):
        shift = undo.touched[index]
        _copy_route(undo, plan, shift)
        for number in range(plan.route[shift].stops):
            plan.route_of[plan.order[shift, number]] = shift


@compiled
def _copy_route(source: Rows, target: Rows, shift: int) -> None:
    size = source.route[shift].stops
    target.route[shift] = source.route[shift]
    for number in range(size):
        target.order[shift, number] = source.order[shift, number]
        target.earliest[shift, number] = source.earliest[shift, number]
        target.latest[shift, number] = source.latest[shift, number]
    for number in range(size + 1):
        target.lead[shift, number] = source.lead[shift, number]
    for number in range(min(size + 1, source.front.shape[1])):
        for figure in range(3):
            target.front[shift, number, figure] = source.front[shift, number, figure]
            target.back[shift, number, figure] = source.back[shift, number, figure]
    for unit in range(source.carried.shape[1]):
        target.carried[shift, unit] = source.carried[shift, unit]
    for column in range(4):
        target.told[shift, column] = source.told[shift, column]
