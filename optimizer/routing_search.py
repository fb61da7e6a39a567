"""How OR-Tools searches: iterated local search, then guided local search.

Slack induction by string removals (Christiaens and Vanden Berghe 2020) is OR-Tools' own
ruin; cheapest insertion in random order recreates; simulated annealing accepts. It is ahead of
guided local search on a technician's day of 50 visits and more; guided local search from its
result mends what greedy insertion cannot see. Both repeat exactly under an iteration limit.
"""

import time
from collections.abc import Callable
from typing import Any

from ortools.constraint_solver import (
    pywrapcp,
    routing_enums_pb2,
    routing_heuristic_parameters_pb2,
    routing_ils_pb2,
)

from optimizer.problem import Visit
from optimizer.routing_loose import drivable, untied, with_teams
from optimizer.routing_model import RoutingModel

Orders = dict[str, list[Visit]]
AVERAGE_REMOVED = 10
LONGEST_STRING = 10
BYPASS = 0.01

LOOSE_SHARE = 0.5
"""Share of the time for the visits without ties, where there are any with."""

LOOKS_PER_ROUND = 150
"""Neighbours that guided local search may look at for each iteration allowed."""


def iterate(
    model: RoutingModel,
    *,
    seconds: float,
    iterations: int | None,
    on_solution: Callable[[Orders], None],
) -> None:
    """Search until a limit is met; each solution found is handed to `on_solution`.

    `model` must be new: OR-Tools closes it for good. Where rules tie routes to each other
    insertion builds plans that are refused as a whole; so the visits without ties are planned
    alone first, in shifts that need no looking at each other; then those who work together
    join, and guided local search takes in the others.
    """
    if not model.tied:
        _iterate(model, seconds, iterations, on_solution)
        return
    until, orders = time.monotonic() + seconds, _Last(on_solution)
    loose = untied(model)
    if loose is not None:
        _iterate(loose, seconds * LOOSE_SHARE, iterations, orders)
    teams = with_teams(model, orders.last, until)
    orders(teams)
    _take_in(model, teams, max(0.01, until - time.monotonic()), iterations, orders)


class _Last:
    """Hears of solutions, passes them on, and knows the last."""

    def __init__(self, on_solution: Callable[[Orders], None]) -> None:
        self.last: Orders = {}
        self.on_solution = on_solution

    def __call__(self, orders: Orders) -> None:
        self.last = orders
        self.on_solution(orders)


def _iterate(
    model: RoutingModel,
    seconds: float,
    iterations: int | None,
    on_solution: Callable[[Orders], None],
) -> None:
    parameters = _parameters(seconds, iterations)
    parameters.first_solution_strategy = (
        routing_enums_pb2.FirstSolutionStrategy.LOCAL_CHEAPEST_INSERTION
    )
    parameters.use_iterated_local_search = True
    _ruin_and_recreate(parameters.iterated_local_search_parameters)
    routing = model.routing
    _listen(model, on_solution)
    routing.CloseModelWithParameters(parameters)
    found = routing.SolveWithIteratedLocalSearch(parameters)
    if found is not None:
        on_solution(model.orders_of(found))


def _take_in(
    model: RoutingModel,
    orders: Orders,
    seconds: float,
    iterations: int | None,
    on_solution: Callable[[Orders], None],
) -> None:
    """Guided local search from the orders, with all ties."""
    parameters = _guided(model, seconds, iterations)
    _listen(model, on_solution)
    model.routing.CloseModelWithParameters(parameters)
    start = model.assignment_of(orders)
    if start is None:
        start = model.assignment_of(drivable(model, orders)) or model.assignment_of({})
    found = model.routing.SolveFromAssignmentWithParameters(start, parameters)
    if found is not None:
        on_solution(model.orders_of(found))


def finish(
    model: RoutingModel, orders: Orders, *, seconds: float, iterations: int | None
) -> Orders | None:
    """Guided local search from the orders; None if the model does not accept them.

    A limit on solutions would not do: where no neighbour is feasible none is ever counted.
    """
    parameters = _guided(model, seconds, iterations)
    model.routing.CloseModelWithParameters(parameters)
    start = model.assignment_of(orders)
    if start is None:
        return None
    found = model.routing.SolveFromAssignmentWithParameters(start, parameters)
    return None if found is None else model.orders_of(found)


def _guided(model: RoutingModel, seconds: float, iterations: int | None) -> Any:
    parameters = _parameters(seconds, None)
    parameters.local_search_metaheuristic = (
        routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    )
    if iterations is not None:
        _stop_after_looks(model, iterations * LOOKS_PER_ROUND)
    return parameters


def _stop_after_looks(model: RoutingModel, looks: int) -> None:
    left = [looks]

    def spent() -> bool:
        left[0] -= 1
        return left[0] < 0

    model.routing.AddSearchMonitor(model.routing.solver().CustomLimit(spent))


def _parameters(seconds: float, iterations: int | None) -> Any:
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.time_limit.FromMilliseconds(max(1, int(seconds * 1000)))
    parameters.lns_time_limit.FromMilliseconds(max(1, int(seconds * 1000)))
    if iterations is not None:
        parameters.solution_limit = iterations
    return parameters


def _ruin_and_recreate(search: Any) -> None:
    search.perturbation_strategy = routing_ils_pb2.PerturbationStrategy.RUIN_AND_RECREATE
    search.improve_perturbed_solution = False
    ruin = search.ruin_recreate_parameters.ruin_strategies.add().sisr
    ruin.max_removed_sequence_size = LONGEST_STRING
    ruin.avg_num_removed_visits = AVERAGE_REMOVED
    ruin.bypass_factor = BYPASS
    recreate = search.ruin_recreate_parameters.recreate_strategy
    recreate.heuristic = routing_enums_pb2.FirstSolutionStrategy.LOCAL_CHEAPEST_INSERTION
    insertion = routing_heuristic_parameters_pb2.LocalCheapestInsertionParameters
    recreate.parameters.local_cheapest_insertion.insertion_sorting_properties.append(
        insertion.SORTING_PROPERTY_RANDOM
    )
    search.reference_solution_acceptance_strategy.simulated_annealing.automatic_temperatures = True
    search.best_solution_acceptance_strategy.greedy_descent.SetInParent()


def _listen(model: RoutingModel, on_solution: Callable[[Orders], None]) -> None:
    """Look only at solutions cheaper than all before."""
    routing = model.routing
    cheapest = [float("inf")]

    def look() -> None:
        cost = routing.CostVar().Min()
        if cost < cheapest[0]:
            cheapest[0] = cost
            on_solution(model.orders())

    routing.AddAtSolutionCallback(look)
