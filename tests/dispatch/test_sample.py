from collections import Counter
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch import clock, models, sample
from dispatch.config import Settings
from dispatch.errors import BadValue
from dispatch.roles import SYSTEM
from dispatch.statuses import ENDED, CostStatus, VisitStatus

ZONE = Settings().zone


def load(session: Session, today: date) -> datetime:
    now = datetime(today.year, today.month, today.day, 7, tzinfo=UTC)
    sample.load_sample(session, actor=SYSTEM, today=today, settings=Settings(), now=now)
    return now


@pytest.fixture
def company(session: Session) -> Session:
    load(session, date(2026, 11, 22))
    return session


def visits(session: Session, *statuses: VisitStatus) -> list[models.Visit]:
    query = select(models.Visit).where(models.Visit.status.in_(statuses))
    return list(session.scalars(query.order_by(models.Visit.ref)))


def test_the_company_has_open_work_and_three_weeks_of_history(company):
    assert Counter(visit.status.value for visit in company.scalars(select(models.Visit))) == {
        "ready": 32,
        "completed": 30,
        "incomplete": 10,
        "no_access": 3,
    }
    # 90 of its own, 5 made for visits that come from elsewhere
    assert Counter(case.status.value for case in company.scalars(select(models.Case))) == {
        "solved": 48,
        "escalated": 32,
        "open": 8,
        "closed": 7,
    }


def test_no_past_visit_needed_the_gate_to_be_waived(company):
    assert not company.scalars(select(models.GateWaiver)).all()


def test_every_past_visit_has_a_reviewed_or_proposed_cost_with_lines_of_both_kinds(company):
    costs = company.scalars(select(models.VisitCost)).all()

    assert {cost.visit_id for cost in costs} == {visit.id for visit in visits(company, *ENDED)}
    assert {cost.status for cost in costs} == set(CostStatus)
    for cost in costs:
        for basis, total in (("planned", cost.planned_total), ("actual", cost.actual_total)):
            assert sum(line.amount for line in cost.lines if line.basis == basis) == total


def test_costs_of_a_past_day_add_up_to_its_plan(company):
    for plan in company.scalars(select(models.Plan)):
        stops = [stop.visit_id for route in plan.routes for stop in route.stops]
        costs = company.scalars(
            select(models.VisitCost).where(models.VisitCost.visit_id.in_(stops))
        )
        assert sum(cost.planned_total for cost in costs) == plan.objective > 0


def test_history_is_past_and_open_work_lies_ahead(company):
    start_of_today = clock.midnight(date(2026, 11, 22), ZONE)
    for visit in visits(company, *ENDED):
        assert visit.actual_end < start_of_today
        assert visit.planned_technician is not None
    changes = company.scalars(select(models.StatusChange.at)).all()
    assert max(changes) < start_of_today
    windows = [window for visit in visits(company, VisitStatus.READY) for window in visit.windows]
    # the next working day is Monday 23 November
    assert windows
    assert min(window.opens for window in windows).date() == date(2026, 11, 23)


def test_repeat_visits_follow_the_one_before(company):
    repeats = [visit for visit in company.scalars(select(models.Visit)) if visit.number > 1]

    assert len(repeats) >= 10
    for visit in repeats:
        before = visit.case.visits[visit.number - 2]
        assert before.status in (VisitStatus.INCOMPLETE, VisitStatus.NO_ACCESS)
        assert visit.created_at >= before.actual_end


def test_the_gazetteer_finds_the_sites_it_can_and_one_stays_imprecise(company):
    sites = company.scalars(select(models.Site).where(models.Site.located_by != "import")).all()

    assert Counter(site.precision for site in sites) == {"rooftop": 3, "city": 1}


@pytest.mark.parametrize(
    "today",
    [
        date(2026, 10, 26),  # the clock changed the day before
        date(2027, 1, 1),
        date(2027, 3, 29),
        date(2028, 2, 29),
    ],
)
def test_the_company_loads_on_any_day(session, today):
    now = load(session, today)

    assert len(visits(session, VisitStatus.READY)) == 32
    assert max(session.scalars(select(models.StatusChange.at))) <= now


def test_a_database_with_cases_is_refused(company):
    with pytest.raises(BadValue, match="without cases"):
        load(company, date(2026, 11, 22))


def test_the_company_loads_on_both_databases(any_session):
    load(any_session, date(2026, 11, 22))

    assert len(visits(any_session, *ENDED)) == 43
