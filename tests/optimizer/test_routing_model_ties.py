"""Relations, rest, hours and fair shares in the OR-Tools model, and what it says of its gaps.

A kilometre and back costs 260 cents, half an hour of work 3000; visits are at kilometre 10.
"""

import pytest

from optimizer.problem import (
    After,
    Apart,
    Break,
    Fairness,
    InOrder,
    Prices,
    SameRoute,
    SoftWindow,
    TechnicianRules,
    Together,
    Who,
    WorkLimit,
)
from optimizer.routing_gaps import gaps
from optimizer.routing_pace import MOST_CELLS, most_classes
from optimizer.travel import TrafficBand
from tests.optimizer.builders import EURO_A_MINUTE, a_shift, a_visit, grid, hours
from tests.optimizer.routing_models import accepts, model_of, planned, problem_of, served

TWO = [a_visit("v1"), a_visit("v2", km_east=11)]
SHIFTS = [a_shift("s1"), a_shift("s2", km_east=1)]


def routes_of(relation: object, visits: list = TWO, shifts: list = SHIFTS) -> list[list[str]]:
    return sorted(planned(visits, shifts, relations=(relation,)).values())


def test_without_relations_one_route_is_best():
    assert [sorted(order) for order in planned(TWO, SHIFTS).values()] == [["v1", "v2"]]


def test_work_together_needs_two_technicians_or_is_left_out():
    together = Together(visits=("v1", "v2"))

    assert routes_of(together) == [["v1"], ["v2"]]
    assert routes_of(together, shifts=SHIFTS[:1]) == []


def test_work_together_starts_at_most_the_tolerance_apart():
    def count(tolerance_s: int) -> int:
        visits = [a_visit("v1", pinned_start=hours(9)), a_visit("v2", pinned_start=hours(9, 10))]
        together = Together(visits=("v1", "v2"), tolerance_s=tolerance_s)
        return len(served(visits, SHIFTS, relations=(together,)))

    assert (count(600), count(599)) == (2, 0)


def test_apart_keeps_visits_off_one_route():
    assert routes_of(Apart(visits=("v1", "v2"))) == [["v1"], ["v2"]]
    assert len(routes_of(Apart(visits=("v1", "v2")), shifts=SHIFTS[:1])) == 1


def test_visits_of_one_route_are_not_shared_out():
    far = [a_visit("v1", km_east=1), a_visit("v2", km_east=59)]
    shifts = [a_shift("s1"), a_shift("s2", km_east=60)]

    assert len(planned(far, shifts)) == 2
    assert len(routes_of(SameRoute(visits=("v1", "v2")), far, shifts)) == 1


@pytest.mark.parametrize("order", [("v1", "v2", "v3"), ("v3", "v1", "v2")])
def test_visits_keep_their_order(order: tuple[str, ...]):
    visits = [*TWO, a_visit("v3", km_east=30)]

    assert routes_of(InOrder(visits=order), visits, SHIFTS[:1]) == [list(order)]


def test_an_order_holds_only_for_who_is_served():
    visits = [a_visit("v1", leave_out_cents=0), a_visit("v2")]

    assert routes_of(InOrder(visits=("v1", "v2")), visits) == [["v2"]]


def test_later_work_is_done_only_after_the_first():
    first = a_visit("v1", windows=[(hours(11), hours(12))])
    then = a_visit("v2", windows=[(hours(8), hours(14))])

    assert routes_of(After(first="v1", then="v2"), [first, then]) == [["v1", "v2"]]
    nobody = first.model_copy(update={"only_technicians": ("nobody",)})
    assert routes_of(After(first="v1", then="v2"), [nobody, then]) == []
    assert routes_of(After(first="v2", then="v1"), [nobody, then]) == [["v2"]]


@pytest.mark.parametrize(("gap_s", "expected"), [(1800, 2), (1801, 1)])
def test_the_gap_after_the_end_of_the_first_is_kept(gap_s: int, expected: int):
    visits = [a_visit("v1", pinned_start=hours(9)), a_visit("v2", pinned_start=hours(10))]
    after = After(first="v1", then="v2", min_gap_s=gap_s)

    assert len(served(visits, SHIFTS, relations=(after,))) == expected


@pytest.mark.parametrize(("gap_s", "expected"), [(3600, 2), (3599, 1)])
def test_the_longest_gap_after_the_start_is_kept(gap_s: int, expected: int):
    visits = [a_visit("v1", pinned_start=hours(9)), a_visit("v2", pinned_start=hours(10))]
    after = After(first="v1", then="v2", max_gap_s=gap_s, gap_from="start")

    assert len(served(visits, SHIFTS, relations=(after,))) == expected


def test_the_same_or_another_technician_comes_later():
    after = After(first="v1", then="v2", technician=Who.OTHER)
    assert routes_of(after) == [["v1"], ["v2"]]
    one = [shift.model_copy(update={"technician": "t"}) for shift in SHIFTS]
    assert len(routes_of(after, shifts=one)[0]) == 1
    far = [a_visit("v1", km_east=1), a_visit("v2", km_east=59)]
    shifts = [a_shift("s1"), a_shift("s2", km_east=60)]
    assert len(routes_of(After(first="v1", then="v2", technician=Who.SAME), far, shifts)) == 1
    assert len(routes_of(After(first="v1", then="v2"), far, shifts)) == 2


def nights(**rules: object) -> dict[str, object]:
    """A late visit and one early on the next day, by the two shifts of one technician."""
    late = a_shift("s1", technician="t", opens=hours(14), closes=hours(23))
    early = a_shift("s2", technician="t", opens=hours(30), closes=hours(40))
    return {
        "visits": [
            a_visit("v1", pinned_start=hours(21)),
            a_visit("v2", pinned_start=hours(32, 10)),
        ],
        "shifts": [late, early],
        "technicians": (TechnicianRules(technician="t", **rules),),
    }


@pytest.mark.parametrize(("rest_s", "expected"), [(hours(10, 20), 2), (hours(10, 20) + 1, 1)])
def test_a_technician_rests_between_two_used_shifts(rest_s: int, expected: int):
    # back at 21:40, leaving at 8:00
    assert len(served(**nights(rest_s=rest_s))) == expected


def test_a_technician_is_on_one_shift_at_a_time():
    visits = [a_visit(name, pinned_start=hours(10)) for name in ("v1", "v2")]
    both = [a_shift("s1", technician="t"), a_shift("s2", technician="t", km_east=1)]

    assert len(served(visits, both)) == 1
    assert len(served(visits, SHIFTS)) == 2


def test_where_nothing_is_left_of_the_next_shift_one_of_the_two_is_worked():
    assert len(served(**nights(rest_s=hours(30)))) == 1


@pytest.mark.parametrize(("max_s", "expected"), [(hours(1, 40), 2), (hours(1, 40) - 1, 1)])
def test_the_hours_of_several_shifts_are_limited(max_s: int, expected: int):
    limit = WorkLimit(opens=0, closes=hours(48), max_s=max_s)

    # 50 minutes each
    assert len(served(**nights(work_limits=(limit,)))) == expected


def test_shifts_outside_the_span_of_a_limit_do_not_count():
    limit = WorkLimit(opens=0, closes=hours(29), max_s=hours(0, 50))

    assert len(served(**nights(work_limits=(limit,)))) == 2


@pytest.mark.parametrize(
    "fairness",
    [
        Fairness(fair_work_s=hours(0, 50), work_cents_per_hour=12_000),
        Fairness(fair_points=1, cents_per_point=5_000),
    ],
)
def test_an_unfair_share_is_priced(fairness: Fairness):
    visits = [a_visit("v1", unpopular=1), a_visit("v2", unpopular=1)]
    rules = (TechnicianRules(technician="t-s1", fairness=fairness),)
    shifts = [a_shift("s1"), a_shift("s2", km_east=26)]

    # another way of 16 kilometres costs 4160, more than one of 10; half an hour unfair 6000
    assert planned(visits, shifts).keys() == {"s1"}
    assert "s2" in planned(visits, shifts, technicians=rules)


def test_the_whole_plan_is_accepted_with_all_its_ties():
    together = Together(visits=("v1", "v2"))
    problem = problem_of(TWO, SHIFTS, relations=(together,))

    assert accepts(problem, {"s1": ["v1"], "s2": ["v2"]})
    assert not accepts(problem, {"s1": ["v1"]})


def test_many_paces_share_matrices_and_prices_where_memory_ends(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("optimizer.routing_pace.MOST_CELLS", 2 * 8 * 8)
    shifts = [a_shift(f"s{n}", km_east=n, pace_percent=100 + n) for n in range(5)]
    model = model_of(problem_of([a_visit(), a_visit("v2")], shifts))

    assert len(set(model.clock_evaluators)) <= 2
    slowest = model.paces[-1].on_site
    assert all((pace.on_site <= slowest).all() for pace in model.paces)
    # kilometre 4: 1560 for the way, 6240 for work at 104 percent
    assert list(planned([a_visit(), a_visit("v2")], shifts)) == ["s4"]


def test_a_thousand_visits_leave_room_for_some_matrices():
    assert most_classes(1_150) >= 10
    assert most_classes(1_150) * 1_150**2 <= MOST_CELLS


def test_a_plain_problem_has_no_gaps():
    plain = EURO_A_MINUTE.model_copy(update={"wait_cents_per_hour": 0})

    assert gaps(problem_of([a_visit()], [a_shift(prices=plain)])) == ()


def gapped() -> list[tuple[str, dict[str, object]]]:
    visits = [a_visit(setup_s=60), a_visit("v2", setup_s=60)]
    bands = (TrafficBand(opens=hours(9), percent=150),)
    fair = Fairness(work_cents_per_hour=1)
    limit = WorkLimit(opens=0, closes=1, max_s=1)
    wish = SoftWindow(opens=0, closes=1, cents_per_hour=1)
    due = {"due_by": 1, "late_cents_per_hour": 1}
    return [
        ("traffic", {"travel": grid().model_copy(update={"traffic": bands})}),
        ("setup", {"visits": visits}),
        ("wishes", {"visits": [a_visit(preferred=wish, **due)]}),
        ("waiting", {"shifts": [a_shift(breaks=[Break(duration_s=1, earliest=0, latest=36_000)])]}),
        ("hours", {"technicians": (TechnicianRules(technician="t", work_limits=(limit,)),)}),
        ("fairness", {"technicians": (TechnicianRules(technician="t-s1", fairness=fair),)}),
        ("largest", {"visits": [a_visit(**due)], "largest_late_cents_per_hour": 1}),
        (
            "parts",
            {"visits": [a_visit(parts={"tube": 1})], "shifts": [a_shift(pick_up={"place": 1})]},
        ),
    ]


@pytest.mark.parametrize(("name", "fields"), gapped(), ids=[name for name, _ in gapped()])
def test_each_gap_is_named(name: str, fields: dict):
    problem = problem_of(
        fields.pop("visits", [a_visit()]),
        fields.pop("shifts", [a_shift(prices=Prices())]),
        **fields,
    )

    assert next(gap.partition(":")[0].split()[0] for gap in gaps(problem)) == name
