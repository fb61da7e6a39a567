"""The referee on breaks, each rule binding and just satisfied, on the day of two_shifts."""

import pytest

from optimizer.problem import Prices, Problem
from optimizer.solution import BreakTaken, Costs, Route, Solution
from tests.optimizer.builders import a_break, a_problem, a_shift, a_visit, hours
from tests.optimizer.two_shifts import (
    Found,
    a_stop,
    found,
    sentences,
    the_plan,
    the_problem,
    with_route,
    with_shift,
)


def test_every_break_is_taken():
    without = with_route(the_plan(), "s2", breaks=the_plan().routes[1].breaks[:2])

    assert found(the_problem(), without) == [("break_count", 1, "count", "shift s2")]
    assert sentences(the_problem(), without) == ["shift s2 takes 2 breaks, it has 3"]


def test_no_break_is_invented():
    tea = BreakTaken(start=hours(17), end=hours(17, 5))
    more = with_route(the_plan(), "s1", breaks=(*the_plan().routes[0].breaks, tea))

    assert found(the_problem(), more) == [("break_count", 1, "count", "shift s1")]


@pytest.mark.parametrize("off", [-60, 60])
def test_a_break_has_its_length(off: int):
    first, second, third = the_plan().routes[1].breaks
    third = third.model_copy(update={"end": third.end + off})
    plan = with_route(the_plan(), "s2", breaks=(first, second, third))

    assert found(the_problem(), plan) == [("break_duration", 60, "s", "shift s2")]
    assert sentences(the_problem(), plan) == [
        f"the break of shift s2 at 57600 lasts {900 + off} s, it should last 900"
    ]


@pytest.mark.parametrize(
    ("earliest", "latest", "off"),
    [
        (hours(10), hours(10), 0),
        (hours(10) + 1, hours(10, 30), 1),
        (hours(9, 30), hours(10) - 1, 1),
    ],
)
def test_a_break_starts_from_earliest_to_latest(earliest: int, latest: int, off: int):
    problem = with_shift(the_problem(), "s1", breaks=(a_break(earliest, latest),))

    expected = [("break_start", off, "s", "shift s1")] if off else []
    assert found(problem, the_plan()) == expected
    told = f"the break of shift s1 starts at 36000, 1 s outside {earliest} to {latest}"
    assert sentences(problem, the_plan()) == ([told] if off else [])


def test_the_first_break_starts_once_the_shift_is_open():
    breaks = (a_break(hours(7), hours(9), duration_s=900), *the_problem().shifts[1].breaks[1:])
    problem = with_shift(the_problem(), "s2", breaks=breaks)
    first, second, third = the_plan().routes[1].breaks
    early = BreakTaken(start=first.start - 30, end=first.end - 30)

    plan = with_route(the_plan(), "s2", breaks=(early, second, third))

    # at 8:00:00 it is allowed, as in the_plan()
    assert found(problem, the_plan()) == []
    assert found(problem, plan) == [("break_order", 30, "s", "shift s2")]
    assert sentences(problem, plan) == [
        "the break of shift s2 starts at 28770, 30 s before the shift opens at 28800"
    ]


def a_lunch_and_tea(tea: int, *, closes: int = hours(17)) -> tuple[Problem, Solution]:
    """Half an hour from 12:00 and a quarter from `tea`, both while waiting for v1 at km 10."""
    shift = a_shift(
        closes=closes,
        breaks=[a_break(), a_break(hours(11), hours(15), duration_s=900)],
        prices=Prices(),
    )
    problem = a_problem([a_visit(km_east=10, windows=[(hours(14), hours(14))])], [shift])
    route = Route(
        shift="s1",
        departure=hours(8),
        stops=(
            a_stop(
                "v1", 10, arrival=hours(8, 10), wait_s=305 * 60, break_s=45 * 60, service_s=1800
            ),
        ),
        breaks=(
            BreakTaken(start=hours(12), end=hours(12, 30)),
            BreakTaken(start=tea, end=tea + 900),
        ),
        return_drive_s=600,
        return_distance_m=10_000,
        returns=hours(14, 40),
        overtime_s=0,
        costs=Costs(),
    )
    return problem, Solution(routes=(route,), unassigned=(), costs=Costs(), objective_cents=0)


def test_breaks_follow_each_other():
    # 8:10 to 14:00 are 350 minutes: 305 of waiting, 30 and 15 of breaks
    assert found(*a_lunch_and_tea(hours(12, 30))) == []
    assert found(*a_lunch_and_tea(hours(12, 29))) == [("break_order", 60, "s", "shift s1")]
    assert sentences(*a_lunch_and_tea(hours(12, 29))) == [
        "the break of shift s1 starts at 44940, 60 s before the previous break ends at 45000"
    ]
    assert found(*a_lunch_and_tea(hours(11))) == [("break_order", 5400, "s", "shift s1")]


def moved_break(start: int, duration_s: int = 1800) -> tuple[Problem, Solution]:
    """s1 of the day with its only break, allowed at any time, at `start`."""
    rest = a_break(hours(8), hours(13), duration_s=duration_s)
    problem = with_shift(the_problem(), "s1", breaks=(rest,), max_overtime_s=hours(4))
    taken = BreakTaken(start=start, end=start + duration_s)
    return problem, with_route(the_plan(), "s1", breaks=(taken,))


def places(problem: Problem, solution: Solution) -> Found:
    return [item for item in found(problem, solution) if item[0] == "break_place"]


@pytest.mark.parametrize(
    ("start", "clash"),
    [
        (hours(8), []),
        (hours(8, 5), [(300, "shift s1")]),
        (hours(8, 25), [(300, "shift s1"), (900, "visit v1")]),
        (hours(8, 45), [(900, "visit v1")]),
        (hours(9, 10), [(1800, "visit v1")]),
        (hours(9, 45), [(300, "visit v1")]),
        (hours(9, 50), []),
        (hours(10, 10), []),
        (hours(10, 11), [(60, "visit v2"), (60, "visit v2")]),
        (hours(11, 35), [(300, "visit v2")]),
        (hours(11, 40), []),
        (hours(12), [(600, "shift s1")]),
        (hours(12, 10), []),
    ],
)
def test_a_break_lies_on_one_side_of_service_leaving_arrival_and_return(
    start: int, clash: list[tuple[int, str]]
):
    # leaves 8:30, at v1 8:40, service 9:00-9:50, at v2 10:40-11:40, back 12:10
    expected = [("break_place", amount, "s", where) for amount, where in clash]
    assert places(*moved_break(start)) == expected


def test_a_break_before_leaving_or_after_the_return_delays_nothing():
    # without the break on the way, v2 is reached 30 minutes too late
    lost = [("arrival", 1800, "s", "visit v2")]

    assert found(*moved_break(hours(8))) == lost
    assert found(*moved_break(hours(12, 10))) == lost


def test_a_break_on_the_way_back_delays_the_return():
    problem, plan = moved_break(hours(11, 50))
    lost = [("arrival", 1800, "s", "visit v2")]
    back = with_route(plan, "s1", returns=hours(12, 40), overtime_s=40 * 60)

    # 11:40 + 30 minutes of driving + 30 of break; 30 minutes more overtime at 50 cents
    assert found(problem, back) == [*lost, ("route_costs", 1500, "cents", "shift s1")]
    assert ("return_time", 1800, "s", "shift s1") in found(*moved_break(hours(11, 40)))


def test_a_break_without_length_interrupts_no_service_either():
    assert places(*moved_break(hours(9), duration_s=0)) == []
    assert places(*moved_break(hours(9, 50), duration_s=0)) == []
    assert places(*moved_break(hours(9, 10), duration_s=0)) == [("break_place", 0, "s", "visit v1")]


def test_the_sentences_about_a_misplaced_break():
    assert (
        "the break of shift s1 from 33000 to 34800 takes 1800 s from the service of visit v1"
        in (sentences(*moved_break(hours(9, 10))))
    )
    told = " ".join(sentences(*moved_break(hours(8, 25))))
    assert "the break of shift s1 from 30300 to 32100 is cut by leaving at 30600" in told
    assert "is cut by the arrival at visit v1 at 31200" in told
    assert "is cut by the return at 43800" in " ".join(sentences(*moved_break(hours(12))))
