"""Taking an answer into the draft by one step: a fix, another technician, an urgent visit.

Each works out again what was shown; on the revision that was seen it is the same answer.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from dispatch import models, step_names
from dispatch.adopting import require_movable, retranslated
from dispatch.answer_views import Doing
from dispatch.answers import answered, choice_of, fixes_for, proposal_for, words_of
from dispatch.config import Settings
from dispatch.draft import Draft, with_visit
from dispatch.draft_rows import NewStep, keep, set_asked, set_pins
from dispatch.errors import BadValue, NotEligible, StalePlan
from dispatch.fix_words import doing, key_of, made_room
from dispatch.open_drafts import OpenDraft, open_draft
from dispatch.plan_steps import StepKind
from dispatch.plan_views import Edit
from dispatch.roles import Actor, require
from dispatch.sentences import written
from dispatch.statuses import Role
from dispatch.violation_words import Words, parted_rules
from dispatch.visit_windows import Window
from optimizer.fixes import Fix
from optimizer.problem import TimeWindow
from optimizer.solution import Solution


def apply_fix(
    session: Session,
    *,
    actor: Actor,
    plan_id: int,
    visit_ref: str,
    key: str,
    revision: int,
    settings: Settings,
    now: datetime,
) -> Edit:
    """The draft with the fix's routes; pins or windows of the visit change where it says so.

    `BadValue` for a fix that only a change of the company's data makes true.
    """
    require(actor, Role.DISPATCHER)
    opened = open_draft(session, plan_id, settings, revision=revision)
    row = require_movable(session, opened, visit_ref, settings)
    _require_left_out(opened, visit_ref)
    fix = next((one for one in fixes_for(opened, visit_ref) if key_of(one) == key), None)
    if fix is None:
        raise StalePlan("this no longer helps; look at the answers again", "fix_is_gone")
    takes = doing(opened, fix)
    if takes is Doing.ELSEWHERE:
        raise BadValue("this needs a change of the company's data first", "fix_is_elsewhere")
    base = opened.draft
    before: Sequence[Window] = ()
    asked: Sequence[Window] = ()
    if takes is Doing.VISIT:
        before, asked = _asked_windows(opened, row, fix)
        base = _with_the_visit_changed(session, opened, row, fix, asked, settings)
    words = words_of(session, opened)
    after = _answered(opened, base, fix.solution, visit_ref, words)
    step = NewStep(
        StepKind.PLACE,
        step_names.given(after, visit_ref, words),
        after.shift_of(visit_ref),
        asked_before={visit_ref: tuple(before)} if asked else {},
        asked_after={visit_ref: tuple(asked)} if asked else {},
    )
    return keep(session, opened, after, step, actor=actor, now=now)


def choose_technician(
    session: Session,
    *,
    actor: Actor,
    plan_id: int,
    visit_ref: str,
    technician_ref: str,
    revision: int,
    settings: Settings,
    now: datetime,
) -> Edit:
    """The best plan in which that technician does the visit; a pin to somebody else goes."""
    require(actor, Role.DISPATCHER)
    opened = open_draft(session, plan_id, settings, revision=revision)
    row = require_movable(session, opened, visit_ref, settings)
    origin = opened.draft.shift_of(visit_ref)
    found = choice_of(opened, visit_ref, technician_ref)
    words = words_of(session, opened)
    if found.solution is None:
        raise NotEligible("that technician cannot do it", [], "cannot_do_it")
    base = opened.draft
    if base.visits[visit_ref].technician not in (None, technician_ref):
        set_pins(session, opened, visit_ref, None, row.pinned_start)
        base = with_visit(base, retranslated(session, opened, row, settings))
    after = _answered(opened, base, found.solution, visit_ref, words)
    if origin is None:
        kind, sentence = StepKind.PLACE, step_names.given(after, visit_ref, words)
    else:
        kind, sentence = step_names.moved(origin, after, visit_ref, words)
    step = NewStep(kind, sentence, after.shift_of(visit_ref))
    return keep(session, opened, after, step, actor=actor, now=now)


def fit_in(
    session: Session,
    *,
    actor: Actor,
    plan_id: int,
    visit_ref: str,
    revision: int,
    settings: Settings,
    now: datetime,
) -> Edit:
    """The draft with the urgent visit where the proposal has it."""
    require(actor, Role.DISPATCHER)
    opened = open_draft(session, plan_id, settings, revision=revision)
    require_movable(session, opened, visit_ref, settings)
    _require_left_out(opened, visit_ref)
    found = proposal_for(opened, visit_ref)
    if found is None:
        raise NotEligible("nothing makes room for it today", [], "no_room_at_all")
    words = words_of(session, opened)
    after = _answered(opened, opened.draft, found.solution, visit_ref, words)
    sentence = step_names.given(after, visit_ref, words)
    step = NewStep(StepKind.PLACE, sentence, after.shift_of(visit_ref))
    return keep(session, opened, after, step, actor=actor, now=now)


def _require_left_out(opened: OpenDraft, visit_ref: str) -> None:
    if opened.draft.shift_of(visit_ref) is not None:
        raise BadValue(f"visit {visit_ref} is on a route already; move it", "on_route_already")


def _answered(
    opened: OpenDraft, base: Draft, solution: Solution, visit_ref: str, words: Words
) -> Draft:
    """`NotEligible` where the answer parts an order-pinned stop from the one before it."""
    said = written(made_room(visit_ref, words))
    gone = {ref: said for ref in opened.draft.placed}
    after = answered(base, solution, gone)
    after = replace(after, order_pins=after.order_pins - set(after.left_out))
    broken = parted_rules(opened.draft, after, words)
    if broken:
        raise NotEligible(
            "unpin the order first", [rule.sentence for rule in broken], "unpin_first"
        )
    return after


def _asked_windows(
    opened: OpenDraft, row: models.Visit, fix: Fix
) -> tuple[Sequence[Window], Sequence[Window]]:
    """What the customer asked for before and after the fix; both empty if that stays.

    What was asked for on days that the plan does not cover is kept.
    """
    [visit] = fix.change.visits
    old = opened.draft.visits[visit.id]
    if visit.windows in (old.windows, old.unpinned_windows):
        return (), ()
    before = [(window.opens, window.closes) for window in row.windows]
    horizon = opened.horizon
    begins, ends = horizon.epoch, horizon.instant(horizon.end_s)
    outside = [span for span in before if span[1] < begins or span[0] >= ends]
    return before, sorted([*outside, *(_span(opened, window) for window in visit.windows)])


def _span(opened: OpenDraft, window: TimeWindow) -> Window:
    return opened.horizon.instant(window.opens), opened.horizon.instant(window.closes)


def _with_the_visit_changed(
    session: Session,
    opened: OpenDraft,
    row: models.Visit,
    fix: Fix,
    asked: Sequence[Window],
    settings: Settings,
) -> Draft:
    """The draft with the visit's row and value as the fix has them."""
    [visit] = fix.change.visits
    start = visit.pinned_start
    pinned_start = None if start is None else opened.horizon.instant(start)
    set_pins(session, opened, row.ref, visit.technician, pinned_start)
    if asked:
        set_asked(session, row.ref, asked)
    return with_visit(opened.draft, retranslated(session, opened, row, settings))
