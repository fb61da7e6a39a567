"""What the shown plan does not place: what it leaves out, and what came since."""

from dataclasses import dataclass

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch import models
from dispatch.explaining import Names, refusal_sentence
from dispatch.plan_facts import Facts
from dispatch.queries.board_rows import NEW_SINCE_PLAN, NO_PLAN, PlanChoice, RefusalRow
from dispatch.sentences import Sentence
from dispatch.statuses import PlanStatus, VisitStatus
from optimizer.solution import Refusal

_REFUSALS = TypeAdapter(list[Refusal])

_NEW = Sentence("New since this plan.", "new_since_plan")
_NO_PLAN = Sentence("There is no plan for this day yet.", "no_plan_yet")


@dataclass(frozen=True)
class Waiting:
    """A visit in the tray, before its card is known."""

    visit_id: int
    reason: str
    sentence: str
    refusals_json: str


def waiting(session: Session, shown: PlanChoice | None) -> list[Waiting]:
    """Visits that still wait, in the plan's order, then those the plan does not know.

    Beside a published plan only ready visits wait: another plan may have placed the others.
    """
    ready = models.Visit.status == VisitStatus.READY
    new = select(models.Visit.id).where(ready).order_by(models.Visit.ref)
    if shown is None:
        return [Waiting(visit_id, NO_PLAN, _NO_PLAN, "[]") for visit_id in session.scalars(new)]
    left = models.UnassignedVisit
    statuses = [VisitStatus.READY]
    if shown.status is PlanStatus.DRAFT:
        statuses.append(VisitStatus.SCHEDULED)
    rows = session.execute(
        select(left.visit_id, left.reason, left.sentence, left.refusals_json)
        .join(models.Visit, models.Visit.id == left.visit_id)
        .where(left.plan_id == shown.plan_id, models.Visit.status.in_(statuses))
        .order_by(left.id)
    )
    placed = (
        select(models.Stop.visit_id)
        .join(models.Route, models.Route.id == models.Stop.route_id)
        .where(models.Route.plan_id == shown.plan_id)
    )
    known = select(left.visit_id).where(left.plan_id == shown.plan_id)
    new = new.where(models.Visit.id.not_in(known))
    if shown.status is PlanStatus.DRAFT:
        new = new.where(models.Visit.id.not_in(placed))
    return [Waiting(*row) for row in rows] + [
        Waiting(visit_id, NEW_SINCE_PLAN, _NEW, "[]") for visit_id in session.scalars(new)
    ]


def refusal_rows(
    waiting: Waiting, facts: Facts | None, names: Names | None
) -> tuple[RefusalRow, ...]:
    """Every technician's "no", nearest to a yes first; none for loaded history."""
    if facts is None or names is None or waiting.refusals_json == "[]":
        return ()
    return tuple(_row(one, facts, names) for one in _REFUSALS.validate_json(waiting.refusals_json))


def _row(refusal: Refusal, facts: Facts, names: Names) -> RefusalRow:
    shift = facts.shifts.get(refusal.shift or "")
    return RefusalRow(
        technician_ref="" if shift is None else shift.technician,
        technician="" if shift is None else names.who(refusal),
        reason=refusal.reason.value,
        sentence=refusal_sentence(refusal, names),
    )
