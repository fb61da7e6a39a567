"""The referee on technicians' rest, hours and shares, on the days of two_days.

Ann works 8:00-11:10 and the next day 6:00-6:40; Bob 9:30-10:18 with a break of 10 minutes.
"""

from typing import Any

import pytest

from optimizer.check import violations
from optimizer.incumbent import Incumbent
from optimizer.problem import Fairness, Problem, TechnicianRules, WorkLimit
from optimizer.solution import BreakTaken, Solution
from tests.optimizer.builders import a_problem, a_shift, a_visit, hours
from tests.optimizer.two_days import CENTS, COSTS, DAY, their_plan, two_days
from tests.optimizer.two_shifts import (
    found,
    sentences,
    with_problem,
    with_route,
    with_shift,
    with_visit,
)


def ruled(technician: str = "ann", **rules: Any) -> Problem:
    return with_problem(two_days(), technicians=(TechnicianRules(technician=technician, **rules),))


def a_plan_with(**lines: int) -> Solution:
    """Their plan with other cents of some lines."""
    more = sum(cents - getattr(COSTS, line) for line, cents in lines.items())
    return their_plan().model_copy(
        update={"costs": COSTS.model_copy(update=lines), "objective_cents": CENTS + more}
    )


UNFAIR = a_plan_with(fairness=0)


@pytest.mark.parametrize(("rest_s", "short"), [(hours(18, 50), 0), (hours(18, 50) + 9, 9)])
def test_a_technician_rests_between_shifts(rest_s: int, short: int):
    expected = [("rest", short, "s", "shift a2")] if short else []

    assert found(ruled(rest_s=rest_s), UNFAIR) == expected
    if short:
        assert sentences(ruled(rest_s=rest_s), UNFAIR) == [
            "ann has 67800 s from shift a1 to shift a2; expected 67809 s of rest"
        ]


def test_everybody_rests_for_themselves():
    assert found(ruled("bob", rest_s=hours(24)), UNFAIR) == []


def test_the_order_of_the_routes_does_not_tell_which_shift_is_next():
    turned = UNFAIR.model_copy(update={"routes": UNFAIR.routes[::-1]})

    assert found(ruled(rest_s=hours(18, 50)), turned) == []
    assert found(ruled(rest_s=hours(18, 51)), turned) == [("rest", 60, "s", "shift a2")]


def test_of_shifts_that_open_together_the_one_that_is_over_first_comes_first():
    visits = [a_visit("here", km_east=0, service_s=0), a_visit("there")]
    shifts = [a_shift(name, technician="t") for name in ("short", "long")]
    problem = a_problem(visits, shifts)
    incumbent = Incumbent(problem)
    assert incumbent.consider({"short": visits[:1], "long": visits[1:]})
    plan = incumbent.solution("test")

    for routes in (plan.routes, plan.routes[::-1]):
        assert violations(problem, plan.model_copy(update={"routes": routes})) == ()


def test_nobody_is_on_two_routes_at_once():
    # from 8:00 to 11:10 and from 9:30 to 10:18
    problem = with_problem(two_days(), technicians=(), relations=())
    clash = with_shift(with_visit(problem, "v3", never_technicians=()), "b1", technician="ann")
    later = with_shift(clash, "b1", opens=hours(8) + 1)

    rests = [item for item in found(clash, UNFAIR) if item[0] == "rest"]
    assert rests == [("rest", hours(1, 40), "s", "shift b1")]
    assert [item for item in found(later, UNFAIR) if item[0] == "rest"] == rests
    assert [item for item in found(problem, UNFAIR) if item[0] == "rest"] == []


def test_without_a_rule_the_next_shift_may_follow_at_once():
    problem = with_problem(two_days(), technicians=(), relations=())
    first, second, _ = UNFAIR.routes
    after = with_shift(with_visit(problem, "v3", never_technicians=()), "b1", technician="ann")

    def rests(departure: int) -> list[int]:
        plan = with_route(with_route(UNFAIR, "a1", returns=departure - 1), "b1", returns=departure)
        return [item[1] for item in found(after, plan) if item[0] == "rest"]

    # b1 leaves at 9:30
    assert (first.departure, second.departure) == (hours(8), hours(9, 30))
    assert rests(hours(9, 30) + 1) == []
    assert rests(hours(9, 30) + 2) == [1]


@pytest.mark.parametrize(
    ("opens", "closes", "max_s", "over"),
    [
        # a1 opens at 8:00 and works 190 minutes, a2 opens at 6:00 and works 40
        (hours(8), DAY + hours(6), hours(0, 230), 0),
        (hours(8), DAY + hours(6), hours(0, 230) - 1, 1),
        (hours(8) + 1, DAY + hours(6), hours(0, 40), 0),
        (hours(8) + 1, DAY + hours(6), 0, hours(0, 40)),
        (hours(8), DAY + hours(6) - 1, hours(0, 190), 0),
        (hours(8), hours(8), 0, hours(0, 190)),
        (hours(8) + 1, DAY + hours(6) - 1, 0, 0),
    ],
)
def test_hours_are_limited_over_the_shifts_that_open_in_a_span(
    opens: int, closes: int, max_s: int, over: int
):
    problem = ruled(work_limits=(WorkLimit(opens=opens, closes=closes, max_s=max_s),))

    where = "shift a1" if closes < DAY + hours(6) else "shift a2"
    assert found(problem, UNFAIR) == ([("work_limit", over, "s", where)] if over else [])


def test_the_sentence_about_hours():
    limit = WorkLimit(opens=0, closes=DAY + hours(6), max_s=1)

    assert sentences(ruled(work_limits=(limit,)), UNFAIR) == [
        "ann works 13800 s on shifts that open from 0 to 108000; expected at most 1"
    ]


@pytest.mark.parametrize(
    ("start", "works_min"),
    [(hours(10, 5), 38), (hours(10, 18), 48), (hours(9, 20), 48), (hours(9), 48)],
)
def test_working_time_is_without_the_breaks_on_the_way(start: int, works_min: int):
    # Bob is away from 9:30 to 10:18
    taken = BreakTaken(start=start, end=start + 600)
    plan = with_route(UNFAIR, "b1", breaks=(taken,))
    limit = WorkLimit(opens=0, closes=DAY, max_s=1)

    rules = [item for item in found(ruled("bob", work_limits=(limit,)), plan)]
    assert ("work_limit", works_min * 60 - 1, "s", "shift b1") in rules


@pytest.mark.parametrize(
    ("fairness", "cents"),
    [
        # ann works 230 minutes and has 3 + 2 points
        ({"fair_work_s": hours(0, 200), "work_cents_per_hour": 1200}, 30 * 20),
        ({"fair_work_s": hours(0, 229) + 59, "work_cents_per_hour": 1800}, 1),
        ({"fair_work_s": hours(0, 229) + 59, "work_cents_per_hour": 1799}, 0),
        ({"fair_work_s": hours(0, 230), "work_cents_per_hour": 1200}, 0),
        ({"fair_work_s": hours(0, 240), "work_cents_per_hour": 1800}, 0),
        ({"fair_points": 4, "cents_per_point": 250}, 250),
        ({"fair_points": 3, "cents_per_point": 250}, 500),
        ({"fair_points": 5, "cents_per_point": 250}, 0),
        ({"fair_points": 9, "cents_per_point": 250}, 0),
    ],
)
def test_shares_above_what_is_fair_are_priced(fairness: dict[str, int], cents: int):
    problem = ruled(fairness=Fairness(**fairness))

    assert found(problem, a_plan_with(fairness=cents)) == []
    assert found(problem, a_plan_with(fairness=cents + 1)) == [("fairness", 1, "cents", "plan")]


def test_shares_are_each_technician_s_own():
    points = Fairness(cents_per_point=100)
    rules = tuple(TechnicianRules(technician=who, fairness=points) for who in ("ann", "bob", "cat"))
    problem = with_problem(with_visit(two_days(), "v3", unpopular=7), technicians=rules)

    # ann has 5 points, bob 7, cat none; added up before a fair share is taken off
    assert found(problem, a_plan_with(fairness=500 + 700)) == []


@pytest.mark.parametrize(("rate", "cents"), [(300, 50), (0, 0), (3, 1), (2, 0)])
def test_the_largest_lateness_is_priced(rate: int, cents: int):
    # v6 is 10 minutes late, v1 5
    problem = with_visit(two_days(), "v1", due_by=hours(8, 25))
    problem = with_problem(problem, largest_late_cents_per_hour=rate)

    assert found(problem, a_plan_with(largest_late=cents)) == []
    assert found(problem, a_plan_with(largest_late=cents + 2)) == [
        ("largest_late", 2, "cents", "plan")
    ]
    assert sentences(problem, a_plan_with(largest_late=cents + 2)) == [
        f"the plan says {cents + 2} cents of largest_late, its parts add up to {cents}"
    ]
