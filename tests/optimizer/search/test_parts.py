"""Large plans are cut into parts: nothing is lost, and the parts are planned together again."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.incumbent import Incumbent
from optimizer.search.parts import cut
from tests.optimizer.technician_day import technician_day

MOST = 350


@settings(max_examples=6, deadline=None)
@given(st.integers(1, 1000), st.integers(2, 400))
def test_every_visit_and_every_shift_is_in_one_part(seed: int, visits: int) -> None:
    problem = technician_day(seed, visits, max(1, visits // 7))
    incumbent = Incumbent(problem)
    incumbent.consider_baseline()

    found = cut(problem, incumbent.orders(), MOST, random.Random(seed))

    assert sorted(v.id for part in found for v in part.problem.visits) == sorted(
        visit.id for visit in problem.visits
    )
    assert sorted(s.id for part in found for s in part.problem.shifts) == sorted(
        shift.id for shift in problem.shifts
    )
    together = {shift: order for part in found for shift, order in part.orders.items() if order}
    assert together == incumbent.orders()
    longest = max((len(order) for order in incumbent.orders().values()), default=0)
    assert all(len(part.problem.visits) <= MOST + longest for part in found)


def test_the_same_plan_is_cut_elsewhere_the_next_time() -> None:
    problem = technician_day(1, 800, 100)
    incumbent = Incumbent(problem)
    incumbent.consider_baseline()
    rng = random.Random(1)

    cuts = [
        {frozenset(visit.id for visit in part.problem.visits) for part in parts_}
        for parts_ in (cut(problem, incumbent.orders(), MOST, rng) for _ in range(2))
    ]

    assert len(cuts[0]) > 1
    assert cuts[0] != cuts[1]
