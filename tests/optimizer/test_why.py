"""Why this technician and not that one: the other choice forced, side by side."""

import pytest
from hypothesis import given, settings

from optimizer.fixes import new_violations
from optimizer.problem import Problem
from optimizer.resolving import resolve
from optimizer.solution import Reason
from optimizer.why import why
from tests.optimizer.builders import a_problem, a_shift, a_visit
from tests.optimizer.roomy import roomy_problems


def near_and_far() -> Problem:
    shifts = [a_shift("s1"), a_shift("s2", km_east=30), a_shift("s3", opens=0, closes=60)]
    return a_problem([a_visit("v1", km_east=10)], shifts)


def test_the_other_choice_costs_its_longer_way():
    problem = near_and_far()

    found = why(problem, resolve(problem), "v1", "t-s2")

    # 20 km each way instead of 10
    assert (found.technician, found.asked, found.cents) == ("t-s1", "t-s2", 20 * 130)
    assert found.comparison is not None
    assert {line.line for line in found.comparison.lines} == {"drive", "distance"}
    [one] = found.comparison.visits
    assert (one.technician_before, one.technician_after) == ("t-s1", "t-s2")


def test_who_cannot_be_sent_says_why():
    problem = near_and_far()

    found = why(problem, resolve(problem), "v1", "t-s3")

    assert (found.solution, found.cents) == (None, None)
    assert [refused.reason for refused in found.refusals] == [Reason.TOO_FAR]


def test_a_pin_to_somebody_else_is_overruled():
    problem = near_and_far()
    pinned = problem.visits[0].model_copy(update={"technician": "t-s1"})
    problem = problem.model_copy(update={"visits": (pinned,)})

    assert why(problem, resolve(problem), "v1", "t-s2").cents == 20 * 130


@pytest.mark.parametrize(("visit", "who"), [("v9", "t-s1"), ("v1", "nobody")])
def test_unknown_names_are_refused(visit: str, who: str):
    problem = near_and_far()

    with pytest.raises(ValueError, match="expected the"):
        why(problem, resolve(problem), visit, who)


@settings(max_examples=25, deadline=None)
@given(roomy_problems().filter(lambda problem: problem.visits and problem.shifts))
def test_the_forced_plan_is_valid_and_sends_whom_was_asked(problem: Problem):
    plan = resolve(problem)
    visit, shift = problem.visits[0], problem.shifts[-1]

    found = why(problem, plan, visit.id, shift.technician)

    if found.solution is None:
        assert found.refusals
        return
    who = {one.id: one.technician for one in problem.shifts}
    sent = {stop.visit: who[r.shift] for r in found.solution.routes for stop in r.stops}
    assert sent[visit.id] == shift.technician
    free = visit.model_copy(update={"technician": None})
    unpinned = problem.model_copy(update={"visits": (free, *problem.visits[1:])})
    assert new_violations((problem, plan), (unpinned, found.solution)) == []
