"""A large plan is searched in parts side by side, which are one plan again at the end."""

import time

import pytest

from optimizer.incumbent import Incumbent
from optimizer.search import piecewise
from optimizer.search.compiled import compile_problem
from optimizer.search.piecewise import search_piecewise
from optimizer.search.team import search_by_clock
from tests.optimizer.technician_day import technician_day


def a_large_day() -> Incumbent:
    incumbent = Incumbent(technician_day(3, 90, 12))
    incumbent.consider_baseline()
    return incumbent


@pytest.fixture(autouse=True)
def _ninety_visits_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("optimizer.search.team.LARGE", 60)
    monkeypatch.setattr(piecewise, "LEAST_VISITS", 20)


def searched_in_parts(incumbent: Incumbent) -> None:
    whole = compile_problem(incumbent.problem, incumbent.screening)
    now = time.monotonic()
    search_piecewise(incumbent, whole, began=now, deadline=now + 2, threads=2)


def test_searching_parts_makes_the_whole_plan_better() -> None:
    incumbent = a_large_day()
    before = incumbent.cents

    searched_in_parts(incumbent)

    assert incumbent.cents < before
    served = [visit.id for order in incumbent.orders().values() for visit in order]
    assert len(served) == len(set(served))


def test_what_goes_wrong_in_a_part_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("no room")

    monkeypatch.setattr(piecewise, "compile_problem", broken)

    with pytest.raises(RuntimeError, match="no room"):
        searched_in_parts(a_large_day())


def test_a_large_day_is_searched_whole_and_then_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    began: list[float] = []

    def noted(*told: object, **facts: float) -> None:
        began.append(facts["began"])

    monkeypatch.setattr("optimizer.search.team.search_piecewise", noted)
    incumbent = a_large_day()
    before = incumbent.cents

    search_by_clock(incumbent, seconds=1, cores=2, on_bound=lambda bound: None)

    assert len(began) == 1
    assert incumbent.cents < before
