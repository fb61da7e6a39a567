"""On-site time, windows, wishes, caps on time and traffic in the OR-Tools model.

The road and prices of `builders`: a kilometre takes a minute, to kilometre k and back costs
k x 260 cents; visits are at kilometre 10 and take half an hour unless they say otherwise.
"""

import pytest

from optimizer.problem import Caps, Promise, Skill, SoftWindow
from optimizer.travel import TrafficBand
from tests.optimizer.builders import EURO_A_MINUTE, a_break, a_shift, a_visit, grid, hours
from tests.optimizer.routing_models import accepts, model_of, planned, problem_of, served


@pytest.mark.parametrize(
    ("closes", "expected"), [(hours(9, 5), ["v1"]), (hours(9, 4), [])], ids=["fits", "too slow"]
)
def test_a_slow_technician_needs_longer(closes: int, expected: list[str]):
    # 10 minutes each way, 30 at 150 percent: 45
    slow = a_shift(closes=closes, pace_percent=150)

    assert served([a_visit()], [slow]) == expected


def test_the_slowest_needed_skill_counts():
    skills = [Skill(skill="lift", pace_percent=200), Skill(skill="tv", pace_percent=300)]
    shift = a_shift(closes=hours(9, 20), skills=skills)

    # 30 minutes at 200 percent and 20 of driving
    assert served([a_visit(skills=["lift"])], [shift]) == ["v1"]
    assert served([a_visit(skills=["tv"])], [shift]) == []


def test_work_is_paid_at_the_own_pace():
    slow, far = a_shift("s1", pace_percent=200), a_shift("s2", km_east=30)

    # 2600 + 6000 or 5200 + 3000
    assert planned([a_visit()], [slow, far]) == {"s2": ["v1"]}
    quicker = a_shift("s1", pace_percent=180)
    assert planned([a_visit()], [quicker, far]) == {"s1": ["v1"]}


@pytest.mark.parametrize(("closes", "expected"), [(hours(9, 30), 2), (hours(9, 29), 1)])
def test_setup_counts_once_at_one_place(closes: int, expected: int):
    visits = [a_visit(name, setup_s=600) for name in ("v1", "v2")]

    # 10 + (10 + 30) + 30 + 10 minutes
    assert len(served(visits, [a_shift(closes=closes)])) == expected


def test_setup_counts_each_time_at_different_places():
    visits = [a_visit("v1", setup_s=600), a_visit("v2", km_east=11, setup_s=600)]

    # 11 + 40 + 1 + 40 + 10 minutes is 1:42
    assert len(served(visits, [a_shift(closes=hours(9, 42))])) == 2
    assert len(served(visits, [a_shift(closes=hours(9, 41))])) == 1


def test_setup_in_a_narrow_window_is_counted_each_time():
    """Held as if nothing was saved; a pinned start leaves no other way."""
    first = a_visit("v1", setup_s=600, pinned_start=hours(9))
    second = a_visit("v2", setup_s=600, pinned_start=hours(9, 40))

    assert served([first, second], [a_shift(closes=hours(10, 30))]) == ["v1", "v2"]
    assert len(served([first, second], [a_shift(closes=hours(10, 29))])) == 1


@pytest.mark.parametrize(("closes", "expected"), [(hours(8, 40), ["v1"]), (hours(8, 39), [])])
def test_windows_may_bound_the_whole_service(closes: int, expected: list[str]):
    visit = a_visit(windows=[(hours(8), closes)], window_bounds="service")

    # on site 8:10 to 8:40
    assert served([visit], [a_shift()]) == expected


def test_windows_for_the_service_close_by_the_pace_of_who_comes():
    visit = a_visit(windows=[(hours(8), hours(8, 45))], window_bounds="service")
    slow, far = a_shift("s1", pace_percent=150), a_shift("s2", km_east=25)
    slower = a_shift("s1", pace_percent=151)

    # from kilometre 0 at 8:10 for 45 minutes is too late, from kilometre 25 at 8:15 for 30 is not
    assert planned([visit], [slow, far]) == {"s2": ["v1"]}
    wide = a_visit(windows=[(hours(8), hours(8, 55))], window_bounds="service", skills=["lift"])
    able = [a_shift("s1", pace_percent=150, skills=["lift"]), far]
    assert planned([wide], able) == {"s1": ["v1"]}
    assert planned([wide], [slower.model_copy(update={"skills": able[0].skills}), far]) == {}


def test_more_than_three_paces_share_the_longest_time_in_a_window():
    visit = a_visit(windows=[(hours(8), hours(9))], window_bounds="service")
    shifts = [a_shift(f"s{n}", pace_percent=100 + 10 * n) for n in range(4)]

    def closing(count: int) -> list[int]:
        nodes = model_of(problem_of([visit], shifts[:count])).nodes
        return [(node.window.closes - hours(8)) // 60 for node in nodes]

    # 30, 33, 36 and 39 minutes before nine; of four two share a node
    assert closing(3) == [30, 27, 24]
    assert closing(4) == [27, 21]


def test_the_wish_for_a_time_is_priced_on_both_sides():
    wish = SoftWindow(opens=hours(10), closes=hours(10), cents_per_hour=6_000)
    late_shift = a_shift("s1", opens=hours(10, 30))
    visit = a_visit(preferred=wish)

    # s1 starts at 10:40, 4000 too late; s2 drives 10 km more each way: 2600
    assert planned([visit], [late_shift, a_shift("s2", km_east=30)]) == {"s2": ["v1"]}
    assert planned([a_visit()], [late_shift, a_shift("s2", km_east=30)]) == {"s1": ["v1"]}
    early_shift = a_shift("s1", closes=hours(9, 40))
    # s1 starts at 9:00 at the latest, an hour too early
    assert planned([visit], [early_shift, a_shift("s2", km_east=30)]) == {"s2": ["v1"]}


def test_a_promise_is_kept_within_its_tolerance_or_priced():
    def at(tolerance_s: int) -> list[str]:
        promise = Promise(start=hours(10), tolerance_s=tolerance_s, moved_cents_per_hour=6_000)
        shifts = [a_shift("s1", opens=hours(10, 30)), a_shift("s2", km_east=30)]
        return list(planned([a_visit(promise=promise)], shifts))

    # s1 starts 40 minutes late; 26 of them cost the 2600 that s2 costs more
    assert at(tolerance_s=13 * 60) == ["s2"]
    assert at(tolerance_s=15 * 60) == ["s1"]


def test_of_several_wishes_the_dearest_is_held():
    wish = SoftWindow(opens=hours(8), closes=hours(12), cents_per_hour=600)
    promise = Promise(start=hours(10), moved_cents_per_hour=60_000)
    visits = [a_visit("v1", preferred=wish, promise=promise), a_visit("v2", promise=promise)]

    # both cannot start at 10:00 on one route
    assert len(planned(visits, [a_shift("s1"), a_shift("s2")])) == 2


def test_lateness_begins_at_the_due_moment_by_the_own_pace():
    due = a_visit(due_by=hours(8, 50), late_cents_per_hour=60_000)
    slow, far = a_shift("s1", pace_percent=120), a_shift("s2", km_east=22)

    # s1 ends at 8:46
    assert planned([due], [a_shift("s1", pace_percent=110), far]) == {"s1": ["v1"]}
    assert planned([due.model_copy(update={"due_by": hours(8, 40)})], [slow, far]) == {"s2": ["v1"]}


@pytest.mark.parametrize(("cap_s", "expected"), [(hours(1, 20), 2), (hours(1, 20) - 1, 1)])
def test_working_time_is_capped(cap_s: int, expected: int):
    shift = a_shift(caps=Caps(route_s=cap_s))

    # 10 + 30 + 30 + 10 minutes
    assert len(served([a_visit("v1"), a_visit("v2")], [shift])) == expected


def test_working_time_is_capped_without_the_breaks_on_the_way():
    def count(cap_s: int) -> int:
        visits = [a_visit("v1", pinned_start=hours(9)), a_visit("v2", pinned_start=hours(10))]
        shift = a_shift(caps=Caps(route_s=cap_s), breaks=[a_break(hours(9, 30), hours(9, 30))])
        return len(served(visits, [shift]))

    # 8:50 to 10:40 without half an hour of rest
    assert count(hours(1, 20)) == 2
    assert count(hours(1, 20) - 1) == 1


@pytest.mark.parametrize(("cap_s", "expected"), [(1800, 2), (1799, 1)])
def test_waiting_is_capped(cap_s: int, expected: int):
    visits = [a_visit("v1", pinned_start=hours(9)), a_visit("v2", pinned_start=hours(10))]

    assert len(served(visits, [a_shift(caps=Caps(wait_s=cap_s))])) == expected


def test_a_break_is_no_waiting():
    visits = [a_visit("v1", pinned_start=hours(9)), a_visit("v2", pinned_start=hours(10))]
    rest = [a_break(hours(9, 30), hours(9, 30))]

    assert len(served(visits, [a_shift(caps=Caps(wait_s=0), breaks=rest)])) == 2


@pytest.mark.parametrize(("cap_s", "expected"), [(40 * 60, 2), (40 * 60 - 1, 1)])
def test_driving_is_capped(cap_s: int, expected: int):
    visits = [a_visit("v1"), a_visit("v2", km_east=20, leave_out_cents=90_000)]

    assert len(served(visits, [a_shift(caps=Caps(drive_s=cap_s))])) == expected


@pytest.mark.parametrize(("cap_m", "expected"), [(40_000, 2), (39_999, 1)])
def test_distance_is_capped(cap_m: int, expected: int):
    visits = [a_visit("v1"), a_visit("v2", km_east=20, leave_out_cents=90_000)]

    assert len(served(visits, [a_shift(caps=Caps(distance_m=cap_m))])) == expected


def test_the_slowest_traffic_of_the_shift_holds_all_day():
    bands = (TrafficBand(opens=hours(9), percent=200), TrafficBand(opens=hours(20), percent=900))
    travel = grid().model_copy(update={"traffic": bands})

    def count(opens: int, closes: int) -> int:
        return len(served([a_visit()], [a_shift(opens=opens, closes=closes)], travel=travel))

    # 10 minutes each way and 30 on site before nine, 20 each way from nine on
    assert (count(hours(8), hours(8, 50)), count(hours(8), hours(8, 49))) == (1, 0)
    assert (count(hours(9), hours(10, 10)), count(hours(9), hours(10, 9))) == (1, 0)
    # as if nine o'clock's traffic held from half past eight on: 70 minutes of 69
    assert (count(hours(8, 30), hours(9, 40)), count(hours(8, 30), hours(9, 39))) == (1, 0)


def test_a_route_may_end_at_its_last_visit():
    shift = a_shift(closes=hours(8, 40), end_place=None)

    # 10 minutes there and 30 on site, and 1300 for one way
    assert served([a_visit(leave_out_cents=4_301)], [shift]) == ["v1"]
    assert served([a_visit(leave_out_cents=4_299)], [shift]) == []
    assert served([a_visit()], [a_shift(closes=hours(8, 40))]) == []


def test_a_shift_that_cannot_reach_its_end_place_empty_spoils_nothing():
    short = a_shift("s1", closes=hours(8, 10), end_place=50)

    assert planned([a_visit()], [short, a_shift("s2")]) == {"s2": ["v1"]}


def test_working_time_is_paid_while_waiting_too():
    prices = EURO_A_MINUTE.model_copy(
        update={"wait_cents_per_hour": 0, "route_cents_per_hour": 6_000}
    )
    visits = [a_visit("v1", pinned_start=hours(9)), a_visit("v2", pinned_start=hours(10, 30))]
    shifts = [a_shift(name, prices=prices) for name in ("s1", "s2")]

    # an hour of waiting costs 6000, a second way 2600 and 20 minutes more: 4600
    assert len(planned(visits, shifts)) == 2
    free = [shift.model_copy(update={"prices": EURO_A_MINUTE}) for shift in shifts]
    sooner = [visits[0], a_visit("v2", pinned_start=hours(9, 50))]
    assert len(planned(sooner, free)) == 1


def test_the_plan_of_the_referee_is_accepted_at_its_times():
    wish = SoftWindow(opens=hours(10), closes=hours(11), cents_per_hour=600)
    visits = [a_visit("v1", preferred=wish, setup_s=300), a_visit("v2", setup_s=300)]
    problem = problem_of(visits, [a_shift(pace_percent=130)])

    assert accepts(problem, {"s1": ["v2", "v1"]})
