"""What a hand-made draft breaks: on the touched routes, and by rules about the plan as a whole.

The road is straight, a kilometre a minute; visits last half an hour.
"""

from typing import Any

from dispatch.draft import Draft, put, take_off, violations_on
from optimizer.problem import (
    After,
    Apart,
    Fairness,
    Problem,
    TechnicianRules,
    Visit,
    WorkLimit,
)
from optimizer.solution import Costs, Reason, Solution, Unassigned
from tests.optimizer.builders import a_shift, a_visit, grid, hours


def a_draft(*visits: Visit, orders: dict[str, list[str]], **rules: Any) -> Draft:
    """Ann has the shifts s1 (8 to 12) and s2 (13 to 17), Bob s3 (8 to 17)."""
    shifts = (
        a_shift("s1", technician="ann", closes=hours(12)),
        a_shift("s2", technician="ann", opens=hours(13)),
        a_shift("s3", technician="bob"),
    )
    problem = Problem(visits=visits, shifts=shifts, travel=grid(), **rules)
    nobody = tuple(
        Unassigned(visit=visit.id, reason=Reason.NOT_PLACED, sentence="-") for visit in visits
    )
    nothing = Solution(routes=(), unassigned=nobody, costs=Costs(), objective_cents=0)
    draft = Draft.of(problem, nothing)
    for shift, order in orders.items():
        for place, visit in enumerate(order):
            draft = put(draft, visit, shift, place)
    return draft


def broken(draft: Draft, *shifts: str) -> list[tuple[str, str | None, str | None]]:
    return [(one.rule.value, one.visit, one.shift) for one in violations_on(draft, shifts)]


def test_a_draft_of_a_free_problem_breaks_nothing_on_any_of_its_routes() -> None:
    fair = TechnicianRules(technician="ann", fairness=Fairness(work_cents_per_hour=500))
    late = a_visit("v3", due_by=hours(8), late_cents_per_hour=4000)
    draft = a_draft(
        a_visit("v1"), a_visit("v2"), late, a_visit("v4"),
        orders={"s1": ["v1"], "s2": ["v2"], "s3": ["v3"]},
        technicians=(fair,), largest_late_cents_per_hour=900,
    )  # fmt: skip

    for shift in ("s1", "s2", "s3"):
        assert broken(draft, shift) == []
    assert broken(draft) == []


def test_taking_off_a_visit_that_must_be_done_breaks_the_plan() -> None:
    draft = a_draft(a_visit("v1", mandatory=True), a_visit("v2"), orders={"s1": ["v1", "v2"]})
    assert broken(draft, "s1") == []

    off = take_off(draft, "v1", "dora took it off")

    assert broken(off, "s1") == [("mandatory", "v1", None)]


def test_work_over_the_hours_of_all_shifts_is_found_from_any_of_them() -> None:
    week = WorkLimit(opens=0, closes=hours(24), max_s=hours(2))
    ann = TechnicianRules(technician="ann", work_limits=(week,))
    long = [a_visit(name, service_s=hours(1)) for name in ("v1", "v2")]
    draft = a_draft(*long, orders={"s1": ["v1"], "s2": ["v2"]}, technicians=(ann,))

    # 2 x (10 + 60 + 10 minutes) is 40 minutes more than two hours
    assert broken(draft, "s1") == [("work_limit", None, "s2")]


def test_a_change_on_one_route_breaks_what_was_agreed_for_another() -> None:
    draft = a_draft(
        a_visit("v1"), a_visit("v2"),
        orders={"s1": ["v1"], "s3": ["v2"]},
        relations=(After(first="v1", then="v2"),),
    )  # fmt: skip
    assert broken(draft, "s1", "s3") == []

    off = take_off(draft, "v1", "dora took it off")

    assert broken(off, "s1") == [("after", "v2", "s3")]


def test_visits_that_have_to_be_apart_are_told_wherever_one_looks() -> None:
    draft = a_draft(
        a_visit("v1"), a_visit("v2"), a_visit("v3"),
        orders={"s1": ["v1", "v2"], "s3": ["v3"]},
        relations=(Apart(visits=("v1", "v2")),),
    )  # fmt: skip

    assert broken(draft, "s3") == [("apart", "v2", "s1")]


def test_rules_about_one_route_are_told_of_the_routes_asked_for_only() -> None:
    early = (0, hours(8))
    draft = a_draft(
        a_visit("v1", windows=[early]), a_visit("v2", windows=[early]),
        orders={"s1": ["v1"], "s3": ["v2"]},
    )  # fmt: skip

    assert broken(draft, "s1") == [("window", "v1", "s1")]
    assert broken(draft, "s1", "s3") == [("window", "v1", "s1"), ("window", "v2", "s3")]


def test_a_visit_that_may_be_left_out_breaks_nothing_off_the_plan() -> None:
    draft = a_draft(a_visit("v1"), orders={"s1": ["v1"]})

    assert broken(take_off(draft, "v1", "-"), "s1") == []
