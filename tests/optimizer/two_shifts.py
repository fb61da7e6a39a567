"""One valid day, planned by hand: two shifts serve four visits and leave one out.

s1 (8:00-12:00, an hour of overtime allowed, break of 30 minutes from 10:00 to 11:00), at km 0:
  8:30 leaves, 8:40 at v1 (km 10), waits 20 minutes, 9:00-9:50 v1,
  drives 10 minutes, break 10:00-10:30, drives 10 minutes, 10:40-11:40 v2 (km 30, due by 11:00),
  12:10 back: 10 minutes of overtime
s2 (8:00-17:00, breaks of 15, 30 and 15 minutes), from km 0 to km 2:
  break 8:00-8:15 before leaving at 8:20, 8:40-9:10 v4 (km 20),
  9:25 at v3 (km 5), break 12:00-12:30 on site, waits 185 minutes, 13:00-13:45 v3 (pinned),
  13:48 back, break 16:00-16:15
v5 is left out.
"""

from typing import Any

from optimizer.check import violations
from optimizer.problem import Prices, Problem, Skill
from optimizer.solution import BreakTaken, Costs, Reason, Route, Solution, Stop, Unassigned
from tests.optimizer.builders import (
    EURO_A_MINUTE,
    KM_M,
    KM_S,
    a_break,
    a_problem,
    a_shift,
    a_visit,
    hours,
)

Found = list[tuple[str, int, str, str]]

MINIMUM_55 = Prices(**(EURO_A_MINUTE.model_dump() | {"minimum_work_cents": 5500}))

S1_COSTS = Costs(
    work=5000 + 6000,
    minimum=500,
    drive=1000 + 2000 + 3000,
    wait=20 * 50,
    distance=60 * 30,
    overtime=10 * 50,
    fixed=2500,
    late=40 * 100,
)
S2_COSTS = Costs(work=3000 + 4500, drive=3800, wait=185 * 50, distance=38 * 30)
DAY_COSTS = Costs(
    work=11000 + 7500,
    minimum=500,
    drive=6000 + 3800,
    wait=1000 + 9250,
    distance=1800 + 1140,
    overtime=500,
    fixed=2500,
    late=4000,
    left_out=70_000,
)
DAY_CENTS = 18_500 + 500 + 9800 + 10_250 + 2940 + 500 + 2500 + 4000 + 70_000


def the_problem() -> Problem:
    visits = [
        a_visit(
            "v1",
            km_east=10,
            service_s=hours(0, 50),
            windows=[(hours(9), hours(10)), (hours(14), hours(15))],
            skills=[("tv", 2)],
        ),
        a_visit(
            "v2",
            km_east=30,
            service_s=hours(1),
            windows=[(hours(9), hours(11, 30))],
            due_by=hours(11),
            late_cents_per_hour=6000,
            fixed_cents=2500,
        ),
        a_visit(
            "v3",
            km_east=5,
            service_s=hours(0, 45),
            windows=[(hours(12, 30), hours(13, 30))],
            technician="t-s2",
            pinned_start=hours(13),
        ),
        a_visit("v4", km_east=20, due_by=hours(9, 10), late_cents_per_hour=6000),
        a_visit("v5", km_east=60, leave_out_cents=70_000),
    ]
    shifts = [
        a_shift(
            "s1",
            opens=hours(8),
            closes=hours(12),
            max_overtime_s=hours(1),
            skills=[Skill(skill="tv", level=2, valid_until=hours(8) + 1), "lift"],
            breaks=[a_break(hours(10), hours(11))],
            prices=MINIMUM_55,
        ),
        a_shift(
            "s2",
            end_place=2,
            breaks=[
                a_break(hours(8), hours(8, 30), duration_s=hours(0, 15)),
                a_break(hours(12), hours(12, 30)),
                a_break(hours(16), hours(17), duration_s=hours(0, 15)),
            ],
        ),
    ]
    return a_problem(visits, shifts)


def the_plan() -> Solution:
    first = Route(
        shift="s1",
        departure=hours(8, 30),
        stops=(
            a_stop("v1", 10, arrival=hours(8, 40), wait_s=1200, service_s=hours(0, 50)),
            a_stop("v2", 20, arrival=hours(10, 40), service_s=hours(1)),
        ),
        breaks=(BreakTaken(start=hours(10), end=hours(10, 30)),),
        return_drive_s=30 * KM_S,
        return_distance_m=30 * KM_M,
        returns=hours(12, 10),
        overtime_s=600,
        costs=S1_COSTS,
    )
    second = Route(
        shift="s2",
        departure=hours(8, 20),
        stops=(
            a_stop("v4", 20, arrival=hours(8, 40), service_s=1800),
            a_stop(
                "v3", 15, arrival=hours(9, 25), wait_s=185 * 60, break_s=1800, service_s=45 * 60
            ),
        ),
        breaks=(
            BreakTaken(start=hours(8), end=hours(8, 15)),
            BreakTaken(start=hours(12), end=hours(12, 30)),
            BreakTaken(start=hours(16), end=hours(16, 15)),
        ),
        return_drive_s=3 * KM_S,
        return_distance_m=3 * KM_M,
        returns=hours(13, 48),
        overtime_s=0,
        costs=S2_COSTS,
    )
    return Solution(
        routes=(first, second),
        unassigned=(Unassigned(visit="v5", reason=Reason.NO_ROOM, sentence="no room"),),
        costs=DAY_COSTS,
        objective_cents=DAY_CENTS,
    )


def a_stop(
    visit: str, km: int, *, arrival: int, service_s: int, wait_s: int = 0, break_s: int = 0
) -> Stop:
    """A stop after `km` kilometres; the break is taken on site before service."""
    start = arrival + wait_s + break_s
    return Stop(
        visit=visit,
        drive_s=km * KM_S,
        distance_m=km * KM_M,
        arrival=arrival,
        wait_s=wait_s,
        start=start,
        end=start + service_s,
    )


def found(problem: Problem, solution: Solution) -> Found:
    """(rule, amount, unit, where) of each violation."""
    return [
        (violation.rule.value, violation.amount, violation.unit.value, violation.where)
        for violation in violations(problem, solution)
    ]


def sentences(problem: Problem, solution: Solution) -> list[str]:
    return [violation.sentence for violation in violations(problem, solution)]


def with_visit(problem: Problem, id: str, **changes: Any) -> Problem:
    """The problem with these fields of one visit changed, validated again."""
    visits = [
        visit.model_validate(dict(visit) | changes) if visit.id == id else visit
        for visit in problem.visits
    ]
    return with_problem(problem, visits=tuple(visits))


def with_shift(problem: Problem, id: str, **changes: Any) -> Problem:
    """The problem with these fields of one shift changed, validated again."""
    shifts = [
        shift.model_validate(dict(shift) | changes) if shift.id == id else shift
        for shift in problem.shifts
    ]
    return with_problem(problem, shifts=tuple(shifts))


def with_problem(problem: Problem, **changes: Any) -> Problem:
    """The problem with these fields changed, validated again."""
    return Problem.model_validate(dict(problem) | changes)


def with_route(solution: Solution, of: str, **changes: Any) -> Solution:
    """The plan with these fields of one route changed, not validated."""
    routes = tuple(
        route.model_copy(update=changes) if route.shift == of else route
        for route in solution.routes
    )
    return solution.model_copy(update={"routes": routes})


def with_stop(solution: Solution, of: str, **changes: Any) -> Solution:
    """The plan with these fields of one stop changed, not validated."""
    routes = []
    for route in solution.routes:
        stops = tuple(
            stop.model_copy(update=changes) if stop.visit == of else stop for stop in route.stops
        )
        routes.append(route.model_copy(update={"stops": stops}))
    return solution.model_copy(update={"routes": tuple(routes)})
