"""Who would lose most by waiting is put back first."""

import pytest

from optimizer.incumbent import Incumbent
from optimizer.problem import Caps
from optimizer.search.compiled import compile_problem
from optimizer.search.engine import Engine
from optimizer.search.regret import insert_by_regret
from tests.optimizer.builders import a_problem, a_shift, a_visit


@pytest.mark.parametrize("seed", range(1, 13))
def test_the_only_technician_for_a_visit_is_left_to_it(seed: int) -> None:
    """Both visits are nearest to Ann, who has time for one; only the second needs her."""
    anybody, needs_ann = a_visit("v1", km_east=5), a_visit("v2", km_east=6, skills=["lift"])
    ann = a_shift("ann", skills=["lift"], caps=Caps(visits=1))
    bob = a_shift("bob", km_east=20, caps=Caps(visits=1))
    problem = a_problem([anybody, needs_ann], [ann, bob])
    engine = Engine(compile_problem(problem, Incumbent(problem).screening), seed=seed)
    rooms = engine.rooms
    rooms.undo.counts[1] += 1
    rooms.todo[:2] = 0, 1

    insert_by_regret(engine.model_ref, engine.plan_ref, rooms, rooms.todo[:2])

    assert {
        shift: [visit.id for visit in order] for shift, order in engine.present_orders().items()
    } == {"ann": ["v2"], "bob": ["v1"]}
