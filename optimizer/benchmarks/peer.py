"""What every peer's process does: read a problem, search, write the orders it found."""

import argparse
import json
import time
from collections import Counter
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from optimizer.benchmarks.instance import Orders
from optimizer.problem import Problem, Shift, Visit, read_problem

BEGAN = time.monotonic()

Search = Callable[[Problem, float, int], Orders]
"""From a problem, seconds and cores to orders of visits."""


def serve(search: Search, package: str) -> None:
    """The command line of a peer: PROBLEM OUT --seconds S --cores N."""
    parser = argparse.ArgumentParser(description=f"one search by {package}")
    parser.add_argument("problem", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--cores", type=int, default=1)
    options = parser.parse_args()
    problem = read_problem(options.problem.read_bytes())
    orders = search(problem, options.seconds, options.cores)
    said = {"version": version(package), "orders": orders}
    options.out.write_text(json.dumps(said), encoding="utf-8")


def left_of(seconds: float) -> float:
    """What start-up and modelling leave of the time."""
    return max(0.5, seconds - (time.monotonic() - BEGAN))


def able(shift: Shift, visit: Visit) -> bool:
    """The shift's technician may do the visit, times aside."""
    levels = {
        held.skill: held.level
        for held in shift.skills
        if held.valid_until is None or held.valid_until > shift.opens
    }
    return (
        all(levels.get(need.skill, 0) >= need.level for need in visit.skills)
        and (not visit.only_technicians or shift.technician in visit.only_technicians)
        and shift.technician not in visit.never_technicians
    )


def able_shifts(problem: Problem) -> list[frozenset[int]]:
    """For each visit the numbers of the shifts that may do it."""
    return [
        frozenset(number for number, shift in enumerate(problem.shifts) if able(shift, visit))
        for visit in problem.visits
    ]


def units(problem: Problem) -> list[str]:
    """The units of load that some shift bounds."""
    return sorted({unit for shift in problem.shifts for unit in shift.capacity})


def room(problem: Problem, shift: Shift, unit: str) -> int:
    """The shift's capacity, or as much as there is."""
    taken: Counter[str] = Counter()
    for visit in problem.visits:
        taken.update(visit.load)
    return shift.capacity.get(unit, taken[unit])
