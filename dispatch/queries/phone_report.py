"""What the report on an own visit offers to tick: parts of this kind of work, known factors."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dispatch import models
from dispatch.queries.phone import own_row
from dispatch.roles import Actor

MOST_PARTS_OFFERED = 200
MOST_USUAL_PARTS = 6
MOST_FACTORS_OFFERED = 8

COMMON_FACTORS = ("damp", "dust", "heat", "frost", "vibration", "power", "hard water", "access")
"""Offered until a work type has factors of its own."""


@dataclass(frozen=True)
class PartChoice:
    ref: str
    name: str


@dataclass(frozen=True)
class ReportChoices:
    """What the report offers to tick: `usual` parts of this kind of work, factors seen before."""

    usual: tuple[PartChoice, ...]
    parts: tuple[PartChoice, ...]
    factors: tuple[str, ...]


def own_report_choices(session: Session, *, actor: Actor, visit_ref: str) -> ReportChoices:
    """What to offer in the report of an own visit, the most frequent first."""
    visit = own_row(session, actor, visit_ref)
    work_type = visit.case.work_type
    parts = select(models.Part.ref, models.Part.name).order_by(models.Part.name, models.Part.ref)
    return ReportChoices(
        usual=tuple(_usual_parts(session, work_type)) if work_type else (),
        parts=tuple(PartChoice(*row) for row in session.execute(parts.limit(MOST_PARTS_OFFERED))),
        factors=_factors(session, work_type),
    )


def _usual_parts(session: Session, work_type: models.WorkType) -> list[PartChoice]:
    usual = [PartChoice(need.part.ref, need.part.name) for need in work_type.parts]
    used = session.execute(
        select(models.Part.ref, models.Part.name)
        .join(models.VisitPart, models.VisitPart.part_id == models.Part.id)
        .join(models.Visit, models.Visit.id == models.VisitPart.visit_id)
        .join(models.Visit.case)
        .where(models.Case.work_type_id == work_type.id, models.VisitPart.used > 0)
        .group_by(models.Part.ref, models.Part.name)
        .order_by(func.sum(models.VisitPart.used).desc(), models.Part.ref)
        .limit(MOST_USUAL_PARTS)
    )
    more = [PartChoice(*row) for row in used]
    return [*usual, *(part for part in more if part not in usual)][:MOST_USUAL_PARTS]


def _factors(session: Session, work_type: models.WorkType | None) -> tuple[str, ...]:
    seen = session.scalars(
        select(models.ContributingFactor.factor)
        .join(models.Visit, models.Visit.id == models.ContributingFactor.visit_id)
        .join(models.Visit.case)
        .where(models.Case.work_type_id == (work_type.id if work_type else None))
        .group_by(models.ContributingFactor.factor)
        .order_by(func.count().desc(), models.ContributingFactor.factor)
        .limit(MOST_FACTORS_OFFERED)
    )
    return tuple(dict.fromkeys([*seen, *COMMON_FACTORS]))[:MOST_FACTORS_OFFERED]
