"""Every rule of the widened model says no with its numbers."""

from typing import Any

import pytest

from optimizer import explain
from optimizer.problem import (
    After,
    Apart,
    Caps,
    Relation,
    Shift,
    TechnicianRules,
    Together,
    Visit,
    Who,
    WorkLimit,
)
from optimizer.schedule import Blocked
from optimizer.solution import Reason, Refusal
from optimizer.standing import standing
from tests.optimizer.builders import a_problem, a_shift, a_visit, hours


def why_out(
    visit: Visit,
    others: list[Visit],
    shifts: list[Shift],
    *relations: Relation,
    orders: dict[str, tuple[str, ...]],
    rules: tuple[TechnicianRules, ...] = (),
) -> Refusal:
    """The deciding refusal of a visit beside the others, who are on their routes."""
    problem = a_problem([*others, visit], shifts).model_copy(
        update={"relations": relations, "technicians": rules}
    )
    plan = standing(problem, orders)
    assert not isinstance(plan, Blocked)
    return explain.unassigned(visit, plan).refusals[0]


V1, V2 = a_visit("v1"), a_visit("v2")


@pytest.mark.parametrize(
    ("relation", "said"),
    [
        (Apart(visits=("v1", "v2")), "it may not be on one route with visit v1"),
        (
            After(first="v1", then="v2", technician=Who.OTHER),
            "it has to be done by somebody else than visit v1",
        ),
    ],
)
def test_a_relation_that_keeps_it_off_is_named(relation: Relation, said: str):
    found = why_out(V2, [V1], [a_shift()], relation, orders={"s1": ("v1",)})

    assert found.reason is Reason.RELATION
    assert found.sentence == f"t-s1 cannot: {said}"


def test_work_after_other_work_says_by_how_much_it_misses_it():
    relation = After(first="v1", then="v2", max_gap_s=0, gap_from="start")
    shifts = [a_shift("s1"), a_shift("s2", opens=hours(9))]
    kept = Apart(visits=("v1", "v2"))

    found = why_out(V2, [V1], shifts, relation, kept, orders={"s1": ("v1",)})

    # v1 starts at 8:10; from 9:00 on the other one can be there at 9:10
    assert (found.reason, found.facts["by_s"]) == (Reason.RELATION, hours(1))


def test_a_partner_that_nobody_can_do_at_once_is_named():
    others = [a_visit("v1", pinned_start=hours(9))]
    visit = a_visit("v2", pinned_start=hours(10))
    shifts = [a_shift("s1"), a_shift("s2")]

    found = why_out(visit, others, shifts, Together(visits=("v1", "v2")), orders={})

    assert found.reason is Reason.RELATION
    assert found.sentence == "t-s1 cannot: nobody can do visit v1 at the same time"


def test_a_visit_after_left_out_work_says_so():
    found = why_out(V2, [V1], [a_shift()], After(first="v1", then="v2"), orders={})

    assert found.sentence == "t-s1 cannot: it comes after visit v1, which is left out"


@pytest.mark.parametrize(
    ("caps", "said"),
    [
        (Caps(visits=1), "1 visits too many"),
        (Caps(route_s=3000), "30 min of working time too much"),
        (Caps(drive_s=1199), "1 min of driving too much"),
    ],
)
def test_a_cap_of_the_route_says_by_how_much(caps: Caps, said: str):
    shift = a_shift(caps=caps)
    plain = a_visit("v2", km_east=10)
    orders = {"s1": ("v1",)} if caps.drive_s is None else {}

    found = why_out(plain, [V1], [shift], orders=orders)

    assert found.reason is Reason.CAP
    assert said in found.sentence


def test_what_is_used_up_on_the_route_is_missed():
    with_tube = [a_visit(name, parts={"tube": 1}) for name in ("v1", "v2")]
    shift = a_shift(stock={"tube": 1}, capacity={})

    found = why_out(with_tube[1], with_tube[:1], [shift], orders={"s1": ("v1",)})

    assert (found.reason, found.facts["by_s"]) == (Reason.PARTS, 1)


def test_a_full_van_says_by_how_much():
    loads = [a_visit(name, load={"kg": 5}) for name in ("v1", "v2")]

    found = why_out(loads[1], loads[:1], [a_shift(capacity={"kg": 8})], orders={"s1": ("v1",)})

    assert (found.reason, found.facts["by_s"]) == (Reason.CAPACITY, 2)


def two_days(**rules: Any) -> tuple[list[Shift], tuple[TechnicianRules, ...]]:
    shifts = [
        a_shift("s1", technician="ann"),
        a_shift("s2", technician="ann", opens=hours(32), closes=hours(41)),
    ]
    return shifts, (TechnicianRules(technician="ann", **rules),)


def test_too_short_a_rest_before_the_next_day_is_named():
    shifts, rules = two_days(rest_s=hours(17))
    tomorrow = [a_visit("v1", pinned_start=hours(32, 10))]
    late = a_visit("v2", windows=[(hours(16), hours(17))])

    found = why_out(late, tomorrow, shifts, orders={"s2": ("v1",)}, rules=rules)

    # away at 8:00 the next day, so back at 15:00 and not at 16:40
    assert (found.reason, found.facts["by_s"]) == (Reason.REST, hours(1, 40))


def test_hours_that_the_week_does_not_leave_are_named():
    limit = WorkLimit(opens=0, closes=hours(48), max_s=5_000)
    shifts, rules = two_days(work_limits=(limit,))
    tomorrow = a_visit("v2", windows=[(hours(24), hours(48))])

    found = why_out(tomorrow, [V1], shifts, orders={"s1": ("v1",)}, rules=rules)

    # twice 50 minutes are 6000 s
    assert (found.reason, found.facts["by_s"]) == (Reason.WORK_LIMIT, 1000)


def test_a_place_that_pays_and_nobody_took_is_said_to_be_free():
    found = why_out(a_visit("v2", leave_out_cents=10_000), [V1], [a_shift()], orders={})

    assert found.reason is Reason.NOT_PLACED
    assert found.facts == {"extra_cents": 5_600, "leave_out_cents": 10_000}
