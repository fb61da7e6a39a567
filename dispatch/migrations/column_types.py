"""How the steps declare columns whose type differs between the databases."""

import sqlalchemy as sa


def exact(precision: int, scale: int) -> sa.Numeric[int]:
    """An exact number: NUMERIC, on SQLite a whole number of its smallest unit."""
    return sa.Numeric(precision, scale).with_variant(sa.BigInteger(), "sqlite")
