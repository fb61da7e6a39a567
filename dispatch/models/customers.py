"""Customers, their service agreements, sites and devices; work types, skills and parts."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, Float, ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dispatch.models.base import Base, Json, LongText, Money, Ref, UnitPrice, status_type
from dispatch.planning_rules import Amounts, Equipment, WindowBounds
from dispatch.statuses import Priority


class Agreement(Base):
    """How fast a customer was promised help, in working hours, and what lateness costs us."""

    __tablename__ = "agreements"
    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[Ref]
    name: Mapped[str]
    response_hours: Mapped[int]
    fix_hours: Mapped[int]
    late_per_hour: Mapped[UnitPrice]


class Customer(Base):
    __tablename__ = "customers"
    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[Ref]
    name: Mapped[str]
    phone: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreements.id"))
    agreement: Mapped[Agreement] = relationship()
    sites: Mapped[list["Site"]] = relationship(back_populates="customer")


class Site(Base):
    """Place with an address. Without coordinates nothing is planned there.

    `precision` says how well the coordinates are known: rooftop, street, postcode, city, or
    confirmed (a person set the pin); empty without coordinates.
    """

    __tablename__ = "sites"
    __table_args__ = (
        CheckConstraint("(lat IS NULL) = (lon IS NULL)", name="lat_with_lon"),
        CheckConstraint("lat BETWEEN -90 AND 90", name="lat_range"),
        CheckConstraint("lon BETWEEN -180 AND 180", name="lon_range"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[Ref]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    name: Mapped[str] = mapped_column(default="")
    street: Mapped[str]
    house_number: Mapped[str] = mapped_column(default="")
    postcode: Mapped[str] = mapped_column(default="")
    town: Mapped[str]
    country: Mapped[str] = mapped_column(default="NL")
    lat: Mapped[float | None] = mapped_column(Float)
    lon: Mapped[float | None] = mapped_column(Float)
    precision: Mapped[str] = mapped_column(default="")
    located_by: Mapped[str] = mapped_column(default="")
    access_notes: Mapped[LongText] = mapped_column(default="")
    opening_hours: Mapped[str] = mapped_column(default="Mo-Fr 08:00-17:00")
    customer: Mapped[Customer] = relationship(back_populates="sites")
    devices: Mapped[list["Device"]] = relationship(back_populates="site")
    technicians: Mapped[list[Any]] = relationship("SiteTechnician", cascade="all, delete-orphan")

    @property
    def address(self) -> str:
        street = f"{self.street} {self.house_number}".strip()
        return f"{street}, {self.postcode} {self.town}".replace(",  ", ", ")


class Device(Base):
    __tablename__ = "devices"
    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[Ref]
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"), index=True)
    kind: Mapped[str]
    maker: Mapped[str] = mapped_column(default="")
    model: Mapped[str] = mapped_column(default="")
    serial: Mapped[str] = mapped_column(default="")
    warranty_until: Mapped[date | None]
    site: Mapped[Site] = relationship(back_populates="devices")


class Skill(Base):
    """`spare_level_price` is for each level above what a visit needs: experts stay free."""

    __tablename__ = "skills"
    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[Ref]
    name: Mapped[str]
    spare_level_price: Mapped[Money] = mapped_column(default=Decimal(0), server_default="0")


class Part(Base):
    __tablename__ = "parts"
    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[Ref]
    name: Mapped[str]
    unit_cost: Mapped[Money]
    currency: Mapped[str]


class WorkType(Base):
    """Kind of on-site job and its defaults.

    `remote_attempts` is how many remote attempts the gate asks for before a visit; `team_size`
    how many technicians the job needs at once. The rules of planning are explained at Visit.
    """

    __tablename__ = "work_types"
    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[Ref]
    name: Mapped[str]
    device_kind: Mapped[str] = mapped_column(default="")
    duration_min: Mapped[int]
    priority: Mapped[Priority] = mapped_column(status_type(Priority))
    price_class: Mapped[str]
    remote_attempts: Mapped[int]
    checklist: Mapped[LongText] = mapped_column(default="")
    setup_min: Mapped[int] = mapped_column(default=0, server_default="0")
    window_bounds: Mapped[WindowBounds] = mapped_column(
        status_type(WindowBounds), default=WindowBounds.START, server_default="start"
    )
    mandatory: Mapped[bool] = mapped_column(default=False, server_default=false())
    unpopular: Mapped[int] = mapped_column(default=0, server_default="0")
    team_size: Mapped[int] = mapped_column(default=1, server_default="1")
    equipment: Mapped[tuple[str, ...]] = mapped_column(
        Json(Equipment), default=(), server_default="[]"
    )
    load: Mapped[dict[str, int]] = mapped_column(Json(Amounts), default=dict, server_default="{}")
    skills: Mapped[list["WorkTypeSkill"]] = relationship(cascade="all, delete-orphan")
    parts: Mapped[list["WorkTypePart"]] = relationship(cascade="all, delete-orphan")


class WorkTypeSkill(Base):
    __tablename__ = "work_type_skills"
    work_type_id: Mapped[int] = mapped_column(ForeignKey("work_types.id"), primary_key=True)
    skill_id: Mapped[int] = mapped_column(ForeignKey("skills.id"), primary_key=True)
    level: Mapped[int]
    skill: Mapped[Skill] = relationship()


class WorkTypePart(Base):
    __tablename__ = "work_type_parts"
    work_type_id: Mapped[int] = mapped_column(ForeignKey("work_types.id"), primary_key=True)
    part_id: Mapped[int] = mapped_column(ForeignKey("parts.id"), primary_key=True)
    quantity: Mapped[int]
    part: Mapped[Part] = relationship()


class GazetteerPlace(Base):
    """Offline answer to where an address or postcode lies, from the operator's own file."""

    __tablename__ = "gazetteer"
    __table_args__ = (
        UniqueConstraint("country", "postcode", "house_number", "street", "town"),
        Index("ix_gazetteer_town_street", "town", "street"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    country: Mapped[str]
    postcode: Mapped[str] = mapped_column(default="")
    house_number: Mapped[str] = mapped_column(default="")
    street: Mapped[str] = mapped_column(default="")
    town: Mapped[str] = mapped_column(default="")
    lat: Mapped[float] = mapped_column(Float)
    lon: Mapped[float] = mapped_column(Float)
    precision: Mapped[str]


class GeocodeAnswer(Base):
    """What a geocoder said of an address, also when it said nothing (`found` false)."""

    __tablename__ = "geocode_answers"
    __table_args__ = (UniqueConstraint("provider", "query"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    provider: Mapped[str]
    query: Mapped[str] = mapped_column(index=True)
    found: Mapped[bool]
    lat: Mapped[float | None] = mapped_column(Float)
    lon: Mapped[float | None] = mapped_column(Float)
    precision: Mapped[str] = mapped_column(default="")
    label: Mapped[LongText] = mapped_column(default="")
    asked_at: Mapped[datetime]


class RateLimit(Base):
    """When each outside service may be asked again, shared by all processes."""

    __tablename__ = "rate_limits"
    service: Mapped[str] = mapped_column(primary_key=True)
    free_at: Mapped[datetime]
