"""Cost rows: planned at publishing, actual when the visit ended, both adding up."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from dispatch import costing_rows, models
from dispatch.errors import BadValue
from dispatch.sharing import price
from dispatch.statuses import CostStatus
from tests.dispatch.company import NOW, ZONE, a_company, a_visit
from tests.dispatch.published import OPENS, a_published_route


@pytest.fixture
def visit(session: Session) -> models.Visit:
    a_company(session)
    visit = a_visit(session)
    a_published_route(session, [visit])
    return visit


def end_on_site(visit: models.Visit) -> None:
    """Left at 08:00, there at 08:25, worked until 09:40; nobody said how far it was."""
    visit.actual_travel_start = OPENS
    visit.actual_arrival = visit.actual_start = OPENS + timedelta(minutes=25)
    visit.actual_end = OPENS + timedelta(minutes=100)
    visit.actual_work_s = 75 * 60
    [sensor] = visit.parts
    sensor.used = 2


def amounts(cost: models.VisitCost, basis: str) -> dict[str, Decimal]:
    return {row.kind: row.amount for row in cost.lines if row.basis == basis}


def test_publishing_writes_planned_lines_and_their_sum(session: Session, visit: models.Visit):
    cost = costing_rows.write_planned(
        session, visit=visit, stop=costing_rows.stop_of(session, visit)
    )

    assert amounts(cost, "planned") == {
        "labour": Decimal("48.00"),
        "travel": Decimal("13.33"),  # 20 min x 40
        "return": Decimal("20.00"),  # all of the 30 min x 40
        "waiting": Decimal("6.67"),  # 10 min x 40
        "km": Decimal("5.60"),  # 16 km x 0.35
        "return_km": Decimal("8.40"),  # all of the 24 km x 0.35
        "parts": Decimal("38.50"),
        "call_out": Decimal("15.00"),
        "overhead": Decimal("12.50"),
    }
    assert (cost.planned_total, cost.actual_total) == (Decimal("168.00"), None)
    assert cost.status is None


def test_publishing_again_replaces_the_planned_lines(session: Session, visit: models.Visit):
    stop = costing_rows.stop_of(session, visit)
    costing_rows.write_planned(session, visit=visit, stop=stop)
    stop.drive_s = 0

    cost = costing_rows.write_planned(session, visit=visit, stop=stop)

    assert "travel" not in amounts(cost, "planned")
    assert session.query(models.VisitCost).count() == 1
    assert session.query(models.CostLine).count() == 8


def test_history_gets_planned_and_actual_lines_and_is_proposed(
    session: Session, visit: models.Visit
):
    end_on_site(visit)

    cost = costing_rows.write_costs(session, visit=visit, now=NOW, zone=ZONE)

    assert amounts(cost, "actual") == {
        "labour": Decimal("60.00"),  # 75 min x 48
        "travel": Decimal("16.67"),  # 25 min x 40
        "return": Decimal("20.00"),
        "km": Decimal("5.60"),
        "return_km": Decimal("8.40"),
        "parts": Decimal("77.00"),  # 2 x 38.50
        "call_out": Decimal("15.00"),
        "overhead": Decimal("12.50"),
    }
    assert cost.actual_total == Decimal("215.17")
    assert cost.planned_total == Decimal("168.00")
    assert cost.status is CostStatus.PROPOSED


def test_each_stored_line_can_be_worked_out_again_on_both_databases(any_session: Session):
    a_company(any_session)
    visits = [a_visit(any_session, ref=f"V{number}") for number in range(3)]
    a_published_route(any_session, visits)
    for visit in visits:
        end_on_site(visit)
        costing_rows.write_costs(any_session, visit=visit, now=NOW, zone=ZONE)
    any_session.expire_all()

    costs = any_session.query(models.VisitCost).all()
    rows = [row for cost in costs for row in cost.lines]
    assert len(rows) == 3 * 17
    assert all(price(row.quantity, row.rate, row.per) == row.amount for row in rows)
    assert all(row.source for row in rows)
    # 1800 s of the way home by 3, in quantities that give 6.67 + 6.67 + 6.66
    home = [row for row in rows if row.kind == "return" and row.basis == "planned"]
    assert sum(row.quantity for row in home) == 1800
    assert sorted(row.amount for row in home) == [
        Decimal(cents).scaleb(-2) for cents in (666, 667, 667)
    ]


def test_proposing_is_written_down(session: Session, visit: models.Visit):
    end_on_site(visit)

    cost = costing_rows.write_costs(session, visit=visit, now=NOW)

    [change] = session.query(models.StatusChange).all()
    assert (change.entity, change.entity_id) == ("visit_costs", cost.id)
    assert (change.from_status, change.to_status, change.by) == ("", "proposed", "system")


def test_actual_rates_are_those_of_the_day_and_planned_ones_those_of_the_plan(
    session: Session, visit: models.Visit
):
    costing_rows.stop_of(session, visit).route.hour_rate = Decimal(44)
    end_on_site(visit)

    cost = costing_rows.write_costs(session, visit=visit, now=NOW)

    labour = {row.basis: row for row in cost.lines if row.kind == "labour"}
    assert labour["planned"].rate == 44
    assert labour["planned"].source.endswith("; rate kept with the plan")
    assert labour["actual"].rate == 48
    assert labour["actual"].source.endswith("; rate card of 2026-01-01")


def test_planned_call_out_is_that_of_the_plans_first_day(session: Session, visit: models.Visit):
    stop = costing_rows.stop_of(session, visit)
    session.add(
        models.CallOut(
            price_class="standard", valid_from=date(2026, 11, 3), amount=Decimal("99.00")
        )
    )
    stop.route.day = date(2026, 11, 3)
    end_on_site(visit)

    cost = costing_rows.write_costs(session, visit=visit, now=NOW)

    assert amounts(cost, "planned")["call_out"] == 15
    assert amounts(cost, "actual")["call_out"] == 99


def test_visits_of_a_route_add_up_to_the_route(session: Session):
    a_company(session)
    visits = [a_visit(session, ref=f"V{number}") for number in range(3)]
    route = a_published_route(session, visits)

    planned = [
        costing_rows.write_planned(session, visit=stop.visit, stop=stop) for stop in route.stops
    ]

    # each: 48.00 + 13.33 + 6.67 + 5.60 + 66.00 fixed; once: 20.00 and 8.40 for the way home
    assert sum(cost.planned_total for cost in planned) == 3 * Decimal("139.60") + Decimal("28.40")


def test_a_part_in_another_currency_is_refused(session: Session, visit: models.Visit):
    visit.parts[0].part.currency = "USD"

    with pytest.raises(BadValue, match="part FS-2 is in USD; expected EUR"):
        costing_rows.write_planned(session, visit=visit, stop=costing_rows.stop_of(session, visit))


def test_a_visit_under_way_has_no_actual_cost(session: Session, visit: models.Visit):
    with pytest.raises(BadValue, match="visit C1-1 has not ended"):
        costing_rows.write_actual(session, visit=visit, now=NOW)


def test_a_visit_that_was_never_published_has_no_cost(session: Session):
    a_company(session)

    with pytest.raises(BadValue, match="visit C1-1 has no published stop"):
        costing_rows.write_actual(session, visit=a_visit(session), now=NOW)
