"""One more visit into a plan that is running, checked, with whom it disturbs."""

from hypothesis import given, settings

from optimizer import check
from optimizer.differences import Change
from optimizer.emergency import insert_emergency, with_promises
from optimizer.fixes import new_violations
from optimizer.problem import Problem
from optimizer.resolving import resolve
from optimizer.solution import Reason
from tests.optimizer.builders import a_problem, a_shift, a_visit, hours
from tests.optimizer.roomy import roomy_problems


def test_an_emergency_on_the_way_costs_its_work_and_moves_who_comes_after():
    problem = a_problem([a_visit("v1", km_east=20)], [a_shift()])
    plan = resolve(problem)

    found = insert_emergency(problem, plan.routes, a_visit("new", km_east=10))

    assert found is not None
    assert found.extra_cents == 3000
    assert check.violations(found.problem, found.solution) == ()


def full_day() -> Problem:
    """v1 fills s1; s2 is free and starts further away."""
    shifts = [
        a_shift("s1", closes=hours(9)),
        a_shift("s2", km_east=30, closes=hours(11), skills=["tv"]),
    ]
    return a_problem([a_visit("v1", leave_out_cents=9_000)], shifts)


def test_a_visit_without_room_bumps_another_one_to_somebody_else():
    problem = full_day()
    plan = resolve(problem.model_copy(update={"start_from": {"s1": ("v1",)}}))
    only_s1 = a_visit("new", technician="t-s1")

    found = insert_emergency(problem, plan.routes, only_s1)

    # s1: the new visit instead of v1; s2: 40 km and half an hour cost 8200, less than 9000
    assert found is not None
    assert found.extra_cents == 40 * 130 + 3000
    [disturbed] = found.disturbed
    assert (disturbed.visit, disturbed.change) == ("v1", Change.TECHNICIAN)


def test_a_bumped_visit_stays_out_where_that_is_cheaper():
    problem = full_day()
    plan = resolve(problem.model_copy(update={"start_from": {"s1": ("v1",)}}))
    cheap = problem.visits[0].model_copy(update={"leave_out_cents": 8_000})

    found = insert_emergency(
        problem.model_copy(update={"visits": (cheap,)}),
        plan.routes,
        a_visit("new", technician="t-s1"),
    )

    assert found is not None
    assert found.extra_cents == 8_000
    assert [one.change for one in found.disturbed] == [Change.DROPPED]
    assert [out.reason for out in found.solution.unassigned] == [Reason.TOO_DEAR]


def test_promises_make_disturbing_dear():
    problem = a_problem([a_visit("v1", km_east=10)], [a_shift()])
    plan = resolve(problem)
    urgent = a_visit("new", km_east=10, windows=[(hours(8), hours(8, 20))])

    plain = insert_emergency(problem, plan.routes, urgent)
    promised = with_promises(
        problem, plan.routes, moved_cents_per_hour=6000, technician_cents=0, tolerance_s=600
    )
    dear = insert_emergency(promised, plan.routes, urgent)

    # v1 moves by 30 minutes, 10 of them are free
    assert plain is not None
    assert dear is not None
    assert dear.extra_cents - plain.extra_cents == 2000
    assert [(one.visit, one.moved_s) for one in dear.disturbed] == [("v1", 1800)]


def test_an_impossible_emergency_gets_no_proposal():
    problem = full_day()

    assert insert_emergency(problem, resolve(problem).routes, a_visit("new", skills=["x"])) is None


def test_who_was_left_out_before_keeps_the_reason():
    problem = a_problem([a_visit("v1", skills=["x"])], [a_shift()])
    plan = resolve(problem)

    bare = insert_emergency(problem, plan.routes, a_visit("new"))
    told = insert_emergency(problem, plan.routes, a_visit("new"), known=plan.unassigned)

    assert bare is not None
    assert told is not None
    assert [out.reason for out in bare.solution.unassigned] == [Reason.NOT_PLACED]
    assert told.solution.unassigned == plan.unassigned


@settings(max_examples=80, deadline=None)
@given(roomy_problems().filter(lambda problem: problem.visits))
def test_every_proposal_is_valid_and_its_price_is_right(problem: Problem):
    bonded = {name for relation in problem.relations for name in relation.visits}
    free = [visit for visit in problem.visits if visit.id not in bonded]
    for visit in free[:1]:
        others = tuple(other for other in problem.visits if other.id != visit.id)
        smaller = problem.model_copy(update={"visits": others, "start_from": {}})
        plan = resolve(smaller)
        found = insert_emergency(smaller, plan.routes, visit)
        if found is not None:
            assert new_violations((smaller, plan), (found.problem, found.solution)) == []
            assert found.extra_cents == found.solution.objective_cents - plan.objective_cents
