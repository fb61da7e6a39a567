"""What must not change what the referee says of random plans under all rules, right or wrong."""

import json
from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer import objective
from optimizer.check import violations
from optimizer.check_violation import Violation
from optimizer.forced import time_anyway
from optimizer.problem import Problem, Visit
from optimizer.solution import Reason, Solution, Unassigned
from tests.optimizer.all_rules import all_rules_problems
from tests.optimizer.builders import a_shift

INSTANTS = {
    "opens",
    "closes",
    "earliest",
    "latest",
    "pinned_start",
    "due_by",
    "valid_until",
    "departure",
    "arrival",
    "start",
    "end",
    "returns",
}
HOUR_S = 3600


def a_plan(problem: Problem, chance: Random) -> Solution:
    """Routes in a random order, as they go if they are driven all the same."""
    orders: dict[str, list[Visit]] = {}
    for visit in chance.sample(problem.visits, len(problem.visits)):
        if problem.shifts and chance.random() < 0.6:
            orders.setdefault(chance.choice(problem.shifts).id, []).append(visit)
    shifts = problem.shifts_by_id()
    routes = {id: time_anyway(shifts[id], order, problem.travel) for id, order in orders.items()}
    served = {visit.id for order in orders.values() for visit in order}
    costs = objective.total(
        [*(route.costs for route in routes.values()), objective.plan_lines(problem, routes)]
    )
    return Solution(
        routes=tuple(routes.values()),
        unassigned=tuple(
            Unassigned(visit=visit.id, reason=Reason.NOT_PLACED, sentence="")
            for visit in problem.visits
            if visit.id not in served
        ),
        costs=costs,
        objective_cents=costs.total,
    )


def told(found: tuple[Violation, ...]) -> Counter[tuple[str, int, str | None, str | None]]:
    return Counter((one.rule.value, one.amount, one.visit, one.shift) for one in found)


def rewritten(value: Any, change: Callable[[str | None, Any], Any], key: str | None = None) -> Any:
    """The JSON with each leaf changed; names that are keys too."""
    if isinstance(value, dict):
        return {change(None, name): rewritten(child, change, name) for name, child in value.items()}
    if isinstance(value, list):
        return [rewritten(child, change, key) for child in value]
    return change(key, value)


def read_again(
    problem: Problem, plan: Solution, change: Callable[[str | None, Any], Any]
) -> tuple[Problem, Solution]:
    return (
        Problem.model_validate_json(json.dumps(rewritten(problem.model_dump(mode="json"), change))),
        Solution.model_validate_json(json.dumps(rewritten(plan.model_dump(mode="json"), change))),
    )


cases = given(all_rules_problems(min_visits=1), st.randoms())


@settings(max_examples=50, deadline=None)
@cases
def test_a_clock_that_is_an_hour_ahead_changes_nothing(problem: Problem, chance: Random):
    def ahead(key: str | None, value: Any) -> Any:
        return value + HOUR_S if key in INSTANTS and isinstance(value, int) else value

    plan = a_plan(problem, chance)

    assert told(violations(*read_again(problem, plan, ahead))) == told(violations(problem, plan))


@settings(max_examples=50, deadline=None)
@cases
def test_other_names_change_nothing(problem: Problem, chance: Random):
    ids = {one.id for one in (*problem.visits, *problem.shifts)}

    def renamed(key: str | None, value: Any) -> Any:
        return f"x{value}" if value in ids else value

    def back(name: str | None) -> str | None:
        return None if name is None else name[1:]

    plan = a_plan(problem, chance)
    found = violations(*read_again(problem, plan, renamed))

    named = [
        one.model_copy(update={"visit": back(one.visit), "shift": back(one.shift)}) for one in found
    ]
    assert told(tuple(named)) == told(violations(problem, plan))


@settings(max_examples=50, deadline=None)
@cases
def test_the_order_of_visits_shifts_routes_and_relations_changes_nothing(
    problem: Problem, chance: Random
):
    def shuffled(items: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(chance.sample(items, len(items)))

    plan = a_plan(problem, chance)
    other = problem.model_copy(
        update={
            field: shuffled(getattr(problem, field))
            for field in ("visits", "shifts", "relations", "technicians")
        }
    )
    turned = plan.model_copy(update={"routes": shuffled(plan.routes)})

    assert told(violations(other, turned)) == told(violations(problem, plan))


@settings(max_examples=50, deadline=None)
@cases
def test_a_technician_who_stays_at_home_changes_nothing(problem: Problem, chance: Random):
    idle = a_shift("idle", technician="t-idle")
    more = problem.model_copy(update={"shifts": (*problem.shifts, idle)})
    plan = a_plan(problem, chance)

    assert told(violations(more, plan)) == told(violations(problem, plan))
