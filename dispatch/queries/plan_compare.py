"""Two plans side by side: figures, cost lines, and what is different for each customer."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch import models
from dispatch.answer_views import CostLineRow
from dispatch.errors import NotFound
from dispatch.queries.board_plans import figures
from dispatch.queries.board_rows import Difference, KeyFigures
from dispatch.roles import Actor, require
from dispatch.statuses import Role
from optimizer.solution import Costs, Solution

SAME_S = 59
"""Starts that are this near to each other are the same."""


@dataclass(frozen=True)
class PlanComparison:
    """`lines` are the cost lines of both, they add up to what each minimises; none where a plan
    is loaded history.

    `visits` are those that the plan after serves otherwise; `promise_broken` says that the
    customer was told a window that the plan after does not keep.
    """

    before: KeyFigures
    after: KeyFigures
    lines: tuple[CostLineRow, ...]
    visits: tuple[Difference, ...]

    @property
    def broken_promises(self) -> int:
        return sum(visit.promise_broken for visit in self.visits)


def compare_plans(
    session: Session, *, actor: Actor, before_id: int, after_id: int
) -> PlanComparison:
    """The plan after against the plan before, whatever their statuses; `NotFound` if none."""
    require(actor, Role.DISPATCHER, Role.SUPPORT, Role.FINANCE)
    for plan_id in (before_id, after_id):
        if session.get(models.Plan, plan_id) is None:
            raise NotFound(f"no plan {plan_id}", "no_plan", plan=plan_id)
    old, new = _served(session, before_id), _served(session, after_id)
    changed = [_difference(old.get(ref), new.get(ref)) for ref in sorted({*old, *new})]
    return PlanComparison(
        before=figures(session, before_id),
        after=figures(session, after_id),
        lines=_lines(_costs(session, before_id), _costs(session, after_id)),
        visits=tuple(one for one in changed if one is not None),
    )


@dataclass(frozen=True)
class _Served:
    visit_ref: str
    customer: str
    technician: str
    starts: datetime
    promised_from: datetime | None
    promised_until: datetime | None


def _served(session: Session, plan_id: int) -> dict[str, _Served]:
    visit, route = models.Visit, models.Route
    rows = session.execute(
        select(
            visit.ref,
            models.Customer.name,
            models.Technician.name,
            models.Stop.starts,
            visit.promised_from,
            visit.promised_until,
        )
        .join(route, route.id == models.Stop.route_id)
        .join(models.Technician, models.Technician.id == route.technician_id)
        .join(visit, visit.id == models.Stop.visit_id)
        .join(models.Case, models.Case.id == visit.case_id)
        .join(models.Site, models.Site.id == models.Case.site_id)
        .join(models.Customer, models.Customer.id == models.Site.customer_id)
        .where(route.plan_id == plan_id)
    )
    return {row.ref: _Served(*row) for row in rows}


def _difference(old: _Served | None, new: _Served | None) -> Difference | None:
    known = new or old
    if known is None:
        return None
    shift_s = int((new.starts - old.starts).total_seconds()) if old and new else 0
    if old is None:
        kind = "added"
    elif new is None:
        kind = "dropped"
    elif old.technician != new.technician:
        kind = "moved"
    elif abs(shift_s) > SAME_S:
        kind = "shifted"
    else:
        return None
    return Difference(
        visit_ref=known.visit_ref,
        customer=known.customer,
        kind=kind,
        promise_broken=_breaks(known, new),
        from_technician="" if old is None else old.technician,
        to_technician="" if new is None else new.technician,
        old_start=None if old is None else old.starts,
        new_start=None if new is None else new.starts,
        shift_s=shift_s,
    )


def _breaks(known: _Served, new: _Served | None) -> bool:
    """Whether the customer was told a window that the new start is outside of."""
    if known.promised_from is None or known.promised_until is None:
        return False
    return new is None or not known.promised_from <= new.starts <= known.promised_until


def _costs(session: Session, plan_id: int) -> Costs | None:
    plan = session.get_one(models.Plan, plan_id)
    if plan.problem is None:
        return None
    return Solution.model_validate_json(plan.solution_json).costs


def _lines(before: Costs | None, after: Costs | None) -> tuple[CostLineRow, ...]:
    if before is None or after is None:
        return ()
    old, new = dict(before), dict(after)
    return tuple(
        CostLineRow(line, old[line], new[line])
        for line in Costs.model_fields
        if old[line] or new[line]
    )
