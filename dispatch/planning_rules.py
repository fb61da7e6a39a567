"""Rules of planning as people enter them: what a column may hold, checked when it is stored."""

from datetime import time
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Equipment = Annotated[
    tuple[Annotated[str, Field(min_length=1, max_length=80)], ...], Field(max_length=100)
]
"""Names of tools and machines."""

Amounts = Annotated[
    dict[Annotated[str, Field(min_length=1, max_length=80)], Annotated[int, Field(ge=0, le=10**9)]],
    Field(max_length=20),
]
"""Whole amounts by unit: kg, litres, pallets."""


class WindowBounds(StrEnum):
    """What of a visit its time windows bound: its start, or its end as well."""

    START = "start"
    SERVICE = "service"


class Wish(StrEnum):
    """What somebody said of a technician: nobody else, rather this one, not this one."""

    ONLY = "only"
    PREFERRED = "preferred"
    NEVER = "never"


class RouteStart(StrEnum):
    """Where a technician's shifts begin."""

    HOME = "home"
    DEPOT = "depot"


class RouteEnd(StrEnum):
    """Where they end; at the last visit: the way from there is not ours."""

    HOME = "home"
    DEPOT = "depot"
    LAST_VISIT = "last_visit"


class RelationKind(StrEnum):
    """What visits have to do with each other.

    Together: all at once, each by another technician, or none. After: the second one only with
    the first and so much later. Apart: no two by one technician on one day. Same route: by one
    technician on one day. In order: that too, one behind the other.
    """

    TOGETHER = "together"
    AFTER = "after"
    APART = "apart"
    SAME_ROUTE = "same_route"
    IN_ORDER = "in_order"


class GapFrom(StrEnum):
    """From where in the first visit a gap is measured."""

    START = "start"
    END = "end"


class WhoElse(StrEnum):
    """Who comes to the second visit: anybody, the same technician, or another one."""

    ANY = "any"
    SAME = "same"
    OTHER = "other"


class _Rule(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RouteCaps(_Rule):
    """What one route may hold at most; None: as much as fits."""

    visits: int | None = Field(default=None, ge=0, le=1000)
    drive_min: int | None = Field(default=None, ge=0, le=1440)
    km: int | None = Field(default=None, ge=0, le=5000)
    wait_min: int | None = Field(default=None, ge=0, le=1440)
    route_min: int | None = Field(default=None, ge=0, le=1440)


class BreakRule(_Rule):
    """A break that starts between two local times; the same time twice: a fixed one."""

    minutes: int = Field(ge=1, le=240)
    earliest: time
    latest: time

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.latest < self.earliest:
            raise ValueError(f"latest {self.latest:%H:%M} is before earliest {self.earliest:%H:%M}")
        return self


MoreBreaks = Annotated[tuple[BreakRule, ...], Field(max_length=4)]
