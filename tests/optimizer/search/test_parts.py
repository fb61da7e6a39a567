"""Large plans are cut into parts: nothing is lost, and the parts are planned together again."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.incumbent import Incumbent
from optimizer.search import parts
from optimizer.search.parts import PART_VISITS, cut
from optimizer.search.team import search_by_clock
from tests.optimizer.technician_day import technician_day


@settings(max_examples=6, deadline=None)
@given(st.integers(1, 1000), st.integers(2, 400))
def test_every_visit_and_every_shift_is_in_one_part(seed: int, visits: int) -> None:
    problem = technician_day(seed, visits, max(1, visits // 7))
    incumbent = Incumbent(problem)
    incumbent.consider_baseline()

    found = cut(problem, incumbent.orders(), random.Random(seed))

    assert sorted(v.id for part in found for v in part.problem.visits) == sorted(
        visit.id for visit in problem.visits
    )
    assert sorted(s.id for part in found for s in part.problem.shifts) == sorted(
        shift.id for shift in problem.shifts
    )
    together = {shift: order for part in found for shift, order in part.orders.items() if order}
    assert together == incumbent.orders()
    longest = max((len(order) for order in incumbent.orders().values()), default=0)
    assert all(len(part.problem.visits) <= PART_VISITS + longest for part in found)


def test_the_same_plan_is_cut_elsewhere_the_next_time() -> None:
    problem = technician_day(1, 800, 100)
    incumbent = Incumbent(problem)
    incumbent.consider_baseline()
    rng = random.Random(1)

    cuts = [
        {frozenset(visit.id for visit in part.problem.visits) for part in parts_}
        for parts_ in (cut(problem, incumbent.orders(), rng) for _ in range(2))
    ]

    assert len(cuts[0]) > 1
    assert cuts[0] != cuts[1]


def test_a_plan_searched_in_parts_is_better_and_whole(monkeypatch) -> None:
    monkeypatch.setattr(parts, "PART_VISITS", 30)
    monkeypatch.setattr("optimizer.search.team.PART_VISITS", 30)
    problem = technician_day(3, 90, 12)
    incumbent = Incumbent(problem)
    incumbent.consider_baseline()
    before = incumbent.cents
    heard: list[int] = []

    search_by_clock(incumbent, seconds=3, cores=2, on_bound=lambda bound: heard.append(bound.cents))

    assert incumbent.cents < before
    served = [visit.id for order in incumbent.orders().values() for visit in order]
    assert len(served) == len(set(served))
