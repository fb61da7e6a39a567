"""Why visits stay out: every reason is checked by trying, and the rest of the day is planned."""

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings

from optimizer.eligibility import refusal
from optimizer.problem import Problem, Shift, TimeWindow, Visit
from optimizer.schedule import time_route
from optimizer.solution import Reason, Refusal, Route, Solution, Unassigned
from optimizer.solve import Limits, solve
from tests.optimizer.builders import (
    a_break,
    a_problem,
    a_shift,
    a_visit,
    hours,
    problems,
)
from tests.optimizer.technician_day import technician_day
from tests.optimizer.test_eligibility import really_fails

QUICK = Limits(iterations=5)


def orders_of(problem: Problem, solution: Solution) -> dict[str, list[Visit]]:
    visits = problem.visits_by_id()
    return {route.shift: [visits[stop.visit] for stop in route.stops] for route in solution.routes}


def insertions(
    visit: Visit, shift: Shift, orders: Mapping[str, Sequence[Visit]], problem: Problem
) -> list[Route]:
    """Every way to take the visit in on the shift's present route."""
    order = list(orders.get(shift.id, ()))
    tried = [
        time_route(shift, [*order[:place], visit, *order[place:]], problem.travel)
        for place in range(len(order) + 1)
    ]
    return [route for route in tried if isinstance(route, Route)]


def cost_now(shift: Shift, solution: Solution) -> int:
    return sum(route.costs.total for route in solution.routes if route.shift == shift.id)


def is_true(found: Refusal, visit: Visit, shift: Shift, problem: Problem, plan: Solution) -> bool:
    """The refusal tried again on the plan, without the code that made it."""
    if found.reason not in (Reason.NO_ROOM, Reason.TOO_DEAR):
        return really_fails(found, visit, shift, problem)
    able = refusal(visit, shift, problem.travel) is None
    ways = insertions(visit, shift, orders_of(problem, plan), problem)
    if found.reason is Reason.NO_ROOM:
        return able and not ways
    extra = min(way.costs.total for way in ways) - cost_now(shift, plan)
    return able and extra == found.facts["extra_cents"] and extra >= visit.leave_out_cents


def untrue(problem: Problem, plan: Solution) -> list[tuple[str, Refusal]]:
    """Refusals that do not hold, and left-out visits that lack one for some shift."""
    visits, shifts = problem.visits_by_id(), problem.shifts_by_id()
    wrong = []
    for left in plan.unassigned:
        assert len(left.refusals) == len(problem.shifts)
        assert left.sentence
        assert left.reason is (left.refusals[0].reason if shifts else Reason.NO_SHIFT)
        for found in left.refusals:
            # a pin outside the windows is no shift's fault and names none
            shift = shifts[found.shift] if found.shift else problem.shifts[0]
            if not is_true(found, visits[left.visit], shift, problem, plan):
                wrong.append((left.visit, found))
    return wrong


@settings(max_examples=60, deadline=None)
@given(problems(max_visits=5))
def test_every_reason_of_a_plan_holds(problem: Problem):
    assert untrue(problem, solve(problem, QUICK)) == []


def impossible(day: Problem) -> list[tuple[Visit, Reason]]:
    """One visit for each way to be impossible for all, worth more than the rest of the day."""
    opens = max(shift.opens for shift in day.shifts)
    latest = max(shift.last_return for shift in day.shifts)
    plain = day.visits[0].model_copy(
        update={
            "skills": (),
            "windows": (),
            "technician": None,
            "pinned_start": None,
            "service_s": 1800,
            "leave_out_cents": 1_000_000,
        }
    )
    need = a_visit(skills=["asbestos"]).skills
    level = a_visit(skills=[("tv", 9)]).skills

    def but(id: str, **change: object) -> Visit:
        return plain.model_copy(update={"id": id, **change})

    return [
        (but("unknown skill", skills=need), Reason.SKILL_MISSING),
        (but("too high a level", skills=level), Reason.SKILL_LEVEL),
        (but("nobody's", technician="nobody"), Reason.OTHER_TECHNICIAN),
        (but("at night", windows=(TimeWindow(opens=0, closes=60),)), Reason.NO_WINDOW_IN_SHIFT),
        (but("too long", service_s=latest - opens + hours(3)), Reason.TOO_FAR),
        (but("the last minute", pinned_start=latest), Reason.TOO_FAR),
        (
            but(
                "pinned elsewhere",
                pinned_start=hours(9),
                windows=(TimeWindow(opens=hours(10), closes=hours(11)),),
            ),
            Reason.PINNED_OUTSIDE_WINDOW,
        ),
    ]


@pytest.mark.parametrize("seed", range(16))
def test_seven_impossible_visits_are_told_why_and_spoil_nothing(seed: int):
    bare = technician_day(seed, 4, 2)
    know_tv = [
        shift.model_copy(update={"skills": a_shift(skills=["tv"]).skills}) for shift in bare.shifts
    ]
    day = a_problem(bare.visits, know_tv, travel=bare.travel)
    extra = impossible(day)
    visits = [*day.visits, *(visit for visit, _ in extra)]
    full = a_problem(visits, day.shifts, travel=day.travel)

    plan, alone = solve(full, Limits(iterations=12)), solve(day, Limits(iterations=12))

    # 16 x 7 = 112 impossible visits; the others are planned as if they were not there
    reasons = {left.visit: left.reason for left in plan.unassigned}
    assert {visit.id: reasons[visit.id] for visit, _ in extra} == {
        visit.id: reason for visit, reason in extra
    }
    assert untrue(full, plan) == []
    assert plan.objective_cents - len(extra) * 1_000_000 == alone.objective_cents


def explained(visits: list[Visit], shifts: list[Shift]) -> dict[str, Unassigned]:
    plan = solve(a_problem(visits, shifts), QUICK)
    return {left.visit: left for left in plan.unassigned}


def test_a_visit_too_dear_to_serve_says_both_prices():
    [left] = explained([a_visit(leave_out_cents=5_000)], [a_shift()]).values()

    # 20 minutes and 20 km are 2600, half an hour of work 3000
    assert left.sentence == (
        "t-s1 could do it for 56.00 more, but leaving it out is priced at 50.00"
    )


def test_a_full_day_says_who_is_nearest_to_having_room():
    taken = a_visit("v1", leave_out_cents=200_000)
    shifts = [a_shift("s1", closes=hours(8, 50)), a_shift("s2", skills=["tv"], closes=hours(8, 30))]

    left = explained([taken, a_visit("v2")], shifts)["v2"]

    # both visits: 10 + 30 + 0 + 30 + 10 minutes, half an hour after 8:50
    assert left.reason is Reason.NO_ROOM
    assert left.sentence == (
        "all 1 shifts that could do it are full; nearest: t-s1 has no room: the day would end 30 "
        "min too late"
    )
    assert [found.reason for found in left.refusals] == [Reason.NO_ROOM, Reason.TOO_FAR]


def test_a_measured_lack_of_room_goes_before_one_of_the_break():
    first = a_visit("v1", pinned_start=hours(11), leave_out_cents=200_000)
    second = a_visit("v2", pinned_start=hours(11, 10))

    left = explained([first, second], [a_shift(breaks=[a_break()])])["v2"]

    # v2 would be ready at 11:30, 20 minutes after its pin
    assert "missed by 20 min" in left.sentence


def test_a_day_without_shifts_says_so():
    [left] = explained([a_visit()], []).values()

    assert (left.reason, left.sentence) == (Reason.NO_SHIFT, "nobody works on the planned days")


def test_more_pay_for_it_brings_a_dear_visit_in():
    assert explained([a_visit(leave_out_cents=5_599)], [a_shift()])
    assert not explained([a_visit(leave_out_cents=5_601)], [a_shift()])
