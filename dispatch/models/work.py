"""Cases, what was said in them, visits and what was found, and every change of status."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dispatch.models.base import Base, Json, LongText, Ref, SaidText, UnitPrice, status_type
from dispatch.models.customers import Customer, Device, Part, Site, Skill, WorkType
from dispatch.models.workforce import Technician
from dispatch.planning_rules import (
    Amounts,
    Equipment,
    GapFrom,
    RelationKind,
    WhoElse,
    WindowBounds,
    Wish,
)
from dispatch.statuses import (
    AttemptOutcome,
    CaseStatus,
    Channel,
    Priority,
    VisitOutcome,
    VisitStatus,
)


class Case(Base):
    """A customer's problem. Due moments come from the agreement, in working hours.

    `answer_due` is set for e-mail cases only: one working day after they came in.
    """

    __tablename__ = "cases"
    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[Ref]
    channel: Mapped[Channel] = mapped_column(status_type(Channel))
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"), index=True)
    device_id: Mapped[int | None] = mapped_column(ForeignKey("devices.id"), index=True)
    work_type_id: Mapped[int | None] = mapped_column(ForeignKey("work_types.id"))
    symptom: Mapped[LongText]
    priority: Mapped[Priority] = mapped_column(status_type(Priority))
    status: Mapped[CaseStatus] = mapped_column(status_type(CaseStatus), index=True)
    opened_at: Mapped[datetime]
    opened_by: Mapped[str]
    response_due: Mapped[datetime]
    fix_due: Mapped[datetime]
    answer_due: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    site: Mapped[Site] = relationship()
    device: Mapped[Device | None] = relationship()
    work_type: Mapped[WorkType | None] = relationship()
    attempts: Mapped[list["Attempt"]] = relationship(
        back_populates="case", order_by="Attempt.started_at, Attempt.id"
    )
    visits: Mapped[list["Visit"]] = relationship(back_populates="case", order_by="Visit.number")
    waivers: Mapped[list["GateWaiver"]] = relationship(order_by="GateWaiver.id")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def customer(self) -> Customer:
        return self.site.customer


class Attempt(Base):
    """One try to solve a case remotely. The transcript is searchable."""

    __tablename__ = "attempts"
    __table_args__ = (CheckConstraint("minutes BETWEEN 0 AND 1440", name="minutes"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str | None] = mapped_column(unique=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    channel: Mapped[Channel] = mapped_column(status_type(Channel))
    by: Mapped[str]
    started_at: Mapped[datetime]
    minutes: Mapped[int]
    outcome: Mapped[AttemptOutcome] = mapped_column(status_type(AttemptOutcome))
    transcript: Mapped[LongText] = mapped_column(default="")
    case: Mapped[Case] = relationship(back_populates="attempts")


class GateWaiver(Base):
    """A named person let a case through the gate without the attempts it asks for."""

    __tablename__ = "gate_waivers"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    by: Mapped[str]
    reason: Mapped[LongText]
    at: Mapped[datetime]


class Visit(Base):
    """One attempt to work at a site: what was requested, what is planned, what happened.

    Without rows in `windows` the site's opening hours count, on whichever day is planned.
    Pins are the dispatcher's wish and hold in every later plan. `promised_*` is the arrival
    window the customer was told; only publishing a plan changes it. `setup_s` is parking and
    access, once where several visits are at one place; `preferred_*` the customer's wish inside
    the windows, at a price per hour. A visit `beside` another one of its case is open with it:
    one of a team, or a follow-up.
    """

    __tablename__ = "visits"
    __table_args__ = (UniqueConstraint("case_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[Ref]
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    number: Mapped[int]
    status: Mapped[VisitStatus] = mapped_column(status_type(VisitStatus), index=True)
    created_at: Mapped[datetime]

    requested_duration_s: Mapped[int]
    requested_due_by: Mapped[datetime | None]
    requested_priority: Mapped[Priority] = mapped_column(status_type(Priority))
    price_class: Mapped[str]
    note: Mapped[LongText] = mapped_column(default="")
    beside: Mapped[bool] = mapped_column(default=False, server_default=false())

    setup_s: Mapped[int] = mapped_column(default=0, server_default="0")
    window_bounds: Mapped[WindowBounds] = mapped_column(
        status_type(WindowBounds), default=WindowBounds.START, server_default="start"
    )
    mandatory: Mapped[bool] = mapped_column(default=False, server_default=false())
    unpopular: Mapped[int] = mapped_column(default=0, server_default="0")
    equipment: Mapped[tuple[str, ...]] = mapped_column(
        Json(Equipment), default=(), server_default="[]"
    )
    load: Mapped[dict[str, int]] = mapped_column(Json(Amounts), default=dict, server_default="{}")
    preferred_from: Mapped[datetime | None]
    preferred_until: Mapped[datetime | None]
    preferred_per_hour: Mapped[UnitPrice | None]

    pinned_technician_id: Mapped[int | None] = mapped_column(ForeignKey("technicians.id"))
    pinned_start: Mapped[datetime | None]

    planned_technician_id: Mapped[int | None] = mapped_column(
        ForeignKey("technicians.id"), index=True
    )
    planned_arrival: Mapped[datetime | None]
    planned_start: Mapped[datetime | None] = mapped_column(index=True)
    planned_end: Mapped[datetime | None]
    promised_from: Mapped[datetime | None]
    promised_until: Mapped[datetime | None]
    stop_id: Mapped[int | None] = mapped_column(
        ForeignKey("stops.id", use_alter=True, name="fk_visits_stop_id_stops")
    )

    actual_travel_start: Mapped[datetime | None]
    actual_arrival: Mapped[datetime | None]
    actual_start: Mapped[datetime | None]
    actual_end: Mapped[datetime | None]
    actual_work_s: Mapped[int | None]
    actual_drive_s: Mapped[int | None]
    actual_distance_m: Mapped[int | None]
    outcome: Mapped[VisitOutcome | None] = mapped_column(status_type(VisitOutcome))
    findings: Mapped[LongText] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    case: Mapped[Case] = relationship(back_populates="visits")
    skills: Mapped[list["VisitSkill"]] = relationship(cascade="all, delete-orphan")
    parts: Mapped[list["VisitPart"]] = relationship(cascade="all, delete-orphan")
    windows: Mapped[list["VisitWindow"]] = relationship(
        cascade="all, delete-orphan", order_by="VisitWindow.opens"
    )
    factors: Mapped[list["ContributingFactor"]] = relationship(cascade="all, delete-orphan")
    technicians: Mapped[list["VisitTechnician"]] = relationship(cascade="all, delete-orphan")
    planned_technician: Mapped[Technician | None] = relationship(
        foreign_keys=[planned_technician_id]
    )
    pinned_technician: Mapped[Technician | None] = relationship(foreign_keys=[pinned_technician_id])
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class VisitWindow(Base):
    """Service may start from `opens` to `closes`, both included."""

    __tablename__ = "visit_windows"
    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visits.id"), index=True)
    opens: Mapped[datetime]
    closes: Mapped[datetime]


class VisitSkill(Base):
    __tablename__ = "visit_skills"
    visit_id: Mapped[int] = mapped_column(ForeignKey("visits.id"), primary_key=True)
    skill_id: Mapped[int] = mapped_column(ForeignKey("skills.id"), primary_key=True)
    level: Mapped[int]
    skill: Mapped[Skill] = relationship()


class VisitPart(Base):
    """Parts to bring (`planned`) and parts fitted (`used`, none until the visit ended)."""

    __tablename__ = "visit_parts"
    visit_id: Mapped[int] = mapped_column(ForeignKey("visits.id"), primary_key=True)
    part_id: Mapped[int] = mapped_column(ForeignKey("parts.id"), primary_key=True)
    planned: Mapped[int] = mapped_column(default=0)
    used: Mapped[int | None] = mapped_column(Integer)
    part: Mapped[Part] = relationship()


class VisitTechnician(Base):
    """Who should do a visit, who alone may, or who must not."""

    __tablename__ = "visit_technicians"
    visit_id: Mapped[int] = mapped_column(ForeignKey("visits.id"), primary_key=True)
    technician_id: Mapped[int] = mapped_column(ForeignKey("technicians.id"), primary_key=True)
    wish: Mapped[Wish] = mapped_column(status_type(Wish))
    technician: Mapped[Technician] = relationship()


class SiteTechnician(Base):
    """The same for every visit at a site."""

    __tablename__ = "site_technicians"
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"), primary_key=True)
    technician_id: Mapped[int] = mapped_column(ForeignKey("technicians.id"), primary_key=True)
    wish: Mapped[Wish] = mapped_column(status_type(Wish))
    technician: Mapped[Technician] = relationship()


class VisitRelation(Base):
    """What visits have to do with each other; their order counts for `after` and `in_order`.

    Gaps in minutes are from the first visit's end (or start, `gap_from`) to the other's start;
    `tolerance_min` is how far apart technicians may start who work together.
    """

    __tablename__ = "visit_relations"
    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[Ref]
    kind: Mapped[RelationKind] = mapped_column(status_type(RelationKind))
    tolerance_min: Mapped[int] = mapped_column(default=0)
    min_gap_min: Mapped[int] = mapped_column(default=0)
    max_gap_min: Mapped[int | None]
    gap_from: Mapped[GapFrom] = mapped_column(status_type(GapFrom), default=GapFrom.END)
    technician: Mapped[WhoElse] = mapped_column(status_type(WhoElse), default=WhoElse.ANY)
    members: Mapped[list["RelatedVisit"]] = relationship(
        cascade="all, delete-orphan", order_by="RelatedVisit.position"
    )


class RelatedVisit(Base):
    __tablename__ = "related_visits"
    relation_id: Mapped[int] = mapped_column(ForeignKey("visit_relations.id"), primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visits.id"), primary_key=True, index=True)
    position: Mapped[int]
    visit: Mapped[Visit] = relationship()


class ContributingFactor(Base):
    """Something in the surroundings that contributes to the fault."""

    __tablename__ = "contributing_factors"
    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visits.id"), index=True)
    factor: Mapped[str]
    note: Mapped[LongText] = mapped_column(default="")


class StatusChange(Base):
    """Who moved what from which status to which, when and why."""

    __tablename__ = "status_changes"
    __table_args__ = (Index("ix_status_changes_entity", "entity", "entity_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    entity: Mapped[str]
    entity_id: Mapped[int]
    from_status: Mapped[str] = mapped_column(default="")
    to_status: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str]
    why: Mapped[SaidText] = mapped_column(default="")
