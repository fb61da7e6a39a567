"""Rates and costs."""

import sqlalchemy as sa
from alembic import op

from dispatch.migrations.column_types import exact

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "call_outs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("price_class", sa.String(length=255), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("amount", exact(14, 2), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_outs")),
        sa.UniqueConstraint(
            "price_class", "valid_from", name=op.f("uq_call_outs_price_class_valid_from")
        ),
    )
    op.create_table(
        "rate_cards",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("currency", sa.String(length=255), nullable=False),
        sa.Column("hour", exact(14, 4), nullable=False),
        sa.Column("travel_hour", exact(14, 4), nullable=False),
        sa.Column("km", exact(14, 4), nullable=False),
        sa.Column("overtime_factor", exact(14, 4), nullable=False),
        sa.Column("minimum_charge", exact(14, 2), nullable=False),
        sa.Column("overhead", exact(14, 2), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rate_cards")),
        sa.UniqueConstraint("valid_from", name=op.f("uq_rate_cards_valid_from")),
    )
    op.create_table(
        "remote_rates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("hour", exact(14, 4), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remote_rates")),
        sa.UniqueConstraint(
            "channel", "valid_from", name=op.f("uq_remote_rates_channel_valid_from")
        ),
    )
    op.create_table(
        "visit_costs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(32), nullable=True),
        sa.Column("currency", sa.String(length=255), nullable=False),
        sa.Column("planned_total", exact(14, 2), nullable=False),
        sa.Column("actual_total", exact(14, 2), nullable=True),
        sa.Column("decided_by", sa.String(length=255), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visits.id"], name=op.f("fk_visit_costs_visit_id_visits")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_costs")),
        sa.UniqueConstraint("visit_id", name=op.f("uq_visit_costs_visit_id")),
    )
    op.create_index(op.f("ix_visit_costs_status"), "visit_costs", ["status"], unique=False)
    op.create_table(
        "cost_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_cost_id", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(length=255), nullable=False),
        sa.Column("kind", sa.String(length=255), nullable=False),
        sa.Column("quantity", exact(14, 3), nullable=False),
        sa.Column("unit", sa.String(length=255), nullable=False),
        sa.Column("rate", exact(14, 4), nullable=False),
        sa.Column("per", sa.Integer(), nullable=False),
        sa.Column("amount", exact(14, 2), nullable=False),
        sa.Column("currency", sa.String(length=255), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["visit_cost_id"],
            ["visit_costs.id"],
            name=op.f("fk_cost_lines_visit_cost_id_visit_costs"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cost_lines")),
    )
    op.create_index(
        op.f("ix_cost_lines_visit_cost_id"), "cost_lines", ["visit_cost_id"], unique=False
    )
