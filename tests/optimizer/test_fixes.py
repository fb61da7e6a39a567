"""Every fix that is listed works when it is applied."""

from hypothesis import given, settings

from optimizer.fixes import fixes, new_violations
from optimizer.problem import Problem
from optimizer.resolving import resolve
from tests.optimizer.roomy import roomy_problems


@settings(max_examples=60, deadline=None)
@given(roomy_problems(max_visits=5))
def test_every_listed_fix_works_when_applied(problem: Problem):
    plan = resolve(problem)
    for out in plan.unassigned:
        for fix in fixes(problem, plan, out.visit):
            changed = fix.change.applied(problem)
            assert new_violations((problem, plan), (changed, fix.solution)) == []
            assert any(s.visit == out.visit for r in fix.solution.routes for s in r.stops)
