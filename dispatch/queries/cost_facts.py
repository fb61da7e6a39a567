"""What the database knows of the costs of a period, each in one statement however many visits."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from dispatch import models, variance
from dispatch.statuses import CostStatus, VisitOutcome

Chosen = Select[int]
"""Ids of visit costs."""


@dataclass(frozen=True)
class Sums:
    """By kind of line: money, and seconds, metres or pieces."""

    planned: dict[str, Decimal] = field(default_factory=dict)
    actual: dict[str, Decimal] = field(default_factory=dict)
    planned_quantity: dict[str, Decimal] = field(default_factory=dict)
    actual_quantity: dict[str, Decimal] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Earlier:
    end: datetime
    case_id: int
    outcome: VisitOutcome | None


def ended(
    statement: Select[*tuple[Any, ...]], begins: datetime, ends: datetime
) -> Select[*tuple[Any, ...]]:
    return statement.join(models.VisitCost.visit).where(
        models.Visit.actual_end >= begins,
        models.Visit.actual_end < ends,
        models.VisitCost.actual_total.is_not(None),
    )


@dataclass(frozen=True)
class ReviewState:
    status: CostStatus
    asked: bool
    version: int


def review_states(session: Session, *, begins: datetime, ends: datetime) -> dict[str, ReviewState]:
    """How the review of the visits that ended in [begins, ends) stands, by visit ref."""
    asked = asked_about(session, ended(select(models.VisitCost.id), begins, ends))
    found = session.execute(
        ended(
            select(
                models.Visit.ref,
                models.VisitCost.id,
                models.VisitCost.status,
                models.VisitCost.version,
            ).select_from(models.VisitCost),
            begins,
            ends,
        )
    )
    return {
        ref: ReviewState(status or CostStatus.PROPOSED, cost_id in asked, version)
        for ref, cost_id, status, version in found
    }


def sums_of(session: Session, chosen: Chosen) -> dict[int, Sums]:
    line = models.CostLine
    found: dict[int, Sums] = defaultdict(Sums)
    grouped = (line.visit_cost_id, line.basis, line.kind)
    for cost_id, basis, kind, unit, amount, quantity in session.execute(
        select(*grouped, func.min(line.unit), func.sum(line.amount), func.sum(line.quantity))
        .where(line.visit_cost_id.in_(chosen))
        .group_by(*grouped)
    ):
        sums = found[cost_id]
        sums.units[kind] = unit
        if basis == "planned":
            sums.planned[kind], sums.planned_quantity[kind] = amount, quantity
        else:
            sums.actual[kind], sums.actual_quantity[kind] = amount, quantity
    return found


def asked_about(session: Session, chosen: Chosen) -> set[int]:
    """Costs about which the last thing written down is a question, not a decision."""
    change = models.StatusChange
    last = (
        select(func.max(change.id))
        .where(
            change.entity == models.VisitCost.__tablename__,
            change.entity_id.in_(chosen),
        )
        .group_by(change.entity_id)
    )
    return set(
        session.scalars(
            select(change.entity_id).where(
                change.id.in_(last), change.from_status == change.to_status
            )
        )
    )


def p90_by_work_type(session: Session, before: datetime) -> dict[int | None, Decimal | None]:
    """Over every visit that ended before the end of the period, however long ago."""
    totals: dict[int | None, list[Decimal]] = defaultdict(list)
    found = session.execute(
        select(models.Case.work_type_id, models.VisitCost.actual_total)
        .select_from(models.VisitCost)
        .join(models.VisitCost.visit)
        .join(models.Visit.case)
        .where(models.Visit.actual_end < before, models.VisitCost.actual_total.is_not(None))
    )
    for work_type_id, total in found:
        assert total is not None
        totals[work_type_id].append(total)
    return {work_type_id: variance.p90(amounts) for work_type_id, amounts in totals.items()}


def earlier_visits(
    session: Session, begins: datetime, ends: datetime
) -> dict[tuple[str, int], list[Earlier]]:
    visit = models.Visit
    found = session.execute(
        select(visit.case_id, models.Case.device_id, visit.actual_end, visit.outcome)
        .join(visit.case)
        .where(visit.actual_end >= begins, visit.actual_end < ends)
    )
    ended: dict[tuple[str, int], list[Earlier]] = defaultdict(list)
    for case_id, device_id, end, outcome in found:
        assert end is not None
        one = Earlier(end, case_id, outcome)
        ended["case", case_id].append(one)
        if device_id is not None:
            ended["device", device_id].append(one)
    return ended
