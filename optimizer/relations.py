"""What visits have to do with each other, and what a technician's shifts have to."""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from optimizer.values import Cents, Duration, Instant, Name, Rate, Value
from optimizer.visit import refuse_repeated

Members = Annotated[tuple[Name, ...], Field(min_length=2, max_length=100)]


class _OfVisits(Value):
    visits: Members

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        refuse_repeated("visit", self.visits)
        return self


class Together(_OfVisits):
    """Several technicians at once: all are served or none, and they start together.

    No two of them are on one route.
    """

    kind: Literal["together"] = "together"
    tolerance_s: Duration = Field(default=0, description="first and last start at most this apart")


class Apart(_OfVisits):
    """No two of these visits are on one route."""

    kind: Literal["apart"] = "apart"


class SameRoute(_OfVisits):
    """Those of these visits that are served are on one route."""

    kind: Literal["same_route"] = "same_route"


class InOrder(_OfVisits):
    """Those that are served are on one route, in this order; others may come between."""

    kind: Literal["in_order"] = "in_order"


class Who(StrEnum):
    ANY = "any"
    SAME = "same"
    OTHER = "other"


class After(Value):
    """`then` is served only if `first` is, and starts so much later, on whatever day."""

    kind: Literal["after"] = "after"
    first: Name
    then: Name
    min_gap_s: Duration = 0
    max_gap_s: Duration | None = None
    gap_from: Literal["start", "end"] = Field(
        default="end", description="of the first visit; the gap ends when `then` starts"
    )
    technician: Who = Field(
        default=Who.ANY, strict=False, description="same or other than the first visit's"
    )

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        if self.first == self.then:
            raise ValueError(f"then: {self.then!r} is the first visit too, expected another")
        if self.max_gap_s is not None and self.max_gap_s < self.min_gap_s:
            raise ValueError(f"max_gap_s {self.max_gap_s} is below min_gap_s {self.min_gap_s}")
        return self

    @property
    def visits(self) -> tuple[str, ...]:
        return (self.first, self.then)


Relation = Annotated[Together | After | Apart | SameRoute | InOrder, Field(discriminator="kind")]


class WorkLimit(Value):
    """Working time of the shifts that open from `opens` to `closes` is at most `max_s`.

    Working time is from leaving to being back, without breaks. A week's hours, say.
    """

    opens: Instant
    closes: Instant
    max_s: Duration

    @model_validator(mode="after")
    def _opens_first(self) -> Self:
        if self.closes < self.opens:
            raise ValueError(f"closes at {self.closes}, before it opens at {self.opens}")
        return self


class Fairness(Value):
    """Price of a technician's share above what is fair; over several people, the price of
    unequal shares. What was done in the weeks before counts by lowering the fair share.
    """

    fair_work_s: Duration = Field(default=0, description="working time up to this is free")
    work_cents_per_hour: Rate = 0
    fair_points: int = Field(default=0, ge=0, le=1_000_000, description="of unpopular work")
    cents_per_point: Cents = 0


class TechnicianRules(Value):
    """What holds over all shifts of one technician."""

    technician: Name
    rest_s: Duration = Field(
        default=0, description="from being back to leaving again on the next used shift"
    )
    work_limits: tuple[WorkLimit, ...] = Field(default=(), max_length=50)
    fairness: Fairness = Fairness()
