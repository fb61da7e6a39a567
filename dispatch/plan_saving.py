"""A solution as the rows of a new draft."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from dispatch import fingerprints, models, problem_cache
from dispatch.draft import Draft
from dispatch.explaining import Names
from dispatch.horizon import amount
from dispatch.plan_basis import basis, facts_of
from dispatch.plan_rows import add_route, left_out_row
from dispatch.plan_views import BROKEN
from dispatch.statuses import PlanStatus
from dispatch.translate import Translation
from dispatch.violation_words import Words, broken_on
from optimizer.solution import Solution


@dataclass(frozen=True)
class Searched:
    """What a search brought: the plan, the yardstick, and how it was asked.

    `engine` is what was asked to search; empty for plans that nobody searched.
    """

    solution: Solution
    baseline: Solution
    iterations: int | None
    notice: str = ""
    engine: str = ""
    seconds: float | None = None

    @property
    def is_repeatable(self) -> bool:
        """Ended after its rounds and by nothing else."""
        by_rounds = self.iterations is not None and self.seconds is None
        return bool(self.engine) and by_rounds and not self.notice


def add_plan(
    session: Session, translation: Translation, searched: Searched, *, created_by: str
) -> models.Plan:
    """The draft with its routes, what it leaves out, and what hand edits need."""
    horizon, solution = translation.horizon, searched.solution
    plan = models.Plan(
        status=PlanStatus.DRAFT,
        first_day=horizon.first_day,
        days=horizon.days,
        epoch=horizon.epoch,
        created_at=horizon.now,
        created_by=created_by,
        basis=basis(translation, _placed(solution), [route.shift for route in solution.routes]),
        currency=translation.currency,
        objective=amount(solution.objective_cents),
        baseline=amount(searched.baseline.objective_cents),
        baseline_served=sum(len(route.stops) for route in searched.baseline.routes),
        search_seconds=solution.search_seconds,
        iterations=searched.iterations,
        engine=solution.engine,
        travel_source=solution.travel_source,
        policy=translation.problem.policy,
        bound=None if solution.bound is None else amount(solution.bound.limit_cents),
        asked_engine=searched.engine or None,
        made_with=fingerprints.VERSION if searched.engine else None,
        search_digest=fingerprints.digest(solution) if searched.is_repeatable else None,
        problem=problem_cache.write(models.PlanProblem(), translation.problem),
        solution_json=solution.model_dump_json(),
    )
    session.add(plan)
    session.flush()
    for route in solution.routes:
        add_route(session, plan, route, translation)
    _add_unassigned(session, plan, translation, solution)
    session.add(
        models.PlanFacts(
            plan_id=plan.id,
            facts_json=facts_of(translation).model_dump_json(),
            broken_json=_broken(translation, solution),
        )
    )
    session.flush()
    return plan


def _broken(translation: Translation, solution: Solution) -> str:
    """What the plan breaks from the first, as a visit that must be done and has no place."""
    names = Names.of(translation)
    draft = Draft.of(translation.problem, solution)
    found = broken_on(draft, draft.shifts, Words(names, names.customers))
    return BROKEN.dump_json(found).decode()


def _add_unassigned(
    session: Session, plan: models.Plan, translation: Translation, solution: Solution
) -> None:
    for left in translation.left_before:
        session.add(
            models.UnassignedVisit(
                plan=plan, visit=left.visit, reason=left.reason, sentence=left.sentence
            )
        )
    names = Names.of(translation)
    for unassigned in solution.unassigned:
        row = left_out_row(unassigned, names)
        row.plan, row.visit = plan, translation.visits[unassigned.visit]
        session.add(row)


def _placed(solution: Solution) -> list[str]:
    return [stop.visit for route in solution.routes for stop in route.stops]
