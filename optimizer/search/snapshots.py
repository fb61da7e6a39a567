"""What ties leave to each other in a plan, kept and brought back, compiled."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from optimizer.search.compiling import compiled
from optimizer.search.plan import Plan
from optimizer.search.scratch import Scratch
from optimizer.search.settle import Work

Ints = npt.NDArray[np.int64]


class Snapshot(NamedTuple):
    """What ties leave to each other, kept for later."""

    told: npt.NDArray[np.float64]
    cents: npt.NDArray[np.float64]
    floor: Ints
    held: Ints
    begins: Ints
    leaves: Ints


def snapshot_room(visits: int, shifts: int) -> Snapshot:
    return Snapshot(
        told=np.zeros((shifts, 4)),
        cents=np.zeros(shifts),
        floor=np.zeros(max(1, visits), dtype=np.int64),
        held=np.zeros(max(1, visits), dtype=np.int64),
        begins=np.zeros(max(1, visits), dtype=np.int64),
        leaves=np.zeros(max(1, shifts), dtype=np.int64),
    )


@compiled
def take_snapshot(plan: Plan, kept: Snapshot) -> None:
    for visit in range(len(plan.floor)):
        kept.floor[visit] = plan.floor[visit]
        kept.held[visit] = plan.held[visit]
        kept.begins[visit] = plan.begins[visit]
    for shift in range(len(plan.route)):
        kept.leaves[shift] = plan.leaves[shift]
        kept.cents[shift] = plan.route[shift].cents
        for column in range(4):
            kept.told[shift, column] = plan.told[shift, column]


@compiled
def restore_snapshot(plan: Plan, own: Scratch, work: Work, kept: Snapshot) -> None:
    for visit in range(len(plan.floor)):
        plan.floor[visit] = own.floor[visit] = kept.floor[visit]
        plan.held[visit] = own.held[visit] = kept.held[visit]
        plan.begins[visit] = own.begins[visit] = kept.begins[visit]
    for shift in range(len(plan.route)):
        plan.leaves[shift] = own.leaves[shift] = kept.leaves[shift]
        plan.route[shift].cents = kept.cents[shift]
        for column in range(4):
            plan.told[shift, column] = work.told[shift, column] = kept.told[shift, column]
