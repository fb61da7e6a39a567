"""The best plan so far is only ever replaced by a cheaper one, and can always be told."""

import time

from hypothesis import given, settings

from optimizer import check
from optimizer.incumbent import Incumbent, Progress
from optimizer.problem import Problem
from tests.optimizer.builders import a_problem, a_shift, a_visit, hours, problems
from tests.optimizer.technician_day import technician_day

NEAR, FAR = a_visit("near", km_east=10), a_visit("far", km_east=20)
BOTH = 20 * 260 + 2 * 3000
"""20 km and back, an hour of work."""


def an_incumbent(told: list[Progress] | None = None) -> Incumbent:
    problem = a_problem([NEAR, FAR], [a_shift()])
    return Incumbent(problem, None if told is None else told.append)


def test_at_first_everything_is_left_out():
    plan = an_incumbent().solution("none")

    assert (plan.routes, plan.objective_cents) == ((), 200_000)
    assert [left.visit for left in plan.unassigned] == ["near", "far"]


def test_a_cheaper_plan_replaces_the_old_one_and_is_told():
    told: list[Progress] = []
    incumbent = an_incumbent(told)

    incumbent.consider({"s1": [NEAR]})
    incumbent.consider({"s1": [FAR, NEAR]})

    assert [progress.objective_cents for progress in told] == [100_000 + 2600 + 3000, BOTH]
    assert told[-1].orders == {"s1": ["far", "near"]}
    assert told[-1].served == 2


def test_a_dearer_or_equal_plan_is_not_kept():
    told: list[Progress] = []
    incumbent = an_incumbent(told)

    incumbent.consider({"s1": [NEAR, FAR]})
    incumbent.consider({"s1": [FAR, NEAR]})
    incumbent.consider({"s1": [FAR]})

    assert len(told) == 1
    assert incumbent.cents == BOTH


def test_a_plan_with_a_route_that_cannot_be_driven_is_not_kept():
    problem = a_problem([NEAR, FAR], [a_shift(closes=hours(9))])
    incumbent = Incumbent(problem)

    # 40 minutes of driving and an hour of work do not fit into an hour
    incumbent.consider({"s1": [NEAR, FAR]})

    assert incumbent.routes == {}


def test_orders_from_another_process_are_taken_by_their_ids():
    incumbent = an_incumbent()

    incumbent.consider_ids({"s1": ["far", "near"]})

    assert incumbent.cents == BOTH
    assert incumbent.orders() == {"s1": [FAR, NEAR]}


def test_what_pays_is_taken_in_and_what_does_not_stays_out():
    dear = a_visit("dear", km_east=60, leave_out_cents=5_000)
    problem = a_problem([NEAR, FAR, dear], [a_shift()])
    incumbent = Incumbent(problem)

    incumbent.take_in_what_pays()

    assert incumbent.cents == BOTH + 5_000
    assert incumbent.solution("x").objective_cents == incumbent.cents


@settings(max_examples=60, deadline=None)
@given(problems())
def test_after_taking_in_no_single_visit_would_pay(problem: Problem):
    incumbent = Incumbent(problem)
    incumbent.take_in_what_pays()
    plan = incumbent.solution("taken in")

    assert check.violations(problem, plan) == ()
    assert plan.objective_cents == incumbent.cents
    for left in plan.unassigned:
        for found in left.refusals:
            extra = found.facts.get("extra_cents")
            assert extra is None or extra >= problem.visits_by_id()[left.visit].leave_out_cents


def test_a_day_of_150_visits_is_taken_in_and_explained_quickly():
    problem = technician_day(1, 150, 25, leave_out=(8_000, 30_000))
    began = time.process_time()

    incumbent = Incumbent(problem)
    incumbent.take_in_what_pays()
    plan = incumbent.solution("taken in")

    # about a second; of the processor, since other tests may keep it busy
    assert 20 <= len(plan.unassigned) <= 60
    assert time.process_time() - began < 10
