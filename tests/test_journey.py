"""One case from the phone call to the approved cost: by use cases and by command line."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from dispatch import cost_review, database, fieldwork, models, publishing
from dispatch.errors import GateClosed
from dispatch.fieldwork import Report
from dispatch.planning_runs import Run, plan_days
from dispatch.solver_jobs import Limits
from dispatch.statuses import CaseStatus, CostStatus, PlanStatus, VisitOutcome, VisitStatus
from tests.dispatch.company import (
    DISPATCHER,
    FINANCE,
    NOW,
    ZONE,
    a_company,
    acting_technician,
)
from tests.dispatch.desk import changes_of, escalated, opened, tried
from tests.dispatch.drafts import SETTINGS, TOMORROW, active_bookings, visit_of


def test_a_phone_call_becomes_an_approved_cost(any_engine: Engine) -> None:
    case_ref = the_call(any_engine)
    visit_ref = the_gate(any_engine, case_ref)
    plan_id = the_plan(any_engine)
    the_promise(any_engine, plan_id, visit_ref)
    the_visit(any_engine, visit_ref)
    the_review(any_engine, visit_ref)
    the_story(any_engine)


def the_call(engine: Engine) -> str:
    """A heat pump gives no hot water; the hotline opens a case."""
    with database.transaction(engine) as session:
        a_company(session)
        case = opened(session)
        assert case.status is CaseStatus.OPEN
        assert case.customer.name == "Fictief Visser"
        assert case.fix_due > case.response_due > NOW
        return case.ref


def the_gate(engine: Engine, case_ref: str) -> str:
    """The work type asks for two remote attempts before anybody drives out."""
    with database.transaction(engine) as session:
        tried(session, case_ref=case_ref, transcript="reset tried, error E14 stays")
    with (
        pytest.raises(GateClosed, match="cannot be escalated yet"),
        database.transaction(engine) as session,
    ):
        escalated(session, case_ref=case_ref)
    with database.transaction(engine) as session:
        tried(session, case_ref=case_ref, transcript="filter cleaned together")
        visit = escalated(session, case_ref=case_ref, note="dog in the garden")
        assert visit.case.status is CaseStatus.ESCALATED
        assert (visit.status, visit.requested_duration_s) == (VisitStatus.READY, 3600)
        assert [(need.skill.ref, need.level) for need in visit.skills] == [("heat-pump", 2)]
        assert [(need.part.ref, need.planned) for need in visit.parts] == [("FS-2", 1)]
        return visit.ref


def the_plan(engine: Engine) -> int:
    """The dispatcher plans the next day; nothing changes for the customer yet."""
    run = Run(TOMORROW, 1, DISPATCHER, NOW, Limits(iterations=3))
    outcome = plan_days(engine, run, SETTINGS)
    with database.transaction(engine) as session:
        plan = session.get_one(models.Plan, outcome.plan_id)
        [route] = plan.routes
        [stop] = route.stops
        assert (plan.status, plan.unassigned) == (PlanStatus.DRAFT, [])
        assert stop.visit.status is VisitStatus.READY
        assert route.technician.ref == "noor"  # she lives around the corner
    return outcome.plan_id


def the_promise(engine: Engine, plan_id: int, visit_ref: str) -> None:
    with database.transaction(engine) as session:
        plan = publishing.publish_plan(
            session, actor=DISPATCHER, plan_id=plan_id, settings=SETTINGS, now=NOW
        )
        visit = visit_of(session, visit_ref)
        [booking] = active_bookings(session)
        cost = cost_of(session, visit)
        assert visit.status is VisitStatus.SCHEDULED
        assert visit.planned_start is not None
        assert visit.promised_from is not None
        assert visit.promised_until is not None
        assert visit.planned_start.astimezone(ZONE).date() == TOMORROW
        assert visit.promised_from <= visit.planned_start <= visit.promised_until
        assert (booking.starts, booking.ends) == (visit.planned_arrival, visit.planned_end)
        assert (cost.status, cost.planned_total) == (None, plan.objective)
        assert amounts(cost, "planned") | {
            "labour": Decimal("48.00"),  # 1 h x 48.00
            "parts": Decimal("38.50"),  # 1 flow sensor
            "call_out": Decimal("15.00"),
            "overhead": Decimal("12.50"),
        } == amounts(cost, "planned")


def the_visit(engine: Engine, visit_ref: str) -> None:
    """Noor drives ten minutes, waits five, works 75 minutes and fits two sensors."""
    with database.transaction(engine) as session:
        noor = acting_technician(session, "noor")
        visit = visit_of(session, visit_ref)
        assert visit.planned_arrival is not None
        leaves = visit.planned_arrival - timedelta(minutes=10)
        fieldwork.start_travel(session, actor=noor, visit_ref=visit_ref, now=leaves)
        assert visit.status is VisitStatus.TRAVELLING
    arrives, begins = leaves + timedelta(minutes=10), leaves + timedelta(minutes=15)
    with database.transaction(engine) as session:
        visit = fieldwork.arrive(session, actor=noor, visit_ref=visit_ref, now=arrives)
        fieldwork.start_work(session, actor=noor, visit_ref=visit_ref, now=begins)
        assert visit.status is VisitStatus.ON_SITE
    with database.transaction(engine) as session:
        visit = fieldwork.complete_visit(
            session,
            actor=noor,
            visit_ref=visit_ref,
            outcome=VisitOutcome.SOLVED,
            report=Report(
                findings="flow sensor and its spare were scaled",
                factors=[("hard water", "20 dH")],
                parts_used={"FS-2": 2},
                distance_m=4_000,
            ),
            now=begins + timedelta(minutes=75),
            zone=ZONE,
        )
        assert visit.status is VisitStatus.COMPLETED
        assert visit.case.status is CaseStatus.SOLVED
        assert [factor.factor for factor in visit.factors] == ["hard water"]
        assert active_bookings(session) == []


def the_review(engine: Engine, visit_ref: str) -> None:
    """Finance sees planned and actual side by side and approves."""
    with database.transaction(engine) as session:
        cost = cost_of(session, visit_of(session, visit_ref))
        planned, actual = amounts(cost, "planned"), amounts(cost, "actual")
        assert cost.status is CostStatus.PROPOSED
        assert actual == {
            "labour": Decimal("60.00"),  # 75 min x 48.00
            "travel": Decimal("6.67"),  # 10 min x 40.00
            "waiting": Decimal("3.33"),  # 5 min x 40.00
            "km": Decimal("1.40"),  # 4 km x 0.35
            "return": planned["return"],  # nobody measures the way home
            "return_km": planned["return_km"],
            "parts": Decimal("77.00"),  # 2 x 38.50
            "call_out": Decimal("15.00"),
            "overhead": Decimal("12.50"),
        }
        assert cost.actual_total == sum(actual.values())
        assert cost.planned_total == sum(planned.values())
        cost_review.approve_cost(
            session, actor=FINANCE, visit_ref=visit_ref, now=NOW + timedelta(days=2)
        )
        assert (cost.status, cost.decided_by) == (CostStatus.APPROVED, "fin")


def the_story(engine: Engine) -> None:
    """Every change of status is a row with a name."""
    with database.transaction(engine) as session:
        assert changes_of(session, "cases") == [
            ("", "open", "sam"),
            ("open", "escalated", "sam"),
            ("escalated", "solved", "noor"),
        ]
        assert changes_of(session, "visits") == [
            ("", "ready", "sam"),
            ("ready", "scheduled", "dora"),
            ("scheduled", "travelling", "noor"),
            ("travelling", "on_site", "noor"),
            ("on_site", "completed", "noor"),
        ]
        assert changes_of(session, "plans") == [
            ("", "draft", "dora"),
            ("draft", "published", "dora"),
        ]
        assert changes_of(session, "visit_costs") == [
            ("", "proposed", "noor"),
            ("proposed", "approved", "fin"),
        ]


def cost_of(session: Any, visit: models.Visit) -> models.VisitCost:
    cost = session.scalars(
        select(models.VisitCost).where(models.VisitCost.visit_id == visit.id)
    ).one()
    assert isinstance(cost, models.VisitCost)
    return cost


def amounts(cost: models.VisitCost, basis: str) -> dict[str, Decimal]:
    return {line.kind: line.amount for line in cost.lines if line.basis == basis}


@pytest.mark.slow
def test_the_same_journey_by_command_line(tmp_path: Path) -> None:
    database_file = tmp_path / "journey.db"

    def dispatch(*words: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-c", "from dispatch import cli; cli.main()", *words],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            env=os.environ | {"DISPATCH_DATABASE_URL": f"sqlite:///{database_file}"},
        )
        assert done.returncode == code, done.stderr
        return done

    def told(*words: str) -> Any:
        return json.loads(dispatch(*words, "--json").stdout)

    def attempt(case: str) -> None:
        tries = ("--channel", "hotline", "--minutes", "10", "--outcome", "not_solved")
        dispatch("cases", "attempt", case, *tries)

    dispatch("init")
    engine = database.connect(f"sqlite:///{database_file}")
    with database.transaction(engine) as session:
        a_company(session)
    engine.dispose()

    case = told(
        *("cases", "open", "--channel", "hotline", "--symptom", "no hot water"),
        *("--device", "D1", "--work-type", "heat-pump-repair"),
    )["case_ref"]
    attempt(case)
    assert "cannot be escalated yet" in dispatch("cases", "escalate", case, code=1).stderr
    attempt(case)
    visit = told("cases", "escalate", case)["visit_ref"]

    plan = told("plan", "--iterations", "3")
    assert (plan["served"], plan["unassigned"], plan["violations"]) == (1, [], [])
    plan_id = str(plan["plan_id"])
    [promise] = told("publish", plan_id)["promises"]
    assert promise["visit"] == visit

    assert told("work", "travel", visit)["status"] == "travelling"
    assert told("work", "arrive", visit)["status"] == "on_site"
    finished = ("--findings", "sensor scaled", "--part", "FS-2", "--minutes", "50")
    assert told("work", "complete", visit, *finished)["status"] == "completed"

    assert told("costs", "approve", visit)["status"] == "approved"
