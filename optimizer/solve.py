"""Solve a problem: screen, search, time, explain, check."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass

from optimizer import check
from optimizer.incumbent import Incumbent, Progress
from optimizer.problem import Problem
from optimizer.routing_model import RoutingModel
from optimizer.routing_search import finish, iterate
from optimizer.search.ready import compile_search, is_compiled, parts_for
from optimizer.search.team import search_by_clock, search_by_rounds
from optimizer.solution import Solution

FINISH_SHARE, MOST_FINISH_SHARE = 0.05, 0.12
"""Share of the time for OR-Tools' guided local search under the full model; with a model that
takes longer to build than the larger share leaves, there is none.
"""

GUIDED_SHARE = 0.15
"""The same where OR-Tools searches alone."""

CLOSING_S = 0.2
"""Kept for explaining and refereeing the plan."""

MODEL_S_PER_PAIR = 0.0002
"""Seconds that building OR-Tools' model takes for each pair of a visit and a shift."""

ROUNDS = 500
"""Rounds of ruin and recreate for each iteration allowed."""

STUCK_S, STUCK_ROUND_S = 60.0, 1.0
"""With iterations alone the search ends after this time in all and for each round, many times
what it takes: OR-Tools does not count rounds in which it cannot build anything.
"""

SMALL, ROUNDS_PER_VISIT = 10, 3
"""Up to ten visits a few rounds for each are enough, well under a second in all."""


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
    engine: str = "auto",
    cores: int | None = None,
    began: float | None = None,
    on_improvement: Callable[[Progress], None] | None = None,
) -> Solution:
    """The best plan found within the limits, never worse than `incumbent.baseline_solution`.

    `engine` is "auto" or "ortools": OR-Tools' routing search alone. `cores` is how many
    processors to use, all by default; with iterations alone it is one. The first run on a
    machine compiles the search before its time begins. `began` is the moment of the monotonic
    clock at which the time began, now by default.
    `on_improvement` hears of every better plan as soon as it is known, so whoever runs this
    in a process of its own can end that process at any time and keep the best. Raises
    `SolverError` if the referee finds a violation.
    """
    if engine not in ENGINES:
        raise ValueError(f"engine {engine!r}: expected one of {', '.join(ENGINES)}")
    if limits is None or (limits.seconds is None and limits.iterations is None):
        limits = automatic(problem)
    parts = parts_for(problem, cores)
    if engine != "ortools" and not is_compiled(parts):
        compile_search(parts)
        began = None
    incumbent = Incumbent(problem, on_improvement)
    incumbent.began = incumbent.began if began is None else began
    incumbent.consider_ids(problem.start_from)
    incumbent.consider_baseline()
    if any(refusal is None for row in incumbent.screening.values() for refusal in row.values()):
        ENGINES[engine](incumbent, limits, cores or os.cpu_count() or 1)
    incumbent.take_in_what_pays()
    solution = incumbent.solution(NAMES[engine])
    _refuse_invalid(problem, solution)
    return solution


def _compiled_search(incumbent: Incumbent, limits: Limits, cores: int) -> None:
    if limits.seconds is None:
        search_by_rounds(incumbent, rounds=ROUNDS * (limits.iterations or 1))
        left = STUCK_S
    else:
        spent = time.monotonic() - incumbent.began
        finish_s = max(FINISH_SHARE * limits.seconds, 2 * _model_s(incumbent))
        if finish_s > MOST_FINISH_SHARE * limits.seconds:
            finish_s = 0.0
        seconds = max(0.01, limits.seconds - spent - CLOSING_S - finish_s)
        best = search_by_clock(incumbent, seconds=seconds, cores=cores, on_bound=incumbent.prove)
        if best:
            return
        left = limits.seconds - CLOSING_S - (time.monotonic() - incumbent.began)
        left = min(left, max(finish_s, CLOSING_S))
    _finish(incumbent, left, limits.iterations)


def _routing_search(incumbent: Incumbent, limits: Limits, cores: int) -> None:
    seconds = limits.seconds or STUCK_S + STUCK_ROUND_S * (limits.iterations or 0)
    problem, began = incumbent.problem, incumbent.began
    iterate(
        RoutingModel(problem, _eligible(incumbent), price_waiting=len(problem.visits) <= SMALL),
        seconds=max(0.01, seconds * (1 - GUIDED_SHARE) - (time.monotonic() - began)),
        iterations=limits.iterations,
        on_solution=incumbent.hear,
    )
    _finish(incumbent, seconds - (time.monotonic() - began), limits.iterations)


def _finish(incumbent: Incumbent, seconds: float, iterations: int | None) -> None:
    """Guided local search under OR-Tools' full model, where its model fits into the time."""
    if seconds <= 0 or (iterations is None and seconds < _model_s(incumbent)):
        return
    better = finish(
        RoutingModel(incumbent.problem, _eligible(incumbent)),
        incumbent.orders(),
        seconds=seconds,
        iterations=iterations,
    )
    if better is not None:
        incumbent.consider(better)


def _model_s(incumbent: Incumbent) -> float:
    """Seconds that building OR-Tools' model takes, about."""
    return len(incumbent.problem.visits) * len(incumbent.problem.shifts) * MODEL_S_PER_PAIR


def _eligible(incumbent: Incumbent) -> dict[str, list[int]]:
    """Shift numbers by visit id."""
    return {
        visit.id: [
            vehicle
            for vehicle, shift in enumerate(incumbent.problem.shifts)
            if incumbent.screening[visit.id][shift.id] is None
        ]
        for visit in incumbent.problem.visits
    }


ENGINES: dict[str, Callable[[Incumbent, Limits, int], None]] = {
    "auto": _compiled_search,
    "ortools": _routing_search,
}

NAMES = {
    "auto": "ruin and recreate, OR-Tools guided local search",
    "ortools": "OR-Tools iterated local search",
}


def _refuse_invalid(problem: Problem, solution: Solution) -> None:
    """A mandatory visit that nobody can serve is the problem's fault, not the search's."""
    found = [
        violation
        for violation in check.violations(problem, solution)
        if violation.rule is not check.Rule.MANDATORY
    ]
    if found:
        raise SolverError("; ".join(violation.sentence for violation in found[:5]))
