"""The referee on setup, pace, windows around the whole service, traffic and open ends.

Each binding and just satisfied, on the days of two_days.
"""

import pytest

from optimizer.problem import Bounds, Prices, Problem, Skill, TimeWindow
from optimizer.solution import BreakTaken, Costs, Solution
from optimizer.travel import TrafficBand
from tests.optimizer.builders import a_break, a_problem, a_shift, a_visit, grid, hours
from tests.optimizer.two_days import their_plan, two_days
from tests.optimizer.two_shifts import (
    Found,
    a_stop,
    found,
    sentences,
    with_problem,
    with_shift,
    with_visit,
)


def times_on_site(problem: Problem) -> Found:
    return [item for item in found(problem, their_plan()) if item[0] == "service"]


def test_setup_is_part_of_the_time_on_site():
    # v1 has 5 minutes of setup and 20 of work
    assert times_on_site(with_visit(two_days(), "v1", setup_s=301)) == [
        ("service", 1, "s", "visit v1")
    ]
    assert "visit v1 is given 1500 s on site, it needs 1200" in sentences(
        with_visit(two_days(), "v1", setup_s=0), their_plan()
    )


def test_setup_is_needed_once_at_a_place():
    # v4 is at the place of v2; at another it needs its setup of 10 minutes
    assert times_on_site(with_visit(two_days(), "v4", setup_s=5)) == []
    assert times_on_site(with_visit(two_days(), "v4", place=34)) == [
        ("service", 600, "s", "visit v4")
    ]


def test_setup_is_needed_where_the_shift_starts_and_after_the_depot():
    # v1 at the start of a1, v2 at the depot and where v1 is
    at_home = with_shift(two_days(), "a1", start_place=5)
    at_the_depot = with_visit(with_visit(two_days(), "v2", setup_s=60, place=10), "v1", place=10)
    at_the_depot = with_visit(at_the_depot, "v4", place=10)

    assert times_on_site(at_home) == []
    assert times_on_site(at_the_depot) == [("service", 60, "s", "visit v2")]


@pytest.mark.parametrize(
    ("shift_pace", "skill_paces", "needs_s"),
    [
        (100, {"tv": 150}, 3600),
        (200, {"tv": 150}, 7200),
        (100, {"tv": 50}, 1200),
        (80, {}, 1920),
        (100, {"tv": 150, "lift": 200}, 3600),
        (100, {"tv": 150, "laptop": 160}, 3840),
        (100, {"tv": 150, "laptop": 140}, 3600),
    ],
)
def test_the_slowest_of_the_skills_needed_sets_the_pace(
    shift_pace: int, skill_paces: dict[str, int], needs_s: int
):
    # v2 needs tv and laptop, and takes 40 minutes at 100 percent
    held = tuple(
        Skill(skill=name, level=3, pace_percent=pace) for name, pace in skill_paces.items()
    )
    needs = with_visit(two_days(), "v2", skills=a_visit(skills=["tv", "laptop"]).skills)
    problem = with_shift(needs, "a1", pace_percent=shift_pace, skills=held)

    told = [line for line in sentences(problem, their_plan()) if "visit v2 is given" in line]
    right = f"visit v2 is given 3600 s on site, it needs {needs_s}"
    assert told == ([right] if needs_s != 3600 else [])


@pytest.mark.parametrize(("service_s", "needs_s"), [(1, 1), (3, 2), (5, 3), (999, 500)])
def test_half_a_second_of_work_counts_as_one(service_s: int, needs_s: int):
    # v6 at 50 percent: 0.5, 1.5, 2.5, 499.5
    problem = with_shift(with_visit(two_days(), "v6", service_s=service_s), "a2", pace_percent=50)

    assert times_on_site(problem) == [("service", 1200 - needs_s, "s", "visit v6")]


def test_the_pace_does_not_change_setup_and_loading():
    # v1 needs 5 + 40 minutes, v4 60, the depot 10 as before
    problem = with_shift(two_days(), "a1", pace_percent=200)

    assert times_on_site(problem) == [
        ("service", 1200, "s", "visit v1"),
        ("service", 3600, "s", "visit v2"),
        ("service", 1800, "s", "visit v4"),
    ]


@pytest.mark.parametrize(
    ("bounds", "opens", "closes", "off"),
    [
        # v2 is from 9:35 to 10:35
        (Bounds.SERVICE, hours(9, 35), hours(10, 35), 0),
        (Bounds.SERVICE, hours(9, 35), hours(10, 34), 60),
        (Bounds.SERVICE, hours(9, 36), hours(10, 35), 60),
        (Bounds.SERVICE, hours(9, 36), hours(10, 33), 120),
        (Bounds.SERVICE, hours(9, 35), hours(10, 35) - 1, 1),
        (Bounds.SERVICE, hours(9), hours(9, 35), 3600),
        (Bounds.START, hours(9), hours(9, 35), 0),
        (Bounds.START, hours(9), hours(9, 34), 60),
    ],
)
def test_windows_may_bound_the_whole_service(bounds: Bounds, opens: int, closes: int, off: int):
    window = TimeWindow(opens=opens, closes=closes)
    problem = with_visit(two_days(), "v2", windows=(window,), window_bounds=bounds)

    assert found(problem, their_plan()) == ([("window", off, "s", "visit v2")] if off else [])


def test_the_nearest_window_is_told():
    windows = (
        TimeWindow(opens=hours(8), closes=hours(10)),
        TimeWindow(opens=hours(9, 40), closes=hours(12)),
        TimeWindow(opens=hours(9), closes=hours(10, 29)),
    )
    problem = with_visit(two_days(), "v2", windows=windows)
    without = with_visit(two_days(), "v2", windows=windows[::2])

    assert sentences(problem, their_plan()) == [
        "visit v2 starts 300 s before its window opens at 34800"
    ]
    assert sentences(without, their_plan()) == [
        "visit v2 ends 360 s after its window closed at 37740"
    ]


def a_drive(*bands: tuple[int, int], rests: tuple[tuple[int, int], ...] = ()) -> Problem:
    """One visit without work at km 10, ten minutes away, and breaks (start, seconds)."""
    shift = a_shift(
        opens=hours(8),
        prices=Prices(),
        end_place=None,
        breaks=[a_break(start, start, duration_s=length) for start, length in rests],
    )
    traffic = tuple(TrafficBand(opens=opens, percent=percent) for opens, percent in bands)
    travel = grid().model_copy(update={"traffic": traffic})
    return a_problem([a_visit(service_s=0)], [shift], travel=travel)


def driven(problem: Problem, drive_s: int) -> Found:
    """What the referee finds when the drive that starts at 8:00 takes so long."""
    rests = problem.shifts[0].breaks
    breaks = tuple(
        BreakTaken(start=rest.earliest, end=rest.earliest + rest.duration_s) for rest in rests
    )
    rested = sum(rest.duration_s for rest in rests)
    arrival = hours(8) + drive_s + rested
    stop = a_stop("v1", 10, arrival=arrival, service_s=0).model_copy(update={"drive_s": drive_s})
    route = (
        their_plan()
        .routes[0]
        .model_copy(
            update={
                "shift": "s1",
                "stops": (stop,),
                "breaks": breaks,
                "picked_up": None,
                "returns": arrival,
                "costs": Costs(),
            }
        )
    )
    plan = Solution(routes=(route,), unassigned=(), costs=Costs(), objective_cents=0)
    return found(problem, plan)


@pytest.mark.parametrize(
    ("bands", "drive_s"),
    [
        ((), 600),
        (((0, 100),), 600),
        (((0, 125),), 750),
        (((hours(8), 200),), 1200),
        (((hours(9), 200),), 600),
        (((hours(8, 10), 200),), 600),
        (((hours(8, 10) - 1, 200),), 601),
        (((hours(7), 200), (hours(7, 59), 100)), 600),
        # 5 minutes at 100 percent, the other 5 at 200
        (((hours(8, 5), 200),), 300 + 600),
        # 5 minutes at 200 percent are 2.5, 5 at 50 percent would be 10: the rest takes 3.75
        (((hours(7), 200), (hours(8, 5), 50)), 300 + 225),
        # 5 of the 10 minutes by 8:10, 2 by 8:14, the last 3 at 100 percent
        (((hours(8), 200), (hours(8, 10), 200), (hours(8, 14), 100)), 600 + 240 + 180),
        # 1,000,000 // 300 = 3333 parts a second; 6,000,000 of them take 1800.2 seconds
        (((0, 300),), 1801),
        (((0, 101),), 607),
        (((0, 1),), 6),
    ],
)
def test_a_drive_goes_on_at_each_band_s_speed(bands: tuple[tuple[int, int], ...], drive_s: int):
    assert driven(a_drive(*bands), drive_s) == []
    assert ("travel", 1, "s", "visit v1") in driven(a_drive(*bands), drive_s + 1)
    assert ("travel", 1, "s", "visit v1") in driven(a_drive(*bands), drive_s - 1)


@pytest.mark.parametrize(
    ("rests", "drive_s"),
    [
        # rush hour until 8:05: without a break 150 s by then and 450 more
        ((), 300 + 450),
        # a break over the rush hour's end: 120 s by 8:04, then 480
        (((hours(8, 4), 120),), 240 + 480),
        # from 8:01 to 8:10 nobody drives: 30 s before, 570 after
        (((hours(8, 1), 540),), 60 + 570),
        # two breaks in a row
        (((hours(8, 1), 240), (hours(8, 5), 300)), 60 + 570),
        # the break begins on arrival
        (((hours(8, 4), 120), (hours(8, 14), 60)), 240 + 480),
    ],
)
def test_nobody_drives_in_a_break(rests: tuple[tuple[int, int], ...], drive_s: int):
    problem = a_drive((hours(7), 200), (hours(8, 5), 100), rests=rests)

    assert "travel" not in {rule for rule, *_ in driven(problem, drive_s)}
    assert ("travel", 1, "s", "visit v1") in driven(problem, drive_s + 1)
    assert ("travel", 1, "s", "visit v1") in driven(problem, drive_s - 1)


def test_no_way_takes_no_time_in_any_traffic():
    problem = with_visit(a_drive((0, 1000)), "v1", place=0)

    assert ("travel", 600, "s", "visit v1") in driven(problem, 600)
    assert [item for item in driven(problem, 0) if item[2] == "s"] == []


def test_an_open_end_is_where_the_last_visit_is():
    # a1 ends at v4 when it ends; b1 has to go home
    home = with_shift(two_days(), "a1", end_place=35)
    nowhere = with_shift(two_days(), "b1", end_place=None)

    assert found(home, their_plan()) == []
    assert found(nowhere, their_plan()) == [
        ("travel", 240, "s", "shift b1"),
        ("travel", 4000, "m", "shift b1"),
    ]
    assert found(with_shift(two_days(), "a1", end_place=36), their_plan()) == [
        ("travel", 60, "s", "shift a1"),
        ("travel", 1000, "m", "shift a1"),
    ]


def test_traffic_of_another_day_changes_nothing():
    travel = two_days().travel
    later = TrafficBand(opens=hours(48), percent=300)
    bands = (*travel.traffic, later)
    problem = with_problem(two_days(), travel=travel.model_copy(update={"traffic": bands}))

    assert found(problem, their_plan()) == []
