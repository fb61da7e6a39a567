"""Finance's page: the period against plan and the one before, by week; the queue; groups."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from dispatch import cost_review, costing_rows, models
from dispatch.cost_reasons import ReasonKind
from dispatch.errors import BadValue, NotAllowed
from dispatch.queries import cost_overview, cost_receipt
from dispatch.queries.cost_overview import By, Narrowed, Overview, Sift
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
from dispatch.variance import Flag
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
from tests.dispatch.published import a_published_route

ADMIN = Actor(name="root", role=Role.ADMIN)
MONDAY = TODAY


def at(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def end(session: Session, visit: models.Visit, work_min: int, when: datetime) -> models.VisitCost:
    """Drove 20 minutes, worked until `when`, used the planned part, solved; booked no more."""
    session.query(models.Booking).filter_by(visit_id=visit.id).delete()
    visit.status, visit.outcome = VisitStatus.COMPLETED, VisitOutcome.SOLVED
    visit.actual_end = when
    visit.actual_start = visit.actual_arrival = when - timedelta(minutes=work_min)
    visit.actual_travel_start = visit.actual_arrival - timedelta(minutes=20)
    visit.actual_work_s = work_min * 60
    visit.parts[0].used = 1
    return costing_rows.write_costs(session, visit=visit, now=NOW, zone=ZONE)


@pytest.fixture
def visits(session: Session) -> list[models.Visit]:
    """A-1 an hour on Monday 2 November, B-1 three hours the same day; Z-1 the Monday before.

    Noor did A-1 and B-1, Tom Z-1. One device; B-1 is far over plan and the device's second.
    """
    a_company(session)
    visits = [a_visit(session, ref=ref) for ref in ("A-1", "B-1", "Z-1")]
    a_published_route(session, visits[:2])
    a_published_route(session, visits[2:], "tom")
    end(session, visits[0], 60, at(MONDAY, 9))
    end(session, visits[1], 180, at(MONDAY, 13))
    end(session, visits[2], 60, at(MONDAY - timedelta(days=40), 9))
    return visits


def overview(
    session: Session,
    actor: Actor = FINANCE,
    first: date = MONDAY,
    last: date = MONDAY,
    **narrowed: str,
) -> Overview:
    return cost_overview.overview(
        session,
        actor=actor,
        first_day=first,
        last_day=last,
        narrowed=Narrowed(**narrowed),
        zone=ZONE,
    )


def test_the_period_is_summed_planned_and_actual(session: Session, visits: list[models.Visit]):
    now = overview(session).now

    # each planned 153.80; nobody waited (2 x -6.67), B-1 worked 2 h x 48 longer
    assert (now.visits, now.planned) == (2, Decimal("307.60"))
    assert now.actual == Decimal("147.13") + Decimal("243.13")
    assert now.difference == sum(kind.amount for kind in now.kinds)
    assert (now.planned_per_visit, now.per_visit) == (Decimal("153.80"), Decimal("195.13"))
    # a visit's way there 13.33 + 5.60, its half of the way home 10.00 + 4.20
    assert (now.planned_travel, now.travel) == (2 * Decimal("33.13"), 2 * Decimal("33.13"))
    assert now.travel_share == now.travel / now.actual


def test_the_period_before_has_the_same_length_and_ends_the_day_before(
    session: Session, visits: list[models.Visit]
):
    found = overview(session, first=MONDAY - timedelta(days=29), last=MONDAY)

    assert (found.before_first_day, found.before_last_day) == (
        MONDAY - timedelta(days=59),
        MONDAY - timedelta(days=30),
    )
    assert (found.now.visits, found.before.visits) == (2, 1)
    # the day of Z-1 alone on its route: all of the way home, 20.00 + 8.40, nobody waited
    assert found.before.actual == Decimal("147.13") + Decimal("14.20")


def test_weeks_run_from_monday_to_sunday_and_reach_back_beyond_the_period(
    session: Session, visits: list[models.Visit]
):
    weeks = overview(session, last=MONDAY + timedelta(days=2)).weeks

    assert [week.monday for week in weeks] == [
        MONDAY - timedelta(weeks=back) for back in range(7, -1, -1)
    ]
    # 40 days before a Monday is a Wednesday, in the sixth week before
    assert [week.figures.visits for week in weeks] == [0, 1, 0, 0, 0, 0, 0, 2]


def test_avoidable_visits_are_counted_with_what_they_cost(
    session: Session, visits: list[models.Visit]
):
    now = overview(session).now

    # B-1 came to the same device within 30 days
    assert (now.avoidable, now.avoidable_cost) == (1, Decimal("243.13"))
    assert now.avoidable_share == Decimal("0.5")


def test_a_solved_case_costs_its_visits_and_its_remote_minutes(
    session: Session, visits: list[models.Visit]
):
    case = visits[0].case
    case.status = CaseStatus.SOLVED
    case.attempts.append(
        models.Attempt(
            channel=Channel.HOTLINE,
            by="sam",
            started_at=NOW,
            minutes=20,
            outcome=AttemptOutcome.NOT_SOLVED,
        )
    )
    session.flush()

    now = overview(session).now

    # 20 min x 36.00 per hour
    assert now.per_solved_case == Decimal("12.00") + Decimal("147.13")
    assert [one.case_ref for one in now.solved] == ["case-A-1"]
    assert overview(session, customer="nobody").now.per_solved_case is None


def test_overtime_is_counted_in_seconds(session: Session, visits: list[models.Visit]):
    # the shift closes at 16:30, 15:30 UTC: one hour of this visit is after it
    end(session, visits[1], 60, at(MONDAY, 16) + timedelta(minutes=30))

    now = overview(session).now

    assert now.planned_overtime_s == 0
    # and its half of the way home, 15 minutes, as driven after closing
    assert now.overtime_s == 3600 + 900


@pytest.mark.parametrize(
    ("narrowed", "expected"),
    [
        ({"technician": "noor"}, 2),
        ({"technician": "tom"}, 0),
        ({"customer": "K1"}, 2),
        ({"work_type": "heat-pump-repair"}, 2),
        ({"device_kind": "lift"}, 0),
        ({"technician": "noor", "device_kind": "heat pump"}, 2),
    ],
)
def test_figures_and_rows_are_narrowed_together(
    session: Session, visits: list[models.Visit], narrowed: dict[str, str], expected: int
):
    found = overview(session, **narrowed)

    assert (found.now.visits, len(found.rows)) == (expected, expected)
    # what may be chosen does not shrink with what is chosen
    assert [one.ref for one in found.technicians] == ["noor"]
    assert [one.name for one in found.customers] == ["Fictief Visser"]


def test_the_queue_holds_what_stands_out_most_at_stake_first(
    session: Session, visits: list[models.Visit]
):
    rows = overview(session).rows

    [only] = cost_overview.queue(rows, Sift())
    everything = cost_overview.queue(rows, Sift(standing_out=False))

    assert only.visit_ref == "B-1"
    assert only.flags == (Flag.FAR_OVER_PLAN, Flag.REPEAT_VISIT)
    # 1.5 x 153.80
    assert only.far_over == Decimal("230.70")
    assert only.reason is not None
    assert (only.reason.kind, only.at_stake) == (ReasonKind.SAME_DEVICE, Decimal("243.13"))
    assert [row.visit_ref for row in everything] == ["B-1", "A-1"]


def test_a_second_visit_of_a_case_names_how_the_first_one_ended(
    session: Session, visits: list[models.Visit]
):
    visits[0].status, visits[0].outcome = VisitStatus.INCOMPLETE, VisitOutcome.PART_MISSING
    again = a_visit(session, ref="A-2", case=visits[0].case, number=2)
    a_published_route(session, [again], "tom")
    end(session, again, 60, at(MONDAY, 15))

    [found] = [row for row in overview(session).rows if row.visit_ref == "A-2"]

    assert found.reason is not None
    assert (found.reason.kind, found.reason.number) == (ReasonKind.RETURN_VISIT, 2)
    assert found.reason.earlier is VisitOutcome.PART_MISSING


def test_the_queue_is_sifted_by_status_question_and_flag(
    session: Session, visits: list[models.Visit]
):
    cost_review.approve_cost(session, actor=FINANCE, visit_ref="A-1", now=NOW)
    cost_review.ask_about_cost(session, actor=FINANCE, visit_ref="B-1", comment="?", now=NOW)
    rows = overview(session).rows

    def refs(**sift: object) -> list[str]:
        found = cost_overview.queue(rows, Sift(standing_out=False, **sift))  # type: ignore[arg-type]
        return [row.visit_ref for row in found]

    assert refs() == ["B-1"]
    assert refs(status=CostStatus.APPROVED) == ["A-1"]
    assert refs(status=None) == ["B-1", "A-1"]
    assert refs(status=None, asked=True) == ["B-1"]
    assert refs(status=None, flag=Flag.REPEAT_VISIT) == ["B-1"]
    assert refs(status=None, flag=Flag.NO_ACCESS) == []


def test_a_decision_after_a_question_closes_it(session: Session, visits: list[models.Visit]):
    cost_review.ask_about_cost(session, actor=FINANCE, visit_ref="B-1", comment="?", now=NOW)
    found = overview(session)
    cost_review.approve_cost(session, actor=FINANCE, visit_ref="B-1", now=NOW)

    before, now = (
        found.rows[1],
        cost_overview.as_reviewed(session, actor=FINANCE, overview=found, zone=ZONE)[1],
    )

    assert (before.asked, before.status) == (True, CostStatus.PROPOSED)
    assert (now.asked, now.status, now.version) == (False, CostStatus.APPROVED, before.version + 1)


def test_the_period_by_technician_adds_up_to_the_whole(
    session: Session, visits: list[models.Visit]
):
    found = overview(session, first=MONDAY - timedelta(days=60))

    for by in By:
        assert sum(group.figures.actual for group in found.by(by)) == found.now.actual
    noor, tom = found.by(By.TECHNICIAN)
    assert (noor.key, noor.name, noor.figures.visits) == ("noor", "Fictief Noor", 2)
    assert (tom.key, tom.figures.actual) == ("tom", Decimal("161.33"))


def test_an_empty_period_has_no_means(session: Session, visits: list[models.Visit]):
    found = overview(session, first=date(2020, 1, 1), last=date(2020, 1, 2))

    assert (found.rows, found.currency, found.now.visits) == ((), "", 0)
    assert (found.now.per_visit, found.now.travel_share, found.now.avoidable_share) == (None,) * 3


def test_days_in_the_wrong_order_and_endless_periods_are_refused(session: Session):
    with pytest.raises(BadValue, match="is before from"):
        overview(session, last=MONDAY - timedelta(days=1))
    with pytest.raises(BadValue, match="367 days from 2026-11-02, expected 366"):
        overview(session, last=MONDAY + timedelta(days=366))


def test_finance_and_admin_decide_and_dispatchers_only_read(
    session: Session, visits: list[models.Visit]
):
    assert overview(session).may_decide
    assert overview(session, ADMIN).may_decide
    assert not overview(session, DISPATCHER).may_decide
    may = {
        actor.role: cost_receipt.receipt(session, actor=actor, visit_ref="A-1").may_become
        for actor in (FINANCE, ADMIN, DISPATCHER)
    }
    assert may == {
        Role.FINANCE: (CostStatus.APPROVED, CostStatus.DISPUTED),
        Role.ADMIN: (CostStatus.APPROVED, CostStatus.DISPUTED),
        Role.DISPATCHER: (),
    }


@pytest.mark.parametrize("stranger", [SUPPORT, None])
def test_support_and_technicians_see_no_costs(
    session: Session, visits: list[models.Visit], stranger: Actor | None
):
    actor = stranger or acting_technician(session, "noor")
    found = overview(session)

    with pytest.raises(NotAllowed):
        overview(session, actor)
    with pytest.raises(NotAllowed):
        cost_overview.as_reviewed(session, actor=actor, overview=found, zone=ZONE)


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


def test_more_visits_ask_the_database_no_more_often(
    engine: Engine, session: Session, visits: list[models.Visit]
):
    session.flush()
    with statements(engine) as few:
        overview(session)
    more = [a_visit(session, ref=f"M-{number}") for number in range(20)]
    a_published_route(session, more, "tom")
    for number, visit in enumerate(more):
        end(session, visit, 60, at(MONDAY, 15) + timedelta(minutes=number))
    session.flush()
    with statements(engine) as many:
        assert overview(session).now.visits == 22

    assert len(many) == len(few) <= 10


def test_the_same_figures_on_both_databases(any_session: Session):
    a_company(any_session)
    visits = [a_visit(any_session, ref="A-1"), a_visit(any_session, ref="B-1")]
    a_published_route(any_session, visits)
    end(any_session, visits[0], 60, at(MONDAY, 9))
    end(any_session, visits[1], 180, at(MONDAY, 13))
    cost_review.ask_about_cost(any_session, actor=FINANCE, visit_ref="B-1", comment="?", now=NOW)

    found = overview(any_session)

    assert found.now.actual == Decimal("390.26")
    [only] = cost_overview.queue(found.rows, Sift(asked=True))
    assert (only.visit_ref, only.at_stake) == ("B-1", Decimal("243.13"))
