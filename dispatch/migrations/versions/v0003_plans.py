"""Plans, routes, stops, bookings."""

import sqlalchemy as sa
from alembic import op

from dispatch.migrations.column_types import exact

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "plans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=255), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("basis", sa.String(length=255), nullable=False),
        sa.Column("currency", sa.String(length=255), nullable=False),
        sa.Column("objective", exact(14, 2), nullable=False),
        sa.Column("baseline", exact(14, 2), nullable=False),
        sa.Column("baseline_served", sa.Integer(), nullable=False),
        sa.Column("search_seconds", sa.Float(), nullable=False),
        sa.Column("iterations", sa.Integer(), nullable=True),
        sa.Column("engine", sa.String(length=255), nullable=False),
        sa.Column("travel_source", sa.String(length=255), nullable=False),
        sa.Column("problem_json", sa.Text(), nullable=False),
        sa.Column("solution_json", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plans")),
    )
    op.create_index(op.f("ix_plans_first_day"), "plans", ["first_day"], unique=False)
    op.create_index(op.f("ix_plans_status"), "plans", ["status"], unique=False)
    op.create_table(
        "routes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("technician_id", sa.Integer(), nullable=False),
        sa.Column("shift_ref", sa.String(length=255), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("opens", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes", sa.DateTime(timezone=True), nullable=False),
        sa.Column("departure", sa.DateTime(timezone=True), nullable=False),
        sa.Column("returns", sa.DateTime(timezone=True), nullable=False),
        sa.Column("return_drive_s", sa.Integer(), nullable=False),
        sa.Column("return_distance_m", sa.Integer(), nullable=False),
        sa.Column("overtime_s", sa.Integer(), nullable=False),
        sa.Column("hour_rate", exact(14, 4), nullable=False),
        sa.Column("travel_hour_rate", exact(14, 4), nullable=False),
        sa.Column("km_rate", exact(14, 4), nullable=False),
        sa.Column("overtime_premium", exact(14, 4), nullable=False),
        sa.Column("minimum_charge", exact(14, 2), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_routes_plan_id_plans")),
        sa.ForeignKeyConstraint(
            ["technician_id"], ["technicians.id"], name=op.f("fk_routes_technician_id_technicians")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routes")),
        sa.UniqueConstraint("plan_id", "shift_ref", name=op.f("uq_routes_plan_id_shift_ref")),
    )
    op.create_index(op.f("ix_routes_plan_id"), "routes", ["plan_id"], unique=False)
    op.create_index(op.f("ix_routes_technician_id"), "routes", ["technician_id"], unique=False)
    op.create_table(
        "route_breaks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("route_id", sa.Integer(), nullable=False),
        sa.Column("starts", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["route_id"], ["routes.id"], name=op.f("fk_route_breaks_route_id_routes")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_route_breaks")),
    )
    op.create_index(op.f("ix_route_breaks_route_id"), "route_breaks", ["route_id"], unique=False)
    op.create_table(
        "bookings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("technician_id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("starts", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends", sa.DateTime(timezone=True), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("starts <= ends", name=op.f("ck_bookings_starts_first")),
        sa.ForeignKeyConstraint(
            ["technician_id"],
            ["technicians.id"],
            name=op.f("fk_bookings_technician_id_technicians"),
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visits.id"], name=op.f("fk_bookings_visit_id_visits")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bookings")),
    )
    op.create_index(
        "ix_bookings_technician_starts", "bookings", ["technician_id", "starts"], unique=False
    )
    op.create_index(op.f("ix_bookings_visit_id"), "bookings", ["visit_id"], unique=False)
    op.create_table(
        "stops",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("route_id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("drive_s", sa.Integer(), nullable=False),
        sa.Column("distance_m", sa.Integer(), nullable=False),
        sa.Column("arrival", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wait_s", sa.Integer(), nullable=False),
        sa.Column("starts", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends", sa.DateTime(timezone=True), nullable=False),
        sa.Column("return_drive_s", exact(14, 3), nullable=False),
        sa.Column("return_distance_m", exact(14, 3), nullable=False),
        sa.Column("overtime_s", exact(14, 3), nullable=False),
        sa.ForeignKeyConstraint(["route_id"], ["routes.id"], name=op.f("fk_stops_route_id_routes")),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_stops_visit_id_visits")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stops")),
        sa.UniqueConstraint("route_id", "sequence", name=op.f("uq_stops_route_id_sequence")),
    )
    op.create_index(op.f("ix_stops_route_id"), "stops", ["route_id"], unique=False)
    op.create_index(op.f("ix_stops_visit_id"), "stops", ["visit_id"], unique=False)
    op.create_table(
        "unassigned_visits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=255), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("refusals_json", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plans.id"], name=op.f("fk_unassigned_visits_plan_id_plans")
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visits.id"], name=op.f("fk_unassigned_visits_visit_id_visits")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unassigned_visits")),
    )
    op.create_index(
        op.f("ix_unassigned_visits_plan_id"), "unassigned_visits", ["plan_id"], unique=False
    )
    op.create_index(
        op.f("ix_unassigned_visits_visit_id"), "unassigned_visits", ["visit_id"], unique=False
    )
    if op.get_bind().dialect.name == "postgresql":
        op.create_foreign_key("fk_visits_stop_id_stops", "visits", "stops", ["stop_id"], ["id"])
