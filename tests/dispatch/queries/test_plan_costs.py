"""The bill of a plan adds up to the cent, from the whole down to a line of a visit."""

from sqlalchemy.orm import Session

from dispatch import plan_edits
from dispatch.queries.plan_costs import PlanCosts, plan_costs
from tests.dispatch.board_day import edited, four_visits, solution
from tests.dispatch.company import SUPPORT
from tests.dispatch.drafts import SETTINGS


def bill(session: Session, plan_id: int) -> PlanCosts:
    return plan_costs(session, actor=SUPPORT, plan_id=plan_id, settings=SETTINGS)


def test_rules_routes_and_visits_each_add_up_to_what_the_plan_minimises(session: Session) -> None:
    plan = four_visits(session)

    found = bill(session, plan.id)

    assert found.cents == solution(plan).objective_cents == plan.objective * 100
    assert sum(line.cents for line in found.lines) == found.cents
    parts = [route.cents for route in found.routes] + [out.cents for out in found.left_out]
    assert sum(parts) + sum(line.cents for line in found.plan) == found.cents
    for route in found.routes:
        assert sum(visit.cents for visit in route.visits) + route.own_cents == route.cents
        assert sum(line.cents for line in route.own) == route.own_cents
        for visit in route.visits:
            assert sum(line.cents for line in visit.lines) == visit.cents


def test_a_left_out_visit_stands_with_its_price_and_its_customer(session: Session) -> None:
    plan = four_visits(session)

    [out] = bill(session, plan.id).left_out

    assert (out.visit_ref, out.customer, out.lines[0].line) == ("V4", "Kok", "left_out")


def test_the_bill_follows_an_edit_by_hand(session: Session) -> None:
    plan = four_visits(session)
    edit = edited(session, plan, plan_edits.unassign, visit_ref="V3")

    found = bill(session, plan.id)

    assert found.cents == solution(plan).objective_cents
    assert edit.result.delta_cents != 0
    assert {out.visit_ref for out in found.left_out} == {"V3", "V4"}


def test_lines_of_time_and_way_say_how_much_at_which_rate(session: Session) -> None:
    found = bill(session, four_visits(session).id)

    lines = {line.line: line for line in found.lines}
    # whole seconds and metres, each leg rounded to a cent by itself
    for name, per in (("drive", 3600), ("work", 3600), ("distance", 100_000)):
        line = lines[name]
        assert line.rate_cents is not None
        assert abs(line.quantity * line.rate_cents / per - line.cents) < len(found.routes) * 5
    assert (lines["drive"].unit, lines["distance"].unit) == ("s", "m")
    assert lines["left_out"].unit == ""
    parts = [line for route in found.routes for visit in route.visits for line in visit.lines]
    own = [line for route in found.routes for line in route.own]
    assert sum(one.quantity for one in [*parts, *own] if one.line == "distance") == (
        lines["distance"].quantity
    )
