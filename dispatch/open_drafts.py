"""A plan read for editing or explaining: its draft as a value, and how to speak of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch import models
from dispatch.config import Settings
from dispatch.draft import Draft, put
from dispatch.drop_targets import Wish, target
from dispatch.errors import BadValue, InvalidTransition, NotFound, StalePlan
from dispatch.explaining import Names, shift_name
from dispatch.horizon import Horizon
from dispatch.people import full_names
from dispatch.plan_facts import Facts
from dispatch.problem_cache import problem_of
from dispatch.sentences import Sentence
from dispatch.statuses import PlanStatus
from dispatch.violation_words import Words
from dispatch.working_time import Calendar
from optimizer.problem import Problem
from optimizer.solution import Solution


@dataclass
class OpenDraft:
    """A plan's row with its draft. `facts` and `draft` follow what an edit does to them;
    `stored` is the problem that `problem_row` holds.
    """

    plan: models.Plan
    row: models.PlanFacts
    problem_row: models.PlanProblem
    facts: Facts
    draft: Draft
    stored: Problem
    horizon: Horizon
    names: Names


def open_plan(
    session: Session, plan_id: int, settings: Settings, *, lock: bool = False
) -> OpenDraft:
    """The plan with its problem; `BadValue` for loaded history, which has none."""
    statement = select(models.Plan).where(models.Plan.id == plan_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    plan = session.scalar(statement)
    if plan is None:
        raise NotFound(f"no plan {plan_id}", "no_plan", plan=plan_id)
    row = session.get(models.PlanFacts, plan_id)
    if row is None or plan.problem is None:
        raise BadValue(
            f"plan {plan_id} is loaded history: it has no problem to work on",
            "plan_is_history",
            plan=plan_id,
        )
    facts = Facts.model_validate_json(row.facts_json)
    solution = Solution.model_validate_json(plan.solution_json)
    horizon = Horizon(plan.first_day, plan.days, plan.created_at, Calendar.of(settings))
    problem = problem_of(plan.problem)
    return OpenDraft(
        plan=plan,
        row=row,
        problem_row=plan.problem,
        facts=facts,
        draft=Draft.of(problem, solution, facts.order_pins),
        stored=problem,
        horizon=horizon,
        names=names_of(session, facts, horizon, plan.currency),
    )


def open_draft(
    session: Session, plan_id: int, settings: Settings, *, revision: int | None = None
) -> OpenDraft:
    """A plan that may be edited, held until the transaction ends if a `revision` is given.

    `InvalidTransition` unless it is a draft; `StalePlan`, naming who changed it, when the plan
    is not at the revision any more.
    """
    opened = open_plan(session, plan_id, settings, lock=revision is not None)
    plan = opened.plan
    if plan.status is not PlanStatus.DRAFT:
        raise InvalidTransition(
            f"plan {plan.id} is {plan.status}; only a draft can be edited",
            "only_drafts_edited",
            plan=plan.id,
            status=plan.status,
        )
    if revision is not None and plan.version != revision:
        raise StalePlan(_who_was_first(session, opened))
    return opened


def dropped(opened: OpenDraft, visit_ref: str, wish: Wish) -> tuple[str, Draft]:
    """The shift that the visit goes to by that wish, and the draft then."""
    shift, at = target(opened.draft, opened.facts, opened.horizon, visit_ref, wish)
    return shift, put(opened.draft, visit_ref, shift, at)


def words_for(session: Session, opened: OpenDraft, visits: Iterable[str]) -> Words:
    """How the plan's shifts, skills and these visits are called.

    With those that rules about the whole plan may speak of, whichever route they look at.
    """
    problem = opened.draft.problem
    named = {visit for relation in problem.relations for visit in relation.visits}
    named |= {visit.id for visit in problem.visits if visit.mandatory}
    rows = session.execute(
        select(models.Visit.ref, models.Customer.name)
        .join(models.Case, models.Case.id == models.Visit.case_id)
        .join(models.Site, models.Site.id == models.Case.site_id)
        .join(models.Customer, models.Customer.id == models.Site.customer_id)
        .where(models.Visit.ref.in_(named | set(visits)))
    )
    return Words(opened.names, {ref: name for ref, name in rows})


def names_of(session: Session, facts: Facts, horizon: Horizon, currency: str) -> Names:
    """How the shifts of a plan, and all skills and technicians, are called."""
    technicians = _by_ref(session, models.Technician)
    return Names(
        horizon=horizon,
        shifts={
            shift: shift_name(technicians.get(fact.technician, fact.technician), fact.day, horizon)
            for shift, fact in facts.shifts.items()
        },
        skills=_by_ref(session, models.Skill),
        technicians=technicians,
        currency=currency,
    )


def _by_ref(
    session: Session, table: type[models.Technician] | type[models.Skill]
) -> dict[str, str]:
    return {ref: name for ref, name in session.execute(select(table.ref, table.name))}


def _who_was_first(session: Session, opened: OpenDraft) -> Sentence:
    plan = opened.plan
    last = session.scalar(
        select(models.PlanRevision)
        .where(models.PlanRevision.plan_id == plan.id)
        .order_by(models.PlanRevision.changed_at.desc(), models.PlanRevision.id.desc())
        .limit(1)
    )
    if last is None:
        return Sentence(
            f"plan {plan.id} was changed in the meantime; look at it again", "changed_meanwhile"
        )
    at = last.changed_at.astimezone(opened.horizon.calendar.zone)
    who = full_names(session, [last.changed_by])[last.changed_by]
    return Sentence(
        f"{who} changed plan {plan.id} at {at:%H:%M:%S} ({last.sentence}); look at it again",
        "who_was_first",
        by=who,
        changed_at=last.changed_at,
        step=last.sentence,
    )
