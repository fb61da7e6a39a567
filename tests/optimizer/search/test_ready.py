"""What has to be compiled before a problem can be searched."""

from hypothesis import given, settings

from optimizer.eligibility import screen
from optimizer.problem import Apart, Problem
from optimizer.search.compiled import compile_problem
from optimizer.search.engine import Engine
from optimizer.search.ready import PLAIN, PROOF, TIED, parts_for
from tests.optimizer.all_rules import all_rules_problems
from tests.optimizer.builders import a_shift, a_visit, grid


def a_day() -> Problem:
    return Problem(visits=(a_visit("v1"), a_visit("v2")), shifts=(a_shift(),), travel=grid())


def test_the_proof_is_compiled_where_a_processor_is_left_for_it() -> None:
    assert parts_for(a_day(), 1) == (PLAIN,)
    assert parts_for(a_day(), 2) == (PLAIN, PROOF)


def test_two_searches_of_tied_routes_come_before_the_proof():
    tied = a_day().model_copy(update={"relations": (Apart(visits=("v1", "v2")),)})

    assert parts_for(tied, 2) == (TIED,)
    assert parts_for(tied, 3) == (TIED, PROOF)


@given(all_rules_problems())
@settings(max_examples=60, deadline=None)
def test_whatever_ties_routes_asks_for_the_search_of_tied_routes(problem: Problem):
    if Engine(compile_problem(problem, screen(problem))).links.some:
        assert TIED in parts_for(problem, 2)
