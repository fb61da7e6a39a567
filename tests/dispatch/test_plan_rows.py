"""What a plan's routes cost: the optimizer's cents and finance's lines are the same money."""

from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch import models
from dispatch.horizon import amount
from dispatch.statuses import Priority
from optimizer.solution import Solution
from tests.dispatch.company import TODAY, a_case, a_company, a_visit, technician
from tests.dispatch.drafts import TOMORROW, a_draft, local, published, site_of, visit_of


@pytest.fixture
def company(session: Session) -> Session:
    """Nine visits at three sites, rates that do not divide evenly, more work than fits."""
    a_company(session)
    noor, tom = technician(session, "noor"), technician(session, "tom")
    noor.hour_rate, noor.travel_hour_rate = Decimal("51.37"), Decimal("43.19")
    tom.hour_rate = Decimal("47.03")
    session.scalars(select(models.RateCard)).one().km = Decimal("0.3701")
    sites = [site_of(session)]
    for ref, lat, lon in (("S2", 52.61, 6.31), ("S3", 52.44, 5.93)):
        sites.append(
            models.Site(
                ref=ref,
                customer=sites[0].customer,
                street="Verzonnenlaan",
                town="Elders",
                lat=lat,
                lon=lon,
                precision="rooftop",
            )
        )
    session.add_all(sites)
    for number in range(9):
        case = a_case(
            session, f"K{number}", site=sites[number % 3], priority=list(Priority)[number % 4]
        )
        a_visit(session, f"V{number}", case=case, requested_duration_s=1000 + 977 * number)
    return session


def totals(session: Session, route: models.Route) -> Decimal:
    """What finance sees as planned for the visits of the route."""
    visits = [stop.visit_id for stop in route.stops]
    costs = session.scalars(select(models.VisitCost).where(models.VisitCost.visit_id.in_(visits)))
    return sum((cost.planned_total for cost in costs), Decimal(0))


def test_the_planned_lines_of_each_route_add_up_to_what_the_optimizer_priced(
    company: Session,
) -> None:
    plan = published(company, a_draft(company, days=2))

    solution = Solution.model_validate_json(plan.solution_json)
    rows = {route.shift_ref: route for route in plan.routes}
    assert len(rows) == len(solution.routes) >= 2
    for route in solution.routes:
        assert totals(company, rows[route.shift]) == amount(route.costs.total - route.costs.late)


def test_the_objective_is_what_finance_sees_and_the_price_of_promises_not_kept(
    company: Session,
) -> None:
    visit_of(company, "V8").skills[0].level = 9

    plan = published(company, a_draft(company))

    costs = Solution.model_validate_json(plan.solution_json).costs
    planned = sum((totals(company, route) for route in plan.routes), Decimal(0))
    assert costs.left_out > 0
    assert plan.objective == planned + amount(costs.late) + amount(costs.left_out)


def test_overtime_is_shared_to_the_cent_too(company: Session) -> None:
    for pattern in technician(company, "noor").shift_patterns:
        pattern.closes, pattern.max_overtime_min = pattern.opens.replace(hour=12), 180
    technician(company, "tom").active = False

    plan = published(company, a_draft(company))

    [route] = plan.routes
    [priced] = Solution.model_validate_json(plan.solution_json).routes
    assert route.overtime_s == priced.overtime_s > 0
    assert sum(stop.overtime_s for stop in route.stops) == route.overtime_s
    assert totals(company, route) == amount(priced.costs.total - priced.costs.late)


def test_a_route_keeps_the_rates_it_was_priced_at(company: Session) -> None:
    plan = a_draft(company)
    noors = next(route for route in plan.routes if route.technician.ref == "noor")

    assert (noors.hour_rate, noors.travel_hour_rate) == (Decimal("51.37"), Decimal("43.19"))
    assert (noors.km_rate, noors.minimum_charge) == (Decimal("0.3701"), Decimal(20))


def test_the_way_home_is_shared_whole(company: Session) -> None:
    for route in a_draft(company).routes:
        assert sum(stop.return_drive_s for stop in route.stops) == route.return_drive_s
        assert sum(stop.return_distance_m for stop in route.stops) == route.return_distance_m


def test_stops_are_numbered_and_lunch_is_stored(company: Session) -> None:
    for route in a_draft(company).routes:
        assert [stop.sequence for stop in route.stops] == list(range(1, len(route.stops) + 1))
        [lunch] = route.breaks
        assert local(TOMORROW, 11, 30) <= lunch.starts <= local(TOMORROW, 13, 30)
        assert (lunch.ends - lunch.starts).total_seconds() == 1800


def test_today_is_stored_like_any_day(company: Session) -> None:
    plan = a_draft(company, TODAY)

    assert {route.day for route in plan.routes} == {TODAY}
    assert all(route.departure >= local(TODAY, 10) for route in plan.routes)
