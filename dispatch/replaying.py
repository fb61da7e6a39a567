"""Repeating a search: what a plan keeps for it, and whether the same comes out."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from dispatch import models
from dispatch.errors import BadValue, NotFound
from dispatch.roles import Actor, require
from dispatch.statuses import Role
from optimizer.problem import Problem, read_problem


@dataclass(frozen=True)
class Recipe:
    """All that a search was made from, and the fingerprint of the plan that it found."""

    plan_id: int
    problem: Problem
    iterations: int
    engine: str
    made_with: str
    digest: str


def recipe(session: Session, *, actor: Actor, plan_id: int) -> Recipe:
    """How to repeat the search of a plan, also after edits by hand.

    `BadValue` for a plan whose search a clock or a person ended: that cannot be repeated.
    """
    require(actor, Role.DISPATCHER)
    plan = session.get(models.Plan, plan_id)
    if plan is None:
        raise NotFound(f"no plan {plan_id}", "no_plan", plan=plan_id)
    if plan.search_digest is None or plan.problem is None or plan.iterations is None:
        raise BadValue(
            f"plan {plan_id} cannot be repeated: its search did not end after a number of "
            "iterations alone",
            "not_repeatable",
            plan=plan_id,
        )
    searched = session.get(models.PlanSearched, plan_id)
    text = plan.problem.problem_json if searched is None else searched.problem_json
    return Recipe(
        plan_id=plan_id,
        problem=read_problem(text),
        iterations=plan.iterations,
        engine=plan.asked_engine or "",
        made_with=plan.made_with or "",
        digest=plan.search_digest,
    )
