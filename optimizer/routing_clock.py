"""When things happen: shifts, breaks, windows, wishes, caps on time."""

from typing import Any

from optimizer.problem import Visit
from optimizer.routing_graph import UNBOUNDED, Graph

DEAR_CENTS_PER_HOUR = 1_000_000
"""Price of waiting where there should be little."""


def keep_shifts(graph: Graph) -> None:
    for vehicle, shift in enumerate(graph.shifts):
        for index in (graph.routing.Start(vehicle), graph.routing.End(vehicle)):
            graph.time.CumulVar(index).SetRange(shift.opens, shift.last_return)


def take_breaks(graph: Graph) -> None:
    """Breaks fall anywhere but into a service; also before leaving and after the return.

    A setup that is part of the way may be interrupted here, which the referee does not allow.
    """
    solver = graph.routing.solver()
    for vehicle, shift in enumerate(graph.shifts):
        intervals = [
            solver.FixedDurationIntervalVar(
                rest.earliest, rest.latest, rest.duration_s, False, f"break {shift.id} {number}"
            )
            for number, rest in enumerate(shift.breaks)
        ]
        if intervals:
            service = [0] * graph.routing.Size()
            for index, seconds in zip(graph.indices, graph.paces[vehicle].on_site, strict=False):
                service[index] = int(seconds)
            graph.time.SetBreakIntervalsOfVehicle(intervals, vehicle, service)
        graph.breaks[vehicle] = intervals


def keep_windows(graph: Graph) -> None:
    """Starts in their windows; where windows bound the service, so that it ends in time too.

    Such a visit has nodes for up to three different times on site, each with its own last
    start: exact for up to three, the longest of each group for more (`routing_nodes.nodes_of`).
    """
    for index, node in zip(graph.indices, graph.nodes, strict=False):
        graph.time.CumulVar(index).SetRange(node.clock.opens, node.clock.closes)


def price_the_clock(graph: Graph) -> None:
    """Lateness, the customer's wish and the promised start, as soft bounds on the start.

    OR-Tools has one bound for each side: of several the one with the highest rate is held,
    rates at the same moment added up. Late visits have nodes for different times on site, too.
    """
    for number, (index, node) in enumerate(zip(graph.indices, graph.nodes, strict=False)):
        longest = max(int(graph.paces[vehicle].on_site[number]) for vehicle in node.vehicles)
        early, late = _soft_bounds(node.visit, longest)
        if early:
            moment = max(early, key=lambda moment: (early[moment], moment))
            graph.time.SetCumulVarSoftLowerBound(index, moment, early[moment])
        if late:
            moment = min(late, key=lambda moment: (-late[moment], moment))
            graph.time.SetCumulVarSoftUpperBound(index, moment, late[moment])


def _soft_bounds(visit: Visit, on_site_s: int) -> tuple[dict[int, int], dict[int, int]]:
    """Rates in cents per hour for starting before, and after, these moments."""
    early: dict[int, int] = {}
    late: dict[int, int] = {}
    wish, promise = visit.preferred, visit.promise
    if visit.due_by is not None:
        _add(late, visit.due_by - on_site_s, visit.late_cents_per_hour)
    if wish is not None:
        _add(early, wish.opens, wish.cents_per_hour)
        _add(late, wish.closes, wish.cents_per_hour)
    if promise is not None and promise.start is not None:
        _add(early, promise.start - promise.tolerance_s, promise.moved_cents_per_hour)
        _add(late, promise.start + promise.tolerance_s, promise.moved_cents_per_hour)
    return early, late


def _add(rates: dict[int, int], moment: int, rate: int) -> None:
    if rate:
        moment = max(0, moment)
        rates[moment] = rates.get(moment, 0) + rate


def cap_working_time(graph: Graph) -> None:
    """From leaving to being back, without the breaks taken on the way."""
    for vehicle, shift in enumerate(graph.shifts):
        if shift.caps.route_s is not None:
            cap_span(graph, vehicle, shift.caps.route_s)


def cap_span(graph: Graph, vehicle: int, most_s: int) -> None:
    """OR-Tools' own bound counts breaks in; the constraint beside it takes them out again.

    A loose model has the bound alone, with no time for breaks.
    """
    rests = 0 if graph.loose else sum(rest.duration_s for rest in graph.shifts[vehicle].breaks)
    graph.time.SetSpanUpperBoundForVehicle(min(most_s + rests, graph.horizon), vehicle)
    if rests:
        graph.tied = True
        graph.routing.solver().Add(working_time(graph, vehicle) <= most_s)


def working_time(graph: Graph, vehicle: int) -> Any:
    """An expression for the time from leaving to being back, without breaks on the way."""
    start, end = _both_ends(graph, vehicle)
    on_the_way = rested_on_the_way(graph, vehicle)
    return end - start if on_the_way is None else end - start - on_the_way


def rested_on_the_way(graph: Graph, vehicle: int) -> Any | None:
    """Seconds of the breaks that begin after leaving and end before the return."""
    solver = graph.routing.solver()
    start, end = _both_ends(graph, vehicle)
    parts = []
    for interval in graph.breaks[vehicle]:
        before = solver.IsLessVar(interval.StartExpr(), start)
        after = solver.IsGreaterVar(interval.EndExpr(), end)
        outside = solver.Max(before, after)
        parts.append((1 - outside) * interval.DurationMax())
    return solver.Sum([part.Var() for part in parts]) if parts else None


def _both_ends(graph: Graph, vehicle: int) -> tuple[Any, Any]:
    return (
        graph.time.CumulVar(graph.routing.Start(vehicle)),
        graph.time.CumulVar(graph.routing.End(vehicle)),
    )


def cap_waiting(graph: Graph) -> None:
    """The route's time without driving, work and breaks is idle; in a loose model only dear."""
    for vehicle, shift in enumerate(graph.shifts):
        if shift.caps.wait_s is not None and graph.loose:
            graph.time.SetSlackCostCoefficientForVehicle(DEAR_CENTS_PER_HOUR, vehicle)
        elif shift.caps.wait_s is not None:
            graph.tied = True
            done = busy_time(graph).CumulVar(graph.routing.End(vehicle))
            idle = working_time(graph, vehicle) - done
            graph.routing.solver().Add(idle <= shift.caps.wait_s)


def busy_time(graph: Graph) -> Any:
    """The dimension of driving and work without idle time."""
    everything = [UNBOUNDED] * len(graph.shifts)
    return graph.dimensions.get("busy") or graph.dimension(
        "busy", graph.clock_evaluators, capacities=everything
    )
