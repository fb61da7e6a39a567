"""What ties visits and shifts to each other: relations, rest, hours, fair shares.

OR-Tools' insertion heuristics do not see most of these, so `routing_search` builds plans of
tied problems another way.
"""

from collections.abc import Iterator
from itertools import combinations
from typing import Any

from optimizer.problem import After, Apart, InOrder, SameRoute, Together, Who
from optimizer.routing_clock import busy_time, cap_span, working_time
from optimizer.routing_graph import UNBOUNDED, Graph
from optimizer.routing_prices import UNITS_PER_CENT

NOBODY = -1


def _modelled(graph: Graph, kind: type[Any]) -> Iterator[tuple[Any, list[str]]]:
    """Relations of this kind, with those of their visits that have nodes at all."""
    for relation in graph.problem.relations:
        if isinstance(relation, kind):
            known = [visit for visit in relation.visits if visit in graph.of_visit]
            if len(known) > 1:
                yield relation, known


def work_together(graph: Graph) -> None:
    """All served or none, on different routes, starting at most the tolerance apart."""
    for relation, visits in _modelled(graph, Together):
        graph.tied = True
        first = visits[0]
        for other in visits[1:]:
            graph.routing.solver().Add(_served(graph, first) == _served(graph, other))
        for one, other in combinations(visits, 2):
            _starts_apart(graph, one, other, -relation.tolerance_s, relation.tolerance_s)


def work_after(graph: Graph) -> None:
    """`then` only with `first`, in the gap after it, by the same or another technician."""
    for relation, _ in _modelled(graph, After):
        graph.tied = True
        solver = graph.routing.solver()
        then = _served(graph, relation.then)
        solver.Add(then <= _served(graph, relation.first))
        _gap(graph, relation)
        if relation.technician is not Who.ANY:
            one, other = _technician(graph, relation.first), _technician(graph, relation.then)
            same = relation.technician is Who.SAME
            fits = solver.IsEqualVar(one, other) if same else solver.IsDifferentVar(one, other)
            solver.Add(fits >= then)


def _gap(graph: Graph, relation: After) -> None:
    least, most = relation.min_gap_s, relation.max_gap_s
    from_end = relation.gap_from == "end"
    _starts_apart(graph, relation.first, relation.then, least, most, from_end=from_end)


def _starts_apart(
    graph: Graph, first: str, then: str, least: int, most: int | None, *, from_end: bool = False
) -> None:
    """Where both are served `then` starts so long after `first` starts or ends."""
    solver, routing = graph.routing.solver(), graph.routing
    big = 2 * graph.horizon + abs(least)
    for one in graph.of_visit[first]:
        begun = graph.time.CumulVar(graph.indices[one])
        since = begun + _on_site(graph, one) if from_end else begun
        for other in graph.of_visit[then]:
            start = graph.time.CumulVar(graph.indices[other])
            both = routing.ActiveVar(graph.indices[one]) + routing.ActiveVar(graph.indices[other])
            solver.Add(start + (2 - both) * big >= since + least)
            if most is not None and most < big:
                solver.Add(start <= since + most + (2 - both) * big)


def _on_site(graph: Graph, number: int) -> Any:
    """Seconds on site, by whoever serves the node."""
    seconds = [int(pace.on_site[number]) for pace in graph.paces]
    if len(set(seconds)) == 1:
        return seconds[0]
    return graph.routing.solver().Element([0, *seconds], _vehicle_of_node(graph, number) + 1)


def keep_apart(graph: Graph) -> None:
    """No two visits on one route, of `Apart` and of `Together`; the heuristics know of it."""
    pairs = {
        tuple(sorted(pair))
        for kind in (Apart, Together)
        for _, visits in _modelled(graph, kind)
        for pair in combinations(visits, 2)
    }
    if not pairs:
        return
    routing, number = graph.routing, {visit: i for i, visit in enumerate(graph.of_visit)}
    for visit in {visit for pair in pairs for visit in pair}:
        for node in graph.of_visit[visit]:
            added = routing.TYPE_ADDED_TO_VEHICLE
            routing.SetVisitType(graph.indices[node], number[visit], added)
    for one, other in sorted(pairs):
        routing.AddHardTypeIncompatibility(number[one], number[other])


def keep_on_one_route(graph: Graph) -> None:
    """The served ones of `SameRoute` and `InOrder`: one vehicle that all of them have."""
    solver = graph.routing.solver()
    for kind in (SameRoute, InOrder):
        for _, visits in _modelled(graph, kind):
            graph.tied = True
            common = solver.IntVar(0, len(graph.shifts) - 1, f"route of {visits[0]}")
            for visit in visits:
                fits = solver.IsEqualVar(_vehicle(graph, visit), common)
                solver.Add(fits >= _served(graph, visit))


def keep_in_order(graph: Graph) -> None:
    """The served ones have growing positions on their route."""
    ordered = [visits for _, visits in _modelled(graph, InOrder)]
    if not ordered:
        return
    solver, routing = graph.routing.solver(), graph.routing
    one_each = graph.register_unary([1] * graph.size)
    position = graph.dimension(
        "position", [one_each] * len(graph.shifts), capacities=[graph.size] * len(graph.shifts)
    )
    for visits in ordered:
        for one, other in combinations(visits, 2):
            for before in graph.of_visit[one]:
                for after in graph.of_visit[other]:
                    first, then = graph.indices[before], graph.indices[after]
                    both = routing.ActiveVar(first) + routing.ActiveVar(then)
                    solver.Add(
                        position.CumulVar(then) + (2 - both) * graph.size
                        >= position.CumulVar(first) + 1
                    )


def _served(graph: Graph, visit: str) -> Any:
    active = [graph.routing.ActiveVar(graph.indices[n]) for n in graph.of_visit[visit]]
    return active[0] if len(active) == 1 else graph.routing.solver().Sum(active).Var()


def _vehicle_of_node(graph: Graph, number: int) -> Any:
    return graph.routing.VehicleVar(graph.indices[number])


def _vehicle(graph: Graph, visit: str) -> Any:
    """The vehicle of the served node, or -1."""
    numbers = graph.of_visit[visit]
    if len(numbers) == 1:
        return _vehicle_of_node(graph, numbers[0])
    return (graph.routing.solver().Sum([_vehicle_of_node(graph, n) + 1 for n in numbers]) - 1).Var()


def _technician(graph: Graph, visit: str) -> Any:
    """The number of the technician, or -1."""
    names = [shift.technician for shift in graph.shifts]
    numbers = [NOBODY, *(names.index(name) for name in names)]
    return graph.routing.solver().Element(numbers, _vehicle(graph, visit) + 1).Var()


def rest_between_shifts(graph: Graph) -> None:
    """From being back to leaving on any later used shift of the same technician.

    Without a rule for the rest a technician is back before leaving again all the same.
    """
    solver, routing = graph.routing.solver(), graph.routing
    rests = {rules.technician: rules.rest_s for rules in graph.problem.technicians}
    for technician in sorted({shift.technician for shift in graph.shifts}):
        rest_s = rests.get(technician, 0)
        for one, other in combinations(_shifts_of(graph, technician), 2):
            if graph.shifts[one].last_return + rest_s <= graph.shifts[other].opens:
                continue
            graph.tied = True
            back = graph.time.CumulVar(routing.End(one))
            leaves = graph.time.CumulVar(routing.Start(other))
            both = routing.ActiveVehicleVar(one) + routing.ActiveVehicleVar(other)
            big = graph.horizon + rest_s
            solver.Add(leaves + (2 - both) * big >= back + rest_s)


def _shifts_of(graph: Graph, technician: str) -> list[int]:
    """The technician's vehicles in the order in which they open."""
    own = [v for v in graph.vehicles if graph.shifts[v].technician == technician]
    return sorted(own, key=lambda vehicle: graph.shifts[vehicle].opens)


def limit_the_hours(graph: Graph) -> None:
    """Working time over the shifts of a span of days.

    The times that count are those OR-Tools gives each route: the shortest, as a second of each
    costs one unit of the objective, a hundredth of a cent for 36 seconds.
    """
    solver, routing = graph.routing.solver(), graph.routing
    for rules in graph.problem.technicians:
        for limit in rules.work_limits:
            own = [
                vehicle
                for vehicle in _shifts_of(graph, rules.technician)
                if limit.opens <= graph.shifts[vehicle].opens <= limit.closes
            ]
            for vehicle in own:
                cap_span(graph, vehicle, limit.max_s)
            if len(own) > 1:
                graph.tied = True
                busy = busy_time(graph)
                solver.Add(solver.Sum([busy.CumulVar(routing.End(v)) for v in own]) <= limit.max_s)
                solver.Add(solver.Sum([working_time(graph, v).Var() for v in own]) <= limit.max_s)
                for vehicle in own:
                    graph.time.SetSpanCostCoefficientForVehicle(1, vehicle)


def share_fairly(graph: Graph) -> None:
    """Work and unpopular points above the fair share, for technicians with one shift.

    Work is driving and time on site here: waiting is not counted. Shares over several shifts
    of one technician are not in the model; they are part of the plan's price all the same.
    """
    points = {node.visit.id: node.visit.unpopular for node in graph.nodes}
    for rules in graph.problem.technicians:
        own, fair = _shifts_of(graph, rules.technician), rules.fairness
        if len(own) != 1:
            continue
        end = graph.routing.End(own[0])
        if fair.work_cents_per_hour:
            busy = busy_time(graph)
            busy.SetCumulVarSoftUpperBound(end, fair.fair_work_s, fair.work_cents_per_hour)
        if fair.cents_per_point and any(points.values()):
            cost = fair.cents_per_point * UNITS_PER_CENT
            _unpopular(graph, points).SetCumulVarSoftUpperBound(end, fair.fair_points, cost)


def _unpopular(graph: Graph, points: dict[str, int]) -> Any:
    evaluators = [graph.register_unary(graph.at_visits(points))] * len(graph.shifts)
    everything = [UNBOUNDED] * len(graph.shifts)
    return graph.dimensions.get("unpopular") or graph.dimension(
        "unpopular", evaluators, capacities=everything
    )
