"""Every timing is valid, and a coarse search through all timings finds none that beats it."""

from itertools import pairwise, permutations
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer import check, objective
from optimizer.check import Rule
from optimizer.problem import Break, Problem, Shift, TimeWindow, Visit
from optimizer.schedule import Blocked, time_route
from optimizer.solution import Reason, Route, Solution, Unassigned
from tests.optimizer.all_rules import all_rules_problems
from tests.optimizer.builders import a_problem, a_shift, a_visit, grid, problems

STEP = 300
"""The coarse grid: all times of `coarse_days` are whole multiples of five minutes."""


def as_plan(problem: Problem, route: Route) -> Solution:
    """The route alone, all other visits left out."""
    served = {stop.visit for stop in route.stops}
    out = [visit for visit in problem.visits if visit.id not in served]
    costs = objective.total([route.costs, objective.plan_lines(problem, {route.shift: route})])
    unassigned = tuple(
        Unassigned(visit=visit.id, reason=Reason.NO_ROOM, sentence="not looked at") for visit in out
    )
    return Solution(
        routes=(route,), unassigned=unassigned, costs=costs, objective_cents=costs.total
    )


def without_people(problem: Problem) -> Problem:
    """The problem without the rules that timing does not look at."""
    visits = tuple(
        visit.model_copy(
            update={
                "skills": (),
                "technician": None,
                "windows": visit.windows if visit.pinned_start is None else (),
            }
        )
        for visit in problem.visits
    )
    return problem.model_copy(update={"visits": visits})


@settings(max_examples=300, deadline=None)
@given(problems(max_visits=4, max_shifts=1, min_visits=1))
def test_every_timing_passes_the_referee(problem: Problem):
    problem = without_people(problem)
    for shift in problem.shifts:
        for order in list(permutations(problem.visits))[:6]:
            route = time_route(shift, order, problem.travel)
            if isinstance(route, Route):
                assert check.violations(problem, as_plan(problem, route)) == ()


WHO_AND_WHOM_WITH = {
    Rule.SKILLS,
    Rule.ONLY_TECHNICIANS,
    Rule.NEVER_TECHNICIANS,
    Rule.PINNED_TECHNICIAN,
    Rule.MANDATORY,
    Rule.TOGETHER,
    Rule.AFTER,
    Rule.APART,
    Rule.SAME_ROUTE,
    Rule.IN_ORDER,
    Rule.WORK_LIMIT,
}
"""Rules that timing one route for itself does not look at."""


@settings(max_examples=300, deadline=None)
@given(all_rules_problems(max_visits=4, max_shifts=1, min_visits=1), st.randoms())
def test_every_timing_under_all_rules_passes_the_referee(problem: Problem, chance: Random):
    problem = without_people(problem)
    for shift in problem.shifts:
        order = chance.sample(problem.visits, chance.randint(1, len(problem.visits)))
        route = time_route(shift, order, problem.travel)
        if isinstance(route, Route):
            broken = check.violations(problem, as_plan(problem, route))
            assert [one for one in broken if one.rule not in WHO_AND_WHOM_WITH] == []


@st.composite
def coarse_days(draw: st.DrawFn) -> tuple[Shift, list[Visit]]:
    """A few hours on a road of five-minute kilometres, every time a multiple of `STEP`."""

    def steps(least: int, most: int) -> int:
        return STEP * draw(st.integers(least, most))

    opens = steps(0, 4)
    closes = opens + steps(4, 20)
    overtime = steps(0, 3)
    rests: list[Break] = []
    free = opens
    for _ in range(draw(st.integers(0, 2))):
        earliest, duration_s = free + steps(0, 6), steps(0, 3)
        if earliest + duration_s > closes + overtime:
            break
        rests.append(Break(duration_s=duration_s, earliest=earliest, latest=earliest + steps(0, 5)))
        free = earliest + duration_s
    visits = []
    for number in range(draw(st.integers(1, 2))):
        windows = [
            TimeWindow(opens=start, closes=start + steps(0, 4))
            for start in (steps(0, 20) for _ in range(draw(st.integers(0, 2))))
        ]
        visit = a_visit(f"v{number}", km_east=5 * draw(st.integers(0, 2)), service_s=steps(0, 4))
        visits.append(visit.model_copy(update={"windows": tuple(windows)}))
    shift = a_shift(opens=opens, closes=closes, max_overtime_s=overtime, breaks=rests)
    return shift, visits


def earliest_return(shift: Shift, visits: list[Visit]) -> int | None:
    """Step by step through all that a technician can do: drive, rest, wait, serve."""
    travel = grid()
    legs = [shift.start_place, *(visit.place for visit in visits), shift.end_place]
    drives = [travel.duration_s(*leg) for leg in pairwise(legs)]
    seen: set[tuple[int, int, int, int]] = set()
    todo = [(shift.opens, 0, drives[0], 0)]
    found: list[int] = []
    while todo:
        state = todo.pop()
        if state in seen:
            continue
        seen.add(state)
        clock, stop, drive_left, rested = state
        if clock > shift.last_return + 40 * STEP:
            continue
        if stop == len(visits) and drive_left == 0 and clock <= shift.last_return:
            if fits_after(clock, shift.breaks[rested:]):
                found.append(clock)
            continue
        if drive_left:
            todo.append((clock + STEP, stop, drive_left - STEP, rested))
        elif stop < len(visits) and may_start(visits[stop], clock):
            end = clock + visits[stop].service_s
            todo.append((end, stop + 1, drives[stop + 1], rested))
        todo.append((clock + STEP, stop, drive_left, rested))
        if rested < len(shift.breaks):
            rest = shift.breaks[rested]
            if rest.earliest <= clock <= rest.latest:
                todo.append((clock + rest.duration_s, stop, drive_left, rested + 1))
    return min(found, default=None)


def may_start(visit: Visit, clock: int) -> bool:
    windows = visit.allowed_starts()
    return not windows or any(window.opens <= clock <= window.closes for window in windows)


def fits_after(clock: int, breaks: tuple[Break, ...]) -> bool:
    for rest in breaks:
        start = max(clock, rest.earliest)
        if start > rest.latest:
            return False
        clock = start + rest.duration_s
    return True


@settings(max_examples=300, deadline=None)
@given(coarse_days())
def test_blocked_means_that_no_timing_at_all_is_possible(day: tuple[Shift, list[Visit]]):
    shift, visits = day

    route = time_route(shift, visits, grid())

    assert isinstance(route, Blocked) == (earliest_return(shift, visits) is None)


@settings(max_examples=300, deadline=None)
@given(coarse_days())
def test_with_free_waiting_no_other_timing_is_back_earlier(day: tuple[Shift, list[Visit]]):
    shift, visits = day
    free = shift.prices.model_copy(update={"wait_cents_per_hour": 0})
    shift = shift.model_copy(update={"prices": free})

    route = time_route(shift, visits, grid())

    # costs of one order differ in waiting and overtime only, so the earliest return is cheapest
    if isinstance(route, Route):
        assert route.returns == earliest_return(shift, visits)
        problem = a_problem(visits, [shift])
        assert check.violations(problem, as_plan(problem, route)) == ()


@settings(max_examples=200, deadline=None)
@given(coarse_days())
def test_leaving_any_later_would_miss_the_return(day: tuple[Shift, list[Visit]]):
    shift, visits = day
    shift = shift.model_copy(update={"breaks": ()})
    route = time_route(shift, visits, grid())
    if isinstance(route, Blocked):
        return

    later = shift.model_copy(update={"opens": route.departure + 1, "closes": shift.last_return})
    again = time_route(later, visits, grid()) if later.opens <= later.closes else None

    assert not isinstance(again, Route) or again.returns > route.returns
