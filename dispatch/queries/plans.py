"""What a plan is worth and what it leaves out, for the summary and the board."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, defer, selectinload

from dispatch import models
from dispatch.errors import NotFound
from dispatch.queries.plan_verdict import ViolationRow, certificate, verdict
from dispatch.roles import Actor, require
from dispatch.statuses import PlanStatus, Role
from optimizer.solution import Costs


@dataclass(frozen=True)
class StopRow:
    visit: str
    customer: str
    town: str
    drive_s: int
    distance_m: int
    arrival: datetime
    wait_s: int
    starts: datetime
    ends: datetime
    due_by: datetime | None
    late_s: int


@dataclass(frozen=True)
class RouteRow:
    technician: str
    technician_ref: str
    day: date
    departure: datetime
    returns: datetime
    overtime_s: int
    work_s: int
    drive_s: int
    wait_s: int
    distance_m: int
    stops: tuple[StopRow, ...]


@dataclass(frozen=True)
class LeftOutRow:
    visit: str
    customer: str
    town: str
    reason: str
    sentence: str


@dataclass(frozen=True)
class PlanSummary:
    """One plan. Cents are of `currency`; `costs` are the objective's lines and add up to it.

    `checked` is false for loaded history: it came without a problem that the referee could look
    at. `certificate` is what was signed when it was published. `on_time` counts served visits
    that end by their due moment or have none; shares are of the time from leaving home to coming
    back, breaks excluded. `gap` is by how much the objective may be above the best possible,
    0.01 is one percent.
    """

    plan_id: int
    status: PlanStatus
    first_day: date
    days: int
    created_at: datetime
    created_by: str
    visits: int
    served: int
    unassigned: tuple[LeftOutRow, ...]
    checked: bool
    violations: tuple[ViolationRow, ...]
    certificate: dict[str, Any] | None
    currency: str
    objective_cents: int
    baseline_cents: int
    baseline_served: int
    saved_cents: int
    costs: dict[str, int]
    search_seconds: float
    iterations: int | None
    engine: str
    travel_source: str
    policy: str
    bound_cents: int | None
    gap: float | None
    on_time: int
    drive_s: int
    work_s: int
    wait_s: int
    overtime_s: int
    distance_m: int
    technicians: int
    routes: tuple[RouteRow, ...]

    @property
    def drive_share(self) -> float:
        """Part of the working time that is spent driving, 0 to 1."""
        total = self.drive_s + self.work_s + self.wait_s
        return self.drive_s / total if total else 0.0


def summary(session: Session, *, actor: Actor, plan_id: int) -> PlanSummary:
    """The plan with its key figures, checked anew by the referee; `NotFound` if none."""
    require(actor, Role.DISPATCHER, Role.FINANCE, Role.SUPPORT)
    plan = session.scalar(
        select(models.Plan).where(models.Plan.id == plan_id).options(*_with_everything())
    )
    if plan is None:
        raise NotFound(f"no plan {plan_id}", "no_plan", plan=plan_id)
    routes = tuple(_route_row(route) for route in plan.routes)
    stops = [stop for route in routes for stop in route.stops]
    solution, violations = verdict(session, plan)
    return PlanSummary(
        plan_id=plan.id,
        status=plan.status,
        first_day=plan.first_day,
        days=plan.days,
        created_at=plan.created_at,
        created_by=plan.created_by,
        visits=len(stops) + len(plan.unassigned),
        served=len(stops),
        unassigned=tuple(_left_out_row(row) for row in plan.unassigned),
        checked=solution is not None,
        violations=violations,
        certificate=certificate(session, plan),
        currency=plan.currency,
        objective_cents=_cents(plan.objective),
        baseline_cents=_cents(plan.baseline),
        baseline_served=plan.baseline_served,
        saved_cents=_cents(plan.baseline - plan.objective),
        costs={} if solution is None else _costs(solution.costs),
        search_seconds=plan.search_seconds,
        iterations=plan.iterations,
        engine=plan.engine,
        travel_source=plan.travel_source,
        policy=plan.policy,
        bound_cents=None if plan.bound is None else _cents(plan.bound),
        gap=plan.gap,
        on_time=sum(stop.late_s == 0 for stop in stops),
        drive_s=sum(route.drive_s for route in routes),
        work_s=sum(route.work_s for route in routes),
        wait_s=sum(route.wait_s for route in routes),
        overtime_s=sum(route.overtime_s for route in routes),
        distance_m=sum(route.distance_m for route in routes),
        technicians=len({route.technician_ref for route in routes}),
        routes=routes,
    )


@dataclass(frozen=True)
class PlanRow:
    plan_id: int
    status: PlanStatus
    first_day: date
    days: int
    created_at: datetime
    created_by: str
    objective_cents: int
    baseline_cents: int
    currency: str
    policy: str
    bound_cents: int | None
    gap: float | None


def recent(session: Session, *, actor: Actor, limit: int = 20) -> list[PlanRow]:
    """The latest plans, newest first."""
    require(actor, Role.DISPATCHER, Role.FINANCE, Role.SUPPORT)
    plans = session.scalars(
        select(models.Plan)
        .options(defer(models.Plan.solution_json))
        .order_by(models.Plan.id.desc())
        .limit(limit)
    )
    return [
        PlanRow(
            plan_id=plan.id,
            status=plan.status,
            first_day=plan.first_day,
            days=plan.days,
            created_at=plan.created_at,
            created_by=plan.created_by,
            objective_cents=_cents(plan.objective),
            baseline_cents=_cents(plan.baseline),
            currency=plan.currency,
            policy=plan.policy,
            bound_cents=None if plan.bound is None else _cents(plan.bound),
            gap=plan.gap,
        )
        for plan in plans
    ]


def _with_everything() -> list:  # type: ignore[type-arg]
    site = (
        selectinload(models.Visit.case)
        .selectinload(models.Case.site)
        .selectinload(models.Site.customer)
    )
    routes = selectinload(models.Plan.routes)
    return [
        routes.selectinload(models.Route.technician),
        routes.selectinload(models.Route.stops).selectinload(models.Stop.visit).options(site),
        selectinload(models.Plan.unassigned)
        .selectinload(models.UnassignedVisit.visit)
        .options(site),
    ]


def _route_row(route: models.Route) -> RouteRow:
    stops = tuple(_stop_row(stop) for stop in route.stops)
    return RouteRow(
        technician=route.technician.name,
        technician_ref=route.technician.ref,
        day=route.day,
        departure=route.departure,
        returns=route.returns,
        overtime_s=route.overtime_s,
        work_s=sum(int((stop.ends - stop.starts).total_seconds()) for stop in stops),
        drive_s=route.return_drive_s
        + sum(stop.drive_s + stop.depot_drive_s for stop in route.stops),
        wait_s=sum(stop.wait_s for stop in stops),
        distance_m=route.return_distance_m
        + sum(stop.distance_m + stop.depot_distance_m for stop in route.stops),
        stops=stops,
    )


def _stop_row(stop: models.Stop) -> StopRow:
    site, due_by = stop.visit.case.site, stop.visit.requested_due_by
    return StopRow(
        visit=stop.visit.ref,
        customer=site.customer.name,
        town=site.town,
        drive_s=stop.drive_s,
        distance_m=stop.distance_m,
        arrival=stop.arrival,
        wait_s=stop.wait_s,
        starts=stop.starts,
        ends=stop.ends,
        due_by=due_by,
        late_s=0 if due_by is None else max(0, int((stop.ends - due_by).total_seconds())),
    )


def _left_out_row(row: models.UnassignedVisit) -> LeftOutRow:
    site = row.visit.case.site
    return LeftOutRow(
        visit=row.visit.ref,
        customer=site.customer.name,
        town=site.town,
        reason=row.reason,
        sentence=row.sentence,
    )


def _costs(costs: Costs) -> dict[str, int]:
    return {str(line): int(amount) for line, amount in dict(costs).items()}


def _cents(amount: Decimal) -> int:
    return int(amount * 100)
