"""Plans with their routes, stops, unassigned visits, and the bookings a plan makes."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Float,
    ForeignKey,
    Index,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dispatch.models.base import Base, LongText, Money, Quantity, SaidText, UnitPrice, status_type
from dispatch.models.work import Visit
from dispatch.models.workforce import Technician
from dispatch.plan_steps import StepKind, StepState
from dispatch.statuses import PlanStatus


class Plan(Base):
    """All routes of one or more days.

    `basis` is a fingerprint of everything the plan was made from; when it no longer fits, the
    plan is stale. The solution, and beside it the problem, are kept as JSON so that the plan
    can be rebuilt; loaded history has no problem. `policy` says whose prices counted, `bound`
    what no plan is cheaper than, as far as proven. Of a search that ended after a number of
    `iterations` alone `search_digest` is the fingerprint of what it found with `asked_engine`
    in the version `made_with`; without one it cannot be repeated.
    """

    __tablename__ = "plans"
    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[PlanStatus] = mapped_column(status_type(PlanStatus), index=True)
    first_day: Mapped[date] = mapped_column(index=True)
    days: Mapped[int]
    epoch: Mapped[datetime]
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    published_at: Mapped[datetime | None]
    basis: Mapped[str]
    currency: Mapped[str]
    objective: Mapped[Money]
    baseline: Mapped[Money]
    baseline_served: Mapped[int]
    search_seconds: Mapped[float] = mapped_column(Float)
    iterations: Mapped[int | None]
    engine: Mapped[str]
    travel_source: Mapped[str]
    policy: Mapped[str] = mapped_column(default="normal day", server_default="normal day")
    bound: Mapped[Money | None]
    asked_engine: Mapped[str | None]
    made_with: Mapped[str | None]
    search_digest: Mapped[str | None]
    solution_json: Mapped[LongText]
    version: Mapped[int] = mapped_column(default=1)
    routes: Mapped[list["Route"]] = relationship(
        back_populates="plan", order_by="Route.day, Route.technician_id"
    )
    unassigned: Mapped[list["UnassignedVisit"]] = relationship(
        back_populates="plan", order_by="UnassignedVisit.id"
    )
    problem: Mapped["PlanProblem | None"] = relationship()

    @property
    def gap(self) -> float | None:
        """(objective - bound) / bound; None where nothing is proven."""
        if self.bound is None or self.bound <= 0:
            return None
        return max(0.0, float((self.objective - self.bound) / self.bound))

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class PlanProblem(Base):
    """What a plan was made from, as JSON, with the text's fingerprint.

    Megabytes on a large day: beside the plan, whose row each edit writes, and read only where
    the fingerprint is not known yet (`dispatch.problem_cache`).
    """

    __tablename__ = "plan_problems"
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"), primary_key=True)
    digest: Mapped[str]
    problem_json: Mapped[LongText] = mapped_column(deferred=True)


class PlanSearched(Base):
    """The problem as it was searched, kept when an edit by hand changes the plan's problem."""

    __tablename__ = "plan_searched"
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"), primary_key=True)
    problem_json: Mapped[LongText]


class Route(Base):
    """Ordered stops of one shift, with the rates it was priced at, per hour and per km."""

    __tablename__ = "routes"
    __table_args__ = (UniqueConstraint("plan_id", "shift_ref"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"), index=True)
    technician_id: Mapped[int] = mapped_column(ForeignKey("technicians.id"), index=True)
    shift_ref: Mapped[str]
    day: Mapped[date]
    opens: Mapped[datetime]
    closes: Mapped[datetime]
    departure: Mapped[datetime]
    returns: Mapped[datetime]
    return_drive_s: Mapped[int]
    return_distance_m: Mapped[int]
    overtime_s: Mapped[int]
    hour_rate: Mapped[UnitPrice]
    travel_hour_rate: Mapped[UnitPrice]
    km_rate: Mapped[UnitPrice]
    overtime_premium: Mapped[UnitPrice]
    minimum_charge: Mapped[Money]
    shift_price: Mapped[Money] = mapped_column(default=Decimal(0), server_default="0")
    visit_price: Mapped[Money] = mapped_column(default=Decimal(0), server_default="0")
    working_hour_rate: Mapped[UnitPrice] = mapped_column(default=Decimal(0), server_default="0")
    plan: Mapped[Plan] = relationship(back_populates="routes")
    technician: Mapped[Technician] = relationship()
    stops: Mapped[list["Stop"]] = relationship(back_populates="route", order_by="Stop.sequence")
    breaks: Mapped[list["RouteBreak"]] = relationship(order_by="RouteBreak.starts")


class Stop(Base):
    """A visit placed on a route. `return_*` is its share of the way home, see costing;
    `working_s` and `shift_price` its shares of the working time and of the price of the shift,
    where these are paid. `depot_*` and `loading_s` are the pass by the depot before it, if any.
    """

    __tablename__ = "stops"
    __table_args__ = (UniqueConstraint("route_id", "sequence"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    route_id: Mapped[int] = mapped_column(ForeignKey("routes.id"), index=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visits.id"), index=True)
    sequence: Mapped[int]
    drive_s: Mapped[int]
    distance_m: Mapped[int]
    arrival: Mapped[datetime]
    wait_s: Mapped[int]
    starts: Mapped[datetime]
    ends: Mapped[datetime]
    return_drive_s: Mapped[Quantity]
    return_distance_m: Mapped[Quantity]
    overtime_s: Mapped[Quantity]
    working_s: Mapped[Quantity] = mapped_column(default=Decimal(0), server_default="0")
    shift_price: Mapped[Money] = mapped_column(default=Decimal(0), server_default="0")
    depot_arrival: Mapped[datetime | None]
    depot_ends: Mapped[datetime | None]
    depot_drive_s: Mapped[int] = mapped_column(default=0, server_default="0")
    depot_distance_m: Mapped[int] = mapped_column(default=0, server_default="0")
    depot_wait_s: Mapped[int] = mapped_column(default=0, server_default="0")
    loading_s: Mapped[int] = mapped_column(default=0, server_default="0")
    route: Mapped[Route] = relationship(back_populates="stops")
    visit: Mapped[Visit] = relationship(foreign_keys=[visit_id])


class RouteBreak(Base):
    __tablename__ = "route_breaks"
    id: Mapped[int] = mapped_column(primary_key=True)
    route_id: Mapped[int] = mapped_column(ForeignKey("routes.id"), index=True)
    starts: Mapped[datetime]
    ends: Mapped[datetime]


class UnassignedVisit(Base):
    """A visit the plan leaves out, the deciding reason, and the refusals as JSON."""

    __tablename__ = "unassigned_visits"
    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"), index=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visits.id"), index=True)
    reason: Mapped[str]
    sentence: Mapped[SaidText]
    refusals_json: Mapped[LongText] = mapped_column(default="[]")
    plan: Mapped[Plan] = relationship(back_populates="unassigned")
    visit: Mapped[Visit] = relationship()


class PlanFacts(Base):
    """What hand edits of a plan need besides its problem, and what they break, both as JSON.

    See `dispatch.plan_facts` and `dispatch.plan_views.BrokenRule`.
    """

    __tablename__ = "plan_facts"
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"), primary_key=True)
    facts_json: Mapped[LongText]
    broken_json: Mapped[LongText] = mapped_column(default="[]")


class PlanRevision(Base):
    """One step of editing a plan by hand, with what it changed, before and after, as JSON.

    `changed_*` is when the step was last done, undone or redone. An undone step is `abandoned`
    once another one is done instead.
    """

    __tablename__ = "plan_revisions"
    __table_args__ = (UniqueConstraint("plan_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"), index=True)
    number: Mapped[int]
    kind: Mapped[StepKind] = mapped_column(status_type(StepKind))
    sentence: Mapped[SaidText]
    at: Mapped[datetime]
    by: Mapped[str]
    state: Mapped[StepState] = mapped_column(status_type(StepState))
    changed_at: Mapped[datetime]
    changed_by: Mapped[str]
    before_json: Mapped[LongText]
    after_json: Mapped[LongText]


class AcceptedViolation(Base):
    """A rule that the plan breaks and that a dispatcher published it with: who, when, why, what.

    `name` is that of `dispatch.acceptance`. Rows are never changed; the database refuses it.
    """

    __tablename__ = "accepted_violations"
    __table_args__ = (UniqueConstraint("plan_id", "name"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"), index=True)
    name: Mapped[LongText]
    rule: Mapped[str]
    amount: Mapped[int] = mapped_column(BigInteger)
    unit: Mapped[str]
    visit_ref: Mapped[str | None]
    technician_ref: Mapped[str | None]
    shift_ref: Mapped[str | None]
    sentence: Mapped[SaidText]
    at: Mapped[datetime]
    by: Mapped[str]
    reason: Mapped[LongText]


class PlanCertificate(Base):
    """The referee's word on a published plan, as JSON; see `dispatch.plan_check.Signed`."""

    __tablename__ = "plan_certificates"
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"), primary_key=True)
    certificate_json: Mapped[LongText]


class Booking(Base):
    """A technician's time taken by a published visit, from arrival to end, half-open.

    The database itself refuses two active bookings of one technician that overlap: an
    exclusion constraint on PostgreSQL, triggers on SQLite (see the migrations).
    """

    __tablename__ = "bookings"
    __table_args__ = (
        CheckConstraint("starts <= ends", name="starts_first"),
        Index("ix_bookings_technician_starts", "technician_id", "starts"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    technician_id: Mapped[int] = mapped_column(ForeignKey("technicians.id"))
    visit_id: Mapped[int] = mapped_column(ForeignKey("visits.id"), index=True)
    starts: Mapped[datetime]
    ends: Mapped[datetime]
    active: Mapped[bool] = mapped_column(Boolean, default=True)
