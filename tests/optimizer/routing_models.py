"""What OR-Tools itself sees: plans of the model alone, without what would mend them after."""

from collections.abc import Iterable
from typing import Any

from optimizer.eligibility import screen
from optimizer.plan_timing import time_plan
from optimizer.problem import Problem, Shift, Visit
from optimizer.routing_model import RoutingModel
from optimizer.routing_search import Orders, finish, iterate
from optimizer.schedule import Blocked
from tests.optimizer.builders import grid

Names = dict[str, list[str]]


def problem_of(visits: Iterable[Visit], shifts: Iterable[Shift], **rest: Any) -> Problem:
    """On the straight road; `rest` are further fields of `Problem`."""
    fields = {"travel": grid()} | rest
    return Problem(visits=tuple(visits), shifts=tuple(shifts), **fields)


def model_of(problem: Problem, *, price_waiting: bool = True) -> RoutingModel:
    screening = screen(problem)
    eligible = {
        visit.id: [
            number
            for number, shift in enumerate(problem.shifts)
            if screening[visit.id][shift.id] is None
        ]
        for visit in problem.visits
    }
    return RoutingModel(problem, eligible, price_waiting=price_waiting)


def names(orders: Orders) -> Names:
    return {shift: [visit.id for visit in order] for shift, order in orders.items()}


def planned(visits: Iterable[Visit], shifts: Iterable[Shift], **rest: Any) -> Names:
    """The solution of the model after both searches; it must be one that can be driven."""
    problem = problem_of(visits, shifts, **rest)
    told: list[Orders] = []
    iterate(model_of(problem), seconds=20, iterations=10, on_solution=told.append)
    better = finish(model_of(problem), told[-1], seconds=20, iterations=5)
    assert better is not None
    timed = time_plan(problem, better)
    assert not isinstance(timed, Blocked), timed
    return names(better)


def served(visits: Iterable[Visit], shifts: Iterable[Shift], **rest: Any) -> list[str]:
    """The visits of `planned`, sorted."""
    return sorted(visit for order in planned(visits, shifts, **rest).values() for visit in order)


def accepts(problem: Problem, orders: Names) -> bool:
    """OR-Tools finds times under the model for these orders."""
    visits = problem.visits_by_id()
    start = {shift: [visits[visit] for visit in order] for shift, order in orders.items()}
    return finish(model_of(problem), start, seconds=20, iterations=1) is not None
