"""Every fix that is listed works when it is applied."""

from typing import Any

import pytest
from hypothesis import given, settings

from optimizer.differences import Change
from optimizer.fixes import Fix, fixes, new_violations
from optimizer.fixing.changes import Amendment
from optimizer.fixing.ideas import FixKind
from optimizer.problem import (
    After,
    Caps,
    Problem,
    Relation,
    Shift,
    Skill,
    TimeWindow,
    Together,
    Visit,
)
from optimizer.resolving import resolve
from optimizer.solution import Solution
from tests.optimizer.builders import a_problem, a_shift, a_visit, hours
from tests.optimizer.roomy import roomy_problems


@settings(max_examples=40, deadline=None)
@given(roomy_problems(max_visits=5))
def test_every_listed_fix_works_when_applied(problem: Problem):
    plan = resolve(problem)
    for out in plan.unassigned:
        for fix in fixes(problem, plan, out.visit):
            changed = fix.change.applied(problem)
            assert new_violations((problem, plan), (changed, fix.solution)) == []
            assert any(s.visit == out.visit for r in fix.solution.routes for s in r.stops)


def listed(
    visits: list[Visit],
    shifts: list[Shift],
    *relations: Relation,
    plan: dict[str, tuple[str, ...]] | None = None,
    visit: str = "v1",
) -> dict[FixKind, Fix]:
    """The cheapest fix of each kind for a visit that the plan leaves out."""
    problem = a_problem(visits, shifts).model_copy(
        update={"relations": relations, "start_from": plan or {}}
    )
    found: dict[FixKind, Fix] = {}
    for fix in fixes(problem, resolve(problem), visit):
        found.setdefault(fix.kind, fix)
    return found


def test_a_window_is_widened_by_the_fewest_minutes():
    visit = a_visit("v1", windows=[(hours(6), hours(8, 5))])

    fix = listed([visit], [a_shift()])[FixKind.WINDOW]

    # s1 leaves at 8:00 and is there at 8:10
    assert (fix.facts["minutes"], fix.field) == (5, "visits[v1].windows")
    assert fix.sentence == "a time window of visit v1 closes 5 min later"
    [changed] = fix.change.visits
    assert changed.windows[0].closes == hours(8, 10)
    assert fix.price_cents == 20 * 130 + 3000


def test_another_day_is_offered_when_somebody_works_then():
    visit = a_visit("v1", windows=[(hours(9), hours(10))])
    tomorrow = a_shift("s1", opens=hours(32), closes=hours(41))
    today = a_shift("s2", skills=["tv"], closes=hours(8, 30))

    fix = listed([visit], [tomorrow, today])[FixKind.DAY]

    assert fix.facts == {"days": 1}
    assert fix.solution.routes[0].stops[0].start == hours(33)


def test_overtime_is_asked_for_by_the_minute():
    visit = a_visit("v1", km_east=60)

    fix = listed([visit], [a_shift(closes=hours(10, 20))])[FixKind.OVERTIME]

    # 60 km there at 9:00, half an hour of work, back at 10:30; 50 cents a minute of overtime
    assert (fix.facts["minutes"], fix.field) == (10, "shifts[s1].max_overtime_s")
    assert fix.price_cents == 120 * 130 + 3000 + 500


def test_overtime_counts_what_the_present_route_leaves():
    visits = [a_visit("v1"), a_visit("v2", leave_out_cents=200_000)]

    fix = listed(visits, [a_shift(closes=hours(8, 50))], plan={"s1": ("v2",)})[FixKind.OVERTIME]

    # v2 alone is back at 8:50, both at 9:20
    assert fix.facts["minutes"] == 30


def test_a_lower_level_is_enough_as_high_as_somebody_holds_it():
    shifts = [a_shift("s1", skills=[("tv", 1)]), a_shift("s2", skills=[("tv", 2)])]

    fix = listed([a_visit("v1", skills=[("tv", 4)])], shifts)[FixKind.SKILL_LEVEL]

    assert fix.facts == {"skill": "tv", "level": 2}


def test_a_certificate_can_be_renewed():
    shift = a_shift(skills=[Skill(skill="tv", valid_until=0)])

    fix = listed([a_visit("v1", skills=["tv"])], [shift])[FixKind.CERTIFICATE]

    assert fix.field == "shifts[s1].skills"


@pytest.mark.parametrize(
    ("unwelcome", "field"),
    [({"never_technicians": ("t-s1",)}, "never"), ({"only_technicians": ("bob",)}, "only")],
)
def test_somebody_unwelcome_may_be_sent(unwelcome: dict[str, Any], field: str):
    fix = listed([a_visit("v1", **unwelcome)], [a_shift()])[FixKind.TECHNICIAN]

    assert fix.field == f"visits[v1].{field}_technicians"
    assert fix.facts == {"technician": "t-s1"}


def test_both_pins_are_given_up_if_one_is_not_enough():
    visit = a_visit("v1", technician="bob", pinned_start=hours(7))

    fix = listed([visit], [a_shift()])[FixKind.PIN]

    assert fix.facts == {"fields": "technician, pinned_start"}


def test_a_start_that_is_no_longer_pinned_keeps_to_the_windows_it_stood_for():
    open_late = (TimeWindow(opens=hours(15), closes=hours(16)),)
    visit = a_visit("v1", pinned_start=hours(7), unpinned_windows=open_late)

    fix = listed([visit], [a_shift()])[FixKind.PIN]

    assert [one.windows for one in fix.change.visits] == [open_late]
    assert [s.start for route in fix.solution.routes for s in route.stops] == [hours(15)]


def test_a_pinned_start_without_which_there_is_no_time_at_all_stays():
    visit = a_visit("v1", pinned_start=hours(7), unpinned_windows=())

    assert FixKind.PIN not in listed([visit], [a_shift()])


def test_a_relation_is_given_up():
    visits = [a_visit("v1"), a_visit("v2", skills=["tv"])]

    fix = listed(visits, [a_shift()], After(first="v2", then="v1"))[FixKind.RELATION]

    assert (fix.field, fix.change.relations) == ("relations[0]", ())


def test_those_who_belong_together_start_further_apart():
    visits = [a_visit("v1", pinned_start=hours(9)), a_visit("v2", pinned_start=hours(9, 7))]
    shifts = [a_shift("s1"), a_shift("s2")]

    found = listed(visits, shifts, Together(visits=("v1", "v2")))

    assert found[FixKind.TOLERANCE].facts == {"minutes": 7}


def test_a_second_technician_halves_long_work():
    visit = a_visit("v1", service_s=hours(10))

    fix = listed([visit], [a_shift("s1"), a_shift("s2")])[FixKind.SECOND_TECHNICIAN]

    # twice 20 km and five hours of work
    assert fix.price_cents == 2 * (20 * 130 + 30_000)
    assert len(fix.solution.routes) == 2


def test_a_van_takes_along_what_is_missing():
    visit = a_visit("v1", equipment=("crane",), parts={"tube": 2})

    fix = listed([visit], [a_shift()])[FixKind.LOAD]

    assert fix.sentence == "t-s1 takes along crane, 2 tube on shift s1"


def test_a_cap_is_lifted_by_what_is_over():
    fix = listed([a_visit("v1")], [a_shift(caps=Caps(drive_s=1000))])[FixKind.CAP]

    # 20 minutes of driving
    assert (fix.field, fix.facts["over"]) == ("shifts[s1].caps.drive_s", 200)


def test_a_cheaper_visit_is_swapped_out_and_named_as_disturbed():
    visits = [a_visit("v1", leave_out_cents=9_000), a_visit("v2", leave_out_cents=8_000)]

    fix = listed(visits, [a_shift(closes=hours(8, 50))], plan={"s1": ("v2",)})

    swap = fix[FixKind.SWAP]
    # both cost the same on the road; v2 is left out for 8000
    assert (swap.price_cents, swap.field, swap.change) == (8_000, "", Amendment())
    assert [(one.visit, one.change) for one in swap.disturbed] == [("v2", Change.DROPPED)]


def test_a_dear_visit_is_served_at_its_price():
    fix = listed([a_visit("v1", leave_out_cents=5_000)], [a_shift()])[FixKind.PRICE]

    assert fix.price_cents == 5_600


def test_cheap_fixes_come_first():
    visit = a_visit("v1", windows=[(hours(6), hours(8, 5))])
    problem = a_problem([visit], [a_shift()])

    prices = [fix.price_cents for fix in fixes(problem, resolve(problem), "v1")]

    assert prices == sorted(prices)


def test_the_search_of_the_caller_is_asked():
    problem = a_problem([a_visit("v1", skills=[("tv", 2)])], [a_shift(skills=["tv"])])
    asked: list[Problem] = []

    def resolver(changed: Problem) -> Solution:
        asked.append(changed)
        return resolve(changed)

    [fix] = fixes(problem, resolve(problem), "v1", resolver)

    assert [changed.visits[0].mandatory for changed in asked] == [True]
    assert fix.kind is FixKind.SKILL_LEVEL


@pytest.mark.parametrize(
    ("visit", "said"), [("v2", "expected the id of a visit"), ("v1", "is served")]
)
def test_only_left_out_visits_are_fixed(visit: str, said: str):
    problem = a_problem([a_visit("v1")], [a_shift()])

    with pytest.raises(ValueError, match=said):
        fixes(problem, resolve(problem), visit)
