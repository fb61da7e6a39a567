"""A changed draft back into its rows: only the routes that changed are written anew."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from dispatch import models, problem_cache
from dispatch.draft import Draft, Patch, apply, patch
from dispatch.errors import StalePlan
from dispatch.horizon import amount
from dispatch.open_drafts import OpenDraft, words_for
from dispatch.plan_facts import VisitFact, fingerprint
from dispatch.plan_rows import add_route, left_out_row
from dispatch.plan_steps import StepKind, StepState
from dispatch.plan_views import BROKEN, Edit
from dispatch.previews import preview, touched
from dispatch.roles import Actor
from dispatch.sentences import Sentence
from dispatch.translate import Translation
from dispatch.translate_shifts import ShiftOrigin
from dispatch.violation_words import broken_on, stays
from dispatch.visit_windows import Window

Asked = Mapping[str, tuple[Window, ...]]


@dataclass(frozen=True)
class NewStep:
    """An edit as the history names it; the route of shift `first` is shown first.

    `asked_*` are the windows that customers ask for, by visit ref, where the edit changes them.
    """

    kind: StepKind
    sentence: str
    first: str | None
    asked_before: Asked = field(default_factory=dict)
    asked_after: Asked = field(default_factory=dict)


def keep(
    session: Session,
    opened: OpenDraft,
    after: Draft,
    step: NewStep,
    *,
    actor: Actor,
    now: datetime,
) -> Edit:
    """Store the changed draft as the plan's next step; steps that were undone are given up."""
    before = opened.draft
    steps = models.PlanRevision
    session.execute(
        update(steps)
        .where(steps.plan_id == opened.plan.id, steps.state == StepState.UNDONE)
        .values(state=StepState.ABANDONED)
    )
    last = session.scalar(select(func.max(steps.number)).where(steps.plan_id == opened.plan.id))
    session.add(
        steps(
            plan_id=opened.plan.id,
            number=(last or 0) + 1,
            kind=step.kind,
            sentence=step.sentence,
            at=now,
            by=actor.name,
            state=StepState.DONE,
            changed_at=now,
            changed_by=actor.name,
            before_json=_written(patch(after, before), step.asked_before),
            after_json=_written(patch(before, after), step.asked_after),
        )
    )
    return _result(session, opened, after, step.sentence, step.first)


def steps_of(session: Session, plan_id: int, *states: StepState) -> list[models.PlanRevision]:
    """The plan's steps in these states, oldest first."""
    steps = models.PlanRevision
    return list(
        session.scalars(
            select(steps)
            .where(steps.plan_id == plan_id, steps.state.in_(states))
            .order_by(steps.number)
        )
    )


def replay(
    session: Session, opened: OpenDraft, step: models.PlanRevision, *, actor: Actor, now: datetime
) -> Edit:
    """Undo a done step or redo an undone one: exactly what was there before it, or after it."""
    undoing = step.state is StepState.DONE
    change = Patch.model_validate_json(step.before_json if undoing else step.after_json)
    for visit in change.visits.values():
        start = visit.pinned_start
        pinned_start = None if start is None else opened.horizon.instant(start)
        set_pins(session, opened, visit.id, visit.technician, pinned_start)
    for ref, windows in change.asked.items():
        set_asked(session, ref, windows)
    after = apply(opened.draft, change)
    step.state = StepState.UNDONE if undoing else StepState.DONE
    step.changed_at, step.changed_by = now, actor.name
    code, english = ("undone", "undone") if undoing else ("redone", "done again")
    sentence = Sentence(f"{english}: {step.sentence}", code, step=step.sentence)
    return _result(session, opened, after, sentence, None)


def set_pins(
    session: Session,
    opened: OpenDraft,
    visit_ref: str,
    technician_ref: str | None,
    start: datetime | None,
) -> models.Visit:
    """Write the visit's own pins; `StalePlan` if the visit has changed since the plan was made."""
    row = session.scalars(
        select(models.Visit).where(models.Visit.ref == visit_ref).with_for_update()
    ).one()
    fact = opened.facts.visits[visit_ref]
    if row.version != fact.version:
        raise StalePlan(
            f"visit {visit_ref} has changed since this plan was made; plan again",
            "visit_changed_since",
        )
    row.pinned_technician = None if technician_ref is None else _technician(session, technician_ref)
    row.pinned_start = start
    session.flush()
    known = VisitFact(version=row.version, promised=fact.promised)
    opened.facts = opened.facts.model_copy(
        update={"visits": {**opened.facts.visits, visit_ref: known}}
    )
    return row


def set_asked(session: Session, visit_ref: str, windows: Sequence[Window]) -> None:
    """Write the windows that the visit's customer asks for; none: the opening hours count."""
    row = session.scalars(select(models.Visit).where(models.Visit.ref == visit_ref)).one()
    row.windows = [models.VisitWindow(opens=opens, closes=closes) for opens, closes in windows]
    session.flush()


def _written(change: Patch, asked: Asked) -> str:
    return change.model_copy(update={"asked": dict(asked)}).model_dump_json()


def _result(
    session: Session, opened: OpenDraft, after: Draft, sentence: str, first: str | None
) -> Edit:
    before = opened.draft
    shifts = touched(before, after)
    refs = [ref for draft in (before, after) for shift in shifts for ref in draft.order(shift)]
    words = words_for(session, opened, refs)
    result = preview(before, after, first, opened.facts, words)
    broken = [rule for rule in BROKEN.validate_json(opened.row.broken_json) if stays(rule, shifts)]
    broken += broken_on(after, shifts, words)
    opened.row.broken_json = BROKEN.dump_json(broken).decode()
    _write(session, opened, after, shifts)
    return Edit(opened.plan.id, opened.plan.version, sentence, result)


def _write(session: Session, opened: OpenDraft, after: Draft, shifts: list[str]) -> None:
    plan, before = opened.plan, opened.draft
    solution = after.solution
    opened.facts = opened.facts.model_copy(update={"order_pins": tuple(sorted(after.order_pins))})
    plan.objective = amount(solution.objective_cents)
    plan.basis = fingerprint(after.problem, opened.facts, after.placed, after.routes)
    plan.solution_json = solution.model_dump_json()
    flag_modified(plan, "solution_json")
    if after.problem is not opened.stored:
        plan.bound = None
        _keep_searched(session, opened)
        problem_cache.write(opened.problem_row, after.problem)
        opened.stored = after.problem
    opened.row.facts_json = opened.facts.model_dump_json()
    session.expire(plan, ["routes", "unassigned"])
    _write_routes(session, opened, after, shifts)
    _write_left_out(session, opened, before, after)
    session.flush()
    session.expire(plan, ["routes", "unassigned"])
    opened.draft = after


def _keep_searched(session: Session, opened: OpenDraft) -> None:
    """Put the problem aside that the search had, so that the search can be repeated."""
    if opened.plan.search_digest and session.get(models.PlanSearched, opened.plan.id) is None:
        text = opened.problem_row.problem_json
        session.add(models.PlanSearched(plan_id=opened.plan.id, problem_json=text))
        session.flush()


def _write_routes(session: Session, opened: OpenDraft, after: Draft, shifts: list[str]) -> None:
    old = session.scalars(
        select(models.Route.id).where(
            models.Route.plan_id == opened.plan.id, models.Route.shift_ref.in_(shifts)
        )
    ).all()
    if old:
        for table in (models.Stop, models.RouteBreak):
            session.execute(delete(table).where(table.route_id.in_(old)))
        session.execute(delete(models.Route).where(models.Route.id.in_(old)))
    translation = _translation(session, opened, after, shifts)
    for shift in shifts:
        if shift in after.routes:
            add_route(session, opened.plan, after.routes[shift], translation)


def _translation(
    session: Session, opened: OpenDraft, after: Draft, shifts: list[str]
) -> Translation:
    """As much of it as writing these routes takes."""
    facts = {shift: opened.facts.shifts[shift] for shift in shifts}
    technicians = {
        row.ref: row
        for row in session.scalars(
            select(models.Technician).where(
                models.Technician.ref.in_({fact.technician for fact in facts.values()})
            )
        )
    }
    refs = [ref for shift in shifts for ref in after.order(shift)]
    return Translation(
        horizon=opened.horizon,
        problem=after.problem,
        shifts={
            shift: ShiftOrigin(technicians[fact.technician], fact.day, fact.rates)
            for shift, fact in facts.items()
        },
        visits={
            row.ref: row
            for row in session.scalars(select(models.Visit).where(models.Visit.ref.in_(refs)))
        },
        left_before=[],
        notices=[],
        currency=opened.plan.currency,
    )


def _write_left_out(session: Session, opened: OpenDraft, before: Draft, after: Draft) -> None:
    changed = {
        ref
        for ref in set(before.left_out) | set(after.left_out)
        if before.left_out.get(ref) != after.left_out.get(ref)
    }
    if not changed:
        return
    rows = session.execute(
        select(models.Visit.ref, models.Visit.id).where(models.Visit.ref.in_(changed))
    )
    ids = {ref: number for ref, number in rows}
    left = models.UnassignedVisit
    session.execute(
        delete(left).where(left.plan_id == opened.plan.id, left.visit_id.in_(ids.values()))
    )
    for ref in sorted(changed & set(after.left_out)):
        row = left_out_row(after.left_out[ref], opened.names)
        row.plan_id, row.visit_id = opened.plan.id, ids[ref]
        session.add(row)


def _technician(session: Session, ref: str) -> models.Technician:
    return session.scalars(select(models.Technician).where(models.Technician.ref == ref)).one()
