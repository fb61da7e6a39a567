"""The parts of the bill add up to the objective, to the cent."""

from hypothesis import given, settings

from optimizer.breakdown import breakdown
from optimizer.objective import total
from optimizer.problem import Problem
from optimizer.resolving import resolve
from optimizer.solution import Costs
from tests.optimizer.builders import a_problem, a_shift, a_visit
from tests.optimizer.roomy import roomy_problems


@settings(max_examples=100, deadline=None)
@given(roomy_problems())
def test_parts_add_up_to_the_objective_line_by_line(problem: Problem):
    plan = resolve(problem)

    bill = breakdown(problem, plan)

    assert bill.cents == plan.objective_cents
    assert bill.costs == plan.costs
    visits = [visit for route in bill.routes for visit in route.visits]
    own = [route.own for route in bill.routes]
    parts = [*(visit.costs for visit in (*visits, *bill.left_out)), *own, bill.plan]
    assert total(parts) == plan.costs
    assert [route.cents for route in bill.routes] == [r.costs.total for r in plan.routes]


def test_a_leg_belongs_to_the_stop_it_leads_to():
    visits = [a_visit("v1", km_east=10), a_visit("v2", km_east=30, leave_out_cents=0)]
    problem = a_problem(visits, [a_shift()])

    bill = breakdown(problem, resolve(problem))

    # 10 km there and 10 km home, a minute and 30 cents each; half an hour of work
    [route] = bill.routes
    assert route.visits[0].costs == Costs(drive=1000, distance=300, work=3000)
    assert route.own == Costs(drive=1000, distance=300)
    assert [(out.visit, out.cents) for out in bill.left_out] == [("v2", 0)]
