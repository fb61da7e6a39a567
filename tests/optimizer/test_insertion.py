"""Cheapest places for one more visit on the straight road: a kilometre and back is 260 cents."""

from optimizer.insertion import Place, cheapest_place, places
from optimizer.problem import Shift, Visit
from optimizer.schedule import Blocked, time_route
from optimizer.solution import Route
from tests.optimizer.builders import a_break, a_shift, a_visit, grid, hours


def place(visit: Visit, shift: Shift, order: list[Visit]) -> Place:
    now = time_route(shift, order, grid()) if order else None
    cost = now.costs.total if isinstance(now, Route) else 0
    found = cheapest_place(visit, shift, order, grid(), cost)
    assert isinstance(found, Place)
    return found


def test_on_an_empty_route_a_visit_costs_its_whole_trip():
    # 10 km and back, half an hour of work
    assert place(a_visit(km_east=10), a_shift(), []).extra_cents == 10 * 260 + 3000


def test_on_the_way_a_visit_costs_its_work_only():
    found = place(a_visit("v2", km_east=10), a_shift(), [a_visit(km_east=20)])

    assert (found.position, found.extra_cents) == (0, 3000)
    assert [stop.visit for stop in found.route.stops] == ["v2", "v1"]


def test_beyond_the_last_visit_a_visit_costs_the_detour():
    found = place(a_visit("v2", km_east=25), a_shift(), [a_visit(km_east=20)])

    # 5 km further and back
    assert found.extra_cents == 5 * 260 + 3000


def test_windows_decide_the_position():
    morning = a_visit("v1", km_east=20, windows=[(hours(8), hours(9))])
    afternoon = a_visit("v2", km_east=20, windows=[(hours(14), hours(15))])
    noon = a_visit("v3", km_east=10, windows=[(hours(12), hours(12))])

    assert place(noon, a_shift(), [morning, afternoon]).position == 1


def test_lateness_of_the_others_counts():
    due = a_visit(km_east=20, due_by=hours(8, 50), late_cents_per_hour=6000)

    # before it, half an hour of lateness would cost 3000; behind it, on the way back, nothing
    assert place(a_visit("v2", km_east=10), a_shift(), [due]).position == 1


def test_a_full_route_says_what_is_least_in_the_way():
    shift = a_shift(closes=hours(9, 10))
    found = cheapest_place(a_visit("v2", km_east=10), shift, [a_visit(km_east=20)], grid(), 0)

    # 40 minutes of driving and an hour of work: half an hour after 9:10
    assert found == Blocked("return", None, 1800, 2)


def test_a_measured_block_is_told_rather_than_the_break():
    shift = a_shift(breaks=[a_break(hours(12), hours(12))])
    taken = a_visit("v1", pinned_start=hours(11, 15))
    found = cheapest_place(a_visit("v2", pinned_start=hours(11, 45)), shift, [taken], grid(), 0)

    # behind v1 the pin can be met, but no break; before it, v1 is an hour late
    assert found == Blocked("window", "v1", hours(1), 1)


def test_each_eligible_shift_answers():
    shifts = [a_shift("s1"), a_shift("s2", km_east=20), a_shift("s3", closes=hours(8))]

    found = dict(
        (shift.id, where) for shift, where in places(a_visit(km_east=10), shifts, {}, {}, grid())
    )

    assert [type(where) for where in found.values()] == [Place, Place, Blocked]
    assert list(found) == ["s1", "s2", "s3"]
