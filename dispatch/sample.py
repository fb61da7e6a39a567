"""The sample company: imported like any other, then its past visits played out once more.

Every past visit goes through the use cases that real ones go through, at the times that
data/history.csv gives, so that statuses, bookings and costs are what they would have been.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dispatch import (
    cases,
    clock,
    cost_review,
    fieldwork,
    import_rows,
    importing,
    lookup,
    models,
    places,
    tables,
    visit_building,
)
from dispatch.config import Settings
from dispatch.errors import BadImport, BadValue
from dispatch.field_rules import INCOMPLETE
from dispatch.import_files import FILES
from dispatch.importing import ImportReport
from dispatch.relative_dates import resolve_table
from dispatch.roles import Actor, require
from dispatch.sample_file import HISTORY
from dispatch.sample_plans import PastStop, publish_day
from dispatch.sentences import Sentence
from dispatch.statuses import CaseStatus, CostStatus, Role, VisitOutcome
from dispatch.working_time import Calendar

PLANS_AT = time(16)
REVIEWS_AT = time(11)
_AFTER = timedelta(minutes=2)
"""How long after the end of a visit the technician sends the report."""


@dataclass(frozen=True)
class Scene:
    """Where the history is played: one day after the other, never past `now`."""

    session: Session
    actor: Actor
    settings: Settings
    calendar: Calendar
    now: datetime


def sample_folder() -> Path:
    """The company's files: in the installed package, else beside it in the checkout."""
    here = Path(__file__).resolve().parent
    for folder in (here / "sample_company", here.parent / "data"):
        if (folder / "customers.csv").is_file():
            return folder
    raise BadValue(f"sample company: expected its files in {here / 'sample_company'}, found none")


def load_sample(
    session: Session,
    *,
    actor: Actor,
    today: date,
    settings: Settings,
    now: datetime,
    folder: Path | None = None,
) -> tuple[ImportReport, ...]:
    """Load the company with its dates relative to `today`, and its history up to yesterday.

    Sites without coordinates get those of the gazetteer. `folder`: none means the company
    that comes with the product. Refused on a database that already has cases.
    """
    require(actor, Role.DISPATCHER)
    folder = folder or sample_folder()
    if session.scalar(select(func.count()).select_from(models.Case)):
        raise BadValue("database: expected one without cases for the sample company")
    scene = Scene(session, actor, settings, Calendar.of(settings), now)
    reports = []
    for spec in FILES:
        table = tables.read(folder / f"{spec.name}.csv")
        table = resolve_table(table, spec, today, scene.calendar)
        reports.append(
            importing.import_table(
                session, actor=actor, name=spec.name, table=table, settings=settings, now=now
            )
        )
    places.locate_sites(session, actor=actor, area=settings.service_area, now=now)
    _play(scene, _past(scene, folder, today))
    return tuple(reports)


def _past(scene: Scene, folder: Path, today: date) -> list[dict[str, Any]]:
    """Rows of the history, by day."""
    table = tables.read(folder / "history.csv")
    table = resolve_table(table, HISTORY, today, scene.calendar)
    drafts, wrong = import_rows.parse(table, HISTORY, importing.rules_of(scene.settings))
    if wrong:
        raise BadImport(wrong)
    return sorted((draft.values for draft in drafts), key=lambda facts: facts["day"])


def _play(scene: Scene, past: Sequence[dict[str, Any]]) -> None:
    technicians = {one.ref: one for one in scene.session.scalars(select(models.Technician))}
    for day, rows in groupby(past, key=lambda facts: facts["day"]):
        stops = [
            PastStop(_open_visit(scene, facts["case"]), technicians[facts["technician"]], facts)
            for facts in rows
        ]
        publish_day(
            scene.session,
            day=day,
            stops=stops,
            calendar=scene.calendar,
            currency=scene.settings.currency,
            actor=scene.actor,
            now=_at(scene, _working_day_before(scene, day), PLANS_AT),
        )
        for stop in sorted(stops, key=lambda stop: stop.facts["left_at"]):
            _work(scene, stop)
        for stop in stops:
            _review(scene, stop)


def _open_visit(scene: Scene, case_ref: str) -> models.Visit:
    case = lookup.by_ref(scene.session, models.Case, case_ref)
    visit = visit_building.open_visit(case.visits)
    if visit is None:
        raise BadValue(f"history.csv: case {case_ref} has no open visit, expected one")
    return visit


def _work(scene: Scene, stop: PastStop) -> None:
    """The technician's day at one stop, tapped at the times of the history."""
    session, calendar, visit = scene.session, scene.calendar, stop.visit
    actor = Actor(stop.technician.name, Role.TECHNICIAN, technician_id=stop.technician.id)
    left, arrived = stop.moment("left_at", calendar), stop.moment("arrived_at", calendar)
    fieldwork.start_travel(session, actor=actor, visit_ref=visit.ref, at=left, now=left)
    fieldwork.arrive(session, actor=actor, visit_ref=visit.ref, at=arrived, now=arrived)
    started = stop.at("started_at", calendar)
    if started is not None and started > arrived:
        fieldwork.start_work(session, actor=actor, visit_ref=visit.ref, at=started, now=started)
    _finish(scene, stop, actor)


def _finish(scene: Scene, stop: PastStop, actor: Actor) -> None:
    facts, outcome = stop.facts, stop.facts["outcome"]
    ended = stop.moment("ended_at", scene.calendar)
    common: dict[str, Any] = {
        "actor": actor,
        "visit_ref": stop.visit.ref,
        "at": ended,
        "now": ended + _AFTER,
        "zone": scene.settings.zone,
    }
    driven = int(facts["km_driven"] * 1000)
    if outcome is VisitOutcome.NOBODY_HOME:
        fieldwork.record_no_access(
            scene.session, why=facts["findings"], distance_m=driven, **common
        )
        return
    report = fieldwork.Report(
        findings=facts["findings"],
        factors=_factors(facts["factors"]),
        parts_used=dict(facts["parts_used"]),
        distance_m=driven,
    )
    if outcome in INCOMPLETE:
        fieldwork.end_incomplete(
            scene.session,
            outcome=outcome,
            report=report,
            return_parts=dict(facts["return_parts"]) or None,
            **common,
        )
        return
    fieldwork.complete_visit(scene.session, outcome=outcome, report=report, **common)
    _solve(scene, stop.visit, ended + _AFTER)


def _solve(scene: Scene, visit: models.Visit, now: datetime) -> None:
    """Support solves the case where completing the visit did not."""
    if visit.case.status is CaseStatus.ESCALATED:
        why = Sentence(f"by visit {visit.ref}: {visit.outcome}", "why_by_visit", visit=visit.ref)
        cases.solve_case(
            scene.session, actor=scene.actor, case_ref=visit.case.ref, now=now, why=why
        )


def _factors(text: str) -> list[tuple[str, str]]:
    """'damp: wet wall; dust: in the vents' as (factor, note)."""
    parts = [part.partition(":") for part in text.split(";") if part.strip()]
    return [(factor.strip(), note.strip()) for factor, _, note in parts]


def _review(scene: Scene, stop: PastStop) -> None:
    """What finance decided, on the working day after the visit."""
    decision, comment = stop.facts["review"], stop.facts["comment"]
    if decision is None:
        return
    following = scene.calendar.next_working_day(stop.facts["day"])
    when = min(scene.now, _at(scene, following, REVIEWS_AT))
    decide = (
        cost_review.dispute_cost if decision is CostStatus.DISPUTED else cost_review.approve_cost
    )
    decide(
        scene.session,
        actor=Actor("fin", Role.FINANCE),
        visit_ref=stop.visit.ref,
        comment=comment,
        now=when,
    )


def _working_day_before(scene: Scene, day: date) -> date:
    before = day - timedelta(days=1)
    while not scene.calendar.is_working_day(before):
        before -= timedelta(days=1)
    return before


def _at(scene: Scene, day: date, of_day: time) -> datetime:
    return clock.to_utc_or_later(day, of_day, scene.settings.zone)
