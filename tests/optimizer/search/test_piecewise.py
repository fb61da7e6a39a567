"""A large plan is searched in parts side by side, which are one plan again at the end."""

from optimizer.incumbent import Incumbent
from optimizer.search.team import search_by_clock
from tests.optimizer.technician_day import technician_day


def test_a_plan_searched_in_parts_is_better_and_whole(monkeypatch) -> None:
    monkeypatch.setattr("optimizer.search.team.LARGE", 60)
    monkeypatch.setattr("optimizer.search.piecewise.LEAST_VISITS", 20)
    problem = technician_day(3, 90, 12)
    incumbent = Incumbent(problem)
    incumbent.consider_baseline()
    before = incumbent.cents
    heard: list[int] = []

    search_by_clock(incumbent, seconds=3, cores=2, on_bound=lambda bound: heard.append(bound.cents))

    assert incumbent.cents < before
    served = [visit.id for order in incumbent.orders().values() for visit in order]
    assert len(served) == len(set(served))
