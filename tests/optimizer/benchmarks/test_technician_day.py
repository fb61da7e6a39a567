from collections.abc import Iterable

import numpy as np
import pytest

from optimizer.benchmarks.technician_day import DAY, HOUR, SIDE_KM, day, instance
from optimizer.problem import Problem


def test_the_same_seed_is_the_same_day() -> None:
    assert day(20, 4, 7).model_dump_json() == day(20, 4, 7).model_dump_json()
    assert day(20, 4, 7).visits != day(20, 4, 8).visits


def test_every_visit_can_be_done_by_somebody() -> None:
    problem = day(200, 30, 1)
    held = [{skill.skill for skill in shift.skills} for shift in problem.shifts]

    assert all(any({n.skill for n in v.skills} <= own for own in held) for v in problem.visits)


def test_shares_are_those_of_the_recipe() -> None:
    problem = day(1500, 200, 1)
    visits, shifts = problem.visits, problem.shifts

    assert share(len(visit.skills) == 2 for visit in visits) == pytest.approx(0.25, abs=0.05)
    assert share(not visit.windows for visit in visits) == pytest.approx(0.35, abs=0.05)
    assert share(
        bool(visit.windows) and visit.windows[0].closes - visit.windows[0].opens == 2 * HOUR
        for visit in visits
    ) == pytest.approx(0.30, abs=0.05)
    assert share(visit.leave_out_cents == 80_000 for visit in visits) == pytest.approx(
        0.17, abs=0.05
    )
    assert share(shift.opens == 8 * HOUR for shift in shifts) == pytest.approx(0.5, abs=0.1)
    assert {len(shift.skills) for shift in shifts} == {2, 3, 4, 5}
    assert all(shift.start_place == shift.end_place for shift in shifts)


def share(facts: Iterable[bool]) -> float:
    listed = list(facts)
    return sum(listed) / len(listed)


def test_roads_are_longer_than_straight_and_driven_at_one_speed() -> None:
    travel = day(50, 8, 1).travel

    assert travel.distances_m.max() <= 1.3 * np.sqrt(2) * SIDE_KM * 1000
    # 50 km/h: 72 seconds a kilometre
    assert np.allclose(travel.durations_s, travel.distances_m * 0.072, atol=1)


def test_extras_are_added_to_everybody() -> None:
    problem = day(60, 8, 1, ("lunch", "windows", "overtime"))

    assert all(len(shift.breaks) == 1 for shift in problem.shifts)
    assert all(shift.max_overtime_s == 2 * HOUR for shift in problem.shifts)
    assert any(len(visit.windows) == 2 for visit in problem.visits)
    assert not any(len(visit.windows) == 2 for visit in day(60, 8, 1).visits)


def test_over_several_days_everybody_works_each_day_and_visits_have_a_date() -> None:
    problem = day(40, 3, 1, days=5)

    assert len(problem.shifts) == 15
    assert {dates(problem, visit.id) for visit in problem.visits} <= {0, 1, 2, 3, 4}


def dates(problem: Problem, visit: str) -> int:
    [window] = problem.visits_by_id()[visit].windows
    assert window.opens // DAY == (window.closes - 1) // DAY
    return window.opens // DAY


def test_an_unknown_extra_is_refused() -> None:
    with pytest.raises(ValueError, match="extra 'siesta': expected one of lunch"):
        instance(10, 2, 1, ("siesta",))
