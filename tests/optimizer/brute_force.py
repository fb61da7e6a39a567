"""The cheapest plan of a tiny problem, found by trying every assignment and every order."""

from itertools import combinations, permutations

from optimizer.eligibility import screen
from optimizer.problem import Problem, Shift
from optimizer.schedule import Blocked, time_route

Served = frozenset[int]


def cheapest_cents(problem: Problem) -> int:
    """Objective of the best plan; the time grows with the factorial of the visits."""
    best: dict[Served, int] = {frozenset(): 0}
    for shift in problem.shifts:
        routes = _cheapest_routes(problem, shift)
        combined: dict[Served, int] = {}
        for before, cents in best.items():
            for served, more in routes.items():
                if not before & served:
                    together = before | served
                    combined[together] = min(combined.get(together, cents + more), cents + more)
        best = combined
    return min(
        cents + sum(v.leave_out_cents for i, v in enumerate(problem.visits) if i not in served)
        for served, cents in best.items()
    )


def _cheapest_routes(problem: Problem, shift: Shift) -> dict[Served, int]:
    """For every set of visits the shift can do: the cents of its best order."""
    screening = screen(problem)
    able = [i for i, v in enumerate(problem.visits) if screening[v.id][shift.id] is None]
    routes: dict[Served, int] = {frozenset(): 0}
    for size in range(1, len(able) + 1):
        for chosen in combinations(able, size):
            costs = [
                timed.costs.total
                for order in permutations(chosen)
                if not isinstance(
                    timed := time_route(shift, [problem.visits[i] for i in order], problem.travel),
                    Blocked,
                )
            ]
            if costs:
                routes[frozenset(chosen)] = min(costs)
    return routes
