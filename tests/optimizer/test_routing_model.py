"""Each rule of the model, binding and not binding, through `solve` on the straight road.

A minute of work or driving costs 100 cents, of waiting or overtime 50, a kilometre 30: the way
to kilometre k and back costs k x 260.
"""

from collections.abc import Iterable

import pytest

from optimizer.problem import Prices, Shift, Skill, Visit
from optimizer.solution import Reason, Solution
from optimizer.solve import Limits, solve
from tests.optimizer.builders import (
    EURO_A_MINUTE,
    a_break,
    a_problem,
    a_shift,
    a_visit,
    hours,
)


def solved(visits: Iterable[Visit], shifts: Iterable[Shift]) -> Solution:
    return solve(a_problem(visits, shifts), Limits(iterations=5))


def routes(solution: Solution) -> dict[str, list[str]]:
    return {route.shift: [stop.visit for stop in route.stops] for route in solution.routes}


def reasons(solution: Solution) -> dict[str, Reason]:
    return {left.visit: left.reason for left in solution.unassigned}


def test_the_nearer_of_two_able_technicians_goes():
    shifts = [a_shift("s1", km_east=0), a_shift("s2", km_east=30)]

    solution = solved([a_visit(km_east=20)], shifts)

    # 2 x 10 km from km 30: 20 x 130 cents, and 30 minutes of work
    assert routes(solution) == {"s2": ["v1"]}
    assert solution.objective_cents == 20 * 130 + 3000


@pytest.mark.parametrize(
    ("held", "reason"),
    [
        ((), Reason.SKILL_MISSING),
        ((("lift", 1),), Reason.SKILL_LEVEL),
        ((Skill(skill="lift", level=2, valid_until=hours(8)),), Reason.SKILL_EXPIRED),
    ],
)
def test_a_skill_must_be_held_at_its_level_and_still_be_valid(
    held: tuple[tuple[str, int] | Skill, ...], reason: Reason
):
    solution = solved([a_visit(skills=[("lift", 2)])], [a_shift(skills=held)])

    assert reasons(solution) == {"v1": reason}
    assert solution.objective_cents == 100_000


@pytest.mark.parametrize(
    "held", [Skill(skill="lift", level=2, valid_until=hours(8) + 1), ("lift", 2), ("lift", 3)]
)
def test_a_skill_just_good_enough_will_do(held: Skill | tuple[str, int]):
    solution = solved([a_visit(skills=[("lift", 2)])], [a_shift(skills=[held])])

    assert routes(solution) == {"s1": ["v1"]}


def test_the_farther_technician_goes_when_only_that_one_has_the_skill():
    near, far = a_shift("s1"), a_shift("s2", km_east=60, skills=["lift"])

    assert routes(solved([a_visit(skills=["lift"])], [near, far])) == {"s2": ["v1"]}


def test_the_shift_bounds_the_day_at_both_ends():
    visit = a_visit(km_east=10)

    # 10 minutes each way and 30 on site: 50 minutes
    assert routes(solved([visit], [a_shift(closes=hours(8, 50))])) == {"s1": ["v1"]}
    short = solved([visit], [a_shift(closes=hours(8, 49))])
    assert reasons(short) == {"v1": Reason.TOO_FAR}
    assert short.unassigned[0].refusals[0].facts == {"rule": "return", "by_s": 60}


def test_the_way_home_ends_at_the_end_place():
    # to km 10 and on to km 30: 30 km in all
    solution = solved([a_visit(km_east=10)], [a_shift(end_place=30)])

    assert solution.costs.drive == 30 * 100
    assert solution.costs.distance == 30 * 30


def test_of_two_windows_the_one_that_fits_the_other_visit_is_used():
    early = a_visit("v1", windows=[(hours(9), hours(9))])
    either = a_visit("v2", windows=[(hours(9), hours(9, 15)), (hours(14), hours(15))])

    solution = solved([early, either], [a_shift()])

    starts = {stop.visit: stop.start for route in solution.routes for stop in route.stops}
    assert starts == {"v1": hours(9), "v2": hours(14)}


def test_two_visits_at_the_same_moment_need_two_technicians():
    visits = [a_visit(name, pinned_start=hours(10)) for name in ("v1", "v2")]

    assert list(reasons(solved(visits, [a_shift()])).values()) == [Reason.NO_ROOM]
    assert len(solved(visits, [a_shift("s1"), a_shift("s2")]).routes) == 2


def test_lunch_takes_its_time_from_the_day():
    visits = [a_visit(name, km_east=0, service_s=hours(1)) for name in ("v1", "v2", "v3")]
    lunch = [a_break(hours(9), hours(9, 30))]

    # three hours of work and half an hour of lunch: 8:00-11:30
    assert not solved(visits, [a_shift(closes=hours(11, 30), breaks=lunch)]).unassigned
    assert len(solved(visits, [a_shift(closes=hours(11, 29), breaks=lunch)]).unassigned) == 1
    assert not solved(visits, [a_shift(closes=hours(11), breaks=())]).unassigned


def test_lunch_never_falls_into_a_service():
    visit = a_visit(pinned_start=hours(11, 45))
    shift = a_shift(breaks=[a_break(hours(12), hours(12))])

    solution = solved([visit], [shift])

    assert solution.unassigned[0].refusals[0].facts["rule"] == "break"
    later = a_shift(breaks=[a_break(hours(12), hours(12, 15))])
    assert solved([visit], [later]).routes[0].breaks[0].start == hours(12, 15)


def test_overtime_is_worked_when_it_costs_less_than_leaving_out():
    shift = a_shift(closes=hours(8, 40), max_overtime_s=600)

    # the way 2600, work 3000, 10 minutes of overtime 500
    assert solved([a_visit(leave_out_cents=6_101)], [shift]).objective_cents == 6_100
    dear = solved([a_visit(leave_out_cents=6_099)], [shift])
    assert (dear.objective_cents, reasons(dear)) == (6_099, {"v1": Reason.TOO_DEAR})


def test_overtime_has_a_cap():
    assert not solved([a_visit()], [a_shift(closes=hours(8, 40), max_overtime_s=600)]).unassigned
    assert solved([a_visit()], [a_shift(closes=hours(8, 40), max_overtime_s=599)]).unassigned


def test_lateness_is_allowed_and_priced():
    late = a_visit(due_by=hours(8, 30), late_cents_per_hour=6_000)

    # on site 8:10-8:40: 10 minutes late, 100 cents each
    solution = solved([late], [a_shift()])

    assert solution.costs.late == 1_000
    assert solution.objective_cents == 2_600 + 3_000 + 1_000


def test_lateness_decides_the_order():
    first = a_visit("v1", km_east=10)
    due = a_visit("v2", km_east=20, due_by=hours(8, 50), late_cents_per_hour=60_000)

    # both orders drive 40 km; v2 first ends at 8:50, v1 first makes it 30 minutes late
    assert routes(solved([first, due], [a_shift()])) == {"s1": ["v2", "v1"]}


def test_the_one_with_the_higher_price_for_leaving_out_is_served():
    low = a_visit("v1", leave_out_cents=20_000)
    high = a_visit("v2", leave_out_cents=20_001)

    # 50 minutes hold one visit of 30
    solution = solved([low, high], [a_shift(closes=hours(8, 50))])

    assert routes(solution) == {"s1": ["v2"]}
    assert solution.objective_cents == 2_600 + 3_000 + 20_000


def test_a_pinned_technician_goes_however_far():
    near, far = a_shift("s1", km_east=10), a_shift("s2", km_east=60)

    assert routes(solved([a_visit(technician="t-s2")], [near, far])) == {"s2": ["v1"]}
    assert reasons(solved([a_visit(technician="nobody")], [near, far])) == {
        "v1": Reason.OTHER_TECHNICIAN
    }


def test_a_pinned_start_is_kept_though_waiting_costs():
    first, second = a_visit("v1", pinned_start=hours(9)), a_visit("v2", pinned_start=hours(10))

    solution = solved([first, second], [a_shift()])

    # 9:30-10:00 between the two
    assert solution.costs.wait == 30 * 50
    assert [stop.start for stop in solution.routes[0].stops] == [hours(9), hours(10)]


def test_waiting_that_costs_more_than_a_second_technician_is_not_done():
    first, second = a_visit("v1", pinned_start=hours(9)), a_visit("v2", pinned_start=hours(12))
    shifts = [a_shift("s1"), a_shift("s2")]

    # 2.5 hours of waiting cost 7500, a second way to km 10 and back 2600
    assert len(solved([first, second], shifts).routes) == 2
    free = EURO_A_MINUTE.model_copy(update={"wait_cents_per_hour": 0})
    patient = [shift.model_copy(update={"prices": free}) for shift in shifts]
    assert len(solved([first, second], patient).routes) == 1


def test_the_minimum_charge_tops_up_short_work():
    prices = EURO_A_MINUTE.model_copy(update={"minimum_work_cents": 4_000})
    visits = [a_visit("v1", service_s=1800), a_visit("v2", service_s=3600)]

    solution = solved(visits, [a_shift(prices=prices)])

    # 30 minutes cost 3000, topped up by 1000; an hour costs 6000
    assert (solution.costs.work, solution.costs.minimum) == (9_000, 1_000)


def test_fixed_costs_belong_to_serving():
    # 2600 + 3000 + 400 = 6000
    served = solved([a_visit(fixed_cents=400, leave_out_cents=6_001)], [a_shift()])
    left = solved([a_visit(fixed_cents=400, leave_out_cents=5_999)], [a_shift()])

    assert (served.objective_cents, served.costs.fixed) == (6_000, 400)
    assert reasons(left) == {"v1": Reason.TOO_DEAR}
    assert left.unassigned[0].refusals[0].facts == {"extra_cents": 6_000, "leave_out_cents": 5_999}


def test_the_technician_with_the_lower_rates_goes():
    cheap = Prices(work_cents_per_hour=3000, drive_cents_per_hour=3000)
    shifts = [a_shift("s1"), a_shift("s2", prices=cheap)]

    solution = solved([a_visit()], shifts)

    # 20 minutes of driving and 30 of work at 50 cents
    assert (routes(solution), solution.objective_cents) == ({"s2": ["v1"]}, 50 * 50)


def test_a_certificate_counts_for_the_day_it_is_still_valid_on():
    held = Skill(skill="lift", valid_until=hours(24))
    today = a_shift("s1", skills=[held])
    tomorrow = a_shift("s2", opens=hours(32), closes=hours(41), skills=[held])
    visit = a_visit(skills=["lift"], windows=[(hours(8), hours(41))])

    assert routes(solved([visit], [today, tomorrow])) == {"s1": ["v1"]}
    assert reasons(solved([visit], [tomorrow])) == {"v1": Reason.SKILL_EXPIRED}
