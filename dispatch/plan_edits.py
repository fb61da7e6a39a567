"""Editing a draft by hand: move, unassign, place, pin, undo, redo; every edit re-times.

`revision` is what the caller saw (`PlanChoice.revision`); when the plan has moved on since,
`StalePlan` names who changed it and when. An edit that breaks rules is kept and says so, except
one that parts a stop pinned in its order from the stop before it: that is refused.
Give `position` (among the technician's stops of that day, 0 first, counted without the moved
visit) or `start` (before the first stop that starts later); neither: where it is cheapest.
Without `day` it is the day the visit stands on, or the plan's first.
"""

from datetime import date, datetime

from sqlalchemy.orm import Session

from dispatch import history as status_history
from dispatch import models, step_names
from dispatch.adopting import require_movable
from dispatch.config import Settings
from dispatch.draft import Draft, take_off, with_order
from dispatch.draft_copies import copied
from dispatch.draft_pins import pinned, unpinned
from dispatch.draft_rows import NewStep, keep, replay, steps_of
from dispatch.drop_targets import Wish, shifts_on
from dispatch.errors import BadValue, NotEligible
from dispatch.open_drafts import OpenDraft, dropped, open_draft, words_for
from dispatch.plan_steps import Pin, StepKind, StepState
from dispatch.plan_views import Edit, Preview, Step
from dispatch.previews import preview, touched
from dispatch.roles import Actor, require
from dispatch.sentences import Sentence
from dispatch.statuses import Role
from dispatch.violation_words import Words, parted_rules


def draft_from(
    session: Session, *, actor: Actor, plan_id: int, settings: Settings, now: datetime
) -> models.Plan:
    """A draft with the orders of a plan, translated and timed anew as things stand now.

    Visits under way or over stay out; those the plan does not place, or that came since, wait
    in the tray. `BadValue` when all days of the plan are over.
    """
    require(actor, Role.DISPATCHER)
    plan = copied(session, plan_id, settings, created_by=actor.name, now=now)
    why = Sentence(f"made from plan {plan_id}", "why_made_from", plan=plan_id)
    status_history.record(session, plan, before="", actor=actor, now=now, why=why)
    return plan


def preview_move(
    session: Session,
    *,
    actor: Actor,
    plan_id: int,
    visit_ref: str,
    technician_ref: str,
    settings: Settings,
    now: datetime,
    day: date | None = None,
    position: int | None = None,
    start: datetime | None = None,
) -> Preview:
    """What moving (or placing from the tray) would do; nothing changes."""
    require(actor, Role.DISPATCHER)
    opened = open_draft(session, plan_id, settings)
    require_movable(session, opened, visit_ref, settings)
    shift, after = dropped(opened, visit_ref, Wish(technician_ref, day, position, start))
    return preview(opened.draft, after, shift, opened.facts, _words(session, opened, after))


def move_stop(
    session: Session,
    *,
    actor: Actor,
    plan_id: int,
    visit_ref: str,
    technician_ref: str,
    revision: int,
    settings: Settings,
    now: datetime,
    day: date | None = None,
    position: int | None = None,
    start: datetime | None = None,
) -> Edit:
    """Another technician, time or day for a stop; on its own route this is a new order."""
    require(actor, Role.DISPATCHER)
    opened = open_draft(session, plan_id, settings, revision=revision)
    require_movable(session, opened, visit_ref, settings)
    origin = _shift_of(opened, visit_ref)
    shift, after = dropped(opened, visit_ref, Wish(technician_ref, day, position, start))
    words = _words_without_parting(session, opened, after)
    kind, sentence = step_names.moved(origin, after, visit_ref, words)
    step = NewStep(kind, sentence, shift)
    return keep(session, opened, after, step, actor=actor, now=now)


def place(
    session: Session,
    *,
    actor: Actor,
    plan_id: int,
    visit_ref: str,
    technician_ref: str,
    revision: int,
    settings: Settings,
    now: datetime,
    day: date | None = None,
    position: int | None = None,
    start: datetime | None = None,
) -> Edit:
    """From the tray onto a route; a ready visit that came after the plan was made may join."""
    require(actor, Role.DISPATCHER)
    opened = open_draft(session, plan_id, settings, revision=revision)
    require_movable(session, opened, visit_ref, settings)
    if opened.draft.shift_of(visit_ref) is not None:
        raise BadValue(f"visit {visit_ref} is on a route already; move it", "on_route_already")
    shift, after = dropped(opened, visit_ref, Wish(technician_ref, day, position, start))
    words = _words_without_parting(session, opened, after)
    step = NewStep(StepKind.PLACE, step_names.given(after, visit_ref, words), shift)
    return keep(session, opened, after, step, actor=actor, now=now)


def unassign(
    session: Session,
    *,
    actor: Actor,
    plan_id: int,
    visit_ref: str,
    revision: int,
    settings: Settings,
    now: datetime,
) -> Edit:
    """From its route into the tray."""
    require(actor, Role.DISPATCHER)
    opened = open_draft(session, plan_id, settings, revision=revision)
    origin = _shift_of(opened, visit_ref)
    after = take_off(
        opened.draft,
        visit_ref,
        Sentence(f"{actor.name} took it off the plan.", "taken_off", by=actor.name),
    )
    words = _words_without_parting(session, opened, after)
    step = NewStep(StepKind.UNASSIGN, step_names.taken_off(visit_ref, origin, words), origin)
    return keep(session, opened, after, step, actor=actor, now=now)


def reorder(
    session: Session,
    *,
    actor: Actor,
    plan_id: int,
    technician_ref: str,
    visit_refs: tuple[str, ...],
    revision: int,
    settings: Settings,
    now: datetime,
    day: date | None = None,
) -> Edit:
    """One shift's stops in another order; all of them, each once."""
    require(actor, Role.DISPATCHER)
    opened = open_draft(session, plan_id, settings, revision=revision)
    day = day or opened.plan.first_day
    shifts = shifts_on(opened.draft, opened.facts, technician_ref, day)
    wanted = sorted(visit_refs)
    same = [shift for shift in shifts if sorted(opened.draft.order(shift)) == wanted]
    if not same or not wanted:
        now_there = " or ".join(", ".join(opened.draft.order(shift)) for shift in shifts)
        raise BadValue(
            f"order: got {', '.join(visit_refs)}, expected all of {now_there}", "order_incomplete"
        )
    after = with_order(opened.draft, same[0], visit_refs)
    words = _words_without_parting(session, opened, after)
    step = NewStep(StepKind.REORDER, step_names.reordered(same[0], words), same[0])
    return keep(session, opened, after, step, actor=actor, now=now)


def pin(
    session: Session,
    *,
    actor: Actor,
    plan_id: int,
    visit_ref: str,
    what: Pin,
    revision: int,
    settings: Settings,
    now: datetime,
    start: datetime | None = None,
) -> Edit:
    """Fix the technician, the start (as it is, or `start`) or the order of a stop."""
    require(actor, Role.DISPATCHER)
    opened = open_draft(session, plan_id, settings, revision=revision)
    shift = _shift_of(opened, visit_ref)
    row = require_movable(session, opened, visit_ref, settings)
    after = pinned(session, opened, row, what, start, settings)
    words = _words(session, opened, after, visit_ref)
    step = NewStep(StepKind.PIN, step_names.pinned(after, visit_ref, what, words), shift)
    return keep(session, opened, after, step, actor=actor, now=now)


def unpin(
    session: Session,
    *,
    actor: Actor,
    plan_id: int,
    visit_ref: str,
    what: Pin,
    revision: int,
    settings: Settings,
    now: datetime,
) -> Edit:
    """Free the technician, the start or the order of a visit; in the tray too."""
    require(actor, Role.DISPATCHER)
    opened = open_draft(session, plan_id, settings, revision=revision)
    row = require_movable(session, opened, visit_ref, settings)
    after = unpinned(session, opened, row, what, settings)
    words = _words(session, opened, after, visit_ref)
    sentence = step_names.unpinned(visit_ref, what, words)
    step = NewStep(StepKind.UNPIN, sentence, after.shift_of(visit_ref))
    return keep(session, opened, after, step, actor=actor, now=now)


def undo(
    session: Session,
    *,
    actor: Actor,
    plan_id: int,
    revision: int,
    settings: Settings,
    now: datetime,
) -> Edit:
    """Take the last step back; `BadValue` if there is none."""
    require(actor, Role.DISPATCHER)
    opened = open_draft(session, plan_id, settings, revision=revision)
    steps = steps_of(session, plan_id, StepState.DONE)
    if not steps:
        raise BadValue(f"plan {plan_id}: nothing to undo", "nothing_to_undo")
    return replay(session, opened, steps[-1], actor=actor, now=now)


def redo(
    session: Session,
    *,
    actor: Actor,
    plan_id: int,
    revision: int,
    settings: Settings,
    now: datetime,
) -> Edit:
    """Do the last undone step again; `BadValue` if there is none."""
    require(actor, Role.DISPATCHER)
    opened = open_draft(session, plan_id, settings, revision=revision)
    steps = steps_of(session, plan_id, StepState.UNDONE)
    if not steps:
        raise BadValue(f"plan {plan_id}: nothing to redo", "nothing_to_redo")
    return replay(session, opened, steps[0], actor=actor, now=now)


def history(session: Session, *, actor: Actor, plan_id: int) -> list[Step]:
    """The steps of the plan, oldest first; undone ones last."""
    require(actor, Role.DISPATCHER, Role.SUPPORT, Role.FINANCE)
    steps = steps_of(session, plan_id, StepState.DONE, StepState.UNDONE)
    return [
        Step(
            step.number, step.kind, step.sentence, step.at, step.by, step.state is StepState.UNDONE
        )
        for step in steps
    ]


def _shift_of(opened: OpenDraft, visit_ref: str) -> str:
    shift = opened.draft.shift_of(visit_ref)
    if shift is None:
        raise BadValue(f"visit {visit_ref} is on no route of plan {opened.plan.id}", "on_no_route")
    return shift


def _words(session: Session, opened: OpenDraft, after: Draft, visit_ref: str = "") -> Words:
    """How the visits of the touched routes are called, and those beside `visit_ref`."""
    shifts = [*touched(opened.draft, after), after.shift_of(visit_ref) or ""]
    drafts = (opened.draft, after)
    refs = [ref for draft in drafts for shift in shifts for ref in draft.order(shift)]
    return words_for(session, opened, [visit_ref, *refs])


def _words_without_parting(session: Session, opened: OpenDraft, after: Draft) -> Words:
    """`NotEligible` when the change parts an order-pinned stop from the one before it."""
    words = _words(session, opened, after)
    broken = parted_rules(opened.draft, after, words)
    if broken:
        raise NotEligible(
            "unpin the order first", [rule.sentence for rule in broken], "unpin_first"
        )
    return words
