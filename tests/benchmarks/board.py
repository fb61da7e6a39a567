"""How fast the dispatch board is below the glass: reading a day, and editing it.

    python -m tests.benchmarks.board [VISITS TECHNICIANS]     (800 visits, 50 technicians)

Prints milliseconds, best, median and worst of several rounds, and the processor time of the
median one, which other programs on the machine hardly change, on a throw-away SQLite database
with a published plan and a draft made of it.
"""

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import time as clock_time
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch import database, migrations, models, plan_edits, planning, publishing
from dispatch.draft import Draft, with_order
from dispatch.plan_basis import policy_of
from dispatch.plan_saving import Searched
from dispatch.queries import plan_reasons
from dispatch.queries.board import board
from dispatch.statuses import CaseStatus
from optimizer.solution import Costs, Reason, Solution, Unassigned
from tests.dispatch.board_day import DUE
from tests.dispatch.company import DISPATCHER, NOW, a_case, a_company, a_visit
from tests.dispatch.drafts import SETTINGS, TOMORROW, a_horizon

ROUNDS = 7


def main(visits: int, technicians: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        engine = database.connect(f"sqlite:///{folder}/board.db")
        migrations.upgrade(engine)
        with Session(engine, expire_on_commit=False) as session, session.begin():
            _company(session, visits, technicians)
            plan_id = _planned(session).id
        with Session(engine) as session, session.begin():
            publishing.publish_plan(
                session, actor=DISPATCHER, plan_id=plan_id, settings=SETTINGS, now=NOW
            )
        print(f"{visits} visits, {technicians} technicians; load average {os.getloadavg()[0]:.1f}")
        print(f"{'milliseconds':34} {'best':>8} {'median':>8} {'worst':>8} {'processor':>10}")
        _measure_reading(engine, "board, published plan")
        began = time.perf_counter()
        with database.transaction(engine) as session:
            draft_id = plan_edits.draft_from(
                session, actor=DISPATCHER, plan_id=plan_id, settings=SETTINGS, now=NOW
            ).id
        print(f"{'draft of the published plan':34} {1000 * (time.perf_counter() - began):8.0f}")
        _measure_reading(engine, "board, draft beside published")
        _measure_edits(engine, draft_id)
        engine.dispose()


def _measure_reading(engine: database.Engine, what: str) -> None:
    def read() -> None:
        with database.transaction(engine) as session:
            board(session, actor=DISPATCHER, day=TOMORROW, now=NOW, settings=SETTINGS)

    _measure(what, read)


def _measure_edits(engine: database.Engine, plan_id: int) -> None:
    dice = random.Random(1)
    with Session(engine) as session:
        refs = session.scalars(
            select(models.Visit.ref)
            .join(models.Stop, models.Stop.visit_id == models.Visit.id)
            .join(models.Route, models.Route.id == models.Stop.route_id)
            .where(models.Route.plan_id == plan_id)
        ).all()
        crew = session.scalars(select(models.Technician.ref)).all()

    def preview() -> None:
        with database.transaction(engine) as session:
            plan_edits.preview_move(
                session,
                actor=DISPATCHER,
                plan_id=plan_id,
                visit_ref=dice.choice(refs),
                technician_ref=dice.choice(crew),
                position=0,
                settings=SETTINGS,
                now=NOW,
            )

    def edit(verb: Callable[..., object], **given: object) -> None:
        with database.transaction(engine) as session:
            revision = session.scalars(
                select(models.Plan.version).where(models.Plan.id == plan_id)
            ).one()
            facts = {"plan_id": plan_id, "revision": revision, "settings": SETTINGS, "now": NOW}
            verb(session, actor=DISPATCHER, **facts, **given)

    def move() -> None:
        place = {"visit_ref": dice.choice(refs), "technician_ref": dice.choice(crew)}
        edit(plan_edits.move_stop, position=0, **place)

    def why() -> None:
        with database.transaction(engine) as session:
            plan_reasons.why_here(
                session,
                actor=DISPATCHER,
                plan_id=plan_id,
                visit_ref=dice.choice(refs),
                settings=SETTINGS,
            )

    _measure("preview of a move", preview)
    _measure("move", move)
    _measure("undo", lambda: edit(plan_edits.undo))
    _measure("redo", lambda: edit(plan_edits.redo))
    _measure("why here?", why)


def _measure(what: str, do: Callable[[], None]) -> None:
    took, worked = [], []
    for _ in range(ROUNDS):
        began, begun = time.perf_counter(), time.process_time()
        do()
        took.append(1000 * (time.perf_counter() - began))
        worked.append(1000 * (time.process_time() - begun))
    best, median, worst = min(took), statistics.median(took), max(took)
    work = statistics.median(worked)
    print(f"{what:34} {best:8.0f} {median:8.0f} {worst:8.0f} {work:10.0f}")


def _company(session: Session, visits: int, technicians: int) -> None:
    dice = random.Random(0)
    a_company(session)
    skill = session.scalars(select(models.Skill).where(models.Skill.ref == "heat-pump")).one()
    for number in range(technicians - 2):
        session.add(
            models.Technician(
                ref=f"t{number:02}",
                name=f"Fictief Monteur {number:02}",
                town="Zwolle",
                lat=52.3 + dice.random() / 2,
                lon=5.9 + dice.random() / 2,
                precision="rooftop",
                skills=[models.TechnicianSkill(skill=skill, level=3)],
                shift_patterns=[
                    models.ShiftPattern(
                        weekday=TOMORROW.weekday(),
                        opens=clock_time(8),
                        closes=clock_time(16, 30),
                        break_min=30,
                        break_earliest=clock_time(11, 30),
                        break_latest=clock_time(13, 30),
                        max_overtime_min=240,
                    )
                ],
            )
        )
    agreement = session.scalars(select(models.Agreement)).one()
    for number in range(visits):
        customer = models.Customer(ref=f"B{number}", name=f"Klant {number}", agreement=agreement)
        site = models.Site(
            ref=f"B{number}",
            customer=customer,
            street="Dorpsstraat",
            house_number=str(number),
            town="Zwolle",
            lat=52.3 + dice.random() / 2,
            lon=5.9 + dice.random() / 2,
            precision="rooftop",
            opening_hours="Mo-Fr 08:00-21:00",
        )
        session.add_all([customer, site])
        case = a_case(
            session,
            ref=f"B{number}",
            site=site,
            device=None,
            status=CaseStatus.ESCALATED,
            fix_due=DUE + timedelta(days=1),
        )
        a_visit(session, f"B{number}", case=case, requested_duration_s=900)


def _planned(session: Session) -> models.Plan:
    """Each visit on the nearest route that still holds it; a twentieth stays in the tray."""
    horizon = a_horizon(TOMORROW)
    translation = planning.prepare(
        session, actor=DISPATCHER, horizon=horizon, policy=policy_of(SETTINGS)
    )
    problem = translation.problem
    most = -(-len(problem.visits) // len(problem.shifts))
    orders: dict[str, list[str]] = {shift.id: [] for shift in problem.shifts}
    at = {shift.id: shift.start_place for shift in problem.shifts}
    for visit in problem.visits[len(problem.visits) // 20 :]:
        shift = min(
            (shift for shift in orders if len(orders[shift]) < most),
            key=lambda shift: problem.travel.duration_s(at[shift], visit.place),
        )
        orders[shift].append(visit.id)
        at[shift] = visit.place
    left_out = tuple(
        Unassigned(visit=visit.id, reason=Reason.NOT_PLACED, sentence="Nobody placed it.")
        for visit in problem.visits[: len(problem.visits) // 20]
    )
    draft = Draft.of(
        problem, Solution(routes=(), unassigned=left_out, costs=Costs(), objective_cents=0)
    )
    for shift, order in orders.items():
        draft = with_order(draft, shift, order)
    return planning.save_draft(
        session,
        actor=DISPATCHER,
        translation=translation,
        searched=Searched(draft.solution, draft.solution, iterations=None),
    )


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:3] or ("800", "50")))
