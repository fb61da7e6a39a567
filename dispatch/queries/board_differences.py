"""What a draft changes of what is published: who comes, when, and which promises break."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session, aliased

from dispatch import clock, models
from dispatch.queries.board_rows import Difference, PlanChoice
from dispatch.statuses import PlanStatus, VisitStatus
from dispatch.working_time import Calendar

_LEAST = timedelta(minutes=1)

_planned = aliased(models.Technician)


def differences(
    session: Session, shown: PlanChoice | None, calendar: Calendar
) -> tuple[Difference, ...]:
    """Visit by visit, over all days of the draft, by time; none for any other plan."""
    if shown is None or shown.status is not PlanStatus.DRAFT:
        return ()
    found = [*_of_placed(session, shown), *_dropped(session, shown, calendar)]
    return tuple(
        sorted(
            found,
            key=lambda one: (one.new_start or one.old_start or shown.created_at, one.visit_ref),
        )
    )


def _of_placed(session: Session, shown: PlanChoice) -> Iterator[Difference]:
    rows = session.execute(
        _visits(models.Technician.name.label("technician"), models.Stop.starts)
        .join(models.Stop, models.Stop.visit_id == models.Visit.id)
        .join(models.Route, models.Route.id == models.Stop.route_id)
        .join(models.Technician, models.Technician.id == models.Route.technician_id)
        .where(
            models.Route.plan_id == shown.plan_id,
            models.Visit.status.in_([VisitStatus.READY, VisitStatus.SCHEDULED]),
        )
    )
    for row in rows:
        if row.status is VisitStatus.READY:
            yield _difference(row, "added", "", row.technician, row.starts)
        elif row.planned != row.technician:
            yield _difference(row, "moved", row.planned or "", row.technician, row.starts)
        elif abs(row.starts - row.planned_start) >= _LEAST or _breaks(row, row.starts):
            yield _difference(row, "shifted", row.technician, row.technician, row.starts)


def _dropped(session: Session, shown: PlanChoice, calendar: Calendar) -> Iterator[Difference]:
    """Scheduled on the draft's days, and on none of its routes."""
    begins = clock.midnight(shown.first_day, calendar.zone)
    ends = clock.midnight(shown.first_day + timedelta(days=shown.days), calendar.zone)
    placed = (
        select(models.Stop.visit_id)
        .join(models.Route, models.Route.id == models.Stop.route_id)
        .where(models.Route.plan_id == shown.plan_id)
    )
    rows = session.execute(
        _visits().where(
            models.Visit.status == VisitStatus.SCHEDULED,
            models.Visit.planned_start >= begins,
            models.Visit.planned_start < ends,
            models.Visit.id.not_in(placed),
        )
    )
    for row in rows:
        yield _difference(row, "dropped", row.planned or "", "", None)


def _visits(*more: Any) -> Any:
    return (
        select(
            models.Visit.ref,
            models.Visit.status,
            models.Visit.planned_start,
            models.Visit.promised_from,
            models.Visit.promised_until,
            models.Customer.name.label("customer"),
            _planned.name.label("planned"),
            *more,
        )
        .join(models.Case, models.Case.id == models.Visit.case_id)
        .join(models.Site, models.Site.id == models.Case.site_id)
        .join(models.Customer, models.Customer.id == models.Site.customer_id)
        .outerjoin(_planned, _planned.id == models.Visit.planned_technician_id)
    )


def _difference(
    row: Row[Any], kind: str, before: str, after: str, start: datetime | None
) -> Difference:
    old = None if kind == "added" else row.planned_start
    shift = (start - old).total_seconds() if start is not None and old is not None else 0
    return Difference(
        visit_ref=row.ref,
        customer=row.customer,
        kind=kind,
        promise_broken=kind != "added" and _breaks(row, start),
        from_technician=before,
        to_technician=after,
        old_start=old,
        new_start=start,
        shift_s=int(shift),
    )


def _breaks(row: Row[Any], start: datetime | None) -> bool:
    """Whether the customer was told a window that this start is outside of."""
    if row.promised_from is None or row.promised_until is None:
        return False
    return start is None or not row.promised_from <= start <= row.promised_until
