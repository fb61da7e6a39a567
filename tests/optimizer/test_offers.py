"""Appointments ranked by what they cost."""

from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.offers import rank_offers
from optimizer.problem import Problem, TimeWindow, Together
from optimizer.resolving import resolve
from optimizer.schedule import time_route
from optimizer.solution import Route
from tests.optimizer.builders import a_problem, a_shift, a_visit, hours
from tests.optimizer.roomy import roomy_problems


def window(opens: int, closes: int) -> TimeWindow:
    return TimeWindow(opens=hours(opens), closes=hours(closes))


def test_the_window_on_the_way_is_offered_first():
    there = a_visit("v1", km_east=20, windows=[(hours(9), hours(10))])
    problem = a_problem([there], [a_shift()])
    plan = resolve(problem)

    offers = rank_offers(
        problem, plan.routes, a_visit("new", km_east=20), [window(14, 15), window(9, 10)]
    )

    # beside v1 only its work of 30 minutes; until 14:00 it waits 3 h 30, v1 starts at 10:00
    assert [(offer.start, offer.extra_cents) for offer in offers] == [
        (hours(9), 3000),
        (hours(14), 3000 + 210 * 50),
    ]
    assert [offer.extra_s for offer in offers] == [1800, 1800 + hours(3, 30)]


def test_windows_that_nobody_can_keep_are_not_offered():
    problem = a_problem([], [a_shift()])

    offers = rank_offers(problem, [], a_visit("new"), [window(20, 21), window(9, 10)])

    assert [offer.window for offer in offers] == [window(9, 10)]


def test_work_for_two_is_offered_when_both_can_come():
    shifts = [a_shift("s1"), a_shift("s2", opens=hours(12))]
    visits = [a_visit("v1"), a_visit("v2")]
    problem = a_problem(visits, shifts)
    problem = problem.model_copy(update={"relations": (Together(visits=("v1", "v2")),)})

    offers = rank_offers(problem, [], visits[0], [window(9, 10), window(13, 14)])

    # twice 20 km and half an hour of work
    assert [(offer.window, offer.extra_cents) for offer in offers] == [
        (window(13, 14), 2 * (20 * 130 + 3000))
    ]


@settings(max_examples=80, deadline=None)
@given(roomy_problems().filter(lambda problem: problem.visits and _loose(problem)), st.data())
def test_an_offer_is_the_cheapest_of_all_places(problem: Problem, data: st.DataObject):
    problem = problem.model_copy(update={"technicians": (), "largest_late_cents_per_hour": 0})
    visit, *others = problem.visits
    smaller = problem.model_copy(update={"visits": tuple(others), "start_from": {}})
    plan = resolve(smaller)
    opens = data.draw(st.integers(hours(7), hours(16)))
    offered = TimeWindow(opens=opens, closes=opens + hours(2))

    offers = rank_offers(smaller, plan.routes, visit, [offered])

    routes = {route.shift: route for route in plan.routes}
    free = visit.model_copy(update={"windows": (offered,), "pinned_start": None})
    costs = []
    for shift in problem.shifts:
        now = routes.get(shift.id)
        order = [smaller.visits_by_id()[stop.visit] for stop in now.stops] if now else []
        tried = [
            time_route(shift, [*order[:at], free, *order[at:]], problem.travel)
            for at in range(len(order) + 1)
        ]
        spent = now.costs.total if now else 0
        costs += [(shift, r.costs.total - spent) for r in tried if isinstance(r, Route)]
    wider = smaller.model_copy(update={"visits": (*others, free)})
    able = {shift.id for shift in problem.shifts if _able(wider, free.id, shift.id)}
    cheapest = min((cents for shift, cents in costs if shift.id in able), default=None)
    assert [offer.extra_cents for offer in offers] == ([] if cheapest is None else [cheapest])


def _loose(problem: Problem) -> bool:
    """No route has to do with another one."""
    return not problem.relations and len({s.technician for s in problem.shifts}) == len(
        problem.shifts
    )


def _able(problem: Problem, visit: str, shift: str) -> bool:
    from optimizer.eligibility import screen

    return screen(problem)[visit][shift] is None
