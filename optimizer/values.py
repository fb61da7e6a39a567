"""The base of every value of this package, and the number ranges they accept.

The ranges keep every sum of a problem below 2**53, far from the 64-bit limits at which
OR-Tools saturates without a word.
"""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

MAX_S = 100_000_000
"""Largest time in seconds, a little over three years."""

MAX_CENTS = 1_000_000_000
"""Largest single price in cents."""

MAX_RATE = 10_000_000
"""Largest rate, in cents per hour or cents per 100 km."""

MAX_METRES = 40_000_000
"""Largest distance, about once round the Earth."""

MAX_AMOUNT = 1_000_000_000
"""Largest number of pieces of a part, or of units of a load."""


class Value(BaseModel):
    """A frozen value that refuses unknown fields, floats and out-of-range numbers when born."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", allow_inf_nan=False)


Name = Annotated[str, Field(min_length=1, max_length=200)]
Instant = Annotated[int, Field(ge=0, le=MAX_S)]
Duration = Annotated[int, Field(ge=0, le=MAX_S)]
PlaceIndex = Annotated[int, Field(ge=0, le=1_000_000)]
Cents = Annotated[int, Field(ge=0, le=MAX_CENTS)]
Rate = Annotated[int, Field(ge=0, le=MAX_RATE)]
Metres = Annotated[int, Field(ge=0, le=MAX_METRES)]
Level = Annotated[int, Field(ge=1, le=100)]
Percent = Annotated[int, Field(ge=1, le=1000)]
Amounts = Annotated[dict[Name, Annotated[int, Field(ge=0, le=MAX_AMOUNT)]], Field(max_length=200)]


def price(quantity: int, rate: int, per: int) -> int:
    """Quantity x rate / per in whole cents, halves rounded up; all arguments >= 0."""
    return (2 * quantity * rate + per) // (2 * per)


PER_HOUR = 3600
"""Seconds that an hourly rate is for."""

PER_100_KM = 100_000
"""Metres that a rate per 100 km is for."""
