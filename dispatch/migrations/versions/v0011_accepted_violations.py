"""Violations a plan was published with, and the certificates of published plans.

The database itself refuses to change who accepted what, or to take it away; only the texts
may be blanked.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

KEPT = 'plan_id, name, rule, amount, unit, visit_ref, technician_ref, shift_ref, "at", "by"'
SAID = "accepted_violations: what was accepted is neither changed nor removed"


def upgrade() -> None:
    op.create_table(
        "accepted_violations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("rule", sa.String(length=255), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.String(length=255), nullable=False),
        sa.Column("visit_ref", sa.String(length=255), nullable=True),
        sa.Column("technician_ref", sa.String(length=255), nullable=True),
        sa.Column("shift_ref", sa.String(length=255), nullable=True),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=255), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plans.id"], name=op.f("fk_accepted_violations_plan_id_plans")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accepted_violations")),
        sa.UniqueConstraint("plan_id", "name", name=op.f("uq_accepted_violations_plan_id_name")),
    )
    op.create_index(
        op.f("ix_accepted_violations_plan_id"), "accepted_violations", ["plan_id"], unique=False
    )
    op.create_table(
        "plan_certificates",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("certificate_json", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plans.id"], name=op.f("fk_plan_certificates_plan_id_plans")
        ),
        sa.PrimaryKeyConstraint("plan_id", name=op.f("pk_plan_certificates")),
    )
    _refuse_changes()


def _refuse_changes() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION accepted_violations_kept() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION USING MESSAGE = '{SAID}'; END $$"
        )
        does = "FOR EACH ROW EXECUTE FUNCTION accepted_violations_kept()"
    else:
        does = f"BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
    for name, moment in (("update", f"UPDATE OF {KEPT}"), ("delete", "DELETE")):
        op.execute(
            f"CREATE TRIGGER accepted_violations_kept_{name} BEFORE {moment} "
            f"ON accepted_violations {does}"
        )
