"""Answers about a draft, worked out by insertion and remembered until the draft changes."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from sqlalchemy.orm import Session

from dispatch.answer_views import MovedVisit
from dispatch.draft import Draft, with_order
from dispatch.open_drafts import OpenDraft, words_for
from dispatch.violation_words import Words
from optimizer.breakdown import breakdown
from optimizer.differences import Change, Difference, differences
from optimizer.emergency import Proposal, insert_emergency, with_promises
from optimizer.fixes import Fix, fixes
from optimizer.problem import Problem
from optimizer.resolving import orders_of
from optimizer.solution import Solution, Unassigned
from optimizer.why import Why, why

REMEMBERED = 16

DISTURBED_CENTS_PER_HOUR = 3_000
DISTURBED_TECHNICIAN_CENTS = 1_500
DISTURBED_TOLERANCE_S = 900
"""What an emergency pays for each stop of the day that it moves, customers told or not."""

_KINDS = {
    Change.ADDED: "added",
    Change.DROPPED: "dropped",
    Change.TECHNICIAN: "moved",
    Change.MOVED: "shifted",
}


@dataclass(frozen=True)
class _Asked:
    """A question about a plan; equal if plan and question are."""

    plan: str
    visit: str
    technician: str
    problem: Problem = field(compare=False)
    solution: Solution = field(compare=False)

    @staticmethod
    def of(opened: OpenDraft, visit_ref: str, technician_ref: str = "") -> "_Asked":
        draft = opened.draft
        solution = draft.solution
        plan = hashlib.sha256(opened.problem_row.digest.encode())
        plan.update(draft.visits[visit_ref].model_dump_json().encode())
        plan.update(solution.model_dump_json().encode())
        return _Asked(plan.hexdigest(), visit_ref, technician_ref, draft.problem, solution)


def fixes_for(opened: OpenDraft, visit_ref: str) -> tuple[Fix, ...]:
    """What would let the left-out visit be served, cheapest first; `optimizer.fixes`."""
    return _fixes(_Asked.of(opened, visit_ref))


def choice_of(opened: OpenDraft, visit_ref: str, technician_ref: str) -> Why:
    """What becomes of the plan if that technician has to do the visit; `optimizer.why`."""
    return _why(_Asked.of(opened, visit_ref, technician_ref))


def proposal_for(opened: OpenDraft, visit_ref: str) -> Proposal | None:
    """The cheapest valid plan that fits the visit in and disturbs few; `optimizer.emergency`."""
    return _proposal(_Asked.of(opened, visit_ref))


@lru_cache(maxsize=REMEMBERED)
def _fixes(asked: _Asked) -> tuple[Fix, ...]:
    return fixes(asked.problem, asked.solution, asked.visit)


@lru_cache(maxsize=REMEMBERED)
def _why(asked: _Asked) -> Why:
    return why(asked.problem, asked.solution, asked.visit, asked.technician)


@lru_cache(maxsize=REMEMBERED)
def _proposal(asked: _Asked) -> Proposal | None:
    promised = with_promises(
        asked.problem,
        asked.solution.routes,
        moved_cents_per_hour=DISTURBED_CENTS_PER_HOUR,
        technician_cents=DISTURBED_TECHNICIAN_CENTS,
        tolerance_s=DISTURBED_TOLERANCE_S,
    )
    visit = promised.visits_by_id()[asked.visit]
    known = [out for out in asked.solution.unassigned if out.visit != asked.visit]
    return insert_emergency(promised, asked.solution.routes, visit, known=known)


def answered(draft: Draft, solution: Solution, why_out: Mapping[str, str]) -> Draft:
    """The draft with the solution's routes, timed by the draft's own rules.

    Routes whose order stays are left as they are. Visits that the draft left out already keep
    their reason, `why_out` has that of others, written, by visit.
    """
    orders = orders_of(solution.routes)
    changed = draft
    for shift in draft.problem.shifts:
        wanted = orders.get(shift.id, ())
        if list(wanted) != draft.order(shift.id):
            changed = with_order(changed, shift.id, wanted)
    left_out: dict[str, Unassigned] = {}
    for out in solution.unassigned:
        known = draft.left_out.get(out.visit)
        said = why_out.get(out.visit, out.sentence)
        left_out[out.visit] = known or out.model_copy(update={"sentence": said})
    return replace(changed, left_out=left_out)


def moved_visits(
    opened: OpenDraft, problem: Problem, solution: Solution, words: Words, apart_from: str
) -> tuple[MovedVisit, ...]:
    """Every other visit for which the solution differs from the draft, what costs or saves
    most first."""
    before, after = _cents(opened.draft.problem, opened.draft.solution), _cents(problem, solution)
    found = differences(problem, opened.draft.solution.routes, solution.routes)
    moved = [
        _moved(opened, one, words, after.get(one.visit, 0) - before.get(one.visit, 0))
        for one in found
        if one.visit != apart_from
    ]
    return tuple(sorted(moved, key=lambda one: -abs(one.cents)))


def _cents(problem: Problem, solution: Solution) -> dict[str, int]:
    """What each visit costs by itself, in the plan or left out of it."""
    found = breakdown(problem, solution)
    visits = [visit for route in found.routes for visit in route.visits]
    return {visit.visit: visit.cents for visit in [*visits, *found.left_out]}


def _moved(opened: OpenDraft, found: Difference, words: Words, cents: int) -> MovedVisit:
    fact = opened.facts.visits.get(found.visit)
    horizon = opened.horizon
    old, new = found.start_before, found.start_after
    return MovedVisit(
        visit_ref=found.visit,
        customer=words.customer(found.visit),
        kind=_KINDS[found.change],
        promised=fact is not None and fact.promised,
        from_technician=words.names.technician(found.technician_before or ""),
        to_technician=words.names.technician(found.technician_after or ""),
        old_start=None if old is None else horizon.instant(old),
        new_start=None if new is None else horizon.instant(new),
        shift_s=found.moved_s,
        cents=cents,
    )


def placed_at(solution: Solution, visit: str) -> tuple[str, int]:
    """Shift id and start of a served visit."""
    return next(
        (route.shift, stop.start)
        for route in solution.routes
        for stop in route.stops
        if stop.visit == visit
    )


def words_of(session: Session, opened: OpenDraft) -> Words:
    """How everything in the plan is called."""
    return words_for(session, opened, opened.draft.visits)
