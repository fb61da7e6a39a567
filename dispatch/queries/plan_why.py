"""Why this technician and not that one: the plan with the other choice forced, side by side."""

from dataclasses import replace

from sqlalchemy.orm import Session

from dispatch.adopting import require_movable
from dispatch.answer_views import ChoiceRow, CostLineRow
from dispatch.answers import choice_of, moved_visits, placed_at, words_of
from dispatch.config import Settings
from dispatch.errors import BadValue
from dispatch.explaining import refusal_sentence
from dispatch.open_drafts import OpenDraft, open_plan
from dispatch.roles import Actor, require
from dispatch.statuses import Role
from dispatch.violation_words import Words
from optimizer.why import Why


def with_technician(
    session: Session,
    *,
    actor: Actor,
    plan_id: int,
    visit_ref: str,
    technician_ref: str,
    settings: Settings,
) -> ChoiceRow:
    """The best plan in which that technician does the visit, against the present one."""
    require(actor, Role.DISPATCHER, Role.SUPPORT, Role.FINANCE)
    opened = open_plan(session, plan_id, settings)
    require_movable(session, opened, visit_ref, settings)
    if technician_ref not in {shift.technician for shift in opened.draft.problem.shifts}:
        raise BadValue(
            f"technician: {technician_ref} has no shift in plan {plan_id}",
            "technician_not_in_plan",
        )
    words = words_of(session, opened)
    found = choice_of(opened, visit_ref, technician_ref)
    return _row(opened, found, words)


def _row(opened: OpenDraft, found: Why, words: Words) -> ChoiceRow:
    pinned = opened.draft.visits[found.visit].technician
    row = ChoiceRow(
        visit_ref=found.visit,
        technician=words.names.technician(found.technician or ""),
        asked=words.names.technician(found.asked),
        day=None,
        starts=None,
        cents=found.cents,
        drive_s=0,
        overtime_s=0,
        late_visits=0,
        lines=(),
        moved=(),
        unpins=pinned is not None and pinned != found.asked,
        refusals=_refusals(found, words),
    )
    if found.solution is None or found.comparison is None:
        return row
    shift, start = placed_at(found.solution, found.visit)
    before, after = found.comparison.before, found.comparison.after
    return replace(
        row,
        day=opened.facts.shifts[shift].day,
        starts=opened.horizon.instant(start),
        drive_s=after.drive_s - before.drive_s,
        overtime_s=after.overtime_s - before.overtime_s,
        late_visits=after.late_visits - before.late_visits,
        lines=tuple(
            CostLineRow(line.line, line.before_cents, line.after_cents)
            for line in found.comparison.lines
        ),
        moved=moved_visits(opened, opened.draft.problem, found.solution, words, found.visit),
    )


def _refusals(found: Why, words: Words) -> tuple[str, ...]:
    names = words.names.with_customers(words.customers)
    return tuple(refusal_sentence(refused, names) for refused in found.refusals)
