"""A changed problem is mended by insertion: whatever the rules, the referee accepts the plan."""

from hypothesis import given, settings

from optimizer import check
from optimizer.check import Rule
from optimizer.problem import Problem
from optimizer.resolving import resolve
from tests.optimizer.roomy import roomy_problems


def broken(problem: Problem, **start: object) -> list[str]:
    """What the referee says of the mended plan, but for mandatory visits that are left out."""
    plan = resolve(problem.model_copy(update=start))
    return [
        found.sentence
        for found in check.violations(problem, plan)
        if found.rule is not Rule.MANDATORY
    ]


@settings(max_examples=150, deadline=None)
@given(roomy_problems())
def test_a_plan_from_nothing_breaks_no_rule(problem: Problem):
    assert broken(problem, start_from={}) == []


@settings(max_examples=100, deadline=None)
@given(roomy_problems())
def test_a_plan_from_any_start_breaks_no_rule(problem: Problem):
    assert broken(problem) == []
