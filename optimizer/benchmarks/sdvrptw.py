"""Site-dependent vehicle routing with time windows, in the VRPLIB text that PyVRP reads.

Cordeau and Laporte 2001, "A tabu search algorithm for the site dependent vehicle routing
problem with time windows". Every number is multiplied by 1000 and rounded, distances and
travel times alike; the cost is the distance. Clients are named by their number in solution
files: one less than their node.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from optimizer.benchmarks.doubles import twice_or_never, visits_by_shift
from optimizer.benchmarks.instance import (
    CENT_PER_METRE,
    BadInstance,
    Format,
    Instance,
    Published,
    best_known,
    leave_out_price,
    number,
    text_of,
)
from optimizer.benchmarks.plane import IntMatrix, distances
from optimizer.benchmarks.vrplib import Text, parse
from optimizer.problem import Caps, Prices, Problem, Shift, TimeWindow, Visit
from optimizer.solution import Solution
from optimizer.travel import TravelMatrix

SCALE = 1000
LOAD = "load"


@dataclass(frozen=True)
class Node:
    opens: int
    closes: int
    service: int
    load: int


@dataclass(frozen=True)
class Vehicle:
    """None: not bounded, or allowed everywhere; `clients` are node indices."""

    capacity: int | None
    duration: int | None
    clients: frozenset[int] | None


@dataclass(frozen=True)
class Rules:
    """Distance over rounded arcs; windows, capacity, duration and who may serve whom."""

    arcs: IntMatrix
    nodes: tuple[Node, ...]
    vehicles: dict[str, Vehicle]

    def cost(self, solution: Solution) -> float:
        total = 0
        for order in visits_by_shift(solution).values():
            total += sum(int(self.arcs[leg]) for leg in pairwise([0, *map(int, order), 0]))
        return total / SCALE

    def faults(self, solution: Solution) -> list[str]:
        orders = visits_by_shift(solution)
        found = twice_or_never(orders, [str(node) for node in range(1, len(self.nodes))])
        for shift, order in orders.items():
            found += self._route(shift, [int(visit) for visit in order])
        return found

    def _route(self, shift: str, order: Sequence[int]) -> list[str]:
        vehicle, found = self.vehicles[shift], []
        refused = [node for node in order if node not in (vehicle.clients or order)]
        if refused:
            found.append(f"vehicle {shift} may not serve {refused}")
        load = sum(self.nodes[node].load for node in order)
        if vehicle.capacity is not None and load > vehicle.capacity:
            found.append(f"vehicle {shift} carries {load}, expected at most {vehicle.capacity}")
        clock, before, slack, waited = self.nodes[0].opens, 0, float("inf"), 0
        for node in (*order, 0):
            place = self.nodes[node]
            arrival = clock + self.nodes[before].service + int(self.arcs[before, node])
            clock = max(arrival, place.opens)
            waited += clock - arrival
            slack = min(slack, waited + place.closes - clock)
            if clock > place.closes:
                found.append(f"vehicle {shift}: {node} starts at {clock}, after {place.closes}")
            before = node
        duration = clock - self.nodes[0].opens - min(slack, waited)
        if vehicle.duration is not None and duration > vehicle.duration:
            found.append(f"vehicle {shift} takes {duration}, expected at most {vehicle.duration}")
        return found


def read(path: Path) -> Instance:
    """The instance in a file; `BadInstance` names the line that is wrong."""
    text = parse(path)
    nodes = [_node(text, index) for index in range(1, text.count("DIMENSION") + 1)]
    vehicles = [_vehicle(text, index + 1, len(nodes)) for index in range(text.count("VEHICLES"))]
    points = [text.row("NODE_COORD_SECTION", index + 1, 2) for index in range(len(nodes))]
    arcs = np.rint(distances([(x, y) for x, y in points]) * SCALE).astype(np.int64)
    name = text.values["NAME"][1] if "NAME" in text.values else path.stem
    try:
        problem = _problem(arcs, nodes, vehicles)
    except ValueError as wrong:
        raise BadInstance(f"{path}: {wrong}") from wrong
    named = {str(index + 1): vehicle for index, vehicle in enumerate(vehicles)}
    known = best_known(path, name)
    solution = path.with_suffix(".sol")
    if known is None and solution.is_file():
        known = _orders(solution)[1]
    return Instance("sdvrptw", name, problem, SCALE, Rules(arcs, tuple(nodes), named), known)


def _node(text: Text, index: int) -> Node:
    opens, closes = 0.0, float(2**20)
    if "TIME_WINDOW_SECTION" in text.sections:
        opens, closes = text.row("TIME_WINDOW_SECTION", index, 2)
    service = text.by_row("SERVICE_TIME_SECTION", "SERVICE_TIME", index, 0.0) or 0.0
    return Node(
        opens=round(SCALE * opens),
        closes=round(SCALE * closes),
        service=0 if index == 1 else round(SCALE * service),
        load=round(text.row("DEMAND_SECTION", index, 1)[0])
        if "DEMAND_SECTION" in text.sections
        else 0,
    )


def _vehicle(text: Text, index: int, nodes: int) -> Vehicle:
    capacity = text.by_row("CAPACITY_SECTION", "CAPACITY", index, None)
    duration = text.by_row("VEHICLES_MAX_DURATION_SECTION", "VEHICLES_MAX_DURATION", index, None)
    clients = None
    section = "VEHICLES_ALLOWED_CLIENTS_SECTION"
    if section in text.sections:
        line, fields = text.sections[section].get(index, (0, []))
        clients = frozenset(int(value) - 1 for value in text.row(section, index, len(fields)))
        bad = [client + 1 for client in clients if not 1 <= client < nodes]
        if bad:
            raise text.wrong(line, f"client {bad[0]}, expected a node from 2 to {nodes}")
    return Vehicle(
        capacity=None if capacity is None else round(capacity),
        duration=None if duration is None else round(SCALE * duration),
        clients=clients,
    )


def _problem(arcs: IntMatrix, nodes: Sequence[Node], vehicles: Sequence[Vehicle]) -> Problem:
    price = leave_out_price(int(arcs.max()), len(nodes))
    return Problem(
        visits=tuple(
            Visit(
                id=str(index),
                place=index,
                service_s=node.service,
                windows=(TimeWindow(opens=node.opens, closes=node.closes),),
                load={LOAD: node.load},
                mandatory=True,
                leave_out_cents=price,
                only_technicians=_allowed(index, vehicles),
            )
            for index, node in enumerate(nodes)
            if index > 0
        ),
        shifts=tuple(
            Shift(
                id=str(index + 1),
                technician=str(index + 1),
                start_place=0,
                end_place=0,
                opens=nodes[0].opens,
                closes=nodes[0].closes,
                capacity={} if vehicle.capacity is None else {LOAD: vehicle.capacity},
                caps=Caps(route_s=vehicle.duration),
                prices=Prices(distance_cents_per_100km=CENT_PER_METRE),
            )
            for index, vehicle in enumerate(vehicles)
        ),
        travel=TravelMatrix(
            durations_s=arcs, distances_m=arcs, source=f"round({SCALE} x straight line)"
        ),
    )


def _allowed(client: int, vehicles: Sequence[Vehicle]) -> tuple[str, ...]:
    """Numbers of the vehicles that may come; empty when all may."""
    may = tuple(
        str(index + 1)
        for index, vehicle in enumerate(vehicles)
        if vehicle.clients is None or client in vehicle.clients
    )
    if not may:
        raise ValueError(f"node {client + 1}: no vehicle may serve it")
    return () if len(may) == len(vehicles) else may


def published(folder: Path) -> list[Published]:
    """The `.sol` beside each instance; route k is that of vehicle k."""
    found = []
    for path in FORMAT.files(folder):
        solution = path.with_suffix(".sol")
        if solution.is_file():
            orders, cost = _orders(solution)
            found.append(Published(read(path), solution.name, orders, cost, 0.0005))
    return found


def _orders(path: Path) -> tuple[dict[str, list[str]], float]:
    """Clients by vehicle, and the cost in published units."""
    orders: dict[str, list[str]] = {}
    cost = None
    for line_number, line in enumerate(text_of(path).splitlines(), start=1):
        key, _, rest = line.strip().replace("Cost ", "Cost: ").partition(":")
        try:
            if key.lower().startswith("route"):
                orders[str(int(key.partition("#")[2]))] = [
                    str(int(client)) for client in rest.split()
                ]
            elif key.lower() == "cost":
                cost = number(rest) / SCALE
        except ValueError as wrong:
            raise BadInstance(f"{path} line {line_number}: {wrong}") from wrong
    if cost is None:
        raise BadInstance(f"{path}: no line Cost: value")
    return {vehicle: order for vehicle, order in orders.items() if order}, cost


FORMAT = Format("*.vrp", read, published)
