"""What a visit adds to a route is kept while the route stays as it is."""

import numpy as np
from hypothesis import given, settings

from optimizer.incumbent import Incumbent
from optimizer.problem import After, Problem
from optimizer.search.compiled import compile_problem
from optimizer.search.engine import Engine, Schedule
from optimizer.search.places import bid
from tests.optimizer.builders import hours, problems
from tests.optimizer.technician_day import technician_day


@given(problem=problems())
@settings(max_examples=100, deadline=None)
def test_a_price_that_was_kept_is_the_price_there_is(problem: Problem) -> None:
    engine = Engine(compile_problem(problem, Incumbent(problem).screening))
    engine.run(Schedule(rounds=60), lambda: None)
    if not engine.links.some:
        kept_prices_are_true(engine)


def test_prices_are_kept_on_a_whole_day() -> None:
    problem = technician_day(4, 40, 8)
    engine = Engine(compile_problem(problem, Incumbent(problem).screening))
    engine.run(Schedule(rounds=500), lambda: None)

    assert kept_prices_are_true(engine) > 40


def test_prices_of_routes_without_ties_are_kept_where_others_have_them() -> None:
    problem = technician_day(4, 40, 8)
    first, then = problem.visits[:2]
    after = After(first=first.id, then=then.id, min_gap_s=hours(1))
    problem = problem.model_copy(update={"relations": (after,)})
    engine = Engine(compile_problem(problem, Incumbent(problem).screening))
    engine.run(Schedule(rounds=500), lambda: None)

    assert engine.links.some
    assert kept_prices_are_true(engine) > 40


def kept_prices_are_true(engine: Engine) -> int:
    """Against the same visit priced anew; how many prices there were."""
    plan, rooms, seen = engine.plan, engine.rooms, 0
    rooms.undo.counts[1] += 1  # a round that has touched nothing
    for visit, shift in np.argwhere(plan.price["version"] == plan.route["version"]):
        if plan.route_of[visit] == shift:
            continue
        seen += 1
        kept = plan.price[visit, shift].copy()
        plan.price[visit, shift]["version"] = -1
        bid(engine.model_ref, engine.plan_ref, rooms, visit, shift)
        assert plan.price[visit, shift] == kept
    return seen
