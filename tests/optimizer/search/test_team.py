"""Several searches at once: when they end."""

import time

from optimizer.incumbent import Incumbent
from optimizer.problem import Apart
from optimizer.search.team import search_by_clock
from tests.optimizer.builders import a_problem, a_shift, a_visit

PATIENCE_S = 120.0


def test_a_search_that_finds_nothing_better_ends_before_its_time() -> None:
    visits = [a_visit(f"v{number}", km_east=5 * number) for number in range(1, 7)]
    problem = a_problem(visits, [a_shift("s1"), a_shift("s2")])
    problem = problem.model_copy(update={"relations": (Apart(visits=("v1", "v2")),)})
    incumbent = Incumbent(problem)
    incumbent.consider_baseline()
    began = time.monotonic()

    proven = search_by_clock(
        incumbent, seconds=PATIENCE_S, cores=2, on_bound=lambda bound: None, again_s=0.5
    )

    assert not proven
    assert time.monotonic() - began < PATIENCE_S / 2
