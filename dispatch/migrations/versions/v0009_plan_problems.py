"""The problem of a plan in a table of its own."""

import hashlib

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

NO_PROBLEM = "{}"
"""What loaded history had."""


def upgrade() -> None:
    op.create_table(
        "plan_problems",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=255), nullable=False),
        sa.Column("problem_json", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plans.id"], name=op.f("fk_plan_problems_plan_id_plans")
        ),
        sa.PrimaryKeyConstraint("plan_id", name=op.f("pk_plan_problems")),
    )
    _copy()
    op.drop_column("plans", "problem_json")


def _copy() -> None:
    """One plan at a time: a problem may have megabytes."""
    connection = op.get_bind()
    plans = sa.table("plans", sa.column("id"), sa.column("problem_json"))
    problems = sa.table(
        "plan_problems", sa.column("plan_id"), sa.column("digest"), sa.column("problem_json")
    )
    for plan_id in connection.scalars(sa.select(plans.c.id)).all():
        row = connection.execute(sa.select(plans.c.problem_json).where(plans.c.id == plan_id))
        text = row.scalar_one()
        if text != NO_PROBLEM:
            digest = hashlib.sha256(text.encode()).hexdigest()
            connection.execute(
                problems.insert().values(plan_id=plan_id, digest=digest, problem_json=text)
            )
