"""What OR-Tools itself sees: the model alone, without the timing that would mend its plans.

The same road and prices as in test_routing_model: the way to kilometre k and back costs k x 260.
"""

import time
from collections.abc import Iterable

from optimizer.eligibility import screen
from optimizer.problem import Shift, Visit
from optimizer.routing_model import RoutingModel
from optimizer.routing_search import Orders, finish, iterate
from tests.optimizer.builders import a_break, a_problem, a_shift, a_visit, hours


def a_model(visits: Iterable[Visit], shifts: Iterable[Shift]) -> RoutingModel:
    problem = a_problem(visits, shifts)
    screening = screen(problem)
    eligible = {
        visit.id: [
            number
            for number, shift in enumerate(problem.shifts)
            if screening[visit.id][shift.id] is None
        ]
        for visit in problem.visits
    }
    return RoutingModel(problem, eligible)


def names(orders: Orders) -> dict[str, list[str]]:
    return {shift: [visit.id for visit in order] for shift, order in orders.items()}


def found(visits: Iterable[Visit], shifts: Iterable[Shift]) -> dict[str, list[str]]:
    """The last, cheapest solution of the model."""
    told: list[Orders] = []
    iterate(a_model(visits, shifts), seconds=20, iterations=10, on_solution=told.append)
    return names(told[-1])


def test_each_shift_has_its_own_end():
    short, long = a_shift("s1", closes=hours(9, 20)), a_shift("s2", km_east=40)
    visits = [a_visit("v1"), a_visit("v2")]

    # s1 needs 10 + 30 + 30 + 10 = 80 minutes for both, s2 lives 30 km away
    assert list(found(visits, [short, long])) == ["s1"]
    shorter = a_shift("s1", closes=hours(9, 19))
    assert sorted(map(len, found(visits, [shorter, long]).values())) in ([2], [1, 1])
    assert "s2" in found(visits, [shorter, long])


def test_each_shift_has_its_own_beginning():
    late = a_shift("s1", opens=hours(12))
    early = a_shift("s2", km_east=40)

    assert found([a_visit(windows=[(hours(8), hours(12, 9))])], [late, early]) == {"s2": ["v1"]}
    assert found([a_visit(windows=[(hours(8), hours(12, 10))])], [late, early]) == {"s1": ["v1"]}


def test_overtime_is_priced():
    near = a_shift("s1", closes=hours(8), max_overtime_s=hours(1))
    far = a_shift("s2", km_east=22)

    # s1 drives 20 km and is back 50 minutes late: 2600 + 2500; s2 drives 24 km: 3120
    assert found([a_visit()], [near, far]) == {"s2": ["v1"]}
    paid = near.model_copy(update={"closes": hours(8, 45)})
    # now 5 minutes late: 2600 + 250
    assert found([a_visit()], [paid, far]) == {"s1": ["v1"]}


def test_breaks_take_time_and_interrupt_no_service():
    def served(*, latest: int) -> int:
        shift = a_shift(closes=hours(10, 50), breaks=[a_break(hours(9), latest)])
        visits = [a_visit("v1", service_s=hours(1)), a_visit("v2", service_s=hours(1))]
        return sum(map(len, found(visits, [shift]).values()))

    # 10 + 60 + 60 + 10 minutes and 30 of rest fill 8:00-10:50, resting at 9:10 between the two
    assert served(latest=hours(9, 10)) == 2
    assert served(latest=hours(9, 9)) == 1


def test_starts_between_two_windows_are_not_allowed():
    shift = a_shift(opens=hours(10), closes=hours(13))
    both = [(hours(9), hours(10, 30)), (hours(12, 30), hours(14))]

    # v1 ends at 10:40; v2 could start at 10:40 were it not for the gap, or at 12:30 without
    # being back by 13:00
    first = a_visit("v1", pinned_start=hours(10, 10))
    assert found([first, a_visit("v2", windows=both, leave_out_cents=9_000)], [shift]) == {
        "s1": ["v1"]
    }
    assert found([first, a_visit("v2", leave_out_cents=9_000)], [shift]) == {"s1": ["v1", "v2"]}


def test_lateness_is_priced():
    first = a_visit("v1", km_east=10)
    due = a_visit("v2", km_east=20, due_by=hours(8, 50), late_cents_per_hour=60_000)

    # both orders drive 40 km; behind v1, v2 would be half an hour late
    assert found([first, due], [a_shift()]) == {"s1": ["v2", "v1"]}
    early = first.model_copy(update={"due_by": hours(8, 40), "late_cents_per_hour": 90_000})
    assert found([early, due], [a_shift()]) == {"s1": ["v1", "v2"]}


def test_leaving_out_is_priced():
    # 10 km and back 2600, work 3000
    assert found([a_visit(leave_out_cents=5_599)], [a_shift()]) == {}
    assert found([a_visit(leave_out_cents=5_601)], [a_shift()]) == {"s1": ["v1"]}


def test_the_way_to_the_end_place_is_priced():
    shifts = [a_shift("s1", end_place=60), a_shift("s2", end_place=0)]

    assert found([a_visit()], shifts) == {"s2": ["v1"]}


def test_only_eligible_shifts_are_used():
    visit = a_visit(skills=["lift"])

    assert found([visit], [a_shift("s1"), a_shift("s2", km_east=60, skills=["lift"])]) == {
        "s2": ["v1"]
    }


def test_guided_local_search_starts_from_the_orders_and_ends():
    near, far = a_visit("v1", km_east=10), a_visit("v2", km_east=20)
    due = far.model_copy(update={"due_by": hours(8, 50), "late_cents_per_hour": 60_000})

    better = finish(
        a_model([near, due], [a_shift()]), {"s1": [near, due]}, seconds=20, iterations=5
    )

    assert better is not None
    assert names(better) == {"s1": ["v2", "v1"]}


def test_orders_that_cannot_be_driven_are_no_start():
    pinned = a_visit("v1", pinned_start=hours(9))
    second = a_visit("v2", pinned_start=hours(10))
    orders = {"s1": [second, pinned]}

    assert finish(a_model([pinned, second], [a_shift()]), orders, seconds=20, iterations=5) is None


def test_a_visit_between_whose_windows_nothing_fits_does_not_stall_the_search():
    first = a_visit("v1", pinned_start=hours(10, 10))
    both = [(hours(9), hours(10, 30)), (hours(12, 30), hours(14))]
    second = a_visit("v2", windows=both, leave_out_cents=200_000)
    told: list[Orders] = []

    began = time.monotonic()
    model = a_model([first, second], [a_shift(opens=hours(10), closes=hours(13))])
    iterate(model, seconds=60, iterations=10, on_solution=told.append)

    # 10:10-10:40 for v1, 10:40 lies between the windows of v2, and 12:30 is too late: one of
    # the two; a range with a hole would let each round build both and fail
    assert names(told[-1]) == {"s1": ["v2"]}
    assert time.monotonic() - began < 30


def test_windows_that_overlap_or_touch_are_one_node_and_those_after_the_day_none():
    windows = [
        (hours(9), hours(10)),
        (hours(9, 30), hours(11)),
        (hours(11) + 1, hours(12)),
        (hours(14), hours(23)),
        (hours(17, 1), hours(18)),
    ]

    model = a_model([a_visit("v1", windows=windows), a_visit("v2")], [a_shift()])

    # the day ends at 17:00
    assert [(window.opens, window.closes) for node in model.nodes for window in [node.window]] == [
        (hours(9), hours(12)),
        (hours(14), hours(17)),
        (0, hours(17)),
    ]


def test_a_visit_with_two_windows_is_served_once():
    windows = [(hours(9), hours(10)), (hours(14), hours(15))]

    served = found([a_visit("v1", windows=windows)], [a_shift("s1"), a_shift("s2")])

    assert list(served.values()) == [["v1"]]


def test_guided_local_search_starts_in_the_window_of_the_plan():
    early = a_visit("v1", windows=[(hours(9), hours(9)), (hours(14), hours(14))])
    late = a_visit("v2", windows=[(hours(9), hours(9)), (hours(14), hours(14))])

    better = finish(
        a_model([early, late], [a_shift()]), {"s1": [late, early]}, seconds=20, iterations=5
    )

    assert better is not None
    assert sorted(names(better)["s1"]) == ["v1", "v2"]
