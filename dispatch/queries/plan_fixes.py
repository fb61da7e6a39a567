"""What would help a left-out visit, and how an urgent one fits in; nothing changes."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch import models
from dispatch.adopting import require_movable
from dispatch.answer_views import Doing, FixRow, ProposalRow
from dispatch.answers import (
    answered,
    fixes_for,
    moved_visits,
    placed_at,
    proposal_for,
    words_of,
)
from dispatch.config import Settings
from dispatch.errors import BadValue
from dispatch.fix_words import doing, field_to_change, fix_sentence, key_of, worth_showing
from dispatch.open_drafts import OpenDraft, open_plan
from dispatch.plan_views import BrokenRule
from dispatch.previews import touched
from dispatch.roles import Actor, require
from dispatch.statuses import Role
from dispatch.violation_words import Words, broken_on, worse
from optimizer.fixes import Fix


def what_would_help(
    session: Session, *, actor: Actor, plan_id: int, visit_ref: str, settings: Settings
) -> tuple[FixRow, ...]:
    """The fixes that work, cheapest first; `BadValue` if the visit is on a route.

    Those that ask leave of somebody are not named where the plan alone can do it as cheaply.
    """
    require(actor, Role.DISPATCHER, Role.SUPPORT, Role.FINANCE)
    opened = _left_out(session, plan_id, visit_ref, settings)
    words = words_of(session, opened)
    cases = case_refs(session, words)
    found = worth_showing(fixes_for(opened, visit_ref))
    return tuple(_fix_row(opened, fix, words, cases) for fix in found)


def urgent_proposal(
    session: Session, *, actor: Actor, plan_id: int, visit_ref: str, settings: Settings
) -> ProposalRow | None:
    """The cheapest checked plan that serves the visit and disturbs few; None if none does."""
    require(actor, Role.DISPATCHER, Role.SUPPORT, Role.FINANCE)
    opened = _left_out(session, plan_id, visit_ref, settings)
    found = proposal_for(opened, visit_ref)
    if found is None:
        return None
    words = words_of(session, opened)
    shift, start = placed_at(found.solution, visit_ref)
    return ProposalRow(
        visit_ref=visit_ref,
        technician=words.shift(shift),
        starts=opened.horizon.instant(start),
        extra_cents=found.extra_cents,
        moved=moved_visits(opened, found.problem, found.solution, words, visit_ref),
    )


def case_refs(session: Session, words: Words) -> dict[str, str]:
    """The case of each visit that there are words for."""
    rows = session.execute(
        select(models.Visit.ref, models.Case.ref)
        .join(models.Case, models.Case.id == models.Visit.case_id)
        .where(models.Visit.ref.in_(words.customers))
    )
    return {visit: case for visit, case in rows}


def _left_out(session: Session, plan_id: int, visit_ref: str, settings: Settings) -> OpenDraft:
    opened = open_plan(session, plan_id, settings)
    require_movable(session, opened, visit_ref, settings)
    if opened.draft.shift_of(visit_ref) is not None:
        raise BadValue(f"visit {visit_ref} is on a route of plan {plan_id}", "on_route_already")
    return opened


def _fix_row(opened: OpenDraft, fix: Fix, words: Words, cases: Mapping[str, str]) -> FixRow:
    takes = doing(opened, fix)
    shift, start = placed_at(fix.solution, fix.visit)
    return FixRow(
        key=key_of(fix),
        kind=fix.kind.value,
        sentence=fix_sentence(fix, words),
        price_cents=fix.price_cents,
        technician=words.shift(shift),
        starts=opened.horizon.instant(start),
        doing=takes,
        field=field_to_change(fix.field, cases),
        moved=moved_visits(
            opened, fix.change.applied(opened.draft.problem), fix.solution, words, fix.visit
        ),
        breaks=_breaks(opened, fix, words) if takes is Doing.ANYWAY else (),
    )


def _breaks(opened: OpenDraft, fix: Fix, words: Words) -> tuple[BrokenRule, ...]:
    """What the draft names as broken once it has the fix's routes."""
    after = answered(opened.draft, fix.solution, {})
    shifts = touched(opened.draft, after)
    return worse(broken_on(opened.draft, shifts, words), broken_on(after, shifts, words))
