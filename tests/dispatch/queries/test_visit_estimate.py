"""What sending somebody would cost."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from dispatch import models
from dispatch.costing import LineKind
from dispatch.errors import NotAllowed, NotFound
from dispatch.queries.visit_estimate import PastVisits, VisitEstimate, visit_estimate
from dispatch.statuses import VisitStatus
from tests.dispatch.company import SUPPORT, TODAY, a_case, a_company, a_visit, acting_technician


@pytest.fixture
def company(any_session: Session) -> Session:
    a_company(any_session)
    return any_session


def estimated(session: Session, case_ref: str = "C1", day: date = TODAY) -> VisitEstimate:
    found = visit_estimate(session, actor=SUPPORT, case_ref=case_ref, day=day)
    assert found is not None
    return found


def an_ended_visit(session: Session, ref: str, actual: str | None, **changes: object) -> None:
    visit = a_visit(session, ref, **{"status": VisitStatus.COMPLETED} | changes)
    session.add(
        models.VisitCost(
            visit=visit,
            currency="EUR",
            planned_total=Decimal("10.00"),
            actual_total=None if actual is None else Decimal(actual),
        )
    )
    session.flush()


def test_an_estimate_adds_up_what_the_work_type_asks_for(company: Session) -> None:
    a_case(company)

    found = estimated(company)

    # 60 min x 48 = 48.00, one sensor 38.50, call-out 15.00, overhead 12.50
    assert {line.kind: line.amount for line in found.lines} == {
        LineKind.LABOUR: Decimal("48.00"),
        LineKind.PARTS: Decimal("38.50"),
        LineKind.CALL_OUT: Decimal("15.00"),
        LineKind.OVERHEAD: Decimal("12.50"),
    }
    assert (found.total, found.currency, found.past) == (Decimal("114.00"), "EUR", None)


def test_short_work_pays_the_minimum(company: Session) -> None:
    a_case(company)
    company.query(models.WorkType).one().duration_min = 15

    lines = {line.kind: line.amount for line in estimated(company).lines}

    # 15 min x 48 = 12.00, topped up to 20.00
    assert (lines[LineKind.LABOUR], lines[LineKind.MINIMUM]) == (Decimal("12.00"), Decimal("8.00"))


def test_past_visits_of_the_work_type_are_averaged(company: Session) -> None:
    a_case(company)
    an_ended_visit(company, "one", "100.00")
    an_ended_visit(company, "two", "150.01", status=VisitStatus.NO_ACCESS)
    an_ended_visit(company, "not yet costed", None)
    an_ended_visit(company, "still planned", "999.00", status=VisitStatus.SCHEDULED)
    other = a_case(company, "other", work_type=None)
    an_ended_visit(company, "other work", "999.00", case=other)

    # (100.00 + 150.01) / 2 = 125.005
    assert estimated(company).past == PastVisits(count=2, average=Decimal("125.01"))


def test_without_a_work_type_or_rates_there_is_no_estimate(company: Session) -> None:
    a_case(company)
    a_case(company, "bare", work_type=None)

    assert visit_estimate(company, actor=SUPPORT, case_ref="bare", day=TODAY) is None
    with pytest.raises(NotFound, match="no rate card is in force"):
        estimated(company, day=date(2025, 1, 1))


def test_technicians_see_no_estimate(company: Session) -> None:
    a_case(company)

    with pytest.raises(NotAllowed):
        visit_estimate(company, actor=acting_technician(company, "noor"), case_ref="C1", day=TODAY)
