"""Run by Alembic for each upgrade, on the connection and in the transaction it is given."""

from alembic import context

from dispatch import models

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=models.Base.metadata,
)
context.run_migrations()
