"""Whether the compiled search lies on disk, and putting it there. Imports nothing heavy."""

import os
from pathlib import Path


def is_compiled() -> bool:
    """False until the first run on a machine, which compiles for some seconds."""
    folders = [Path(__file__).parent / "__pycache__"]
    if "NUMBA_CACHE_DIR" in os.environ:
        folders = list(Path(os.environ["NUMBA_CACHE_DIR"]).glob("search_*"))
    return all(
        any(any(folder.glob(f"anneal.{name}-*.nbi")) for folder in folders)
        for name in ("anneal", "anneal_tied")
    )


def compile_search() -> None:
    """Run the search on two tiny problems, one with routes that depend on each other."""
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
