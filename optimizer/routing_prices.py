"""What ways and stops cost, for vehicles in classes of equal prices."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from optimizer import objective
from optimizer.problem import Shift, Visit
from optimizer.routing_graph import UNBOUNDED, Graph, Matrix, Pace
from optimizer.routing_pace import clock_matrix, most_classes, pace_kind, usual_percent
from optimizer.values import PER_100_KM, PER_HOUR, price

UNITS_PER_CENT = 3600
"""The objective counts 1/3600 cent, so that hourly rates stay whole numbers."""

MANDATORY_CENTS = 1_000_000_000
"""Price of leaving out a mandatory visit, as large as any single price may be."""

STRANGER = "\0"
"""A technician whom no visit names."""


def price_the_legs(graph: Graph) -> None:
    """Travel, kilometres, the work at the place left, who comes there, and the working time.

    Exact but for traffic, where the mean of the shift's bands is paid, and for waiting, which
    `price_waiting` prices. Each class has its own matrix as long as there is room; then ways of
    equal rates share one, and what else differs is counted in a dimension beside it.
    """
    ways = [_way(graph, vehicle) for vehicle in graph.vehicles]
    stops = _stop_cents(graph)
    keys: list[object] = [
        (way, stop.leaving.tobytes(), stop.arriving.tobytes())
        for way, stop in zip(ways, stops, strict=True)
    ]
    if len(set(keys)) <= most_classes(graph.size):
        _register(graph, ways, keys, stops)
        return
    least = {way: _least([s for w, s in zip(ways, stops, strict=True) if w == way]) for way in ways}
    _register(graph, ways, list(ways), [least[way] for way in ways])
    _price_the_rest(
        graph,
        [stop.leaving - least[way].leaving for way, stop in zip(ways, stops, strict=True)],
    )


@dataclass(frozen=True)
class _Way:
    """What the price of a way depends on."""

    drive_cents_per_hour: int
    distance_cents_per_100km: int
    route_cents_per_hour: int
    percent: int
    clock: int


@dataclass(frozen=True)
class _Stops:
    """Cents by node: paid when it is left, and when it is reached from another place."""

    leaving: Matrix
    arriving: Matrix


def _way(graph: Graph, vehicle: int) -> _Way:
    shift = graph.shifts[vehicle]
    route = shift.prices.route_cents_per_hour
    return _Way(
        shift.prices.drive_cents_per_hour,
        shift.prices.distance_cents_per_100km,
        route,
        usual_percent(graph.problem.travel.traffic, shift),
        graph.clock_evaluators[vehicle] if route else 0,
    )


def _least(stops: Sequence[_Stops]) -> _Stops:
    return _Stops(
        np.minimum.reduce([stop.leaving for stop in stops]),
        np.minimum.reduce([stop.arriving for stop in stops]),
    )


def _register(
    graph: Graph, ways: Sequence[_Way], keys: Sequence[object], stops: Sequence[_Stops]
) -> None:
    evaluators: dict[object, int] = {}
    for vehicle, key in enumerate(keys):
        if key not in evaluators:
            units = _units(graph, ways[vehicle], stops[vehicle], graph.paces[vehicle])
            evaluators[key] = graph.register(units)
        graph.routing.SetArcCostEvaluatorOfVehicle(evaluators[key], vehicle)


def _units(graph: Graph, way: _Way, stops: _Stops, pace: Pace) -> Matrix:
    travel = graph.problem.travel
    drives = graph.legs(travel.durations_s) * way.percent // 100
    cents = _prices(drives, way.drive_cents_per_hour, PER_HOUR)
    cents += _prices(graph.legs(travel.distances_m), way.distance_cents_per_100km, PER_100_KM)
    units = graph.with_stops(cents, stops.leaving, stops.arriving) * UNITS_PER_CENT
    if way.route_cents_per_hour:
        units += clock_matrix(graph, pace) * way.route_cents_per_hour
    return units


def _price_the_rest(graph: Graph, cents: Sequence[Matrix]) -> None:
    """What a stop costs more with this vehicle than with the cheapest of equal ways."""
    known: dict[bytes, int] = {}
    for more in cents:
        if more.tobytes() not in known:
            known[more.tobytes()] = graph.register_unary(more.tolist())
    rest = graph.dimension(
        "rest of the prices",
        [known[more.tobytes()] for more in cents],
        capacities=[UNBOUNDED] * len(graph.shifts),
    )
    for vehicle, more in enumerate(cents):
        if more.any():
            rest.SetSpanCostCoefficientForVehicle(UNITS_PER_CENT, vehicle)


def _stop_cents(graph: Graph) -> list[_Stops]:
    """For each vehicle; computed once for those who differ in name only."""
    naming: dict[str, list[int]] = {}
    for number, node in enumerate(graph.nodes):
        for technician in _named(node.visit):
            naming.setdefault(technician, []).append(number)
    known: dict[object, _Stops] = {}
    found = []
    for shift in graph.shifts:
        kind = (shift.prices, pace_kind(shift), _experts(shift))
        if kind not in known:
            stranger = shift.model_copy(update={"technician": STRANGER})
            known[kind] = _cents_of(graph, stranger, range(len(graph.nodes)), _nothing(graph))
        named = naming.get(shift.technician, [])
        found.append(_cents_of(graph, shift, named, known[kind]) if named else known[kind])
    return found


def _nothing(graph: Graph) -> _Stops:
    return _Stops(np.zeros(graph.size, np.int64), np.zeros(graph.size, np.int64))


def _named(visit: Visit) -> set[str]:
    promised = visit.promise.technician if visit.promise else None
    return {*visit.preferred_technicians, *([promised] if promised else [])}


def _experts(shift: Shift) -> tuple[tuple[str, int, int], ...]:
    held = [(h.skill, h.level, h.spare_level_cents) for h in shift.skills if h.spare_level_cents]
    return tuple(sorted(held))


def _cents_of(graph: Graph, shift: Shift, numbers: Sequence[int], base: _Stops) -> _Stops:
    """The base with these nodes as this shift has them."""
    leaving, arriving = base.leaving.copy(), base.arriving.copy()
    for number in numbers:
        node = graph.nodes[number]
        whole = objective.serving_cents(node.visit, shift)
        leaving[number] = whole
        if node.setup_on_arrival:
            leaving[number] = objective.serving_cents(node.visit, shift, setup=False)
            arriving[number] = whole - leaving[number]
    if shift.pick_up is not None:
        loading = price(shift.pick_up.service_s, shift.prices.work_cents_per_hour, PER_HOUR)
        leaving[len(graph.nodes) : graph.first_base] = loading
    return _Stops(leaving, arriving)


def price_the_day(graph: Graph) -> None:
    """A shift that has a route at all."""
    for vehicle, shift in enumerate(graph.shifts):
        graph.routing.SetFixedCostOfVehicle(shift.prices.used_cents * UNITS_PER_CENT, vehicle)


def price_overtime(graph: Graph) -> None:
    for vehicle, shift in enumerate(graph.shifts):
        rate = shift.prices.overtime_cents_per_hour
        if shift.max_overtime_s and rate:
            end = graph.routing.End(vehicle)
            graph.time.SetCumulVarSoftUpperBound(end, shift.closes, rate)


def price_waiting(graph: Graph) -> None:
    """Idle time at the rates of waiting and of working time; breaks on the way count as idle."""
    for vehicle, shift in enumerate(graph.shifts):
        rate = shift.prices.wait_cents_per_hour + shift.prices.route_cents_per_hour
        if rate:
            graph.time.SetSlackCostCoefficientForVehicle(rate, vehicle)


def price_leaving_out(graph: Graph) -> None:
    """Of the nodes of a visit one is served, or its price is paid.

    A mandatory visit has a price above all others, so that there always is a plan.
    """
    for numbers in graph.of_visit.values():
        visit = graph.nodes[numbers[0]].visit
        cents = visit.leave_out_cents + (MANDATORY_CENTS if visit.mandatory else 0)
        indices = [graph.indices[number] for number in numbers]
        graph.routing.AddDisjunction(indices, cents * UNITS_PER_CENT, 1)


def _prices(quantities: Matrix, rate: int, per: int) -> Matrix:
    """`values.price` for a whole matrix."""
    return (2 * quantities * rate + per) // (2 * per)
