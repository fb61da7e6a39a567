"""Times of one route: as early back as the order allows, then as late away as that allows."""

import pytest

from optimizer.problem import Break, Shift, Visit
from optimizer.schedule import Blocked, time_route
from optimizer.solution import Route
from tests.optimizer.builders import a_break, a_shift, a_visit, grid, hours

HALF = 1800


def timed(shift: Shift, *visits: Visit) -> Route:
    route = time_route(shift, visits, grid())
    assert isinstance(route, Route)
    return route


def blocked(shift: Shift, *visits: Visit) -> Blocked:
    route = time_route(shift, visits, grid())
    assert isinstance(route, Blocked)
    return route


def breaks_of(route: Route) -> list[int]:
    return [rest.start for rest in route.breaks]


def test_early_arrival_leaves_later_instead_of_waiting():
    [stop] = timed(a_shift(), a_visit(km_east=10, windows=[(hours(9), hours(12))])).stops

    # leaves 8:50, drives 10 minutes, so nobody waits at the door
    assert (stop.arrival, stop.wait_s, stop.start) == (hours(9), 0, hours(9))


def test_the_wait_between_two_windows_remains_when_leaving_later_is_impossible():
    first = a_visit("v1", km_east=10, windows=[(hours(8), hours(9))])
    second = a_visit("v2", km_east=20, windows=[(hours(11), hours(12))])

    route = timed(a_shift(), first, second)

    # v1 at its very last moment: 9:00-9:30, drive 10 min, wait 9:40-11:00 = 80 min
    assert route.departure == hours(8, 50)
    assert [stop.wait_s for stop in route.stops] == [0, 80 * 60]
    # 11:30 + 20 min back
    assert route.returns == hours(11, 50)


def test_without_windows_the_day_begins_when_the_shift_opens():
    route = timed(a_shift(), a_visit(km_east=10))

    assert (route.departure, route.returns) == (hours(8), hours(8, 50))


def test_the_first_window_that_can_be_met_is_taken():
    visit = a_visit(km_east=10, windows=[(hours(14), hours(15)), (hours(7), hours(8, 9))])

    # 8:10 is the earliest arrival, one minute after the first window
    assert timed(a_shift(), visit).stops[0].start == hours(14)


def test_an_overlapping_longer_window_is_used_whatever_its_order():
    windows = [(hours(8), hours(12)), (hours(8, 30), hours(9))]
    first = a_visit("v1", km_east=10, windows=windows, service_s=hours(1))
    second = a_visit("v2", km_east=10, windows=[(hours(12), hours(12))])

    # v1 may start until 11:00 so that v2 starts at 12:00
    assert [stop.start for stop in timed(a_shift(), first, second).stops] == [hours(11), hours(12)]


def test_leaving_later_jumps_back_to_an_earlier_window_that_still_fits():
    first = a_visit("v1", km_east=10, windows=[(hours(8), hours(9)), (hours(13), hours(14))])
    second = a_visit("v2", km_east=10, windows=[(hours(12), hours(12))])

    route = timed(a_shift(), first, second)

    # 11:30 would suit v2, the latest allowed moment before it is 9:00: waits 9:30-12:00
    assert [stop.start for stop in route.stops] == [hours(9), hours(12)]
    assert route.stops[1].wait_s == hours(2, 30)


def test_a_pinned_start_is_met_exactly():
    route = timed(a_shift(), a_visit(km_east=10, pinned_start=hours(10)))

    assert (route.departure, route.stops[0].start) == (hours(9, 50), hours(10))


def test_due_by_keeps_a_start_from_being_delayed():
    first = a_visit("v1", km_east=10, due_by=hours(9), late_cents_per_hour=100)
    second = a_visit("v2", km_east=10, windows=[(hours(12), hours(13))])

    route = timed(a_shift(), first, second)

    # v1 ends at 9:00 at the latest, so it starts at 8:30, and v2 waits 9:00-12:00
    assert [stop.start for stop in route.stops] == [hours(8, 30), hours(12)]
    assert (route.stops[1].wait_s, route.costs.late) == (hours(3), 0)


def test_a_visit_that_is_late_anyway_is_not_delayed_further():
    first = a_visit("v1", km_east=10, due_by=hours(8), late_cents_per_hour=600)
    second = a_visit("v2", km_east=10, windows=[(hours(12), hours(13))])

    route = timed(a_shift(), first, second)

    # 8:10-8:40 is 40 minutes late: 40 x 10
    assert (route.stops[0].start, route.costs.late) == (hours(8, 10), 400)


def test_each_line_of_the_costs_is_its_quantity_times_its_rate():
    first = a_visit("v1", km_east=10, windows=[(hours(8), hours(9))], fixed_cents=77)
    second = a_visit("v2", km_east=20, windows=[(hours(11), hours(12))], fixed_cents=23)

    costs = timed(a_shift(), first, second).costs

    assert costs.work == (30 + 30) * 100
    assert costs.drive == (10 + 10 + 20) * 100
    assert costs.wait == 80 * 50
    assert costs.distance == (10 + 10 + 20) * 30
    assert (costs.fixed, costs.overtime, costs.late) == (100, 0, 0)


def test_overtime_is_used_and_priced():
    shift = a_shift(closes=hours(9), max_overtime_s=900)

    route = timed(shift, a_visit(km_east=20))

    # 8:20-8:50 on site, back at 9:10: 10 minutes of 15
    assert (route.returns, route.overtime_s, route.costs.overtime) == (hours(9, 10), 600, 500)


def test_overtime_has_its_cap():
    shift = a_shift(closes=hours(9), max_overtime_s=599)

    # back at 9:10, allowed until 9:09:59
    assert blocked(shift, a_visit(km_east=20)) == Blocked("return", None, 1, 1)


def test_a_missed_window_is_told_with_its_seconds_and_how_far_the_order_went():
    first = a_visit("v1", km_east=10)
    second = a_visit("v2", km_east=20, windows=[(hours(8), hours(8, 45))])

    # v1 8:10-8:40, v2 reached at 8:50
    assert blocked(a_shift(), first, second) == Blocked("window", "v2", 300, 1)


def test_the_second_end_of_the_day_is_another_place():
    route = timed(a_shift(end_place=30), a_visit(km_east=10))

    # 8:10-8:40, then 20 km on to km 30
    assert (route.return_drive_s, route.return_distance_m) == (1200, 20_000)
    assert route.returns == hours(9)


def test_a_route_without_visits_is_refused():
    with pytest.raises(ValueError, match="shift s1: a route needs at least one visit"):
        time_route(a_shift(), [], grid())


def test_a_break_before_leaving_delays_nothing():
    shift = a_shift(breaks=[a_break(hours(8), hours(13))])

    route = timed(shift, a_visit(km_east=10, windows=[(hours(14), hours(15))]))

    assert (route.departure, breaks_of(route)) == (hours(13, 50), [hours(8)])


def test_a_break_after_the_return_delays_nothing():
    route = timed(a_shift(breaks=[a_break()]), a_visit(km_east=10))

    # back at 8:50, rests at 12:00
    assert (route.returns, breaks_of(route)) == (hours(8, 50), [hours(12)])


def test_a_break_interrupts_driving():
    shift = a_shift(opens=hours(11, 50), breaks=[a_break(hours(12), hours(12))])

    route = timed(shift, a_visit(km_east=20, service_s=HALF))

    # 11:50-12:00 driving, 12:00-12:30 resting, 12:30-12:40 driving
    assert (breaks_of(route), route.stops[0].arrival) == ([hours(12)], hours(12, 40))
    assert route.stops[0].wait_s == 0


def test_a_break_on_site_before_service_is_not_waiting():
    shift = a_shift(breaks=[a_break(hours(9), hours(9))])
    first = a_visit("v1", km_east=10, windows=[(hours(8, 10), hours(8, 20))])
    second = a_visit("v2", km_east=20, windows=[(hours(9, 40), hours(10))])

    stop = timed(shift, first, second).stops[1]

    # v1 8:20-8:50, at v2 9:00, rests 9:00-9:30, waits 9:30-9:40
    assert (stop.arrival, stop.wait_s, stop.start) == (hours(9), 600, hours(9, 40))


def test_a_break_never_interrupts_service():
    shift = a_shift(breaks=[a_break(hours(12), hours(12))])
    visit = a_visit(km_east=10, windows=[(hours(11, 30), hours(12, 15))])

    route = timed(shift, visit)

    # 11:30-12:00 on site; resting on arrival until 12:30 would miss the window
    assert (route.stops[0].start, breaks_of(route)) == (hours(11, 30), [hours(12)])
    assert route.returns == hours(12, 40)


def test_a_break_that_finds_no_room_blocks():
    shift = a_shift(breaks=[a_break(hours(12), hours(12))])
    visit = a_visit(km_east=10, pinned_start=hours(11, 45))

    # on site 11:45-12:15, resting at 12:00 is impossible
    assert blocked(shift, visit).rule == "break"


def test_a_break_may_be_what_makes_the_day_too_long():
    shift = a_shift(opens=hours(11), closes=hours(14), breaks=[a_break(hours(12), hours(12, 30))])
    visit = a_visit(km_east=45, service_s=HALF)

    # 45 + 30 + 45 = 120 minutes of work and 30 of rest: back at 13:30
    assert timed(shift, visit).returns == hours(13, 30)
    assert blocked(shift.model_copy(update={"closes": hours(13, 29)}), visit).by_s == 60


def test_two_breaks_are_taken_in_order():
    morning = Break(duration_s=900, earliest=hours(10), latest=hours(10, 30))
    shift = a_shift(opens=hours(9), closes=hours(14), breaks=[morning, a_break()])

    route = timed(shift, a_visit(km_east=30, service_s=hours(2)))

    # leaves 9:30, at the door 10:00, rests 10:00-10:15, works 10:15-12:15, rests when back
    assert (route.departure, route.stops[0].start) == (hours(9, 30), hours(10, 15))
    assert breaks_of(route) == [hours(10), hours(12, 45)]
    assert (route.returns, route.costs.wait) == (hours(12, 45), 0)


def test_of_equally_cheap_places_for_the_break_the_one_back_first_is_taken():
    shift = a_shift(opens=hours(11), breaks=[a_break(hours(11), hours(12))])

    route = timed(shift, a_visit(km_east=10))

    # resting before leaving is as cheap, and back at 12:20; so is resting after 11:50
    assert (route.returns, breaks_of(route)) == (hours(11, 50), [hours(11, 50)])


def test_the_break_goes_where_it_saves_waiting():
    shift = a_shift(breaks=[a_break(hours(9), hours(15))])
    first = a_visit("v1", km_east=10, windows=[(hours(8, 10), hours(8, 10))])
    second = a_visit("v2", km_east=10, windows=[(hours(9, 30), hours(9, 30))])

    route = timed(shift, first, second)

    # 8:40-9:30 between the two: 50 minutes, 30 of them the rest from 9:00
    assert (breaks_of(route), route.stops[1].wait_s) == ([hours(9)], 20 * 60)
