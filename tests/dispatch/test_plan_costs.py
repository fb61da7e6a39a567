"""What a plan costs by its rules is what finance sees, to the cent."""

from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from dispatch import models
from dispatch.costing import LineKind
from dispatch.plan_basis import policy_of, translation_of
from dispatch.planning import Searched, save_draft
from dispatch.planning_rules import RouteEnd
from optimizer.incumbent import baseline_solution
from optimizer.solution import Solution
from optimizer.solve import Limits, solve
from tests.dispatch.company import DISPATCHER, a_company, a_visit, technician
from tests.dispatch.drafts import SETTINGS, a_horizon, published, stops_of

BILLED = (
    "work", "minimum", "drive", "wait", "distance", "overtime", "used", "route", "visit", "fixed"
)  # fmt: skip
"""Lines of the objective that finance sees."""


@pytest.fixture
def company(any_session: Session) -> Session:
    """Three visits for noor, a contractor paid in every way; tom is away."""
    a_company(any_session)
    for number in range(3):
        a_visit(any_session, f"C{number}-1")
    technician(any_session, "tom").active = False
    row = technician(any_session, "noor")
    row.shift_price, row.visit_price = Decimal("60.00"), Decimal("75.25")
    row.working_hour_rate = Decimal("40")
    any_session.flush()
    return any_session


def drafted(session: Session, **settings: object) -> models.Plan:
    asked = SETTINGS.model_copy(update=settings)
    translation = translation_of(session, a_horizon(), policy_of(asked))
    solution = solve(translation.problem, Limits(iterations=2), engine="ortools")
    searched = Searched(solution, baseline_solution(translation.problem), iterations=2)
    return save_draft(session, actor=DISPATCHER, translation=translation, searched=searched)


def planned_costs(session: Session) -> tuple[Decimal, dict[str, Decimal]]:
    costs = session.query(models.VisitCost).all()
    kinds: dict[str, Decimal] = {}
    for cost in costs:
        for line in cost.lines:
            kinds[line.kind] = kinds.get(line.kind, Decimal(0)) + line.amount
    return sum((cost.planned_total for cost in costs), Decimal(0)), kinds


def test_contractors_prices_add_up_to_the_plan(company: Session) -> None:
    plan = published(company, drafted(company))

    total, kinds = planned_costs(company)

    costs = dict(Solution.model_validate_json(plan.solution_json).costs)
    assert total == Decimal(sum(costs[line] for line in BILLED)).scaleb(-2)
    assert kinds[LineKind.CONTRACTOR] == 3 * Decimal("75.25")
    assert kinds[LineKind.SHIFT] == Decimal("60.00")
    assert kinds[LineKind.WORKING_TIME] == Decimal(costs["route"]).scaleb(-2)
    assert LineKind.MINIMUM not in kinds


def test_a_route_that_ends_at_the_last_visit_costs_no_way_home(company: Session) -> None:
    technician(company, "noor").ends_at = RouteEnd.LAST_VISIT

    plan = published(company, drafted(company))

    assert [route.return_drive_s for route in plan.routes] == [0]
    assert LineKind.RETURN not in planned_costs(company)[1]


def test_the_way_by_the_depot_stands_in_the_plan_and_in_its_costs(company: Session) -> None:
    row = technician(company, "noor")
    row.depot = models.Depot(ref="z", name="Z", lat=52.55, lon=6.15, load_min=15)
    company.flush()

    plan = drafted(company, parts_from_stock=True)

    [loaded] = [stop for stop in stops_of(plan) if stop.depot_arrival is not None]
    assert loaded.sequence == 1  # nothing is in the van before
    assert (loaded.loading_s, loaded.depot_drive_s > 0) == (900, True)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(
            "tests.dispatch.drafts.SETTINGS", SETTINGS.model_copy(update={"parts_from_stock": True})
        )
        published(company, plan)
    total, kinds = planned_costs(company)
    costs = dict(Solution.model_validate_json(plan.solution_json).costs)
    assert kinds[LineKind.LOADING] == Decimal("12.00")  # a quarter of an hour at 48.00
    assert total == Decimal(sum(costs[line] for line in BILLED)).scaleb(-2)
