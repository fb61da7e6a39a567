"""Who is left out goes on changing when it is too cold for the exchange to be accepted by luck."""

from optimizer.incumbent import Incumbent
from optimizer.problem import Caps
from optimizer.search.anneal import TRADE, anneal
from optimizer.search.compiled import compile_problem
from optimizer.search.engine import Engine
from tests.optimizer.builders import a_problem, a_shift, a_visit

ROUNDS = 200


def rounds_serving_the_dearer(heats: float, *, dearer_out: int = 10_000) -> int:
    """One technician has time for one of two visits; the second costs so many heats more."""
    near = a_visit("near", km_east=5, leave_out_cents=10_000)
    far = a_visit("far", km_east=6, leave_out_cents=dearer_out)
    problem = a_problem([near, far], [a_shift("ann", caps=Caps(visits=1))])
    engine = Engine(compile_problem(problem, Incumbent(problem).screening))
    engine.start({"ann": [far]})
    cents = engine.cents
    engine.start({"ann": [near]})
    heat, served = (cents - engine.cents) / heats, 0
    assert heat > 0
    for _ in range(ROUNDS):
        anneal(
            engine.model_ref,
            engine.plan_ref,
            engine.best_ref,
            engine.rooms,
            engine.pool_ref,
            1,
            heat,
            heat,
            3.0,
            10.0,
            1.0,
        )
        served += [visit.id for visit in engine.present_orders()["ann"]] == ["far"]
    return served


def test_another_visit_is_left_out_that_was_missing_less_often() -> None:
    assert rounds_serving_the_dearer(TRADE - 0.5) > ROUNDS / 10


def test_it_may_not_cost_too_much() -> None:
    assert rounds_serving_the_dearer(4 * TRADE) == 0


def test_nor_leave_out_what_is_dearer_to_leave_out() -> None:
    assert rounds_serving_the_dearer(TRADE - 0.5, dearer_out=9_999) == 0
