"""VROOM on one of our problems: python -m optimizer.benchmarks.peer_vroom PROBLEM OUT --seconds S.

VROOM serves as much priority as it can before it looks at costs; prices of leaving out become
priorities from 1 to 100. Who may do a visit becomes a skill of its own.
"""

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
import vroom

from optimizer.benchmarks.instance import Orders
from optimizer.benchmarks.peer import able_shifts, left_of, room, serve, units
from optimizer.problem import Problem, Shift
from optimizer.values import MAX_S, PER_100_KM, PER_HOUR

EXPLORATION = 5
"""VROOM's most thorough level."""


def search(problem: Problem, seconds: float, cores: int) -> Orders:
    able = able_shifts(problem)
    groups = {may: number for number, may in enumerate(dict.fromkeys(able))}
    model = vroom.Input()
    for shift in problem.shifts:
        _add_matrices(model, problem, shift)
    for number, shift in enumerate(problem.shifts):
        skills = {skill for may, skill in groups.items() if number in may}
        model.add_vehicle(_vehicle(problem, number, shift, skills))
    dearest = max((visit.leave_out_cents for visit in problem.visits), default=1)
    for number, visit in enumerate(problem.visits):
        share = 100 * visit.leave_out_cents / max(1, dearest)
        model.add_job(
            vroom.Job(
                number,
                location=visit.place,
                default_service=visit.service_s,
                delivery=vroom.Amount([visit.load.get(unit, 0) for unit in units(problem)]),
                skills={groups[able[number]]},
                priority=max(1, round(share)),
                time_windows=[vroom.TimeWindow(w.opens, w.closes) for w in visit.windows],
            )
        )
    timeout = timedelta(seconds=left_of(seconds))
    return _orders(problem, model.solve(EXPLORATION, cores, timeout).to_dict())


def _profile(shift: Shift) -> str:
    prices = shift.prices
    return f"{prices.drive_cents_per_hour}/{prices.distance_cents_per_100km}"


def _add_matrices(model: vroom.Input, problem: Problem, shift: Shift) -> None:
    """Drive seconds, and cents as costs, for the shift's rates."""
    prices, travel = shift.prices, problem.travel
    cents = np.rint(
        travel.durations_s * (prices.drive_cents_per_hour / PER_HOUR)
        + travel.distances_m * (prices.distance_cents_per_100km / PER_100_KM)
    )
    model.set_durations_matrix(_profile(shift), travel.durations_s.astype(np.uint32))
    model.set_costs_matrix(_profile(shift), cents.astype(np.uint32))


def _vehicle(problem: Problem, number: int, shift: Shift, skills: set[int]) -> vroom.Vehicle:
    return vroom.Vehicle(
        number,
        start=shift.start_place,
        end=shift.end_place,
        profile=_profile(shift),
        capacity=[room(problem, shift, unit) for unit in units(problem)],
        skills=skills,
        time_window=vroom.TimeWindow(shift.opens, min(MAX_S, shift.closes)),
        breaks=[
            vroom.Break(
                index, [vroom.TimeWindow(rest.earliest, rest.latest)], service=rest.duration_s
            )
            for index, rest in enumerate(shift.breaks)
        ],
    )


def _orders(problem: Problem, said: dict[str, list[dict[str, object]]]) -> Orders:
    found: dict[str, Sequence[str]] = {}
    for route in said["routes"]:
        steps = route["steps"]
        assert isinstance(steps, list)
        order = [problem.visits[step["id"]].id for step in steps if step["type"] == "job"]
        found[problem.shifts[int(str(route["vehicle"]))].id] = order
    return found


if __name__ == "__main__":
    serve(search, "pyvroom")
