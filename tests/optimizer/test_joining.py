"""A visit joins a plan that stands: relations, rest and hours are held by what stays."""

from typing import Any

import pytest

from optimizer.filling import take_in_what_pays
from optimizer.joining import join
from optimizer.problem import (
    After,
    Apart,
    Fairness,
    InOrder,
    Relation,
    SameRoute,
    Shift,
    TechnicianRules,
    Together,
    Visit,
    Who,
    WorkLimit,
)
from optimizer.schedule import Blocked
from optimizer.standing import Standing, standing
from tests.optimizer.builders import a_problem, a_shift, a_visit, hours

BOTH = ("v1", "v2")


def plan_of(
    orders: dict[str, tuple[str, ...]],
    *relations: Relation,
    visits: list[Visit] | None = None,
    shifts: list[Shift] | None = None,
    rules: tuple[TechnicianRules, ...] = (),
) -> Standing:
    """v1 at kilometre 10 and v2 at 12 unless told; s1 and s2 both start at 0."""
    problem = a_problem(
        visits or [a_visit("v1"), a_visit("v2", km_east=12)],
        shifts or [a_shift("s1"), a_shift("s2")],
    ).model_copy(update={"relations": relations, "technicians": rules})
    found = standing(problem, orders)
    assert not isinstance(found, Blocked)
    return found


def joined(plan: Standing, visit: str) -> Standing:
    found = join(plan, plan.facts.visits[visit])
    assert found is not None
    return found


def test_the_shorter_detour_wins():
    assert joined(plan_of({"s1": ("v1",)}), "v2").shift_of == {"v1": "s1", "v2": "s1"}


@pytest.mark.parametrize(
    ("relation", "shift"),
    [
        (Apart(visits=BOTH), "s2"),
        (SameRoute(visits=BOTH), "s1"),
        (InOrder(visits=BOTH), "s1"),
        (After(first="v1", then="v2", technician=Who.OTHER), "s2"),
        (After(first="v1", then="v2", technician=Who.SAME), "s1"),
    ],
)
def test_relations_choose_the_route(relation: Relation, shift: str):
    assert joined(plan_of({"s1": ("v1",)}, relation), "v2").shift_of["v2"] == shift


@pytest.mark.parametrize(("order", "stops"), [(BOTH, ["v1", "v2"]), (("v2", "v1"), ["v2", "v1"])])
def test_the_order_of_a_route_is_kept(order: tuple[str, str], stops: list[str]):
    plan = joined(plan_of({"s1": ("v1",)}, InOrder(visits=order)), "v2")

    assert [stop.visit for stop in plan.routes["s1"].stops] == stops


def test_work_after_other_work_waits_for_the_gap():
    relation = After(first="v1", then="v2", min_gap_s=hours(2), technician=Who.OTHER)
    plan = joined(plan_of({"s1": ("v1",)}, relation), "v2")

    # v1 is done at 8:40
    assert plan.stops["v2"].start == hours(10, 40)


def test_the_gap_holds_on_one_route_too():
    relation = After(first="v1", then="v2", min_gap_s=hours(2), technician=Who.SAME)
    plan = joined(plan_of({"s1": ("v1",)}, relation), "v2")

    assert plan.stops["v2"].start - plan.stops["v1"].end >= hours(2)


def test_earlier_work_joins_before_what_waits_for_it():
    pinned = a_visit("v2", km_east=12, pinned_start=hours(12))
    relation = After(first="v1", then="v2", min_gap_s=hours(1), max_gap_s=hours(2))
    plan = plan_of({}, relation, visits=[a_visit("v1"), pinned])
    both = take_in_what_pays(plan)

    gap = both.stops["v2"].start - both.stops["v1"].end
    assert hours(1) <= gap <= hours(2)


def test_what_follows_left_out_work_has_no_place():
    plan = plan_of({}, After(first="v1", then="v2"))

    assert join(plan, plan.facts.visits["v2"]) is None


def test_two_technicians_meet_when_the_later_one_can_be_there():
    shifts = [a_shift("s1"), a_shift("s2", opens=hours(11))]
    visits = [a_visit("v1"), a_visit("v2")]
    plan = joined(plan_of({}, Together(visits=BOTH), visits=visits, shifts=shifts), "v1")

    assert plan.stops["v1"].start == plan.stops["v2"].start == hours(11, 10)
    assert set(plan.shift_of.values()) == {"s1", "s2"}


@pytest.mark.parametrize(("tolerance_s", "apart_s"), [(0, 0), (600, 600)])
def test_those_who_meet_may_differ_by_the_tolerance(tolerance_s: int, apart_s: int):
    visits = [a_visit("v1", pinned_start=hours(9)), a_visit("v2", pinned_start=hours(9) + apart_s)]
    together = Together(visits=BOTH, tolerance_s=tolerance_s)

    assert len(joined(plan_of({}, together, visits=visits), "v1").shift_of) == 2


def test_a_minute_beyond_the_tolerance_nobody_meets():
    visits = [a_visit("v1", pinned_start=hours(9)), a_visit("v2", pinned_start=hours(9, 1))]
    plan = plan_of({}, Together(visits=BOTH, tolerance_s=59), visits=visits)

    assert join(plan, plan.facts.visits["v1"]) is None


def test_three_meet_on_three_routes():
    names = ("v1", "v2", "v3")
    shifts = [a_shift(f"s{number}") for number in (1, 2, 3)]
    visits = [a_visit(name) for name in names]
    plan = joined(plan_of({}, Together(visits=names), visits=visits, shifts=shifts), "v2")

    assert len(set(plan.shift_of.values())) == 3
    assert len({stop.start for stop in plan.stops.values()}) == 1


def two_days(**rules: Any) -> Standing:
    """One technician, two days; v1 is on the first one until about 17:00."""
    late = a_visit("v1", pinned_start=hours(16))
    shifts = [
        a_shift("s1", technician="ann"),
        a_shift("s2", technician="ann", opens=hours(32), closes=hours(41)),
    ]
    visits = [late, a_visit("v2", windows=[(hours(24), hours(48))])]
    return plan_of(
        {"s1": ("v1",)},
        visits=visits,
        shifts=shifts,
        rules=(TechnicianRules(technician="ann", **rules),),
    )


def test_the_next_day_starts_after_the_rest():
    plan = joined(two_days(rest_s=hours(17)), "v2")

    # back at 16:40, so away at 9:40 the next day at the earliest
    assert plan.routes["s2"].departure == hours(24 + 9, 40)


def test_too_long_a_rest_leaves_no_place():
    plan = two_days(rest_s=hours(25))

    assert join(plan, plan.facts.visits["v2"]) is None


@pytest.mark.parametrize(("max_s", "fits"), [(6000, True), (5999, False)])
def test_the_hours_of_a_week_are_shared_by_its_routes(max_s: int, fits: bool):
    # each day takes 10 + 30 + 10 minutes
    plan = two_days(work_limits=(WorkLimit(opens=0, closes=hours(48), max_s=max_s),))

    assert (join(plan, plan.facts.visits["v2"]) is not None) == fits


def test_fair_shares_are_part_of_the_price():
    fairness = Fairness(fair_work_s=3000, work_cents_per_hour=60_000)
    rules = (TechnicianRules(technician="t-s1", fairness=fairness),)
    plan = plan_of({"s1": ("v1",)}, rules=rules)

    # on s1 it is 34 minutes more, 340 in fairness: the other one's longer way costs less
    assert joined(plan, "v2").shift_of["v2"] == "s2"
