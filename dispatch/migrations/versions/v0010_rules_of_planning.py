"""Every rule of the planning model in its column; policy, bound and fingerprint of plans."""

import sqlalchemy as sa
from alembic import op

from dispatch.migrations.column_types import exact

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "depots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("lat", sa.Float(), nullable=False),
        sa.Column("lon", sa.Float(), nullable=False),
        sa.Column("load_min", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_depots")),
        sa.UniqueConstraint("ref", name=op.f("uq_depots_ref")),
    )
    op.create_table(
        "visit_relations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("tolerance_min", sa.Integer(), nullable=False),
        sa.Column("min_gap_min", sa.Integer(), nullable=False),
        sa.Column("max_gap_min", sa.Integer(), nullable=True),
        sa.Column("gap_from", sa.String(32), nullable=False),
        sa.Column("technician", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_relations")),
        sa.UniqueConstraint("ref", name=op.f("uq_visit_relations_ref")),
    )
    op.create_table(
        "van_stock",
        sa.Column("technician_id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("pieces", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["part_id"], ["parts.id"], name=op.f("fk_van_stock_part_id_parts")),
        sa.ForeignKeyConstraint(
            ["technician_id"],
            ["technicians.id"],
            name=op.f("fk_van_stock_technician_id_technicians"),
        ),
        sa.PrimaryKeyConstraint("technician_id", "part_id", name=op.f("pk_van_stock")),
    )
    op.create_table(
        "plan_searched",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("problem_json", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plans.id"], name=op.f("fk_plan_searched_plan_id_plans")
        ),
        sa.PrimaryKeyConstraint("plan_id", name=op.f("pk_plan_searched")),
    )
    op.create_table(
        "site_technicians",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("technician_id", sa.Integer(), nullable=False),
        sa.Column("wish", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_site_technicians_site_id_sites")
        ),
        sa.ForeignKeyConstraint(
            ["technician_id"],
            ["technicians.id"],
            name=op.f("fk_site_technicians_technician_id_technicians"),
        ),
        sa.PrimaryKeyConstraint("site_id", "technician_id", name=op.f("pk_site_technicians")),
    )
    op.create_table(
        "related_visits",
        sa.Column("relation_id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["relation_id"],
            ["visit_relations.id"],
            name=op.f("fk_related_visits_relation_id_visit_relations"),
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visits.id"], name=op.f("fk_related_visits_visit_id_visits")
        ),
        sa.PrimaryKeyConstraint("relation_id", "visit_id", name=op.f("pk_related_visits")),
    )
    op.create_index(
        op.f("ix_related_visits_visit_id"), "related_visits", ["visit_id"], unique=False
    )
    op.create_table(
        "visit_technicians",
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("technician_id", sa.Integer(), nullable=False),
        sa.Column("wish", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(
            ["technician_id"],
            ["technicians.id"],
            name=op.f("fk_visit_technicians_technician_id_technicians"),
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visits.id"], name=op.f("fk_visit_technicians_visit_id_visits")
        ),
        sa.PrimaryKeyConstraint("visit_id", "technician_id", name=op.f("pk_visit_technicians")),
    )
    op.add_column(
        "plans",
        sa.Column("policy", sa.String(length=255), server_default="normal day", nullable=False),
    )
    op.add_column("plans", sa.Column("bound", exact(14, 2), nullable=True))
    op.add_column("plans", sa.Column("asked_engine", sa.String(length=255), nullable=True))
    op.add_column("plans", sa.Column("made_with", sa.String(length=255), nullable=True))
    op.add_column("plans", sa.Column("search_digest", sa.String(length=255), nullable=True))
    op.add_column(
        "routes", sa.Column("shift_price", exact(14, 2), server_default="0", nullable=False)
    )
    op.add_column(
        "routes", sa.Column("visit_price", exact(14, 2), server_default="0", nullable=False)
    )
    op.add_column(
        "routes", sa.Column("working_hour_rate", exact(14, 4), server_default="0", nullable=False)
    )
    op.add_column(
        "shift_patterns", sa.Column("more_breaks", sa.Text(), server_default="[]", nullable=False)
    )
    op.add_column(
        "skills", sa.Column("spare_level_price", exact(14, 2), server_default="0", nullable=False)
    )
    op.add_column("stops", sa.Column("working_s", exact(14, 3), server_default="0", nullable=False))
    op.add_column(
        "stops", sa.Column("shift_price", exact(14, 2), server_default="0", nullable=False)
    )
    op.add_column("stops", sa.Column("depot_arrival", sa.DateTime(timezone=True), nullable=True))
    op.add_column("stops", sa.Column("depot_ends", sa.DateTime(timezone=True), nullable=True))
    for name in ("depot_drive_s", "depot_distance_m", "depot_wait_s", "loading_s"):
        op.add_column("stops", sa.Column(name, sa.Integer(), server_default="0", nullable=False))
    op.add_column(
        "technician_skills",
        sa.Column("pace_percent", sa.Integer(), server_default="100", nullable=False),
    )
    op.add_column(
        "technicians", sa.Column("pace_percent", sa.Integer(), server_default="100", nullable=False)
    )
    op.add_column(
        "technicians", sa.Column("starts_at", sa.String(32), server_default="home", nullable=False)
    )
    op.add_column(
        "technicians", sa.Column("ends_at", sa.String(32), server_default="home", nullable=False)
    )
    op.add_column(
        "technicians", sa.Column("equipment", sa.Text(), server_default="[]", nullable=False)
    )
    op.add_column(
        "technicians", sa.Column("capacity", sa.Text(), server_default="{}", nullable=False)
    )
    op.add_column("technicians", sa.Column("caps", sa.Text(), server_default="{}", nullable=False))
    op.add_column("technicians", sa.Column("km_rate", exact(14, 4), nullable=True))
    op.add_column(
        "technicians", sa.Column("shift_price", exact(14, 2), server_default="0", nullable=False)
    )
    op.add_column(
        "technicians", sa.Column("visit_price", exact(14, 2), server_default="0", nullable=False)
    )
    op.add_column(
        "technicians",
        sa.Column("working_hour_rate", exact(14, 4), server_default="0", nullable=False),
    )
    op.add_column("technicians", sa.Column("rest_hours", exact(14, 3), nullable=True))
    op.add_column("technicians", sa.Column("week_hours", exact(14, 3), nullable=True))
    op.add_column("technicians", sa.Column("fair_hours", exact(14, 3), nullable=True))
    op.add_column("technicians", sa.Column("fair_points", sa.Integer(), nullable=True))
    _add_depot()
    op.add_column(
        "visits", sa.Column("beside", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column("visits", sa.Column("setup_s", sa.Integer(), server_default="0", nullable=False))
    op.add_column(
        "visits", sa.Column("window_bounds", sa.String(32), server_default="start", nullable=False)
    )
    op.add_column(
        "visits", sa.Column("mandatory", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column(
        "visits", sa.Column("unpopular", sa.Integer(), server_default="0", nullable=False)
    )
    op.add_column("visits", sa.Column("equipment", sa.Text(), server_default="[]", nullable=False))
    op.add_column("visits", sa.Column("load", sa.Text(), server_default="{}", nullable=False))
    op.add_column("visits", sa.Column("preferred_from", sa.DateTime(timezone=True), nullable=True))
    op.add_column("visits", sa.Column("preferred_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("visits", sa.Column("preferred_per_hour", exact(14, 4), nullable=True))
    op.add_column(
        "work_types", sa.Column("setup_min", sa.Integer(), server_default="0", nullable=False)
    )
    op.add_column(
        "work_types",
        sa.Column("window_bounds", sa.String(32), server_default="start", nullable=False),
    )
    op.add_column(
        "work_types",
        sa.Column("mandatory", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.add_column(
        "work_types", sa.Column("unpopular", sa.Integer(), server_default="0", nullable=False)
    )
    op.add_column(
        "work_types", sa.Column("team_size", sa.Integer(), server_default="1", nullable=False)
    )
    op.add_column(
        "work_types", sa.Column("equipment", sa.Text(), server_default="[]", nullable=False)
    )
    op.add_column("work_types", sa.Column("load", sa.Text(), server_default="{}", nullable=False))


def _add_depot() -> None:
    """SQLite takes a foreign key only together with its column."""
    name = "fk_technicians_depot_id_depots"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "ALTER TABLE technicians ADD COLUMN depot_id INTEGER "
            f"CONSTRAINT {name} REFERENCES depots (id)"
        )
        return
    op.add_column("technicians", sa.Column("depot_id", sa.Integer(), nullable=True))
    op.create_foreign_key(name, "technicians", "depots", ["depot_id"], ["id"])
