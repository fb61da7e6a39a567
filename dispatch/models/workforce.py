"""Users; technicians with skills, weekly shift pattern and absences."""

from datetime import date, datetime, time
from decimal import Decimal

from sqlalchemy import CheckConstraint, Float, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dispatch.models.base import (
    Base,
    Json,
    LongText,
    Money,
    Quantity,
    Ref,
    UnitPrice,
    status_type,
)
from dispatch.models.customers import Part, Skill
from dispatch.planning_rules import (
    Amounts,
    BreakRule,
    Equipment,
    MoreBreaks,
    RouteCaps,
    RouteEnd,
    RouteStart,
)
from dispatch.statuses import Role


class User(Base):
    """A person who signs in. `name` is the sign-in name."""

    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    full_name: Mapped[str] = mapped_column(default="")
    role: Mapped[Role] = mapped_column(status_type(Role))
    password_hash: Mapped[LongText] = mapped_column(default="")
    active: Mapped[bool] = mapped_column(default=True)
    technician_id: Mapped[int | None] = mapped_column(ForeignKey("technicians.id"), unique=True)
    created_at: Mapped[datetime]


class Depot(Base):
    """Where parts and equipment are fetched, and where shifts may begin and end."""

    __tablename__ = "depots"
    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[Ref]
    name: Mapped[str]
    lat: Mapped[float] = mapped_column(Float)
    lon: Mapped[float] = mapped_column(Float)
    load_min: Mapped[int] = mapped_column(default=0)


class Technician(Base):
    """Person who works on site. Empty rates mean: the rate card of the day.

    `pace_percent` is the time needed for work, 100 as the visit says. Contractors have prices
    for each shift used, each visit and each hour of working time; money in the company's
    currency. Hours and points of `fair_*` are a week's share that costs nothing extra.
    """

    __tablename__ = "technicians"
    __table_args__ = (CheckConstraint("(lat IS NULL) = (lon IS NULL)", name="lat_with_lon"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[Ref]
    name: Mapped[str]
    phone: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    street: Mapped[str] = mapped_column(default="")
    house_number: Mapped[str] = mapped_column(default="")
    postcode: Mapped[str] = mapped_column(default="")
    town: Mapped[str]
    country: Mapped[str] = mapped_column(default="NL")
    lat: Mapped[float | None] = mapped_column(Float)
    lon: Mapped[float | None] = mapped_column(Float)
    precision: Mapped[str] = mapped_column(default="")
    located_by: Mapped[str] = mapped_column(default="")
    vehicle: Mapped[str] = mapped_column(default="")
    hour_rate: Mapped[UnitPrice | None]
    travel_hour_rate: Mapped[UnitPrice | None]
    active: Mapped[bool] = mapped_column(default=True)
    pace_percent: Mapped[int] = mapped_column(default=100, server_default="100")
    depot_id: Mapped[int | None] = mapped_column(ForeignKey("depots.id"))
    starts_at: Mapped[RouteStart] = mapped_column(
        status_type(RouteStart), default=RouteStart.HOME, server_default=RouteStart.HOME.value
    )
    ends_at: Mapped[RouteEnd] = mapped_column(
        status_type(RouteEnd), default=RouteEnd.HOME, server_default=RouteEnd.HOME.value
    )
    equipment: Mapped[tuple[str, ...]] = mapped_column(
        Json(Equipment), default=(), server_default="[]"
    )
    capacity: Mapped[dict[str, int]] = mapped_column(
        Json(Amounts), default=dict, server_default="{}"
    )
    caps: Mapped[RouteCaps] = mapped_column(Json(RouteCaps), default=RouteCaps, server_default="{}")
    km_rate: Mapped[UnitPrice | None]
    shift_price: Mapped[Money] = mapped_column(default=Decimal(0), server_default="0")
    visit_price: Mapped[Money] = mapped_column(default=Decimal(0), server_default="0")
    working_hour_rate: Mapped[UnitPrice] = mapped_column(default=Decimal(0), server_default="0")
    rest_hours: Mapped[Quantity | None]
    week_hours: Mapped[Quantity | None]
    fair_hours: Mapped[Quantity | None]
    fair_points: Mapped[int | None]
    depot: Mapped[Depot | None] = relationship()
    stock: Mapped[list["VanStock"]] = relationship(cascade="all, delete-orphan")
    skills: Mapped[list["TechnicianSkill"]] = relationship(cascade="all, delete-orphan")
    shift_patterns: Mapped[list["ShiftPattern"]] = relationship(cascade="all, delete-orphan")
    absences: Mapped[list["Absence"]] = relationship(cascade="all, delete-orphan")


class TechnicianSkill(Base):
    """Valid up to and including `valid_until`; none: for good. `pace_percent`: see Technician."""

    __tablename__ = "technician_skills"
    technician_id: Mapped[int] = mapped_column(ForeignKey("technicians.id"), primary_key=True)
    skill_id: Mapped[int] = mapped_column(ForeignKey("skills.id"), primary_key=True)
    level: Mapped[int]
    valid_until: Mapped[date | None]
    pace_percent: Mapped[int] = mapped_column(default=100, server_default="100")
    skill: Mapped[Skill] = relationship()


class VanStock(Base):
    """Pieces of a part that the technician has in the van at the start of a shift."""

    __tablename__ = "van_stock"
    technician_id: Mapped[int] = mapped_column(ForeignKey("technicians.id"), primary_key=True)
    part_id: Mapped[int] = mapped_column(ForeignKey("parts.id"), primary_key=True)
    pieces: Mapped[int]
    part: Mapped[Part] = relationship()


class ShiftPattern(Base):
    """Working time on one weekday (0 = Monday), local; closing before opening: overnight.

    The lunch break of `break_min` minutes starts between `break_earliest` and `break_latest`;
    0 minutes: none. Further breaks are in `more_breaks`.
    """

    __tablename__ = "shift_patterns"
    __table_args__ = (
        UniqueConstraint("technician_id", "weekday", "opens"),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    technician_id: Mapped[int] = mapped_column(ForeignKey("technicians.id"))
    weekday: Mapped[int]
    opens: Mapped[time]
    closes: Mapped[time]
    break_min: Mapped[int] = mapped_column(default=0)
    break_earliest: Mapped[time | None]
    break_latest: Mapped[time | None]
    more_breaks: Mapped[tuple[BreakRule, ...]] = mapped_column(
        Json(MoreBreaks), default=(), server_default="[]"
    )
    max_overtime_min: Mapped[int] = mapped_column(default=0)


class Absence(Base):
    """Whole days, both included."""

    __tablename__ = "absences"
    __table_args__ = (UniqueConstraint("technician_id", "first_day"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    technician_id: Mapped[int] = mapped_column(ForeignKey("technicians.id"), index=True)
    first_day: Mapped[date]
    last_day: Mapped[date]
    reason: Mapped[str] = mapped_column(default="")
