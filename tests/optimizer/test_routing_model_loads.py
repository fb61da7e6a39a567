"""Who may come, what is on board, and what it costs that one comes, in the OR-Tools model.

A kilometre and back costs 260 cents, half an hour of work 3000; visits are at kilometre 10.
"""

import pytest

from optimizer.problem import Caps, PickUp, Promise, Skill
from tests.optimizer.builders import EURO_A_MINUTE, a_shift, a_visit, hours
from tests.optimizer.routing_models import accepts, model_of, planned, problem_of, served

NEAR, FAR = a_shift("s1"), a_shift("s2", km_east=60)
DEPOT = PickUp(place=5, service_s=600)


def test_only_and_never_technicians():
    assert planned([a_visit(only_technicians=("t-s2",))], [NEAR, FAR]) == {"s2": ["v1"]}
    assert planned([a_visit(never_technicians=("t-s1",))], [NEAR, FAR]) == {"s2": ["v1"]}
    assert planned([a_visit(never_technicians=("t-s2",))], [NEAR, FAR]) == {"s1": ["v1"]}


def test_the_preferred_technician_comes_where_another_is_priced_higher_than_the_way():
    def who(cents: int) -> list[str]:
        visit = a_visit(preferred_technicians=("t-s2",), other_technician_cents=cents)
        return list(planned([visit], [NEAR, a_shift("s2", km_east=30)]))

    # ten kilometres more each way
    assert (who(2_599), who(2_601)) == (["s1"], ["s2"])


def test_the_promised_technician_comes_where_another_is_priced_higher_than_the_way():
    def who(cents: int) -> list[str]:
        promise = Promise(technician="t-s2", technician_cents=cents)
        return list(planned([a_visit(promise=promise)], [NEAR, a_shift("s2", km_east=30)]))

    assert (who(2_599), who(2_601)) == (["s1"], ["s2"])


def test_experts_stay_free_where_their_spare_levels_cost_more_than_the_way():
    def who(cents: int) -> list[str]:
        expert = a_shift("s1", skills=[Skill(skill="lift", level=3, spare_level_cents=cents)])
        other = a_shift("s2", km_east=30, skills=["lift"])
        return list(planned([a_visit(skills=["lift"])], [expert, other]))

    # two levels above
    assert (who(1_299), who(1_301)) == (["s1"], ["s2"])


def test_a_used_shift_and_each_visit_have_their_price():
    def count(used_cents: int, visit_cents: int) -> int:
        prices = {"used_cents": used_cents, "visit_cents": visit_cents}
        shift = a_shift(prices=EURO_A_MINUTE.model_copy(update=prices))
        visits = [a_visit(name, leave_out_cents=10_000) for name in ("v1", "v2")]
        return len(served(visits, [shift]))

    # 2600 for the way, 6000 for the work, 20000 for leaving both out
    assert (count(11_399, 0), count(11_401, 0)) == (2, 0)
    assert (count(0, 5_699), count(0, 5_701)) == (2, 0)


def test_a_mandatory_visit_is_served_before_any_other():
    cheap = a_visit("v1", mandatory=True, leave_out_cents=0)
    dear = a_visit("v2", leave_out_cents=500_000)

    # 50 minutes hold one visit
    assert served([cheap, dear], [a_shift(closes=hours(8, 50))]) == ["v1"]
    optional = cheap.model_copy(update={"mandatory": False})
    assert served([optional, dear], [a_shift(closes=hours(8, 50))]) == ["v2"]
    assert served([cheap], [a_shift(closes=hours(8, 49))]) == []


@pytest.mark.parametrize(("unit", "room", "expected"), [("kg", 10, 2), ("kg", 9, 1), ("m3", 2, 2)])
def test_loads_fit_in_every_unit(unit: str, room: int, expected: int):
    visits = [a_visit(name, load={"kg": 5, "m3": 1}) for name in ("v1", "v2")]

    assert len(served(visits, [a_shift(capacity={unit: room})])) == expected


@pytest.mark.parametrize(("cap", "expected"), [(2, 2), (1, 1), (0, 0)])
def test_visits_are_capped(cap: int, expected: int):
    shift = a_shift(caps=Caps(visits=cap))

    assert len(served([a_visit("v1"), a_visit("v2")], [shift])) == expected


@pytest.mark.parametrize(("stock", "expected"), [(4, 2), (3, 1), (1, 0)])
def test_parts_come_from_the_van(stock: int, expected: int):
    visits = [a_visit(name, parts={"tube": 2}) for name in ("v1", "v2")]

    assert len(served(visits, [a_shift(stock={"tube": stock})])) == expected


def test_equipment_is_with_the_technician_or_the_visit_is_not_done():
    visit = a_visit(equipment=("ladder",))

    assert planned([visit], [NEAR, a_shift("s2", km_east=60, equipment=("ladder",))]) == {
        "s2": ["v1"]
    }
    assert served([visit], [NEAR]) == []


@pytest.mark.parametrize("needs", [{"equipment": ("ladder",)}, {"parts": {"tube": 1}}])
def test_what_is_missing_is_fetched_where_that_pays(needs: dict[str, object]):
    def who(leave_out_cents: int) -> list[str]:
        visit = a_visit(leave_out_cents=leave_out_cents, **needs)
        return served([visit], [a_shift(pick_up=DEPOT)])

    # 2600 for the way, on which the depot lies, 3000 for the work, 1000 for loading
    assert (who(6_601), who(6_599)) == (["v1"], [])


def test_the_pass_by_the_depot_takes_its_time_once():
    visits = [a_visit(name, equipment=("ladder",)) for name in ("v1", "v2")]

    # 10 + 10 + 30 + 30 + 10 minutes
    assert len(served(visits, [a_shift(closes=hours(9, 30), pick_up=DEPOT)])) == 2
    assert len(served(visits, [a_shift(closes=hours(9, 29), pick_up=DEPOT)])) == 1


def test_the_depot_is_passed_before_the_stop_that_needs_it():
    visit = a_visit(equipment=("ladder",), windows=[(hours(8), hours(8, 20))])

    assert served([visit], [a_shift(pick_up=DEPOT)]) == ["v1"]
    late = visit.model_copy(update={"windows": ()}).model_copy(
        update={"pinned_start": hours(8, 19)}
    )
    assert served([late], [a_shift(pick_up=DEPOT)]) == []


def test_the_own_stock_does_before_the_pass():
    near = a_visit("v1", km_east=1, parts={"tube": 1}, pinned_start=hours(8, 1))
    behind = a_visit("v2", parts={"tube": 1})
    shift = a_shift(stock={"tube": 1}, pick_up=DEPOT)

    assert planned([near, behind], [shift]) == {"s1": ["v1", "v2"]}
    problem = problem_of([near, behind], [shift])
    assert accepts(problem, {"s1": ["v1", "v2"]})


def test_a_second_pass_is_not_made():
    model = model_of(problem_of([a_visit(equipment=("ladder",))], [a_shift(pick_up=DEPOT)]))

    assert "passes" in model.dimensions
    assert "passes" not in model_of(problem_of([a_visit()], [a_shift(pick_up=DEPOT)])).dimensions
