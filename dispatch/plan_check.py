"""What the referee says of a kept plan, in names, and its certificate once it is published."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from dispatch import acceptance, models
from dispatch.acceptance import Finding, names_of, why_never
from dispatch.config import Settings
from dispatch.errors import PlanHasViolations, StalePlan
from dispatch.open_drafts import OpenDraft, open_plan, words_for
from dispatch.problem_cache import problem_of
from dispatch.sentences import Sentence
from dispatch.violation_words import worded
from optimizer import check
from optimizer.solution import Solution


class Signed(check.Certificate):
    """The referee's certificate, with the violations that a dispatcher accepted by name."""

    accepted: tuple[str, ...]


def findings_of(session: Session, plan_id: int, settings: Settings) -> tuple[Finding, ...]:
    """All that the plan breaks, over all of its days; `BadValue` for loaded history."""
    opened = open_plan(session, plan_id, settings)
    found = check.violations(opened.draft.problem, opened.draft.found)
    return _named(session, opened, found)


def _named(
    session: Session, opened: OpenDraft, found: Sequence[check.Violation]
) -> tuple[Finding, ...]:
    if not found:
        return ()
    words = words_for(session, opened, [one.visit for one in found if one.visit])
    rules = worded(found, opened.draft, words)
    return tuple(
        Finding(name, rule, why_never(violation))
        for name, rule, violation in zip(names_of(found), rules, found, strict=True)
    )


def accepted(
    session: Session, plan: models.Plan, settings: Settings, accept: Sequence[str], reason: str
) -> tuple[Finding, ...]:
    """All that the plan breaks, each accepted by name; `PlanHasViolations` if one is not.

    `StalePlan` if something accepted is no longer broken: whoever accepted it looked at another
    plan.
    """
    acceptance.refuse_wrong_reason(reason, accept)
    found = findings_of(session, plan.id, settings)
    reasons = acceptance.against(found, accept)
    if reasons:
        raise PlanHasViolations(
            f"plan {plan.id} cannot be published", reasons, "not_publishable", plan=plan.id
        )
    gone = acceptance.gone(found, accept)
    if gone:
        raise StalePlan(
            f"plan {plan.id} no longer breaks what was accepted ({', '.join(gone)}); "
            "look at it again",
            "accepted_is_gone",
            plan=plan.id,
        )
    return found


def sign(
    session: Session,
    plan: models.Plan,
    found: Sequence[Finding],
    reason: str,
    *,
    by: str,
    at: datetime,
) -> str:
    """Keep the certificate, and who accepted what and why; what the plan's history says of it."""
    session.add(_certificate(plan, found))
    for finding in found:
        rule = finding.broken
        session.add(
            models.AcceptedViolation(
                plan_id=plan.id,
                name=finding.name,
                rule=rule.rule,
                amount=rule.amount,
                unit=rule.unit,
                visit_ref=rule.visit_ref,
                technician_ref=rule.technician_ref,
                shift_ref=rule.shift_ref,
                sentence=rule.sentence,
                at=at,
                by=by,
                reason=reason,
            )
        )
    if not found:
        return ""
    english = f"{len(found)} broken rules accepted: {reason}"
    return Sentence(english, "why_accepted", count=len(found), reason=reason)


def _certificate(plan: models.Plan, found: Sequence[Finding]) -> models.PlanCertificate:
    assert plan.problem is not None
    solution = Solution.model_validate_json(plan.solution_json)
    referee = check.certificate(problem_of(plan.problem), solution)
    said = Signed(**dict(referee), accepted=tuple(finding.name for finding in found))
    return models.PlanCertificate(plan_id=plan.id, certificate_json=said.model_dump_json())
