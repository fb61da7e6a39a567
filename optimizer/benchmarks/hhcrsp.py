"""Home care: skills, hard window starts, soft window ends, and visits by two caregivers.

Mankowska, Meisel, Bierwirth 2014, "The home health care routing and scheduling problem with
interdependent services", in the JSON of the University of Udine. The cost is a third of the sum
of all travel, all lateness and the largest lateness; a service is late when it starts after its
window. The two services of one patient are done by two caregivers, at once or the second so
much after the start of the first. Window starts are whole minutes: fractions are cut off.
"""

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from optimizer.benchmarks.hhcrsp_file import InstanceFile, Patient, read_file, read_plan
from optimizer.benchmarks.hhcrsp_rules import Rules, Task
from optimizer.benchmarks.instance import (
    CENT_PER_SECOND,
    BadInstance,
    Format,
    Instance,
    Published,
    best_known,
    leave_out_price,
)
from optimizer.benchmarks.plane import rounded_up
from optimizer.problem import (
    After,
    Apart,
    Prices,
    Problem,
    Relation,
    Shift,
    Skill,
    SkillNeed,
    TimeWindow,
    Together,
    Visit,
    Who,
)
from optimizer.travel import TravelMatrix
from optimizer.values import MAX_S

SCALE = 1000


def read(path: Path) -> Instance:
    """The instance in a file; `BadInstance` names the line that is wrong."""
    file = read_file(path)
    try:
        problem = _problem(file)
    except ValueError as wrong:
        raise BadInstance(f"{path}: {wrong}") from wrong
    rules = Rules(
        distances=np.array(file.distances, dtype=np.float64),
        tasks={task.name: task for task in _tasks(file)},
        patients={patient.id: patient for patient in file.patients},
        abilities={carer.id: frozenset(carer.abilities) for carer in file.caregivers},
        scale=SCALE,
    )
    known = best_known(path, path.stem)
    return Instance("hhcrsp", path.stem, problem, 3 * SCALE, rules, known)


def _tasks(file: InstanceFile) -> list[Task]:
    """One per service; the second of equal services of a patient is numbered."""
    found = []
    for number, patient in enumerate(file.patients, start=1):
        index = patient.distance_matrix_index
        names: list[str] = []
        for need in patient.required_caregivers:
            name = f"{patient.id}/{need.service}"
            names.append(name if name not in names else f"{name}/{len(names) + 1}")
            found.append(
                Task(
                    name=names[-1],
                    patient=patient.id,
                    service=need.service,
                    place=number if index is None else index,
                    opens=float(math.floor(patient.time_window[0])),
                    closes=patient.time_window[1],
                    duration=need.duration,
                )
            )
    return found


def _problem(file: InstanceFile) -> Problem:
    tasks = _tasks(file)
    exact = np.array(file.distances, dtype=np.float64) * SCALE
    durations = rounded_up(exact)
    longest = max(task.closes for task in tasks)
    whole = longest + sum(task.duration + 2 * durations.max() / SCALE for task in tasks)
    ends = min(MAX_S, _up(whole))
    price = leave_out_price(_up(longest), len(tasks))
    return Problem(
        visits=tuple(_visit(task, price) for task in tasks),
        shifts=tuple(
            Shift(
                id=carer.id,
                technician=carer.id,
                start_place=0,
                end_place=0,
                opens=0,
                closes=ends,
                skills=tuple(Skill(skill=skill) for skill in carer.abilities),
                prices=Prices(drive_cents_per_hour=CENT_PER_SECOND),
            )
            for carer in file.caregivers
        ),
        relations=tuple(
            relation
            for patient in file.patients
            for relation in _relations(
                patient, [task.name for task in tasks if task.patient == patient.id]
            )
        ),
        largest_late_cents_per_hour=CENT_PER_SECOND,
        travel=TravelMatrix(
            durations_s=durations, distances_m=durations, source=f"given x {SCALE}"
        ),
    )


def _up(value: float) -> int:
    return math.ceil(value * SCALE - 1e-7)


def _visit(task: Task, price: int) -> Visit:
    duration = _up(task.duration)
    return Visit(
        id=task.name,
        place=task.place,
        service_s=duration,
        windows=(TimeWindow(opens=_up(task.opens), closes=MAX_S),),
        skills=(SkillNeed(skill=task.service),),
        mandatory=True,
        leave_out_cents=price,
        due_by=math.floor(task.closes * SCALE + 1e-7) + duration,
        late_cents_per_hour=CENT_PER_SECOND,
    )


def _relations(patient: Patient, names: Sequence[str]) -> list[Relation]:
    if len(names) < 2:
        return []
    match patient.kind:
        case "simultaneous":
            return [Together(visits=tuple(names))]
        case "sequential":
            assert patient.synchronization is not None
            least, most = patient.synchronization.distance
            first, then = names
            return [
                After(
                    first=first,
                    then=then,
                    gap_from="start",
                    min_gap_s=_up(least),
                    max_gap_s=math.floor(most * SCALE + 1e-7),
                    technician=Who.OTHER,
                )
            ]
    return [Apart(visits=tuple(names))]


def published(folder: Path) -> list[Published]:
    """The `sol-INSTANCE-NUMBER.json` beside each instance.

    Where nobody printed a cost, that of the plan's own times counts as published.
    """
    found = []
    for path in FORMAT.files(folder):
        instance = read(path)
        rules = instance.measure
        assert isinstance(rules, Rules)
        for solution in sorted(folder.glob(f"sol-{path.stem}*.json")):
            if solution.stem.removeprefix(f"sol-{path.stem}").lstrip("-").isdigit():
                orders, starts = _orders(solution, rules)
                cost = instance.best_known
                if cost is None:
                    cost = rules.cost_of(orders, starts)
                found.append(Published(instance, solution.name, orders, cost, 0.01))
    return found


def _orders(path: Path, rules: Rules) -> tuple[dict[str, list[str]], dict[str, float]]:
    """Visits by caregiver and the start of each, as the file has them."""
    steps = sorted(
        (step.arrival_time, number, carer, step.patient, step.service)
        for carer, route in read_plan(path).items()
        for number, step in enumerate(route)
    )
    orders: dict[str, list[str]] = {}
    starts: dict[str, float] = {}
    for start, _, carer, patient, service in steps:
        name = next(
            (
                task.name
                for task in rules.tasks.values()
                if (task.patient, task.service) == (patient, service) and task.name not in starts
            ),
            None,
        )
        if name is None:
            raise BadInstance(f"{path}: {patient} does not need {service} (so often)")
        starts[name] = start
        orders.setdefault(carer, []).append(name)
    return orders, starts


FORMAT = Format("*.json", read, published)
