"""How the steps declare columns whose type differs between the databases."""

from decimal import Decimal

import sqlalchemy as sa


def exact(precision: int, scale: int) -> sa.Numeric[Decimal]:
    """An exact number: NUMERIC, on SQLite a whole number of its smallest unit."""
    return sa.Numeric(precision, scale).with_variant(sa.BigInteger(), "sqlite")
