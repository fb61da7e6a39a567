"""The independent referee of plans: recomputes everything from the problem, trusts nothing.

Shares no code with the search: only the fields of the values of `optimizer.problem` and
`optimizer.solution` are common to both, and the travel matrix. The rules are listed in
`PLAN_RULES` and `ROUTE_RULES`, one function each; a plan is valid when none of them yields a
violation.
"""

import json
from collections.abc import Callable, Collection, Iterator
from hashlib import sha256

from optimizer.check_breaks import (
    break_count,
    break_duration,
    break_order,
    break_place,
    break_start,
)
from optimizer.check_caps import distance_cap, drive_cap, route_cap, visits_cap, wait_cap
from optimizer.check_costs import route_costs
from optimizer.check_load import capacity, equipment, parts, picked_up
from optimizer.check_people import rest, work_limit
from optimizer.check_plan import (
    fairness,
    known_names,
    largest_late,
    mandatory,
    objective,
    shift_once,
    total_costs,
    visit_once,
)
from optimizer.check_relations import after, apart, in_order, same_route, together
from optimizer.check_route import (
    arrival,
    departure,
    overtime,
    overtime_cap,
    pinned_start,
    return_time,
    service,
    travel,
    wait,
    window,
)
from optimizer.check_trip import Plan, Trip
from optimizer.check_violation import Rule, Unit, Violation
from optimizer.check_who import never_technicians, only_technicians, pinned_technician, skills
from optimizer.problem import Problem
from optimizer.solution import Solution
from optimizer.values import Value

__all__ = [
    "PLAN_WIDE",
    "Certificate",
    "Rule",
    "Unit",
    "Violation",
    "certificate",
    "violations",
]

PLAN_RULES: tuple[Callable[[Plan], Iterator[Violation]], ...] = (
    known_names,
    visit_once,
    shift_once,
    mandatory,
    together,
    after,
    apart,
    same_route,
    in_order,
    rest,
    work_limit,
    fairness,
    largest_late,
    total_costs,
    objective,
)

ROUTE_RULES: tuple[Callable[[Trip], Iterator[Violation]], ...] = (
    skills,
    only_technicians,
    never_technicians,
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
    picked_up,
    equipment,
    parts,
    capacity,
    visits_cap,
    drive_cap,
    distance_cap,
    wait_cap,
    route_cap,
    route_costs,
)


PLAN_WIDE = frozenset(Rule(rule.__name__) for rule in PLAN_RULES)
"""Rules that look at more than one route."""


def violations(
    problem: Problem, solution: Solution, shifts: Collection[str] | None = None
) -> tuple[Violation, ...]:
    """All that is wrong with the plan, rule by rule; empty when it is valid.

    A route that names an unknown shift or visit is reported and not checked further. Rules about
    one route are looked at on those of `shifts`, if given; rules about the plan always.
    """
    plan = Plan(problem, solution)
    trips = [trip for trip in plan.trips if shifts is None or trip.shift.id in shifts]
    found = [violation for rule in PLAN_RULES for violation in rule(plan)]
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
