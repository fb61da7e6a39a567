"""The compiled search prices routes as the schedule does, whatever rules hold."""

from typing import Literal

from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.incumbent import Incumbent
from optimizer.problem import After, Break, Prices, Problem, SoftWindow
from optimizer.schedule import Blocked, time_route
from optimizer.search.compiled import compile_problem
from optimizer.search.engine import Engine, Schedule
from optimizer.search.model import MISSING_CENTS
from tests.optimizer.all_rules import all_rules_problems
from tests.optimizer.builders import a_problem, a_shift, a_visit, hours, problems

CENTS_A_STOP = 8
"""Each cost line of a stop is rounded to whole cents; the search rounds nothing."""


def searched(problem: Problem, rounds: int = 30) -> tuple[Incumbent, Engine]:
    incumbent = Incumbent(problem)
    engine = Engine(compile_problem(problem, incumbent.screening))
    engine.run(Schedule(rounds=rounds), lambda: None)
    return incumbent, engine


def most_cents(incumbent: Incumbent, engine: Engine) -> float:
    """What the engine's best plan may cost: its price for it, the visits it never looks at, and
    what rounding may add."""
    looked_at = {visit.id for visit in engine.compiled.visits}
    served = {visit.id for order in engine.orders().values() for visit in order}
    visits = incumbent.problem.visits
    others = sum(visit.leave_out_cents for visit in visits if visit.id not in looked_at)
    must = {visit.id for visit in visits if visit.mandatory} & looked_at
    stops = len(served) + len(incumbent.routes) + 1
    return engine.cents + others - MISSING_CENTS * len(must - served) + CENTS_A_STOP * stops


@given(problem=problems())
@settings(max_examples=150, deadline=None)
def test_a_route_costs_what_the_schedule_says(problem: Problem) -> None:
    incumbent, engine = searched(problem)
    assert incumbent.consider(engine.orders())
    if engine.links.some:
        return
    for number, shift in enumerate(problem.shifts):
        order = engine.orders().get(shift.id)
        if not order:
            continue
        route = time_route(shift, order, problem.travel)
        assert not isinstance(route, Blocked)
        told = engine.best.route[number]["cents"]
        assert abs(route.costs.total - told) <= CENTS_A_STOP * (len(order) + 1)


@given(problem=all_rules_problems())
@settings(max_examples=150, deadline=None)
def test_under_all_rules_a_plan_of_the_search_can_be_driven_for_its_price(
    problem: Problem,
) -> None:
    incumbent, engine = searched(problem)
    assert incumbent.consider(engine.orders())
    assert incumbent.cents <= most_cents(incumbent, engine)


def test_work_after_other_work_waits_for_it_on_another_route() -> None:
    first = a_visit("first", km_east=60, service_s=hours(2))
    then = a_visit("then", km_east=0)
    shifts = [a_shift("far", km_east=60), a_shift("near", closes=hours(10))]
    problem = a_problem([first, then], shifts)
    after = After(first="first", then="then")
    incumbent, engine = searched(problem.model_copy(update={"relations": (after,)}))
    assert incumbent.consider(engine.orders())
    assert engine.orders() == {"far": [first, then]}


def test_of_one_technicians_overlapping_shifts_the_second_waits_for_the_first() -> None:
    shifts = [a_shift("one", technician="t"), a_shift("other", technician="t", km_east=60)]
    visits = [a_visit(f"v{km}", km_east=km, service_s=hours(5)) for km in (0, 60)]
    incumbent, engine = searched(a_problem(visits, shifts))
    assert incumbent.consider(engine.orders())
    assert len(engine.orders()) == 1


@given(
    problem=all_rules_problems(min_visits=2),
    gap_s=st.integers(0, hours(5)),
    gap_from=st.sampled_from(["start", "end"]),
)
@settings(max_examples=150, deadline=None)
def test_work_after_other_work_can_be_driven_for_its_price(
    problem: Problem, gap_s: int, gap_from: Literal["start", "end"]
) -> None:
    first, then, *_ = (visit.id for visit in problem.visits)
    after = After(first=first, then=then, min_gap_s=gap_s, gap_from=gap_from)
    incumbent, engine = searched(problem.model_copy(update={"relations": (after,)}))
    assert incumbent.consider(engine.orders())
    assert incumbent.cents <= most_cents(incumbent, engine)


def test_a_setup_costs_nothing_below_the_least_that_a_stop_costs() -> None:
    prices = Prices(work_cents_per_hour=6_000, minimum_work_cents=5_000)
    problem = a_problem([a_visit(service_s=600, setup_s=600)], [a_shift(prices=prices)])
    incumbent, engine = searched(problem)
    assert incumbent.consider(engine.orders())
    assert engine.cents == incumbent.cents == 5_000


def test_a_wish_that_leaves_no_time_for_the_break_is_not_waited_for() -> None:
    wish = SoftWindow(opens=hours(11), closes=hours(12), cents_per_hour=1_000)
    visit = a_visit(km_east=0, service_s=hours(1), preferred=wish)
    lunch = Break(earliest=hours(8, 30), latest=hours(10), duration_s=hours(1))
    shift = a_shift(
        closes=hours(12), km_east=0, breaks=[lunch], prices=Prices(route_cents_per_hour=9)
    )
    incumbent, engine = searched(a_problem([visit], [shift]))
    assert incumbent.consider(engine.orders())
    assert incumbent.cents <= most_cents(incumbent, engine)


def test_the_largest_lateness_has_its_price_below_a_cent_a_second() -> None:
    late = a_visit(due_by=hours(8))
    prices = []
    for cents in (0, 1_800):
        problem = a_problem([late], [a_shift()])
        problem = problem.model_copy(update={"largest_late_cents_per_hour": cents})
        engine = Engine(compile_problem(problem, Incumbent(problem).screening))
        engine.start({"s1": [late]})
        prices.append(engine.cents)

    assert 0 < prices[1] - prices[0] < hours(9) * 0.5
