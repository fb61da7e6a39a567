"""A quick answer to a changed problem: keep the plan it starts from, mend what the change broke.

Everything here is insertion: what the change forbids leaves its route, what pays joins, what
has to be served bumps others off, and visits of the touched routes move where it is cheaper.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from optimizer import explain
from optimizer.bonds import breach
from optimizer.bumping import bump, without_visit
from optimizer.filling import take_in_what_pays
from optimizer.plan_timing import time_plan
from optimizer.problem import Problem, Visit
from optimizer.relation_rules import broken_relation
from optimizer.schedule import Blocked
from optimizer.solution import Route, Solution, Unassigned
from optimizer.standing import Facts, Standing

Resolve = Callable[[Problem], Solution]
"""Plans a problem anew, starting from its `start_from`."""

ENGINE = "insertion"

MOVES = 40
"""Visits of touched routes that are tried elsewhere."""


def resolve(problem: Problem, known: Mapping[str, Unassigned] | None = None) -> Solution:
    """The plan of `start_from`, mended; the same problem gives the same plan each time.

    Visits in `known` that stay out are not explained again.
    """
    started = settled(problem, problem.start_from)
    plan = take_in_what_pays(started)
    for visit in plan.left_out():
        if visit.mandatory and visit.id not in plan.shift_of:
            plan = bump(plan, visit) or plan
    plan = take_in_what_pays(_moved(plan, _touched(started, plan)))
    return solution_of(plan, ENGINE, known)


def solution_of(
    plan: Standing, engine: str, known: Mapping[str, Unassigned] | None = None
) -> Solution:
    """The plan with a reason for every visit it leaves out; those in `known` are taken as told."""
    told = known or {}
    return Solution(
        routes=tuple(
            plan.routes[shift.id] for shift in plan.problem.shifts if shift.id in plan.routes
        ),
        unassigned=tuple(
            told.get(visit.id) or explain.unassigned(visit, plan) for visit in plan.left_out()
        ),
        costs=plan.costs,
        objective_cents=plan.costs.total,
        engine=engine,
        travel_source=plan.problem.travel.source,
    )


def orders_of(routes: Iterable[Route]) -> dict[str, tuple[str, ...]]:
    """Visit ids by shift id, as `Problem.start_from` has them."""
    return {route.shift: tuple(stop.visit for stop in route.stops) for route in routes}


def settled(problem: Problem, orders: Mapping[str, Sequence[str]]) -> Standing:
    """The orders as far as the problem allows them, timed."""
    facts = Facts(problem)
    able = {
        name: [
            facts.visits[visit]
            for visit in order
            if facts.screener.refusal(facts.visits[visit], facts.shifts[name]) is None
        ]
        for name, order in orders.items()
    }
    while (broken := broken_relation(problem, able)) is not None:
        able = {
            name: [visit for visit in order if visit.id != broken.visit]
            for name, order in able.items()
        }
    timed = time_plan(problem, able)
    if isinstance(timed, Blocked):
        return _route_by_route(facts, able)
    return Standing(facts, timed)


def _route_by_route(facts: Facts, orders: Mapping[str, Sequence[Visit]]) -> Standing:
    """The routes that can be driven, each held by those before, without broken relations."""
    plan = Standing(facts, {})
    for shift in sorted(facts.problem.shifts, key=lambda shift: shift.opens):
        order = orders.get(shift.id)
        timed = plan.timed(shift, order) if order else None
        if timed is not None and not isinstance(timed, Blocked):
            plan = plan.changed({shift.id: timed})
    while (broken := _broken(plan)) is not None:
        shift_id = plan.shift_of[broken.id]
        plan = without_visit(plan, broken) or plan.changed({shift_id: None})
    return plan


def _broken(plan: Standing) -> Visit | None:
    """A served visit that a relation does not want where it is."""
    return next(
        (
            plan.facts.visits[visit]
            for visit, shift in plan.shift_of.items()
            if breach(plan, visit, plan.facts.shifts[shift]) is not None
        ),
        None,
    )


def _touched(before: Standing, after: Standing) -> list[str]:
    """The shifts whose stops differ."""
    old, new = orders_of(before.routes.values()), orders_of(after.routes.values())
    return sorted(name for name in {*old, *new} if old.get(name) != new.get(name))


def _moved(plan: Standing, shifts: Iterable[str]) -> Standing:
    """Visits of these shifts where they are cheapest, one after another."""
    visits = [visit for name in shifts for visit in plan.order(name)]
    for visit in visits[:MOVES]:
        if visit.id in plan.facts.bonds:
            continue
        without = without_visit(plan, visit)
        if without is None:
            continue
        able = plan.facts.screener.able(visit)
        place = without.place(visit, able, plan.cents - without.cents)
        plan = plan if place is None else without.taking(place)
    return plan
