"""Random days of field technicians who start and end at home; the same seed, the same day.

A square of 60 km with a few towns. Roads are 1.3 x the straight line, driven at 50 km/h for 35
cents/km and 35 euros per driving hour. Each technician has some of eight skills and a shift of
eight or nine hours; each visit needs one or two skills of a technician there is, may have a
window, and may be left out at the price of its priority.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from optimizer.benchmarks.instance import Instance
from optimizer.problem import Break, Prices, Problem, Shift, Skill, SkillNeed, TimeWindow, Visit
from optimizer.solution import Solution
from optimizer.travel import TravelMatrix

SIDE_KM, DETOUR, KMH = 60.0, 1.3, 50.0
CENTS_PER_100KM, CENTS_PER_HOUR = 3_500, 3_500
SKILLS = tuple(f"skill {number}" for number in range(8))
SKILL_COUNTS = (2, 3, 3, 4, 5)
MINUTES = (20, 30, 30, 45, 45, 60, 60, 90, 120)
PRIORITIES = ((0.50, 15_000), (0.33, 30_000), (0.17, 80_000))
"""Share of the visits, and the price of leaving one out."""

HOUR = 3600
DAY = 24 * HOUR
EXTRAS = ("lunch", "windows", "overtime")
OVERTIME_S, OVERTIME_CENTS_PER_HOUR = 2 * HOUR, 2_500

T = TypeVar("T")
Points = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Rules:
    """The objective itself, in cents; the checker knows all rules of these days."""

    def cost(self, solution: Solution) -> float:
        return float(solution.objective_cents)

    def faults(self, solution: Solution) -> list[str]:
        return []


def instance(
    visits: int, technicians: int, seed: int, extras: Sequence[str] = (), days: int = 1
) -> Instance:
    """The day as an instance; costs are cents."""
    problem = day(visits, technicians, seed, extras, days)
    name = "-".join(["day", f"{visits}/{technicians}", f"seed{seed}", *extras])
    return Instance("technician-day", name, problem, 1, Rules())


def day(
    visits: int, technicians: int, seed: int, extras: Sequence[str] = (), days: int = 1
) -> Problem:
    """The day with that many visits and technicians.

    Extras: lunch, half an hour from 11:30 to 13:30 for all; windows, two of them for three in
    ten visits; overtime, up to two hours at a premium. With several days everybody works
    each of them, and a visit's window lies on one of them.
    """
    for extra in extras:
        if extra not in EXTRAS:
            raise ValueError(f"extra {extra!r}: expected one of {', '.join(EXTRAS)}")
    if visits < 1 or technicians < 1 or days < 1:
        raise ValueError(f"{visits} visits, {technicians} technicians, {days} days: expected 1 up")
    rng = np.random.default_rng(seed)
    towns = rng.uniform(0.15 * SIDE_KM, 0.85 * SIDE_KM, (max(3, technicians // 8), 2))
    points = _points(rng, towns, technicians + visits)
    crew = [_held(rng) for _ in range(technicians)]
    hours = [(_pick(rng, (7, 8, 8, 9)), _pick(rng, (8, 9))) for _ in range(technicians)]
    works = tuple(
        _visit(rng, number, technicians + number, crew, "windows" in extras, days)
        for number in range(visits)
    )
    return Problem(
        visits=works,
        shifts=tuple(
            _shift(number, date, crew[number], hours[number], extras, days)
            for date in range(days)
            for number in range(technicians)
        ),
        travel=_travel(points),
    )


def _points(rng: np.random.Generator, towns: Points, count: int) -> Points:
    near = towns[rng.integers(0, len(towns), count)] + rng.normal(0, 0.07 * SIDE_KM, (count, 2))
    anywhere = rng.uniform(0, SIDE_KM, (count, 2))
    in_town = rng.random(count) < 0.6
    found: Points = np.where(in_town[:, None], np.clip(near, 0, SIDE_KM), anywhere)
    return found


def _travel(points: Points) -> TravelMatrix:
    km = np.linalg.norm(points[:, None] - points[None, :], axis=2) * DETOUR
    return TravelMatrix(
        durations_s=np.rint(km / KMH * HOUR).astype(np.int64),
        distances_m=np.rint(km * 1000).astype(np.int64),
        source=f"straight line x {DETOUR:g}, {KMH:g} km/h",
    )


def _pick(rng: np.random.Generator, options: Sequence[T]) -> T:
    return options[int(rng.integers(0, len(options)))]


def _held(rng: np.random.Generator) -> list[str]:
    chosen = rng.choice(len(SKILLS), _pick(rng, SKILL_COUNTS), replace=False)
    return [SKILLS[index] for index in sorted(chosen)]


def _shift(
    number: int,
    date: int,
    skills: Sequence[str],
    hours: tuple[int, int],
    extras: Sequence[str],
    days: int,
) -> Shift:
    opens, length = hours[0] * HOUR + date * DAY, hours[1] * HOUR
    noon = date * DAY + 11 * HOUR + HOUR // 2
    lunch = Break(duration_s=HOUR // 2, earliest=noon, latest=noon + 2 * HOUR)
    overtime = "overtime" in extras
    return Shift(
        id=f"s{number}" if days == 1 else f"s{number}-{date}",
        technician=f"t{number}",
        start_place=number,
        end_place=number,
        opens=opens,
        closes=opens + length,
        max_overtime_s=OVERTIME_S if overtime else 0,
        skills=tuple(Skill(skill=skill) for skill in skills),
        breaks=(lunch,) if "lunch" in extras else (),
        prices=Prices(
            drive_cents_per_hour=CENTS_PER_HOUR,
            distance_cents_per_100km=CENTS_PER_100KM,
            overtime_cents_per_hour=OVERTIME_CENTS_PER_HOUR if overtime else 0,
        ),
    )


def _visit(
    rng: np.random.Generator,
    number: int,
    place: int,
    crew: Sequence[Sequence[str]],
    several: bool,
    days: int,
) -> Visit:
    held = list(_pick(rng, crew))
    count = 1 if rng.random() < 0.75 else 2
    needed = sorted(rng.choice(len(held), count, replace=False))
    date = int(rng.integers(0, days)) * DAY if days > 1 else 0
    windows = _windows(rng, several)
    return Visit(
        id=f"v{number}",
        place=place,
        service_s=60 * _pick(rng, MINUTES),
        windows=tuple(
            TimeWindow(opens=date + begin * HOUR, closes=date + end * HOUR)
            for begin, end in windows or ([(0, 24)] if days > 1 else [])
        ),
        skills=tuple(SkillNeed(skill=held[index]) for index in needed),
        leave_out_cents=_leave_out(rng),
    )


def _windows(rng: np.random.Generator, several: bool) -> list[tuple[int, int]]:
    """Hours from and to; none: any time of the day."""
    if several and rng.random() < 0.3:
        return [(8, 10), (14, 16)]
    kind = rng.random()
    if kind < 0.35:
        return []
    if kind < 0.70:
        return [_pick(rng, ((8, 12), (12, 17)))]
    begin = int(rng.integers(8, 16))
    return [(begin, begin + 2)]


def _leave_out(rng: np.random.Generator) -> int:
    shares = [share for share, _ in PRIORITIES]
    return PRIORITIES[int(rng.choice(len(PRIORITIES), p=shares))][1]
