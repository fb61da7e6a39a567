from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from dispatch import models
from dispatch.horizon import Rows
from dispatch.plan_basis import policy_of
from dispatch.planning_rules import BreakRule, RouteCaps, RouteEnd, RouteStart, WindowBounds, Wish
from dispatch.statuses import Priority, VisitStatus
from dispatch.translate import to_problem
from optimizer.problem import read_problem
from tests.dispatch.company import TODAY, a_case, a_company, a_visit, technician
from tests.dispatch.drafts import SETTINGS, TOMORROW, a_horizon, local, site_of, translated


@pytest.fixture
def company(session: Session) -> Session:
    a_company(session)
    return session


def another_site(session: Session, ref: str, lat: float, lon: float) -> models.Site:
    site = models.Site(
        ref=ref,
        customer=site_of(session).customer,
        street="Verzonnenlaan",
        town="Meppel",
        lat=lat,
        lon=lon,
        precision="rooftop",
    )
    session.add(site)
    session.flush()
    return site


def test_visits_at_one_site_share_a_place(company: Session) -> None:
    a_visit(company, "A-1")
    a_visit(company, "B-1")
    far = another_site(company, "S2", 52.70, 6.20)
    a_visit(company, "C-1", case=a_case(company, "far", site=far))

    problem = translated(company).problem

    visits = problem.visits_by_id()
    toms = next(shift for shift in problem.shifts if shift.technician == "tom")
    assert visits["A-1"].place == visits["B-1"].place
    assert visits["C-1"].place == toms.start_place  # tom lives there
    assert len(problem.places) == problem.travel.size == 3


def test_the_order_of_rows_does_not_matter(company: Session) -> None:
    for ref in ("B-1", "A-1", "C-1"):
        a_visit(company, ref)
    translation = translated(company)

    assert [visit.id for visit in translation.problem.visits] == ["A-1", "B-1", "C-1"]
    assert [shift.technician for shift in translation.problem.shifts] == ["noor", "tom"]


def test_a_technician_without_a_place_to_start_is_a_notice(company: Session) -> None:
    technician(company, "tom").precision = "postcode"

    translation = translated(company)

    assert [shift.technician for shift in translation.problem.shifts] == ["noor"]
    assert translation.notices == [
        "Fictief Tom is not planned: home address, coordinates are known only to the "
        "postcode: set the pin"
    ]


def test_only_what_may_be_planned_on_these_days_is_looked_at(company: Session) -> None:
    day_after = TOMORROW + timedelta(days=1)
    planned = {"status": VisitStatus.SCHEDULED}
    a_visit(company, "ready")
    a_visit(company, "tomorrow", planned_start=local(TOMORROW, 9), **planned)
    a_visit(company, "day-after", planned_start=local(day_after, 9), **planned)
    a_visit(company, "later-today", planned_start=local(TODAY, 15), **planned)
    a_visit(company, "never-begun", planned_start=local(TODAY, 9) - timedelta(days=3), **planned)
    for status in (VisitStatus.TRAVELLING, VisitStatus.COMPLETED, VisitStatus.CANCELLED):
        a_visit(company, status.value, status=status, planned_start=local(TOMORROW, 9))

    translation = translated(company)

    assert {visit.id for visit in translation.problem.visits} == {
        "ready",
        "tomorrow",
        "never-begun",
    }


def test_the_problem_says_that_drives_are_an_estimate(company: Session) -> None:
    a_visit(company)

    assert translated(company).problem.travel.source.startswith("estimate")


def test_the_currency_is_that_of_the_rate_card_even_if_nobody_works(company: Session) -> None:
    [card] = company.query(models.RateCard)
    card.currency = "CHF"
    saturday = date(2026, 11, 7)

    assert translated(company, saturday).problem.shifts == ()
    assert translated(company, saturday).currency == "CHF"


TEA = BreakRule(minutes=15, earliest=time(15), latest=time(16))
NAP = BreakRule(minutes=20, earliest=time(9), latest=time(9))
TIMES = st.times(time(0), time(23, 59)).map(lambda clock: clock.replace(second=0, microsecond=0))
MOMENTS = st.integers(-3 * 86_400, 5 * 86_400)
DAYS = st.sampled_from([date(2026, 11, 3), date(2026, 10, 25), date(2027, 3, 28)])


@settings(max_examples=60, deadline=None)
@given(data=st.data(), first_day=DAYS, days=st.integers(1, 4), now_s=st.integers(-86_400, 86_400))
def test_whatever_the_rows_say_the_problem_is_valid_and_reads_back(
    data: st.DataObject, first_day: date, days: int, now_s: int
) -> None:
    begins = local(first_day, 0)
    horizon = a_horizon(first_day, days, begins + timedelta(seconds=now_s))
    technicians = [drawn_technician(data, number) for number in range(2)]
    visits = [drawn_visit(data, number, begins, technicians[0]) for number in range(3)]
    busy = [drawn_busy(data, begins, technicians[0])]
    rows = Rows(visits, busy, technicians, [a_card()], [a_call_out()])

    translation = to_problem(rows, horizon, policy_of(SETTINGS))

    problem = translation.problem
    assert read_problem(problem.model_dump_json()).visits == problem.visits
    assert {visit.id for visit in problem.visits} | {
        left.visit.ref for left in translation.left_before
    } == {visit.ref for visit in visits}
    for visit in problem.visits:
        for window in visit.windows:
            assert 0 <= window.opens <= window.closes < horizon.end_s
    for shift in problem.shifts:
        assert horizon.instant(shift.opens) >= horizon.now
        assert translation.shifts[shift.id].day in horizon.dates


def drawn_technician(data: st.DataObject, number: int) -> models.Technician:
    skill = models.Skill(ref="gas", name="Gas", spare_level_price=Decimal(4))
    part = models.Part(ref="FS-2", name="Flow sensor")
    depot = models.Depot(ref="d", name="D", lat=52.4, lon=6.2, load_min=10)
    hours = st.none() | st.integers(0, 80).map(Decimal)
    patterns = data.draw(st.dictionaries(st.tuples(st.integers(0, 6), TIMES), TIMES, max_size=9))
    held = models.TechnicianSkill(
        skill=skill,
        level=2,
        valid_until=data.draw(st.dates()),
        pace_percent=data.draw(st.sampled_from([80, 100, 150])),
    )
    return models.Technician(
        id=number,
        ref=f"t{number}",
        name=f"T{number}",
        town="Zwolle",
        lat=52.5,
        lon=6.0,
        precision="rooftop",
        active=True,
        pace_percent=data.draw(st.sampled_from([90, 100, 120])),
        depot=data.draw(st.sampled_from([None, depot])),
        starts_at=data.draw(st.sampled_from(list(RouteStart))),
        ends_at=data.draw(st.sampled_from(list(RouteEnd))),
        equipment=data.draw(st.sampled_from([(), ("ladder",)])),
        stock=[models.VanStock(part=part, pieces=3)],
        capacity={"kg": 100},
        caps=RouteCaps(visits=data.draw(st.none() | st.integers(0, 9))),
        shift_price=Decimal(10),
        visit_price=Decimal(20),
        working_hour_rate=Decimal(30),
        rest_hours=data.draw(hours),
        week_hours=data.draw(hours),
        fair_hours=data.draw(hours),
        fair_points=data.draw(st.none() | st.integers(0, 9)),
        skills=[held],
        shift_patterns=[
            models.ShiftPattern(
                weekday=weekday,
                opens=opens,
                closes=closes,
                break_min=data.draw(st.sampled_from([0, 30, 600])),
                break_earliest=data.draw(st.none() | TIMES),
                break_latest=data.draw(st.none() | TIMES),
                more_breaks=data.draw(st.sampled_from([(), (TEA, NAP)])),
                max_overtime_min=data.draw(st.sampled_from([0, 60])),
            )
            for (weekday, opens), closes in patterns.items()
        ],
    )


def drawn_visit(
    data: st.DataObject, number: int, begins: datetime, who: models.Technician
) -> models.Visit:
    def moment() -> datetime:
        return begins + timedelta(seconds=data.draw(MOMENTS))

    spans = [sorted((moment(), moment())) for _ in range(data.draw(st.integers(0, 2)))]
    promise = sorted((moment(), moment()))
    return models.Visit(
        ref=f"V{number}",
        case=models.Case(site=a_site(data.draw(st.sampled_from([None, 52.6])))),
        status=data.draw(st.sampled_from([VisitStatus.READY, VisitStatus.SCHEDULED])),
        version=1,
        requested_duration_s=data.draw(st.integers(60, 86_400)),
        requested_due_by=data.draw(st.none() | st.just(moment())),
        requested_priority=data.draw(st.sampled_from(list(Priority))),
        price_class="standard",
        windows=[models.VisitWindow(opens=opens, closes=closes) for opens, closes in spans],
        setup_s=data.draw(st.sampled_from([0, 600])),
        window_bounds=data.draw(st.sampled_from(list(WindowBounds))),
        mandatory=data.draw(st.booleans()),
        unpopular=data.draw(st.integers(0, 3)),
        equipment=data.draw(st.sampled_from([(), ("ladder",)])),
        load={"kg": 10},
        preferred_from=promise[0],
        preferred_until=promise[1],
        planned_start=promise[0],
        technicians=[
            models.VisitTechnician(technician=who, wish=data.draw(st.sampled_from(list(Wish))))
        ],
        pinned_start=data.draw(st.none() | st.just(moment())),
        pinned_technician=data.draw(st.sampled_from([None, who])),
        promised_from=promise[0],
        promised_until=promise[1],
    )


def drawn_busy(data: st.DataObject, begins: datetime, who: models.Technician) -> models.Visit:
    began = begins + timedelta(seconds=data.draw(MOMENTS))
    return models.Visit(
        case=models.Case(site=a_site(52.6)),
        planned_technician_id=who.id,
        planned_arrival=began,
        requested_duration_s=3600,
        setup_s=0,
        actual_travel_start=began,
        actual_arrival=data.draw(st.none() | st.just(began)),
    )


def a_site(lat: float | None) -> models.Site:
    agreement = models.Agreement(late_per_hour=Decimal(25))
    return models.Site(
        street="Verzonnenlaan",
        house_number="1",
        postcode="7941 AA",
        town="Meppel",
        lat=lat,
        lon=None if lat is None else 6.1,
        precision="rooftop",
        opening_hours="Mo-Fr 08:00-17:00; Su 22:00-06:00",
        customer=models.Customer(agreement=agreement),
    )


def a_card() -> models.RateCard:
    return models.RateCard(
        valid_from=date(2026, 1, 1),
        currency="EUR",
        hour=Decimal(48),
        travel_hour=Decimal(40),
        km=Decimal(1),
        overtime_factor=Decimal(2),
        minimum_charge=Decimal(20),
        overhead=Decimal(12),
    )


def a_call_out() -> models.CallOut:
    return models.CallOut(price_class="standard", valid_from=date(2026, 1, 1), amount=Decimal(15))
