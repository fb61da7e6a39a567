"""Which places of tied routes are tried."""

from hypothesis import given, settings

from optimizer.incumbent import Incumbent
from optimizer.plan_timing import time_plan
from optimizer.problem import Problem, Visit
from optimizer.schedule import Blocked
from optimizer.search.compiled import compile_problem
from optimizer.search.engine import Engine, Schedule
from optimizer.search.trials import has_time
from tests.optimizer.all_rules import all_rules_problems


@given(problem=all_rules_problems(min_visits=2))
@settings(max_examples=100, deadline=None)
def test_where_there_is_no_time_for_a_visit_no_plan_has_it(problem: Problem) -> None:
    engine = Engine(compile_problem(problem, Incumbent(problem).screening))
    if engine.compiled.model.traffic:
        return
    engine.run(Schedule(rounds=20), lambda: None)
    orders = engine.present_orders()
    served = {visit.id for order in orders.values() for visit in order}

    for number, visit in enumerate(engine.compiled.visits):
        if visit.id in served:
            continue
        for row, shift in enumerate(engine.compiled.shifts):
            order = orders.get(shift.id, [])
            for at in range(len(order) + 1):
                if not time_between(engine, number, row, order, at):
                    tried = orders | {shift.id: [*order[:at], visit, *order[at:]]}
                    assert isinstance(time_plan(problem, tried), Blocked)


def time_between(engine: Engine, visit: int, row: int, order: list[Visit], at: int) -> bool:
    """`has_time` at this place of the shift's route."""
    shift = engine.compiled.shifts[row]
    before = order[at - 1].place if at else shift.start_place
    after = order[at].place if at < len(order) else shift.end_place
    home = -1 if after is None else after
    return bool(has_time(engine.model_ref, engine.plan_ref, visit, row, at, before, home))
