"""Two plans side by side."""

from hypothesis import given, settings

from optimizer.compare import compare
from optimizer.differences import Change
from optimizer.problem import Problem, Promise
from optimizer.resolving import resolve
from optimizer.solution import Costs
from tests.optimizer.builders import a_problem, a_shift, a_visit, hours
from tests.optimizer.roomy import roomy_problems


def two_ways() -> Problem:
    """v1 promised to t-s1 at 8:10; s2 starts at kilometre 20."""
    promise = Promise(
        start=hours(8, 10), moved_cents_per_hour=600, technician="t-s1", technician_cents=700
    )
    visits = [a_visit("v1", km_east=10, promise=promise), a_visit("v2", km_east=20)]
    return a_problem(visits, [a_shift("s1"), a_shift("s2", km_east=20)])


def test_a_visit_that_goes_to_another_technician_is_told_with_its_minutes():
    problem = two_ways()
    stays = problem.model_copy(update={"start_from": {"s1": ("v1",), "s2": ("v2",)}})
    to_s2 = problem.visits[0].model_copy(update={"technician": "t-s2"})
    pinned = problem.model_copy(update={"visits": (to_s2, problem.visits[1])})

    found = compare(problem, resolve(stays), resolve(pinned))

    by_visit = {one.visit: one for one in found.visits}
    assert by_visit["v1"].change is Change.TECHNICIAN
    assert (by_visit["v1"].technician_before, by_visit["v1"].technician_after) == ("t-s1", "t-s2")
    [moved] = found.moved_promises
    assert (moved.visit, moved.technician) == ("v1", "t-s2")
    assert moved.cents >= 700
    assert found.after.promises_moved == 1
    assert found.before.promises_moved == 0


@settings(max_examples=60, deadline=None)
@given(roomy_problems())
def test_differing_lines_add_up_to_the_difference(problem: Problem):
    before = resolve(problem)
    after = resolve(problem.model_copy(update={"start_from": {}}))

    found = compare(problem, before, after)

    assert sum(line.after_cents - line.before_cents for line in found.lines) == found.cents
    assert found.before.served + found.before.left_out == len(problem.visits)
    same = compare(problem, before, before)
    assert (same.cents, same.lines, same.visits) == (0, (), ())


def test_figures_count_driving_waiting_and_lateness():
    due = a_visit("v1", km_east=10, windows=[(hours(9), hours(10))], due_by=hours(9))
    problem = a_problem([due], [a_shift(opens=hours(8, 50))])
    plan = resolve(problem)

    figures = compare(problem, plan, plan).before

    # 10 km each way, half an hour of work from 9:00, due at 9:00
    assert (figures.drive_s, figures.distance_m, figures.wait_s) == (1200, 20_000, 0)
    assert (figures.late_visits, figures.late_s, figures.working_s) == (1, 1800, 3000)


def test_a_visit_left_out_is_dropped_and_breaks_its_promise():
    problem = two_ways()
    both = resolve(problem)
    nobody = problem.visits[0].model_copy(update={"technician": "nobody"})
    without = resolve(problem.model_copy(update={"visits": (nobody, problem.visits[1])}))

    found = compare(problem, both, without)

    assert [one.change for one in found.visits if one.visit == "v1"] == [Change.DROPPED]
    assert [(moved.visit, moved.start) for moved in found.moved_promises] == [("v1", None)]
    assert Costs(left_out=100_000).total in [line.after_cents for line in found.lines]
