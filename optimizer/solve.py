"""Solve a problem: screen, search, time, explain, check."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from optimizer import check
from optimizer.incumbent import Incumbent, Progress
from optimizer.problem import Problem
from optimizer.routing_model import RoutingModel
from optimizer.routing_search import finish, iterate
from optimizer.solution import Solution

FINISH_SHARE = 0.15
"""Share of the time for guided local search under the full model."""

STUCK_S, STUCK_ROUND_S = 60.0, 1.0
"""With iterations alone the search ends after this time in all and for each round, many times
what it takes: OR-Tools does not count rounds in which it cannot build anything.
"""

SMALL, ROUNDS_PER_VISIT = 10, 3
"""Up to ten visits a few rounds for each are enough, well under a second in all."""

ENGINE = "OR-Tools iterated local search"


class SolverError(Exception):
    """A bug of ours: the search delivered a plan that the referee refuses."""


@dataclass(frozen=True)
class Limits:
    """When to stop: after `seconds` of wall clock, or after `iterations` rounds of search.

    Neither given: a time that grows with the problem, `automatic`. With iterations alone the
    same problem gives the identical plan each time.
    """

    seconds: float | None = None
    iterations: int | None = None

    def __post_init__(self) -> None:
        if self.seconds is not None and not 0 < self.seconds <= 86_400:
            raise ValueError(f"seconds {self.seconds}: expected above 0, at most 86400")
        if self.iterations is not None and not 1 <= self.iterations <= 10**9:
            raise ValueError(f"iterations {self.iterations}: expected 1 to 1000000000")


def automatic(problem: Problem) -> Limits:
    """Limits for a problem of this size when nobody set any."""
    visits = len(problem.visits)
    if visits <= SMALL:
        return Limits(iterations=max(1, ROUNDS_PER_VISIT * visits))
    return Limits(seconds=min(30.0, 2 + 0.2 * visits))


def solve(
    problem: Problem,
    limits: Limits | None = None,
    *,
    on_improvement: Callable[[Progress], None] | None = None,
) -> Solution:
    """The best plan found within the limits, never worse than `incumbent.baseline_solution`.

    `on_improvement` hears of every better plan as soon as it is known, so whoever runs this
    in a process of its own can end that process at any time and keep the best. Raises
    `SolverError` if the referee finds a violation.
    """
    if limits is None or (limits.seconds is None and limits.iterations is None):
        limits = automatic(problem)
    incumbent = Incumbent(problem, on_improvement)
    incumbent.consider_ids(problem.start_from)
    incumbent.consider_baseline()
    _search(incumbent, limits)
    incumbent.take_in_what_pays()
    solution = incumbent.solution(ENGINE)
    _refuse_invalid(problem, solution)
    return solution


def _search(incumbent: Incumbent, limits: Limits) -> None:
    problem, began = incumbent.problem, incumbent.began
    eligible = {
        visit.id: [
            vehicle
            for vehicle, shift in enumerate(problem.shifts)
            if incumbent.screening[visit.id][shift.id] is None
        ]
        for visit in problem.visits
    }
    if not any(eligible.values()):
        return
    seconds = limits.seconds or STUCK_S + STUCK_ROUND_S * (limits.iterations or 0)
    iterate(
        RoutingModel(problem, eligible, price_waiting=len(problem.visits) <= SMALL),
        seconds=max(0.01, seconds * (1 - FINISH_SHARE) - (time.monotonic() - began)),
        iterations=limits.iterations,
        on_solution=incumbent.hear,
    )
    left = seconds - (time.monotonic() - began)
    if left > 0:
        better = finish(
            RoutingModel(problem, eligible),
            incumbent.orders(),
            seconds=left,
            iterations=limits.iterations,
        )
        if better is not None:
            incumbent.consider(better)


def _refuse_invalid(problem: Problem, solution: Solution) -> None:
    found = check.violations(problem, solution)
    if found:
        raise SolverError("; ".join(violation.sentence for violation in found[:5]))
