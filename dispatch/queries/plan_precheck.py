"""Visits that no plan of the days can serve, each with the field to change and where that is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from dispatch import models
from dispatch.answer_views import FieldToChange, Where
from dispatch.config import Settings
from dispatch.explaining import Names, nobody_can, nobody_works, refusal_sentence
from dispatch.fix_words import field_to_change
from dispatch.horizon import Horizon
from dispatch.plan_basis import policy_of, translation_of
from dispatch.roles import Actor, require
from dispatch.sentences import Sentence
from dispatch.statuses import Role
from dispatch.translate import Translation
from dispatch.translate_visits import LeftBefore
from dispatch.working_time import Calendar
from optimizer.eligibility import refusal
from optimizer.precheck import Finding, precheck
from optimizer.solution import Reason, Refusal

_FIELDS = {"no_place": "place", "closed": "opening_hours", "other_day": "pinned_start"}
"""The field for each reason that a visit never reaches the optimizer."""


@dataclass(frozen=True)
class ImpossibleRow:
    """A visit that will be left out whatever the search does, why, and what to change first."""

    visit_ref: str
    customer: str
    town: str
    sentence: str
    field: FieldToChange


def impossible_visits(
    session: Session,
    *,
    actor: Actor,
    first_day: date,
    days: int,
    settings: Settings,
    now: datetime,
) -> tuple[ImpossibleRow, ...]:
    """By visit ref. That none is named does not mean that all fit into one plan.

    Windows on other days are no fault: such a visit waits for its day and is not named.
    """
    require(actor, Role.DISPATCHER, Role.SUPPORT, Role.FINANCE)
    horizon = Horizon(first_day, days, now, Calendar.of(settings))
    translation = translation_of(session, horizon, policy_of(settings))
    names = Names.of(translation)
    cases = {ref: visit.case.ref for ref, visit in translation.visits.items()}
    found = [
        _row(translation.visits[one.visit], _said(one, translation, names), one.field, cases)
        for one in precheck(translation.problem)
    ]
    found += [_left_before(one, cases) for one in translation.left_before if _is_fault(one)]
    return tuple(sorted(found, key=lambda row: row.visit_ref))


def _is_fault(left: LeftBefore) -> bool:
    return left.reason in _FIELDS and not (left.reason == "closed" and left.visit.windows)


def _left_before(left: LeftBefore, cases: Mapping[str, str]) -> ImpossibleRow:
    field = f"visits[{left.visit.ref}].{_FIELDS[left.reason]}"
    return _row(left.visit, left.sentence, field, cases)


def _row(visit: models.Visit, sentence: str, field: str, cases: Mapping[str, str]) -> ImpossibleRow:
    site = visit.case.site
    where = field_to_change(field, cases)
    if where.name in ("place", "opening_hours"):
        where = FieldToChange(where.name, Where.SITES)
    return ImpossibleRow(
        visit_ref=visit.ref,
        customer=site.customer.name,
        town=site.town,
        sentence=sentence,
        field=where,
    )


def _said(finding: Finding, translation: Translation, names: Names) -> str:
    """The nearest "no" with the name of who says it."""
    if finding.reason is Reason.NO_SHIFT:
        return nobody_works()
    if finding.reason is Reason.RELATION:
        customer = names.customer(finding.facts["visit"])
        return Sentence(
            f"It is tied to {customer}, and the two cannot both be served as they stand.",
            "tied_to_impossible",
            customer=customer,
        )
    nearest = _nearest(finding, translation)
    if nearest is None:
        return finding.sentence
    return nobody_can(refusal_sentence(nearest, names))


def _nearest(finding: Finding, translation: Translation) -> Refusal | None:
    """The refusal that the finding is about, which says whose it is."""
    problem = translation.problem
    visit = problem.visits_by_id()[finding.visit]
    said = (refusal(visit, shift, problem.travel) for shift in problem.shifts)
    return next(
        (
            one
            for one in said
            if one is not None and (one.reason, one.facts) == (finding.reason, finding.facts)
        ),
        None,
    )
