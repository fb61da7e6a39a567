"""The referee's word on a kept plan, and what was accepted of it."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from dispatch import acceptance, models
from dispatch.problem_cache import problem_of
from dispatch.queries.accepted_violations import acceptances
from optimizer import check
from optimizer.solution import Solution


@dataclass(frozen=True)
class ViolationRow:
    """`name` is what accepting it takes, `never` why nobody may; the rest who did, when and why."""

    rule: str
    stop: str
    amount: int
    unit: str
    sentence: str
    name: str
    never: str
    accepted_by: str
    accepted_at: datetime | None
    reason: str


def verdict(
    session: Session, plan: models.Plan
) -> tuple[Solution | None, tuple[ViolationRow, ...]]:
    """What the plan holds and what the referee says of it; loaded history holds nothing."""
    if plan.problem is None:
        return None, ()
    solution = Solution.model_validate_json(plan.solution_json)
    found = check.violations(problem_of(plan.problem), solution)
    known = acceptances(session, plan.id) if found else {}
    names = acceptance.names_of(found)
    return solution, tuple(
        ViolationRow(
            rule=one.rule.value,
            stop=one.where,
            amount=one.amount,
            unit=one.unit.value,
            sentence=one.sentence,
            name=name,
            never=acceptance.why_never(one),
            accepted_by=known[name].by if name in known else "",
            accepted_at=known[name].at if name in known else None,
            reason=known[name].reason if name in known else "",
        )
        for name, one in zip(names, found, strict=True)
    )


def certificate(session: Session, plan: models.Plan) -> dict[str, Any] | None:
    """What was signed when the plan was published; None before."""
    row = session.get(models.PlanCertificate, plan.id)
    return None if row is None else dict(json.loads(row.certificate_json))
