"""Users; technicians with skills, weekly shift pattern and absences."""

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, Float, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dispatch.models.base import Base, LongText, Ref, UnitPrice, status_type
from dispatch.models.customers import Skill
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


class Technician(Base):
    """Person who works on site. Empty rates mean: the rate card of the day."""

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
    skills: Mapped[list["TechnicianSkill"]] = relationship(cascade="all, delete-orphan")
    shift_patterns: Mapped[list["ShiftPattern"]] = relationship(cascade="all, delete-orphan")
    absences: Mapped[list["Absence"]] = relationship(cascade="all, delete-orphan")


class TechnicianSkill(Base):
    """Valid up to and including `valid_until`; none: for good."""

    __tablename__ = "technician_skills"
    technician_id: Mapped[int] = mapped_column(ForeignKey("technicians.id"), primary_key=True)
    skill_id: Mapped[int] = mapped_column(ForeignKey("skills.id"), primary_key=True)
    level: Mapped[int]
    valid_until: Mapped[date | None]
    skill: Mapped[Skill] = relationship()


class ShiftPattern(Base):
    """Working time on one weekday (0 = Monday), local; closing before opening: overnight.

    The lunch break of `break_min` minutes starts between `break_earliest` and `break_latest`;
    0 minutes: none.
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
