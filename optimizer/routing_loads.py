"""Who may go, and what a route can hold: loads, parts, equipment, the way by the depot, caps."""

from collections.abc import Sequence

from optimizer.routing_graph import UNBOUNDED, Graph, Matrix
from optimizer.routing_pace import driven


def keep_eligibility(graph: Graph) -> None:
    """Skills, only and never technicians, pins, equipment: the shifts left by the screening.

    A node is also kept to the vans that hold what it needs, or can fetch it.
    """
    able = [node.vehicles for node in graph.nodes] + [passed.vehicles for passed in graph.passes]
    for index, vehicles in zip(graph.indices, able, strict=True):
        graph.routing.VehicleVar(index).SetValues([-1, *vehicles])


def keep_capacity(graph: Graph) -> None:
    """In each unit the loads of a route's visits fit into the van."""
    units = {unit for shift in graph.shifts for unit in shift.capacity}
    for unit in sorted(units):
        loads = {node.visit.id: node.visit.load.get(unit, 0) for node in graph.nodes}
        room = [shift.capacity.get(unit, UNBOUNDED) for shift in graph.shifts]
        _hold(graph, f"load {unit}", graph.at_visits(loads), room)


def keep_stock(graph: Graph) -> None:
    """Parts come from the van's stock, but for those of visits behind a pass by the depot.

    Visits behind the pass whose parts are in the van all the same may use either.
    """
    parts = {part for node in graph.nodes for part in node.visit.parts}
    for part in sorted(parts):
        used = [0 if node.fetched else node.visit.parts.get(part, 0) for node in graph.nodes]
        stock = [shift.stock.get(part, 0) for shift in graph.shifts]
        if sum(used) > min(stock):
            used += [0] * (graph.size - len(used))
            _hold(graph, f"part {part}", used, stock)


def pass_the_depot(graph: Graph) -> None:
    """What is fetched is fetched before, by the same van, on its one pass by the depot."""
    routing, solver = graph.routing, graph.routing.solver()
    for number, passed in enumerate(graph.passes, start=len(graph.nodes)):
        pick, deliver = graph.indices[number], graph.indices[passed.delivers]
        routing.AddDisjunction([pick], 0)
        routing.AddPickupAndDelivery(pick, deliver)
        solver.Add(routing.VehicleVar(pick) == routing.VehicleVar(deliver))
        solver.Add(graph.time.CumulVar(pick) <= graph.time.CumulVar(deliver))
    if graph.passes:
        _hold_ways(graph, "passes", _ways_to_depots(graph), [1] * len(graph.shifts))


def _ways_to_depots(graph: Graph) -> Matrix:
    """One for each way that reaches a depot from elsewhere."""
    ways = graph.legs(graph.problem.travel.durations_s) * 0
    for group in graph.depots():
        ways[:, group] = 1
        for number in group:
            ways[number, group] = 0
    return ways


def cap_visits(graph: Graph) -> None:
    caps = [shift.caps.visits for shift in graph.shifts]
    if any(cap is not None for cap in caps):
        one = graph.at_visits(dict.fromkeys(graph.of_visit, 1))
        _hold(graph, "visits", one, _bounds(caps))


def cap_driving(graph: Graph) -> None:
    """Seconds of driving, with the slowest traffic of the shift all day."""
    caps = [shift.caps.drive_s for shift in graph.shifts]
    if all(cap is None for cap in caps):
        return
    legs = graph.legs(graph.problem.travel.durations_s)
    known: dict[int, int] = {}
    for pace in graph.paces:
        if pace.percent not in known:
            known[pace.percent] = graph.register(driven(legs, pace.percent))
    evaluators = [known[pace.percent] for pace in graph.paces]
    graph.dimension("driving", evaluators, capacities=_bounds(caps))


def cap_distance(graph: Graph) -> None:
    caps = [shift.caps.distance_m for shift in graph.shifts]
    if any(cap is not None for cap in caps):
        legs = graph.legs(graph.problem.travel.distances_m)
        _hold_ways(graph, "distance", legs, _bounds(caps))


def _bounds(caps: Sequence[int | None]) -> list[int]:
    return [UNBOUNDED if cap is None else cap for cap in caps]


def _hold(graph: Graph, name: str, amounts: Sequence[int], room: Sequence[int]) -> None:
    evaluators = [graph.register_unary(amounts)] * len(graph.shifts)
    graph.dimension(name, evaluators, capacities=room)


def _hold_ways(graph: Graph, name: str, amounts: Matrix, room: Sequence[int]) -> None:
    evaluators = [graph.register(amounts)] * len(graph.shifts)
    graph.dimension(name, evaluators, capacities=room)
