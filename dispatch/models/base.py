"""The declarative base, and column types that refuse what must not be stored."""

from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from pydantic import TypeAdapter
from sqlalchemy import (
    BigInteger,
    DateTime,
    Dialect,
    Enum,
    MetaData,
    Numeric,
    String,
    Text,
    TypeDecorator,
)
from sqlalchemy.orm import DeclarativeBase, mapped_column

from dispatch import sentences


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime, stored as UTC. Refuses naive ones; SQLite keeps no zone, so adds it."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone; expected an aware datetime")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class ExactDecimal(TypeDecorator[Decimal]):
    """A Decimal that comes back exactly as stored: NUMERIC, on SQLite a whole number of
    the smallest unit, so that sums and order are exact there too.

    Refuses floats and values with more decimals than the column keeps.
    """

    impl = Numeric
    cache_ok = True

    def __init__(self, precision: int, scale: int) -> None:
        self.precision, self.scale = precision, scale
        super().__init__(precision, scale)

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(BigInteger())
        return dialect.type_descriptor(Numeric(self.precision, self.scale))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if not isinstance(value, Decimal) or not value.is_finite():
            raise ValueError(f"{value!r}: expected a finite Decimal")
        kept = value.quantize(Decimal(1).scaleb(-self.scale))
        if kept != value:
            raise ValueError(f"{value} has more than {self.scale} decimals")
        return int(kept.scaleb(self.scale)) if dialect.name == "sqlite" else kept

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        if value is None:
            return None
        return Decimal(value).scaleb(-self.scale) if dialect.name == "sqlite" else Decimal(value)


class SentenceText(TypeDecorator[str]):
    """A text whose sentences keep their code and facts, see `dispatch.sentences`."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else sentences.written(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else sentences.read(value)


class Json(TypeDecorator[Any]):
    """A small list or map as JSON text; `kind` is the pydantic type that it has to be.

    `ValueError` names what is wrong in a value that does not fit. Assign a new value to change
    one: changes inside are not seen.
    """

    impl = Text
    cache_ok = False

    def __init__(self, kind: Any) -> None:
        self.adapter: TypeAdapter[Any] = TypeAdapter(kind)
        super().__init__()

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        if value is None:
            return None
        return self.adapter.dump_json(self.adapter.validate_python(value)).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else self.adapter.validate_json(value)

    def compare_values(self, x: Any, y: Any) -> bool:
        return bool(x == y)


Money = Annotated[Decimal, mapped_column(ExactDecimal(14, 2))]
"""An amount in the currency that stands beside it."""

UnitPrice = Annotated[Decimal, mapped_column(ExactDecimal(14, 4))]
"""A rate: money per hour, per km, per piece."""

Quantity = Annotated[Decimal, mapped_column(ExactDecimal(14, 3))]

Ref = Annotated[str, mapped_column(String(80), unique=True)]
"""The company's own name for a row; what imports match on."""

LongText = Annotated[str, mapped_column(Text)]

SaidText = Annotated[str, mapped_column(SentenceText)]
"""What the product says; screens say it in the reader's language."""


def status_type(enum: type[StrEnum]) -> Enum:
    """Text column that holds an enum's values."""
    return Enum(
        enum,
        native_enum=False,
        length=32,
        create_constraint=False,
        validate_strings=True,
        values_callable=lambda members: [member.value for member in members],
    )


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - the name and form SQLAlchemy asks for
        datetime: UtcDateTime,
        str: String(255),
    }
