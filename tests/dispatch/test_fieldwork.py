"""A technician's day: taps in order, on own visits only, each end with a cost."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from dispatch import database, fieldwork, models
from dispatch.errors import BadValue, InvalidTransition, NotAllowed, NotFound
from dispatch.fieldwork import Report
from dispatch.roles import Actor
from dispatch.statuses import CaseStatus, CostStatus, VisitOutcome, VisitStatus
from tests.dispatch.company import (
    DISPATCHER,
    FINANCE,
    SUPPORT,
    a_company,
    a_visit,
    acting_technician,
)
from tests.dispatch.field_day import EVENING, FOUND, actual, cost_of, go_there, minutes, solve
from tests.dispatch.published import a_published_route


@pytest.fixture
def visit(session: Session) -> models.Visit:
    """Visit C1-1 of noor at 08:30, then C2-1 at 10:30; tom has none."""
    a_company(session)
    visit, second = a_visit(session), a_visit(session, ref="C2-1")
    a_published_route(session, [visit, second])
    return visit


@pytest.fixture
def noor(session: Session, visit: models.Visit) -> Actor:
    return acting_technician(session, "noor")


def test_a_visit_goes_from_travel_to_a_proposed_cost(
    session: Session, visit: models.Visit, noor: Actor
):
    go_there(session, noor)
    solve(session, noor)

    assert visit.status is VisitStatus.COMPLETED
    assert (visit.actual_travel_start, visit.actual_arrival) == (minutes(0), minutes(25))
    assert (visit.actual_start, visit.actual_end) == (minutes(25), minutes(100))
    assert (visit.actual_drive_s, visit.actual_work_s) == (25 * 60, 75 * 60)
    assert visit.case.status is CaseStatus.SOLVED
    assert cost_of(session, visit).status is CostStatus.PROPOSED
    lines = actual(session, visit)
    # 75 minutes x 48; 25 minutes x 40
    assert lines["labour"].amount == Decimal("60.00")
    assert lines["travel"].amount == Decimal("16.67")
    assert lines["travel"].source.startswith("taps 08:00 to 08:25 CET")


def test_each_step_is_written_down(session: Session, visit: models.Visit, noor: Actor):
    go_there(session, noor)
    solve(session, noor)

    changes = session.query(models.StatusChange).filter_by(entity="visits").all()
    assert [change.to_status for change in changes] == ["travelling", "on_site", "completed"]
    assert {change.by for change in changes} == {"noor"}


def test_without_a_time_it_happened_now(session: Session, visit: models.Visit, noor: Actor):
    fieldwork.start_travel(session, actor=noor, visit_ref="C1-1", now=minutes(3))

    assert visit.actual_travel_start == minutes(3)


@pytest.mark.parametrize("stranger", ["tom", "support", "finance"])
def test_nobody_else_starts_a_technicians_visit(
    session: Session, visit: models.Visit, stranger: str
):
    actor = {"support": SUPPORT, "finance": FINANCE}.get(stranger) or acting_technician(
        session, stranger
    )

    with pytest.raises(NotAllowed):
        fieldwork.start_travel(session, actor=actor, visit_ref="C1-1", now=EVENING)
    assert visit.status is VisitStatus.SCHEDULED


@pytest.mark.parametrize(
    "step",
    [
        lambda session, actor: fieldwork.arrive(
            session, actor=actor, visit_ref="C1-1", now=EVENING
        ),
        lambda session, actor: fieldwork.start_work(
            session, actor=actor, visit_ref="C1-1", now=EVENING
        ),
        lambda session, actor: solve(session, actor),
        lambda session, actor: fieldwork.end_incomplete(
            session,
            actor=actor,
            visit_ref="C1-1",
            outcome=VisitOutcome.PART_MISSING,
            report=FOUND,
            now=EVENING,
        ),
        lambda session, actor: fieldwork.record_no_access(
            session, actor=actor, visit_ref="C1-1", why="Nobody home", now=EVENING
        ),
    ],
)
def test_no_step_is_open_to_a_colleague_but_each_to_the_dispatcher_in_order(
    session: Session, visit: models.Visit, noor: Actor, step
):
    tom = acting_technician(session, "tom")

    with pytest.raises(NotAllowed, match="only their own visits"):
        step(session, tom)
    # the dispatcher passes the door and is told the order instead
    with pytest.raises(InvalidTransition):
        step(session, DISPATCHER)


def test_the_dispatcher_may_tap_for_the_technician(session: Session, visit: models.Visit):
    go_there(session, DISPATCHER)

    assert visit.status is VisitStatus.ON_SITE


def test_taps_out_of_order_are_told_what_may_come_next(
    session: Session, visit: models.Visit, noor: Actor
):
    with pytest.raises(
        InvalidTransition,
        match=r"visit C1-1 is scheduled; it cannot become on_site \(next may be: .*travelling",
    ):
        fieldwork.arrive(session, actor=noor, visit_ref="C1-1", now=EVENING)


def test_a_visit_that_ended_stays_ended(session: Session, visit: models.Visit, noor: Actor):
    go_there(session, noor)
    solve(session, noor)

    with pytest.raises(InvalidTransition, match="is completed"):
        solve(session, noor)


def test_an_unknown_visit_is_named(session: Session, noor: Actor):
    with pytest.raises(NotFound, match="'C9-9'"):
        fieldwork.start_travel(session, actor=noor, visit_ref="C9-9", now=EVENING)


def test_nobody_is_on_two_visits_at_once(session: Session, visit: models.Visit, noor: Actor):
    go_there(session, noor)

    with pytest.raises(NotAllowed, match="visit C1-1 of the same technician is on_site"):
        fieldwork.start_travel(session, actor=noor, visit_ref="C2-1", now=EVENING)


def test_of_two_visits_started_at_the_same_moment_one_is_refused(any_engine: Engine):
    with database.transaction(any_engine) as session:
        a_company(session)
        a_published_route(session, [a_visit(session), a_visit(session, ref="C2-1")])
    ready = Barrier(2)

    def start(ref: str) -> bool:
        ready.wait()
        try:
            with database.transaction(any_engine) as session:
                fieldwork.start_travel(session, actor=DISPATCHER, visit_ref=ref, now=EVENING)
        except NotAllowed:
            return False
        return True

    with ThreadPoolExecutor(2) as threads:
        started = list(threads.map(start, ["C1-1", "C2-1"]))

    assert sorted(started) == [False, True]


def test_times_spent_on_another_visit_cannot_be_given_again(
    session: Session, visit: models.Visit, noor: Actor
):
    go_there(session, noor)
    solve(session, noor, at=100)

    with pytest.raises(BadValue, match="was on visit C1-1 from 2026-11-02 07:00 UTC"):
        fieldwork.start_travel(session, actor=noor, visit_ref="C2-1", at=minutes(99), now=EVENING)
    fieldwork.start_travel(session, actor=noor, visit_ref="C2-1", at=minutes(100), now=EVENING)


def test_a_time_in_the_future_is_refused(session: Session, visit: models.Visit, noor: Actor):
    with pytest.raises(BadValue, match="lies in the future"):
        fieldwork.start_travel(
            session, actor=noor, visit_ref="C1-1", at=minutes(11), now=minutes(10)
        )


def test_arriving_before_leaving_is_refused(session: Session, visit: models.Visit, noor: Actor):
    fieldwork.start_travel(session, actor=noor, visit_ref="C1-1", at=minutes(10), now=EVENING)

    with pytest.raises(BadValue, match="is before the start of travel"):
        fieldwork.arrive(session, actor=noor, visit_ref="C1-1", at=minutes(9), now=EVENING)


def test_waiting_at_the_door_is_not_work(session: Session, visit: models.Visit, noor: Actor):
    go_there(session, noor)
    fieldwork.start_work(session, actor=noor, visit_ref="C1-1", at=minutes(40), now=EVENING)
    solve(session, noor, at=100)

    lines = actual(session, visit)
    assert (lines["waiting"].quantity, lines["labour"].quantity) == (15 * 60, 60 * 60)
    with pytest.raises(InvalidTransition, match="has started work"):
        fieldwork.start_work(session, actor=noor, visit_ref="C1-1", now=EVENING)


def test_completing_needs_findings(session: Session, visit: models.Visit, noor: Actor):
    go_there(session, noor)

    with pytest.raises(BadValue, match="findings"):
        fieldwork.complete_visit(
            session,
            actor=noor,
            visit_ref="C1-1",
            outcome=VisitOutcome.SOLVED,
            report=Report(findings="  "),
            now=EVENING,
        )


def test_findings_factors_parts_minutes_and_distance_are_kept(
    session: Session, visit: models.Visit, noor: Actor
):
    go_there(session, noor)
    session.add(models.Part(ref="SEAL", name="Seal", unit_cost=Decimal("1.20"), currency="EUR"))
    fieldwork.complete_visit(
        session,
        actor=noor,
        visit_ref="C1-1",
        outcome=VisitOutcome.SOLVED,
        report=Report(
            findings="Sensor corroded",
            factors=[("humidity", "cellar, 80 %"), ("dust", "")],
            parts_used={"FS-2": 2, "SEAL": 3},
            work_minutes=50,
            distance_m=17_300,
        ),
        at=minutes(100),
        now=EVENING,
    )

    assert [(factor.factor, factor.note) for factor in visit.factors] == [
        ("humidity", "cellar, 80 %"),
        ("dust", ""),
    ]
    assert {(need.part.ref, need.planned, need.used) for need in visit.parts} == {
        ("FS-2", 1, 2),
        ("SEAL", 0, 3),
    }
    lines = actual(session, visit)
    assert lines["labour"].quantity == 50 * 60
    assert lines["km"].quantity == 17_300
    parts = [row.amount for row in cost_of(session, visit).lines if row.kind == "parts"]
    # planned 1 x 38.50; used 2 x 38.50 and 3 x 1.20
    assert parts == [Decimal("38.50"), Decimal("77.00"), Decimal("3.60")]


@pytest.mark.parametrize(
    ("report", "wrong"),
    [
        (Report(findings="x", work_minutes=1441), "work_minutes: got 1441, expected 0 to 1440"),
        (Report(findings="x", work_minutes=-1), "work_minutes: got -1"),
        (Report(findings="x", distance_m=-1), "distance_m: got -1"),
        (Report(findings="x", parts_used={"FS-2": -1}), "part FS-2: -1 pieces"),
        (Report(findings="x", factors=[(" ", "note")]), "factor"),
    ],
)
def test_a_report_that_cannot_be_is_refused(
    session: Session, visit: models.Visit, noor: Actor, report: Report, wrong: str
):
    go_there(session, noor)

    with pytest.raises(BadValue, match=wrong):
        fieldwork.complete_visit(
            session,
            actor=noor,
            visit_ref="C1-1",
            outcome=VisitOutcome.SOLVED,
            report=report,
            at=minutes(100),
            now=EVENING,
        )


def test_an_unknown_part_is_named(session: Session, visit: models.Visit, noor: Actor):
    go_there(session, noor)

    with pytest.raises(NotFound, match="no part 'NUT'"):
        fieldwork.complete_visit(
            session,
            actor=noor,
            visit_ref="C1-1",
            outcome=VisitOutcome.SOLVED,
            report=Report(findings="x", parts_used={"NUT": 1}),
            now=EVENING,
        )


def test_a_visit_that_found_no_fault_leaves_the_case_escalated(
    session: Session, visit: models.Visit, noor: Actor
):
    go_there(session, noor)
    fieldwork.complete_visit(
        session,
        actor=noor,
        visit_ref="C1-1",
        outcome=VisitOutcome.NO_FAULT_FOUND,
        report=FOUND,
        now=EVENING,
    )

    assert visit.case.status is CaseStatus.ESCALATED
