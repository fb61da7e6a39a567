"""What a visit adds to a route is kept while the route stays as it is."""

import numpy as np
from hypothesis import given, settings

from optimizer.incumbent import Incumbent
from optimizer.problem import Problem
from optimizer.search.compiled import compile_problem
from optimizer.search.engine import Engine, Schedule
from optimizer.search.places import cheapest
from optimizer.search.plan import base_stop
from tests.optimizer.builders import problems
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


def kept_prices_are_true(engine: Engine) -> int:
    """Against a place looked for anew; how many prices there were."""
    plan, seen = engine.plan, 0
    for visit, shift in np.argwhere(plan.price["version"] == plan.route["version"]):
        if plan.route_of[visit] == shift:
            continue
        seen += 1
        kept = plan.price[visit, shift]
        stop = base_stop(engine.model_ref, shift, visit)
        if plan.route[shift]["stops"] == 0:
            stop += engine.compiled.model.shift[shift]["used"]
        most = engine.compiled.model.visit[visit]["leave_out"]
        cents, at = cheapest(
            engine.model_ref,
            engine.plan_ref,
            shift,
            visit,
            most,
            stop,
            0.0,
            engine.rooms.state,
            engine.rooms.own,
        )
        if kept["at"] >= 0:
            assert (kept["cents"], kept["at"]) == (cents, at)
    return seen
