"""The independent referee of plans: recomputes everything from the problem, trusts nothing.

Shares no code with the search: only the values of `optimizer.problem` and
`optimizer.solution` are common to both. The rules are listed in `PLAN_RULES` and
`ROUTE_RULES`, one function each; a plan is valid when none of them yields a violation.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from hashlib import sha256

from optimizer.check_breaks import (
    break_count,
    break_duration,
    break_order,
    break_place,
    break_start,
)
from optimizer.check_costs import route_costs
from optimizer.check_route import (
    arrival,
    departure,
    overtime,
    overtime_cap,
    pinned_start,
    pinned_technician,
    return_time,
    service,
    skills,
    travel,
    wait,
    window,
)
from optimizer.check_trip import Rule, Trip, Unit, Violation
from optimizer.problem import Problem
from optimizer.solution import Costs, Route, Solution
from optimizer.values import Value

__all__ = ["Certificate", "Rule", "Unit", "Violation", "certificate", "violations"]


def violations(problem: Problem, solution: Solution) -> tuple[Violation, ...]:
    """All that is wrong with the plan, rule by rule; empty when it is valid.

    A route that names an unknown shift or visit is reported and not checked further.
    """
    found = [violation for rule in PLAN_RULES for violation in rule(problem, solution)]
    trips = _trips(problem, solution)
    found += [violation for rule in ROUTE_RULES for trip in trips for violation in rule(trip)]
    return tuple(found)


class Certificate(Value):
    """What was checked, so that anyone with both files can check it again.

    The hashes are SHA-256 over the file's JSON with sorted keys and no spaces, in UTF-8.
    """

    problem_sha256: str
    solution_sha256: str
    rules: tuple[str, ...]
    visits: int
    served: int
    unassigned: int
    routes: int
    objective_cents: int
    violations: int


def certificate(problem: Problem, solution: Solution) -> Certificate:
    """The referee's signature under a plan, valid or not."""
    return Certificate(
        problem_sha256=_fingerprint(problem),
        solution_sha256=_fingerprint(solution),
        rules=tuple(rule.__name__ for rule in (*PLAN_RULES, *ROUTE_RULES)),
        visits=len(problem.visits),
        served=sum(len(route.stops) for route in solution.routes),
        unassigned=len(solution.unassigned),
        routes=len(solution.routes),
        objective_cents=solution.objective_cents,
        violations=len(violations(problem, solution)),
    )


def _fingerprint(value: Value) -> str:
    text = json.dumps(
        value.model_dump(mode="json"), sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    return sha256(text.encode()).hexdigest()


def known_names(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """The plan speaks of visits and shifts of the problem only."""
    visits = {visit.id for visit in problem.visits}
    shifts = {shift.id for shift in problem.shifts}
    for shift in _shift_names(solution):
        if shift not in shifts:
            sentence = f"the problem has no shift {shift}"
            yield Violation(
                rule=Rule.KNOWN_NAMES, amount=1, unit=Unit.COUNT, sentence=sentence, shift=shift
            )
    for visit in [*_served_names(solution), *_left_out_names(solution)]:
        if visit not in visits:
            sentence = f"the problem has no visit {visit}"
            yield Violation(
                rule=Rule.KNOWN_NAMES, amount=1, unit=Unit.COUNT, sentence=sentence, visit=visit
            )


def visit_once(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """Each visit is on a route or left out, once."""
    served, left_out = Counter(_served_names(solution)), Counter(_left_out_names(solution))
    for visit in problem.visits:
        on, out = served[visit.id], left_out[visit.id]
        if on + out != 1:
            sentence = (
                f"visit {visit.id} is {on} times on a route and {out} times left out; "
                "expected one of them, once"
            )
            off = abs(on + out - 1)
            yield Violation(
                rule=Rule.VISIT_ONCE, amount=off, unit=Unit.COUNT, sentence=sentence, visit=visit.id
            )


def shift_once(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """A shift has at most one route."""
    for shift, count in Counter(_shift_names(solution)).items():
        if count > 1:
            sentence = f"shift {shift} has {count} routes, expected one"
            yield Violation(
                rule=Rule.SHIFT_ONCE,
                amount=count - 1,
                unit=Unit.COUNT,
                sentence=sentence,
                shift=shift,
            )


def total_costs(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """Each cost line of the plan is that of its routes, plus the price of what is left out."""
    leave_out = {visit.id: visit.leave_out_cents for visit in problem.visits}
    said = dict(solution.costs)
    for line in Costs.model_fields:
        right = sum(dict(route.costs)[line] for route in solution.routes)
        if line == "left_out":
            right += sum(leave_out.get(visit, 0) for visit in _left_out_names(solution))
        if said[line] != right:
            sentence = f"the plan says {said[line]} cents of {line}, its parts add up to {right}"
            off = abs(said[line] - right)
            yield Violation(rule=Rule.TOTAL_COSTS, amount=off, unit=Unit.CENTS, sentence=sentence)


def objective(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """The objective is the sum of the plan's cost lines."""
    right = sum(dict(solution.costs).values())
    if solution.objective_cents != right:
        sentence = f"the objective is {solution.objective_cents} cents, its lines sum to {right}"
        off = abs(solution.objective_cents - right)
        yield Violation(rule=Rule.OBJECTIVE, amount=off, unit=Unit.CENTS, sentence=sentence)


PLAN_RULES: tuple[Callable[[Problem, Solution], Iterator[Violation]], ...] = (
    known_names,
    visit_once,
    shift_once,
    total_costs,
    objective,
)

ROUTE_RULES: tuple[Callable[[Trip], Iterator[Violation]], ...] = (
    skills,
    pinned_technician,
    pinned_start,
    window,
    departure,
    travel,
    arrival,
    wait,
    service,
    return_time,
    overtime_cap,
    overtime,
    break_count,
    break_duration,
    break_start,
    break_order,
    break_place,
    route_costs,
)


def _trips(problem: Problem, solution: Solution) -> list[Trip]:
    """The routes whose names are all known, in the plan's order."""
    visits = {visit.id: visit for visit in problem.visits}
    shifts = {shift.id: shift for shift in problem.shifts}

    def known(route: Route) -> bool:
        return route.shift in shifts and all(stop.visit in visits for stop in route.stops)

    return [
        Trip(
            problem=problem,
            shift=shifts[route.shift],
            route=route,
            served=tuple((visits[stop.visit], stop) for stop in route.stops),
        )
        for route in solution.routes
        if known(route)
    ]


def _served_names(solution: Solution) -> list[str]:
    return [stop.visit for route in solution.routes for stop in route.stops]


def _left_out_names(solution: Solution) -> list[str]:
    return [unassigned.visit for unassigned in solution.unassigned]


def _shift_names(solution: Solution) -> list[str]:
    return [route.shift for route in solution.routes]
