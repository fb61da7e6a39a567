"""Nearest eligible technician first: how a day is planned by hand, the yardstick for savings."""

from collections.abc import Mapping, Sequence

from optimizer.eligibility import Screening
from optimizer.problem import Problem, Shift, Visit
from optimizer.schedule import Blocked, time_route

Orders = dict[str, list[Visit]]
"""For each used shift id the visits of its route in order."""


def nearest_technician_first(problem: Problem, screening: Screening) -> Orders:
    """Visits by urgency; each goes to the nearest eligible technician whose day still holds it.

    Near is the drive from the technician's last visit so far (or start); the visit joins at
    the end of that route. Urgency: pinned start first, then due moment, then price.
    """
    orders: Orders = {}
    for visit in sorted(problem.visits, key=_urgency):
        eligible = [shift for shift in problem.shifts if screening[visit.id][shift.id] is None]
        for shift in sorted(eligible, key=lambda shift: _distance(problem, orders, shift, visit)):
            order = [*orders.get(shift.id, ()), visit]
            timed = time_route(shift, order, problem.travel)
            if not isinstance(timed, Blocked) and _worth_it(
                timed.costs.total, order, shift, problem
            ):
                orders[shift.id] = order
                break
    return orders


def _urgency(visit: Visit) -> tuple[bool, int, int, str]:
    due = visit.due_by if visit.due_by is not None else 2**40
    return (visit.pinned_start is None, due, -visit.leave_out_cents, visit.id)


def _distance(
    problem: Problem, orders: Mapping[str, Sequence[Visit]], shift: Shift, visit: Visit
) -> tuple[int, str]:
    before = orders.get(shift.id)
    origin = before[-1].place if before else shift.start_place
    return problem.travel.duration_s(origin, visit.place), shift.id


def _worth_it(cost: int, order: Sequence[Visit], shift: Shift, problem: Problem) -> bool:
    """Serving the last visit of the order costs no more than leaving it out."""
    if len(order) == 1:
        return cost <= order[-1].leave_out_cents
    without = time_route(shift, order[:-1], problem.travel)
    assert not isinstance(without, Blocked)
    return cost - without.costs.total <= order[-1].leave_out_cents
