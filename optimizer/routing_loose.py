"""A problem without what ties routes to each other, whose plans are plans of the whole too.

OR-Tools' insertion sees no constraint beside its dimensions, so such a problem is where it can
begin. A cap on waiting becomes a price, so a route may have to be dropped again.
"""

import time
from collections.abc import Iterator
from itertools import combinations

from optimizer.joining import join
from optimizer.plan_timing import time_plan
from optimizer.problem import Apart, Problem, Shift, TechnicianRules, Together, Visit
from optimizer.routing_model import RoutingModel
from optimizer.schedule import Blocked, time_route
from optimizer.standing import Facts, Standing

Orders = dict[str, list[Visit]]


def untied(model: RoutingModel) -> RoutingModel | None:
    """The model of the visits that no other is tied to; None if nobody can do any of them."""
    problem = loosened(model.problem)
    bound = _tied_visits(model.problem)
    gone = {number for number, shift in enumerate(problem.shifts) if not _lasts(shift)}
    eligible = {
        visit: [shift for shift in shifts if shift not in gone]
        for visit, shifts in model.eligible.items()
        if visit not in bound
    }
    if not any(eligible.values()):
        return None
    return RoutingModel(problem, eligible, price_waiting=model.price_waiting, loose=True)


def _tied_visits(problem: Problem) -> set[str]:
    """Visits in relations of which OR-Tools' insertion knows nothing."""
    return {
        visit
        for relation in problem.relations
        if not isinstance(relation, Apart)
        for visit in relation.visits
    }


def loosened(problem: Problem) -> Problem:
    """Rest and hours as narrower shifts: each for itself, they keep what all have to keep."""
    shifts = {shift.id: shift for shift in problem.shifts}
    known = problem.rules_by_technician()
    for technician in sorted({shift.technician for shift in problem.shifts}):
        rules = known.get(technician, TechnicianRules(technician=technician))
        own = [shift for shift in problem.shifts if shift.technician == technician]
        ids = [shift.id for shift in sorted(own, key=lambda shift: shift.opens)]
        for one, other in combinations(ids, 2):
            shifts |= _rested(shifts[one], shifts[other], rules.rest_s)
        _share_the_hours(rules, ids, shifts)
    relations = tuple(r for r in problem.relations if isinstance(r, Apart))
    fields = {"shifts": tuple(shifts.values()), "relations": relations, "technicians": ()}
    return problem.model_copy(update=fields)


def _rested(one: Shift, other: Shift, rest_s: int) -> dict[str, Shift]:
    """The first ends sooner if half of it stays, or else the second begins later.

    A shift of which nothing is left does not last.
    """
    if not _lasts(one) or one.last_return + rest_s <= other.opens:
        return {}
    back = other.opens - rest_s
    if 2 * (back - one.opens) >= one.last_return - one.opens:
        return {one.id: _ending(one, back)}
    opens = min(one.last_return + rest_s, other.last_return)
    return {other.id: other.model_copy(update={"opens": opens})}


def _ending(shift: Shift, back: int) -> Shift:
    overtime_s = max(0, back - shift.closes)
    closes = min(back, shift.closes)
    return shift.model_copy(update={"closes": closes, "max_overtime_s": overtime_s})


def _share_the_hours(rules: TechnicianRules, ids: list[str], shifts: dict[str, Shift]) -> None:
    """Each shift may work the part of a limit that its length is of all lengths."""
    for limit in rules.work_limits:
        own = [i for i in ids if limit.opens <= shifts[i].opens <= limit.closes]
        lengths = {i: max(0, shifts[i].last_return - shifts[i].opens) for i in own}
        whole = sum(lengths.values())
        for name in own:
            shift = shifts[name]
            part = limit.max_s * lengths[name] // max(1, whole)
            known = [cap for cap in (shift.caps.route_s, part) if cap is not None]
            caps = shift.caps.model_copy(update={"route_s": min(known)})
            shifts[name] = shift.model_copy(update={"caps": caps})


def _lasts(shift: Shift) -> bool:
    return shift.opens < shift.last_return


def with_teams(model: RoutingModel, orders: Orders, until: float) -> Orders:
    """The orders with those who work together where that pays, as far as there is time.

    OR-Tools' moves bring in one visit at a time, never a team.
    """
    timed = time_plan(model.problem, orders)
    if isinstance(timed, Blocked):
        return orders
    plan = Standing(Facts(model.problem), timed)
    for team in _teams(model):
        if time.monotonic() > until:
            break
        joined = join(plan, team[0])
        saved = sum(visit.leave_out_cents for visit in team)
        needed = any(visit.mandatory for visit in team)
        if joined is not None and (needed or joined.cents - plan.cents < saved):
            plan = joined
    return {shift: plan.order(shift) for shift in plan.routes}


def _teams(model: RoutingModel) -> Iterator[list[Visit]]:
    visits = model.problem.visits_by_id()
    for relation in model.problem.relations:
        if isinstance(relation, Together) and set(relation.visits) <= model.of_visit.keys():
            yield [visits[visit] for visit in relation.visits]


def drivable(model: RoutingModel, orders: Orders) -> Orders:
    """The routes that can be driven, each for itself."""
    shifts, travel = model.problem.shifts_by_id(), model.problem.travel
    return {
        shift: order
        for shift, order in orders.items()
        if not isinstance(time_route(shifts[shift], order, travel), Blocked)
    }
