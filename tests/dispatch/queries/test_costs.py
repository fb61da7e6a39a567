"""The period's costs: sums, causes, flags, cases; and the receipt of one visit."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from dispatch import cost_review, costing_rows, models
from dispatch.errors import BadValue, NotAllowed, NotFound
from dispatch.queries import cost_receipt, costs
from dispatch.roles import Actor
from dispatch.statuses import (
    AttemptOutcome,
    CaseStatus,
    Channel,
    CostStatus,
    Role,
    VisitOutcome,
    VisitStatus,
)
from dispatch.variance import Difference, Flag
from tests.dispatch.company import (
    DISPATCHER,
    FINANCE,
    NOW,
    SUPPORT,
    TODAY,
    ZONE,
    a_company,
    a_visit,
    acting_technician,
)
from tests.dispatch.published import OPENS, a_published_route


def minutes(count: int) -> datetime:
    return OPENS + timedelta(minutes=count)


def end(session: Session, visit: models.Visit, work_min: int, at: datetime) -> models.VisitCost:
    """Drove 20 minutes, worked until `at`, used the planned part, solved."""
    visit.status, visit.outcome = VisitStatus.COMPLETED, VisitOutcome.SOLVED
    visit.actual_end = at
    visit.actual_start = visit.actual_arrival = at - timedelta(minutes=work_min)
    visit.actual_travel_start = visit.actual_arrival - timedelta(minutes=20)
    visit.actual_work_s = work_min * 60
    visit.parts[0].used = 1
    return costing_rows.write_costs(session, visit=visit, now=NOW, zone=ZONE)


@pytest.fixture
def visits(session: Session) -> list[models.Visit]:
    """A-1 worked 60 minutes as planned, B-1 three hours; both solved on 2 November."""
    a_company(session)
    visits = [a_visit(session, ref="A-1"), a_visit(session, ref="B-1")]
    a_published_route(session, visits)
    end(session, visits[0], 60, minutes(90))
    end(session, visits[1], 180, minutes(290))
    return visits


def period(
    session: Session, actor: Actor = FINANCE, first: date = TODAY, last: date = TODAY
) -> costs.CostPeriod:
    return costs.period(session, actor=actor, first_day=first, last_day=last, zone=ZONE)


def test_planned_actual_and_difference_add_up(session: Session, visits: list[models.Visit]):
    found = period(session)

    # each planned 139.60 + 10.00 + 4.20 for half of the way home
    assert found.planned == 2 * Decimal("153.80")
    # nobody waited (2 x -6.67); B-1 worked 2 h x 48 longer
    assert found.difference == Decimal("96.00") - 2 * Decimal("6.67")
    assert found.difference == sum(row.difference for row in found.rows)
    assert found.difference == sum(kind.amount for kind in found.kinds)
    assert found.currency == "EUR"


def test_each_row_names_the_visit_and_what_moved_its_cost(
    session: Session, visits: list[models.Visit]
):
    calm, long = period(session).rows

    assert (long.visit_ref, long.customer, long.town) == ("B-1", "Fictief Visser", "Zwolle")
    assert (long.technician, long.work_type) == ("Fictief Noor", "Heat pump repair")
    assert (long.device_kind, long.day, long.status) == ("heat pump", TODAY, CostStatus.PROPOSED)
    assert long.cause == Difference("labour", Decimal("48.00"), Decimal("144.00"))
    assert calm.cause == Difference("waiting", Decimal("6.67"), Decimal("0.00"))


def test_a_visit_far_over_plan_and_a_repeat_are_flagged(
    session: Session, visits: list[models.Visit]
):
    calm, long = period(session).rows

    # 243.13 > 1.5 x 153.80 = 230.70; both are on device D1 within a day
    assert long.actual == Decimal("243.13")
    assert long.flags == (Flag.FAR_OVER_PLAN, Flag.REPEAT_VISIT)
    assert calm.flags == ()
    assert period(session).flags == ((Flag.FAR_OVER_PLAN, 1), (Flag.REPEAT_VISIT, 1))


def test_the_dearest_of_many_visits_of_a_work_type_is_flagged(session: Session):
    a_company(session)
    visits = [a_visit(session, ref=f"V-{number}") for number in range(10)]
    a_published_route(session, visits)
    for number, visit in enumerate(visits):
        end(session, visit, 60 + number, OPENS - timedelta(days=31 * (9 - number)))

    [last] = period(session).rows

    assert last.flags == (Flag.AMONG_DEAREST,)


def test_the_days_are_local_and_both_included(session: Session, visits: list[models.Visit]):
    # 00:30 on 3 November in Amsterdam is 23:30 UTC the day before
    visits[1].actual_end = datetime.fromisoformat("2026-11-02T23:30+00:00")
    third = date(2026, 11, 3)

    assert [row.visit_ref for row in period(session).rows] == ["A-1"]
    assert [row.visit_ref for row in period(session, first=third, last=third).rows] == ["B-1"]
    assert len(period(session, last=third).rows) == 2


def test_a_visit_still_to_be_done_is_not_in_the_period(
    session: Session, visits: list[models.Visit]
):
    planned = a_visit(session, ref="C-1")
    [stop] = a_published_route(session, [planned], "tom").stops
    costing_rows.write_planned(session, visit=planned, stop=stop)

    assert len(period(session).rows) == 2


def test_sums_are_given_by_status(session: Session, visits: list[models.Visit]):
    cost_review.approve_cost(session, actor=FINANCE, visit_ref="A-1", now=NOW)

    assert period(session).statuses == (
        (CostStatus.PROPOSED, 1, Decimal("243.13")),
        (CostStatus.APPROVED, 1, Decimal("147.13")),
        (CostStatus.DISPUTED, 0, Decimal("0.00")),
    )


def test_a_case_costs_its_remote_support_and_its_visits(
    session: Session, visits: list[models.Visit]
):
    case = visits[0].case
    case.status = CaseStatus.SOLVED
    for channel, count in ((Channel.HOTLINE, 20), (Channel.CHAT, 9)):
        case.attempts.append(
            models.Attempt(
                channel=channel,
                by="sam",
                started_at=NOW,
                minutes=count,
                outcome=AttemptOutcome.NOT_SOLVED,
            )
        )
    session.flush()

    dear, solved = period(session).cases

    assert dear.case_ref == "case-B-1"
    # 20 min x 36.00 per hour; nobody set a rate for chat
    assert (solved.remote_cost, solved.remote_minutes) == (Decimal("12.00"), 29)
    assert solved.unpriced_minutes == 9
    assert solved.total == Decimal("12.00") + Decimal("147.13")
    assert period(session).solved_cases == 1
    assert period(session).cost_per_solved_case == Decimal("159.13")


def test_both_databases_add_up_the_same(any_session: Session):
    a_company(any_session)
    visits = [a_visit(any_session, ref="A-1"), a_visit(any_session, ref="B-1")]
    a_published_route(any_session, visits)
    end(any_session, visits[0], 60, minutes(90))
    end(any_session, visits[1], 180, minutes(290))
    cost_review.approve_cost(any_session, actor=FINANCE, visit_ref="A-1", now=NOW)

    found = period(any_session)

    assert found.actual == Decimal("147.13") + Decimal("243.13")
    assert sum(case.visit_cost for case in found.cases) == found.actual


def test_an_empty_period_costs_nothing(session: Session, visits: list[models.Visit]):
    found = period(session, first=date(2020, 1, 1), last=date(2020, 1, 2))

    assert (found.planned, found.actual, found.rows, found.currency) == (0, 0, (), "")
    assert found.cost_per_solved_case is None


def test_days_in_the_wrong_order_are_refused(session: Session):
    with pytest.raises(BadValue, match="to 2026-11-01: is before from 2026-11-02"):
        period(session, last=date(2026, 11, 1))


def test_currencies_are_not_added_up(session: Session, visits: list[models.Visit]):
    session.query(models.VisitCost).first().currency = "USD"

    with pytest.raises(BadValue, match="got EUR and USD"):
        period(session)


@pytest.mark.parametrize("reader", [FINANCE, DISPATCHER, Actor(name="root", role=Role.ADMIN)])
def test_finance_dispatchers_and_admins_read_costs(
    session: Session, visits: list[models.Visit], reader: Actor
):
    assert period(session, actor=reader).rows
    assert cost_receipt.receipt(session, actor=reader, visit_ref="A-1").lines


@pytest.mark.parametrize("stranger", [SUPPORT, None])
def test_technicians_and_support_do_not_read_costs(
    session: Session, visits: list[models.Visit], stranger: Actor | None
):
    actor = stranger or acting_technician(session, "noor")

    with pytest.raises(NotAllowed):
        period(session, actor=actor)
    with pytest.raises(NotAllowed):
        cost_receipt.receipt(session, actor=actor, visit_ref="A-1")


def test_a_receipt_sets_planned_beside_actual(session: Session, visits: list[models.Visit]):
    found = cost_receipt.receipt(session, actor=FINANCE, visit_ref="B-1")

    lines = {line.kind: line for line in found.lines}
    assert list(lines)[:3] == ["labour", "travel", "return"]
    labour = lines["labour"]
    assert labour.planned is not None
    assert labour.actual is not None
    assert (labour.planned.quantity, labour.actual.quantity) == (3600, 3 * 3600)
    assert (labour.actual.rate, labour.actual.per) == (48, 3600)
    assert labour.difference == Decimal("96.00")
    assert lines["waiting"].actual is None
    assert lines["waiting"].difference == Decimal("-6.67")
    assert sum(line.difference for line in found.lines) == (found.actual or 0) - found.planned
    # one line for the part although it is planned and used
    assert sum(line.kind == "parts" for line in found.lines) == 1


def test_a_receipt_tells_the_review(session: Session, visits: list[models.Visit]):
    cost_review.dispute_cost(
        session, actor=FINANCE, visit_ref="B-1", comment="Three hours?", now=NOW
    )

    found = cost_receipt.receipt(session, actor=FINANCE, visit_ref="B-1")

    assert (found.status, found.comment) == (CostStatus.DISPUTED, "Three hours?")
    assert [(step.by, step.status, step.why) for step in found.decisions] == [
        ("system", "proposed", ""),
        ("fin", "disputed", "Three hours?"),
    ]


def test_a_visit_without_a_cost_has_no_receipt(session: Session):
    a_company(session)
    a_visit(session)

    with pytest.raises(NotFound, match="visit C1-1 is ready and has no cost yet"):
        cost_receipt.receipt(session, actor=FINANCE, visit_ref="C1-1")
