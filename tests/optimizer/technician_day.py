"""Random days of field work in a square of 40 km, of any size; the same seed, the same day."""

import numpy as np

from optimizer.problem import Break, Prices, Problem, Shift, Skill, SkillNeed, TimeWindow, Visit
from optimizer.travel import TravelMatrix
from tests.optimizer.builders import hours

SKILLS = ("tv", "lift", "heat pump", "laptop")
SIDE_KM = 40
SECONDS_A_KM = 75


def technician_day(
    seed: int, visits: int, shifts: int, *, leave_out: tuple[int, int] = (4_000, 25_000)
) -> Problem:
    """Visits with windows, skills, priorities and due moments; shifts with lunch and overtime.

    `leave_out` is the range of the prices for leaving a visit out, in cents.
    """
    rng = np.random.default_rng(seed)
    return Problem(
        visits=tuple(_visit(rng, number, shifts, leave_out) for number in range(visits)),
        shifts=tuple(_shift(rng, number, visits) for number in range(shifts)),
        travel=_travel(rng, visits + shifts),
    )


def _travel(rng: np.random.Generator, places: int) -> TravelMatrix:
    points = rng.uniform(0, SIDE_KM, (places, 2))
    km = np.linalg.norm(points[:, None] - points[None, :], axis=2)
    return TravelMatrix(
        durations_s=np.rint(km * SECONDS_A_KM).astype(np.int64),
        distances_m=np.rint(km * 1000).astype(np.int64),
        source="random square",
    )


def _visit(rng: np.random.Generator, number: int, shifts: int, leave_out: tuple[int, int]) -> Visit:
    opens = hours(8) + 1800 * int(rng.integers(0, 14))
    window = TimeWindow(opens=opens, closes=opens + 3600 * int(rng.integers(1, 5)))
    later = TimeWindow(opens=window.closes + 3600, closes=window.closes + 7200)
    windows = [(), (window,), (window,), (window, later)][int(rng.integers(0, 4))]
    skill = SKILLS[int(rng.integers(0, len(SKILLS)))]
    pinned = rng.random() < 0.05
    return Visit(
        id=f"v{number}",
        place=number,
        service_s=300 * int(rng.integers(6, 30)),
        windows=windows,
        skills=(SkillNeed(skill=skill, level=int(rng.integers(1, 3))),)
        if rng.random() < 0.5
        else (),
        leave_out_cents=int(rng.integers(*leave_out)),
        fixed_cents=int(rng.integers(0, 3_000)),
        due_by=hours(int(rng.integers(10, 18))) if rng.random() < 0.4 else None,
        late_cents_per_hour=int(rng.integers(500, 8_000)),
        technician=f"t{int(rng.integers(0, shifts))}" if pinned else None,
    )


def _shift(rng: np.random.Generator, number: int, visits: int) -> Shift:
    lunch = Break(duration_s=1800, earliest=hours(11, 30), latest=hours(13, 30))
    opens = hours(7) + 900 * int(rng.integers(0, 9))
    return Shift(
        id=f"s{number}",
        technician=f"t{number}",
        start_place=visits + number,
        end_place=visits + number,
        opens=opens,
        closes=opens + hours(8, 30),
        max_overtime_s=900 * int(rng.integers(0, 9)),
        skills=tuple(
            Skill(skill=skill, level=int(rng.integers(1, 4)))
            for skill in SKILLS
            if rng.random() < 0.7
        ),
        breaks=(lunch,) if rng.random() < 0.7 else (),
        prices=Prices(
            work_cents_per_hour=3_600 + 100 * int(rng.integers(0, 20)),
            drive_cents_per_hour=3_000,
            wait_cents_per_hour=int(rng.integers(0, 2)) * 1_500,
            distance_cents_per_100km=2_500,
            overtime_cents_per_hour=1_800,
            minimum_work_cents=int(rng.integers(0, 2)) * 3_000,
        ),
    )
