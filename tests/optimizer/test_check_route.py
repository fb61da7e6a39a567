"""The referee on one route, each rule binding and just satisfied, on the day of two_shifts."""

import pytest

from optimizer.problem import Problem, Skill, SkillNeed, TimeWindow
from tests.optimizer.builders import hours
from tests.optimizer.two_shifts import (
    found,
    sentences,
    the_plan,
    the_problem,
    with_route,
    with_shift,
    with_stop,
    with_visit,
)


def needing(skill: str, level: int = 1) -> Problem:
    return with_visit(the_problem(), "v1", skills=(SkillNeed(skill=skill, level=level),))


def test_a_skill_must_be_held():
    assert found(needing("lift"), the_plan()) == []
    assert found(needing("heat pump", 3), the_plan()) == [("skills", 3, "count", "visit v1")]
    assert sentences(needing("heat pump"), the_plan()) == [
        "visit v1 needs heat pump at level 1; t-s1 of shift s1 does not have it"
    ]


def test_a_skill_must_have_the_level():
    assert found(needing("tv", 2), the_plan()) == []
    assert found(needing("tv", 5), the_plan()) == [("skills", 3, "count", "visit v1")]
    assert sentences(needing("tv", 3), the_plan()) == [
        "visit v1 needs tv at level 3; t-s1 of shift s1 has level 2"
    ]


def test_a_skill_that_expires_when_the_shift_opens_does_not_count():
    expired = (Skill(skill="tv", level=2, valid_until=hours(8)),)
    problem = with_shift(the_problem(), "s1", skills=expired)

    # valid until 8:00:01 counts, as in the_problem(); until 8:00:00 does not
    assert found(problem, the_plan()) == [("skills", 2, "count", "visit v1")]
    assert sentences(problem, the_plan()) == [
        "visit v1 needs tv at level 2; t-s1 of shift s1 holds it until 28800 only"
    ]


def test_all_skills_of_a_visit_are_needed():
    needs = tuple(SkillNeed(skill=skill) for skill in ("lift", "heat pump", "tv", "laptop"))

    problem = with_visit(the_problem(), "v1", skills=needs)

    assert found(problem, the_plan()) == [("skills", 1, "count", "visit v1")] * 2


def test_a_pinned_technician_is_the_only_one():
    problem = with_visit(the_problem(), "v3", technician="t-s1")

    assert found(with_visit(the_problem(), "v1", technician="t-s1"), the_plan()) == []
    assert found(problem, the_plan()) == [("pinned_technician", 1, "count", "visit v3")]
    assert sentences(problem, the_plan()) == ["visit v3 is pinned to t-s1; shift s2 is t-s2's"]


@pytest.mark.parametrize(("pin", "side"), [(hours(12, 59), "after"), (hours(13, 1), "before")])
def test_a_pinned_visit_starts_exactly_then(pin: int, side: str):
    problem = with_visit(the_problem(), "v3", pinned_start=pin)

    assert found(problem, the_plan()) == [("pinned_start", 60, "s", "visit v3")]
    assert sentences(problem, the_plan()) == [f"visit v3 starts 60 s {side} its pinned start {pin}"]


def test_a_pin_does_not_lift_the_window():
    problem = with_visit(
        the_problem(), "v3", windows=(TimeWindow(opens=hours(13, 10), closes=hours(14)),)
    )

    assert found(problem, the_plan()) == [("window", 600, "s", "visit v3")]


@pytest.mark.parametrize("edge", [(hours(9), hours(12)), (hours(7), hours(9)), (hours(9),) * 2])
def test_both_ends_of_a_window_belong_to_it(edge: tuple[int, int]):
    window = TimeWindow(opens=edge[0], closes=edge[1])

    assert found(with_visit(the_problem(), "v1", windows=(window,)), the_plan()) == []


def test_service_starts_within_a_window():
    before = TimeWindow(opens=hours(7), closes=hours(9) - 20)
    after = TimeWindow(opens=hours(9) + 30, closes=hours(12))
    problem = with_visit(the_problem(), "v1", windows=(after, before))

    # 9:00:00 is 20 s after the first window and 30 s before the second: the nearer is told
    assert found(problem, the_plan()) == [("window", 20, "s", "visit v1")]
    assert sentences(problem, the_plan()) == [
        "visit v1 starts 20 s after its window closed at 32380"
    ]
    assert sentences(with_visit(problem, "v1", windows=(after,)), the_plan()) == [
        "visit v1 starts 30 s before its window opens at 32430"
    ]


def test_nobody_leaves_before_the_shift_opens():
    on_time = with_shift(
        the_problem(), "s1", opens=hours(8, 30), skills=(Skill(skill="tv", level=2),)
    )
    late = with_shift(on_time, "s1", opens=hours(8, 30) + 1)

    assert found(on_time, the_plan()) == []
    assert found(late, the_plan()) == [("departure", 1, "s", "shift s1")]
    assert sentences(late, the_plan()) == ["shift s1 leaves at 30600, 1 s before it opens at 30601"]


def test_each_leg_is_that_of_the_travel_matrix():
    problem = the_problem()
    elsewhere = with_visit(problem, "v1", place=11)

    # one kilometre more to v1, one less from there to v2
    assert found(elsewhere, the_plan()) == [
        ("travel", 60, "s", "visit v1"),
        ("travel", 1000, "m", "visit v1"),
        ("travel", 60, "s", "visit v2"),
        ("travel", 1000, "m", "visit v2"),
    ]
    assert sentences(elsewhere, the_plan())[:2] == [
        "the way to visit v1 is 600 s; the travel matrix says 660",
        "the way to visit v1 is 10000 m; the travel matrix says 11000",
    ]


def test_the_way_back_is_that_of_the_travel_matrix():
    problem = with_shift(the_problem(), "s2", end_place=0)

    # from v3 at km 5 it is 3 km to km 2 and 5 km to km 0
    assert found(problem, the_plan()) == [
        ("travel", 120, "s", "shift s2"),
        ("travel", 2000, "m", "shift s2"),
    ]
    assert "the way back of shift s2 is 180 s; the travel matrix says 300" in sentences(
        problem, the_plan()
    )


@pytest.mark.parametrize("off", [-1, 1])
def test_arrival_is_departure_plus_driving(off: int):
    plan = with_route(the_plan(), "s1", departure=hours(8, 30) + off)

    assert found(the_problem(), plan) == [("arrival", 1, "s", "visit v1")]
    assert sentences(the_problem(), plan) == [
        f"visit v1 is reached at 31200; leaving at {30600 + off} gives {31200 + off}"
    ]


def test_arrival_counts_the_break_on_the_way():
    # drives 9:50-10:10 without the break from 10:00 to 10:30
    plan = with_stop(the_plan(), "v2", arrival=hours(10, 10), wait_s=1800)

    assert ("arrival", 1800, "s", "visit v2") not in found(the_problem(), plan)
    assert ("break_place", 600, "s", "visit v2") in found(the_problem(), plan)


@pytest.mark.parametrize("off", [-5, 5])
def test_waiting_is_what_is_left_between_arrival_and_start(off: int):
    plan = with_stop(the_plan(), "v1", wait_s=1200 + off)

    assert ("wait", 5, "s", "visit v1") in found(the_problem(), plan)
    assert (
        "visit v1 is reached at 31200 and starts at 32400: 1200 s of waiting, "
        f"the plan says {1200 + off}"
    ) in sentences(the_problem(), plan)


def test_a_break_on_site_is_not_waiting():
    # from 9:25 to 13:00 are 215 minutes, 30 of them the break from 12:00
    plan = with_stop(the_plan(), "v3", wait_s=215 * 60)

    assert ("wait", 1800, "s", "visit v3") in found(the_problem(), plan)


def test_nobody_waits_where_service_starts_on_arrival():
    plan = with_stop(the_plan(), "v4", wait_s=5)

    assert ("wait", 5, "s", "visit v4") in found(the_problem(), plan)


@pytest.mark.parametrize("early_s", [1, 60])
@pytest.mark.parametrize("negative_wait", [False, True])
def test_service_does_not_start_before_arrival(early_s: int, negative_wait: bool):
    plan = with_stop(
        the_plan(),
        "v4",
        start=hours(8, 40) - early_s,
        end=hours(9, 10) - early_s,
        wait_s=-early_s if negative_wait else 0,
    )

    assert ("wait", early_s, "s", "visit v4") in found(the_problem(), plan)


def test_service_lasts_as_long_as_the_visit_asks():
    longer = with_visit(the_problem(), "v4", service_s=1801)
    shorter = with_visit(the_problem(), "v4", service_s=1799)

    # half a minute costs 50 cents: 1 s costs 1.67, which the bill rounds
    assert ("service", 1, "s", "visit v4") in found(longer, the_plan())
    assert ("service", 1, "s", "visit v4") in found(shorter, the_plan())
    assert "visit v4 is given 1800 s on site, it needs 1801" in sentences(longer, the_plan())


@pytest.mark.parametrize("off", [-60, 60])
def test_the_return_is_the_last_end_plus_driving(off: int):
    plan = with_route(the_plan(), "s2", returns=hours(13, 48) + off)

    assert found(the_problem(), plan) == [("return_time", 60, "s", "shift s2")]
    assert sentences(the_problem(), plan) == [
        f"shift s2 is back at {hours(13, 48) + off}; leaving its last visit at 49500 gives 49680"
    ]


def test_overtime_has_a_cap():
    exact = with_shift(the_problem(), "s1", max_overtime_s=600)
    short = with_shift(the_problem(), "s1", max_overtime_s=590)

    assert found(exact, the_plan()) == []
    assert found(short, the_plan()) == [("overtime_cap", 10, "s", "shift s1")]
    assert sentences(short, the_plan()) == ["shift s1 is back 10 s after the latest return 43790"]


@pytest.mark.parametrize("closes", [hours(11, 50), hours(12, 5), hours(12, 20)])
def test_overtime_is_the_time_after_the_shift_closes(closes: int):
    problem = with_shift(the_problem(), "s1", closes=closes)
    right = max(0, hours(12, 10) - closes)

    # 12:10 is 10 minutes after 12:00, as the plan says: not 20, 5 or none
    assert found(problem, the_plan()) == [("overtime", abs(600 - right), "s", "shift s1")]
    assert sentences(problem, the_plan()) == [
        f"shift s1 has {right} s of overtime, the plan says 600"
    ]
