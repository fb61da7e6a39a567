"""Whether the compiled search lies on disk, and putting it there. Imports nothing heavy."""

import os
import subprocess
import sys
from collections.abc import Sequence

from optimizer.plan_timing import is_tied
from optimizer.problem import Problem, Shift, Together, Visit
from optimizer.search.keeping import is_kept, mark_kept
from optimizer.search.linked import link_problem
from optimizer.travel import TravelMatrix

PLAIN, TIED, PROOF = "plain", "tied", "proof"
PARTS = (PLAIN, PROOF, TIED)
"""The search, the proof beside it, and the search of routes that depend on each other."""

PROVING_S = 120.0
"""Far more than compiling takes; the proof of two visits ends by itself."""


def parts_for(problem: Problem, cores: int | None = None) -> tuple[str, ...]:
    """What a search for this problem runs on so many processors, by default all there are."""
    search = TIED if link_problem(problem, problem.visits, problem.shifts).some else PLAIN
    spare = (cores or os.cpu_count() or 1) - searches_beside_proof(is_tied(problem))
    return (search, PROOF) if spare > 0 else (search,)


def searches_beside_proof(tied: bool) -> int:
    """Searches that run before a processor is spent on the proof.

    Where routes depend on each other the bound is far off: better two searches than one.
    """
    return 2 if tied else 1


def is_compiled(parts: Sequence[str] = PARTS) -> bool:
    """False until the first run on a machine, which compiles for some seconds."""
    return all(is_kept(part) for part in parts)


def compile_search(parts: Sequence[str] = PARTS) -> None:
    """Compile what is missing of these parts; the proof in a process of its own meanwhile."""
    missing = [part for part in parts if not is_kept(part)]
    beside = None
    if len(missing) > 1 and PROOF in missing:
        missing.remove(PROOF)
        beside = subprocess.Popen([sys.executable, "-m", "optimizer", "warm", "--only", PROOF])
    try:
        for part in missing:
            _COMPILE[part]()
            mark_kept(part)
    finally:
        if beside is not None:
            beside.wait()


def _compile_plain() -> None:
    _search(_tiny())


def _compile_tied() -> None:
    _search(_tiny().model_copy(update={"relations": (Together(visits=("a", "b")),)}))


def _compile_proof() -> None:
    from optimizer.bound.lower import lower_bound

    lower_bound(_tiny(), seconds=PROVING_S)


_COMPILE = {PLAIN: _compile_plain, TIED: _compile_tied, PROOF: _compile_proof}


def _search(problem: Problem) -> None:
    from optimizer.eligibility import screen
    from optimizer.search.compiled import compile_problem
    from optimizer.search.engine import Engine, Schedule

    Engine(compile_problem(problem, screen(problem))).run(Schedule(rounds=1), lambda: None)


def _tiny() -> Problem:
    return Problem(
        visits=tuple(Visit(id=name, place=0, service_s=60, leave_out_cents=100) for name in "ab"),
        shifts=tuple(
            Shift(id=name, technician=name, start_place=0, end_place=0, opens=0, closes=3600)
            for name in "ab"
        ),
        travel=TravelMatrix(durations_s=[[0]], distances_m=[[0]]),
    )
