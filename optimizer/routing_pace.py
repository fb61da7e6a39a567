"""How long ways and stops take, for vehicles in classes of equal times.

With 1,000 visits a matrix takes 10 MB, so technicians of equal pace share one; where they
differ more than memory allows, those of nearest pace share the slower one's times.
"""

from collections.abc import Sequence

import numpy as np

from optimizer import objective
from optimizer.driving import SCALE
from optimizer.problem import Shift
from optimizer.routing_graph import Graph, Matrix, Pace
from optimizer.travel import TrafficBand

MOST_CELLS = 25_000_000
"""Cells of all time matrices together, and of all price matrices; eight bytes each."""

UNITS_PER_PERCENT = 100 * SCALE
"""A leg at this many units over percent a second is driven as `driving.Traffic` has it."""


def most_classes(size: int) -> int:
    """Matrices of this size that there is room for."""
    return max(1, MOST_CELLS // size**2)


def paces(graph: Graph) -> list[Pace]:
    """The class of each vehicle; vehicles of one class have the identical object."""
    on_site: dict[object, Matrix] = {}
    own = []
    for shift in graph.shifts:
        kind = pace_kind(shift)
        if kind not in on_site:
            on_site[kind] = _on_site(graph, shift)
        percent = max(share for share, _ in traffic(graph.problem.travel.traffic, shift))
        own.append(Pace(percent, on_site[kind]))
    keys = [pace.key for pace in own]
    known = _shared(dict(zip(keys, own, strict=True)), most_classes(graph.size))
    return [known[key] for key in keys]


def pace_kind(shift: Shift) -> tuple[object, ...]:
    """Shifts of equal kind need equal time for everything."""
    slow = [(held.skill, held.pace_percent) for held in shift.skills if held.pace_percent != 100]
    return shift.pace_percent, tuple(sorted(slow)), shift.pick_up and shift.pick_up.service_s


def _on_site(graph: Graph, shift: Shift) -> Matrix:
    """Seconds at each node; a setup that is part of the way is not in them."""
    seconds = np.zeros(graph.size, dtype=np.int64)
    for number, node in enumerate(graph.nodes):
        setup = not node.setup_on_arrival
        seconds[number] = objective.on_site_s(node.visit, shift, setup=setup)
    if shift.pick_up is not None:
        seconds[len(graph.nodes) : graph.first_base] = shift.pick_up.service_s
    return seconds


def _shared(known: dict[tuple[int, bytes], Pace], most: int) -> dict[tuple[int, bytes], Pace]:
    """At most so many classes, each as slow as the slowest that shares it, node by node."""
    if len(known) <= most:
        return known
    order = sorted(known, key=lambda key: (key[0], int(known[key].on_site.sum()), key[1]))
    size = -(-len(order) // most)
    shared: dict[tuple[int, bytes], Pace] = {}
    for first in range(0, len(order), size):
        group = order[first : first + size]
        slowest = np.maximum.reduce([known[key].on_site for key in group])
        shared |= dict.fromkeys(group, Pace(max(key[0] for key in group), slowest))
    return shared


def traffic(bands: Sequence[TrafficBand], shift: Shift) -> list[tuple[int, int]]:
    """The percentages that hold during a shift, each with its seconds."""
    starts = [(0, 100), *((band.opens, band.percent) for band in bands)]
    until = max(shift.last_return, shift.opens + 1)
    ends = [*(opens for opens, _ in starts[1:]), until]
    found = []
    for (opens, percent), end in zip(starts, ends, strict=True):
        seconds = min(end, until) - max(opens, shift.opens)
        if seconds > 0:
            found.append((percent, seconds))
    return found


def usual_percent(bands: Sequence[TrafficBand], shift: Shift) -> int:
    """The mean of the traffic during a shift."""
    parts = traffic(bands, shift)
    return sum(percent * seconds for percent, seconds in parts) // sum(s for _, s in parts)


def driven(legs: Matrix, percent: int) -> Matrix:
    """Whole seconds for the legs when this percentage holds all the way."""
    if percent == 100:
        return legs
    return -(-legs * SCALE // (UNITS_PER_PERCENT // percent))


def setups_on_arrival(graph: Graph) -> Matrix:
    """Seconds of setup that fall away when the stop before is at the same place."""
    seconds = np.zeros(graph.size, dtype=np.int64)
    for number, node in enumerate(graph.nodes):
        seconds[number] = node.visit.setup_s if node.setup_on_arrival else 0
    return seconds


def follow_the_clock(graph: Graph) -> None:
    """Time accumulates drive, setup and work; idle time is free to fall anywhere.

    On site each technician has the own pace, that of the slowest needed skill included; with
    very many different ones the nearest share the slower. The setup counts once where visits
    follow each other at one place: held with a start at least the setup after its window opens
    (see `routing_nodes`), or else counted each time, where the window is too narrow for that,
    the start is pinned, or other visits look at it. Traffic: the slowest band of the shift
    holds all day, so no way takes longer than here.
    """
    classes = paces(graph)
    known = {id(pace): pace for pace in classes}
    matrices = {key: graph.register(clock_matrix(graph, pace)) for key, pace in known.items()}
    graph.clock_evaluators = [matrices[id(pace)] for pace in classes]
    graph.paces = classes
    everywhere = [graph.horizon] * len(graph.shifts)
    graph.time = graph.dimension(
        "time",
        graph.clock_evaluators,
        capacities=everywhere,
        slack=graph.horizon,
        from_zero=False,
    )


def clock_matrix(graph: Graph, pace: Pace) -> Matrix:
    """Seconds from the start at one node to the earliest start at the next."""
    drives = driven(graph.legs(graph.problem.travel.durations_s), pace.percent)
    return graph.with_stops(drives, pace.on_site, setups_on_arrival(graph))
