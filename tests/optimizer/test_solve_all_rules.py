"""Plans for random problems under all rules: the referee finds nothing wrong with any of them."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer import check
from optimizer.problem import Problem
from optimizer.solve import Limits, solve
from tests.optimizer.all_rules import all_rules_problems
from tests.optimizer.builders import a_problem, a_shift, a_visit
from tests.optimizer.roomy import roomy_problems

BRIEF = Limits(iterations=1)


def broken(problem: Problem, **how: Any) -> set[check.Rule]:
    """What solve itself would raise for, and visits that had to be served."""
    found = check.violations(problem, solve(problem, BRIEF, **how))
    return {violation.rule for violation in found}


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(st.one_of(roomy_problems(), all_rules_problems()))
def test_every_plan_keeps_all_rules(problem: Problem):
    assert broken(problem) <= {check.Rule.MANDATORY}


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(roomy_problems(max_visits=5))
def test_every_plan_of_or_tools_keeps_all_rules(problem: Problem):
    assert broken(problem, engine="ortools") <= {check.Rule.MANDATORY}


def test_a_mandatory_visit_that_nobody_can_serve_is_the_referee_s_to_tell():
    shift = a_shift()
    can, cannot = a_visit(mandatory=True), a_visit(mandatory=True, skills=["tv"])

    assert broken(a_problem([can], [shift])) == set()
    assert broken(a_problem([cannot], [shift])) == {check.Rule.MANDATORY}
