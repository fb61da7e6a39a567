"""Rates by date, and what each visit was planned to cost and did cost, line by line."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dispatch.models.base import Base, LongText, Money, Quantity, SaidText, UnitPrice, status_type
from dispatch.models.work import Visit
from dispatch.statuses import Channel, CostStatus


class RateCard(Base):
    """Rates from `valid_from` until the next card. Overhead is per visit."""

    __tablename__ = "rate_cards"
    id: Mapped[int] = mapped_column(primary_key=True)
    valid_from: Mapped[date] = mapped_column(unique=True)
    currency: Mapped[str]
    hour: Mapped[UnitPrice]
    travel_hour: Mapped[UnitPrice]
    km: Mapped[UnitPrice]
    overtime_factor: Mapped[UnitPrice]
    minimum_charge: Mapped[Money]
    overhead: Mapped[Money]


class CallOut(Base):
    """What sending somebody costs at all, by price class, from `valid_from` on."""

    __tablename__ = "call_outs"
    __table_args__ = (UniqueConstraint("price_class", "valid_from"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    price_class: Mapped[str]
    valid_from: Mapped[date]
    amount: Mapped[Money]


class RemoteRate(Base):
    """What an hour of remote support costs, by channel, from `valid_from` on."""

    __tablename__ = "remote_rates"
    __table_args__ = (UniqueConstraint("channel", "valid_from"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[Channel] = mapped_column(status_type(Channel))
    valid_from: Mapped[date]
    hour: Mapped[UnitPrice]


class VisitCost(Base):
    """The cost of one visit under review. Totals are the sums of the lines."""

    __tablename__ = "visit_costs"
    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visits.id"), unique=True)
    status: Mapped[CostStatus | None] = mapped_column(status_type(CostStatus), index=True)
    currency: Mapped[str]
    planned_total: Mapped[Money]
    actual_total: Mapped[Money | None]
    decided_by: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime | None]
    comment: Mapped[LongText] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    visit: Mapped[Visit] = relationship()
    lines: Mapped[list["CostLine"]] = relationship(
        cascade="all, delete-orphan", order_by="CostLine.id"
    )
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class CostLine(Base):
    """One quantity x rate. `basis` is planned or actual; amount = quantity x rate / `per`.

    Quantity is in seconds, metres, or pieces (`unit`); `per` is how many of them the rate is
    for: 3600, 1000 or 1. `source` says where the quantity and the rate come from.
    """

    __tablename__ = "cost_lines"
    id: Mapped[int] = mapped_column(primary_key=True)
    visit_cost_id: Mapped[int] = mapped_column(ForeignKey("visit_costs.id"), index=True)
    basis: Mapped[str]
    kind: Mapped[str]
    quantity: Mapped[Quantity]
    unit: Mapped[str]
    rate: Mapped[UnitPrice]
    per: Mapped[int]
    amount: Mapped[Money]
    currency: Mapped[str]
    source: Mapped[SaidText]
