"""Whether the compiled search lies on disk, and putting it there. Imports nothing heavy."""

import os
from pathlib import Path


def is_compiled() -> bool:
    """False until the first run on a machine, which compiles for some seconds."""
    own = Path(__file__).parent
    packages = {"search": own, "bound": own.parent / "bound"}
    cache = os.environ.get("NUMBA_CACHE_DIR")
    return all(
        any(
            any(folder.glob(f"{function}-*.nbi"))
            for folder in (
                Path(cache).glob(f"{package}_*") if cache else [packages[package] / "__pycache__"]
            )
        )
        for package, function in (
            ("search", "anneal.anneal"),
            ("search", "anneal.anneal_tied"),
            ("bound", "labels.routes_below"),
        )
    )


COMPILING_S = 120.0
"""Far more than compiling takes; the proof of two visits ends by itself."""


def compile_search() -> None:
    """Search two tiny problems, one with routes that depend on each other, and prove one."""
    from optimizer.bound.lower import lower_bound
    from optimizer.eligibility import screen
    from optimizer.problem import Problem, Shift, Together, Visit
    from optimizer.search.engine import Engine, Schedule
    from optimizer.travel import TravelMatrix

    visits = tuple(Visit(id=name, place=0, service_s=60, leave_out_cents=100) for name in "ab")
    shifts = tuple(
        Shift(id=name, technician=name, start_place=0, end_place=0, opens=0, closes=3600)
        for name in "ab"
    )
    travel = TravelMatrix(durations_s=[[0]], distances_m=[[0]])
    for relations in ((), (Together(visits=("a", "b")),)):
        problem = Problem(visits=visits, shifts=shifts, travel=travel, relations=relations)
        engine = Engine(problem, screen(problem))
        engine.run(Schedule(rounds=1), lambda: None)
    lower_bound(problem.model_copy(update={"relations": ()}), seconds=COMPILING_S)
