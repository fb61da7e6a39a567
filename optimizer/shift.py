"""One technician's working time on one day: when, where from and to, with what, at what price."""

from typing import Self

from pydantic import Field, model_validator

from optimizer.values import (
    MAX_METRES,
    MAX_S,
    Amounts,
    Cents,
    Duration,
    Instant,
    Level,
    Name,
    Percent,
    PlaceIndex,
    Rate,
    Value,
)
from optimizer.visit import Names, refuse_repeated


class Skill(Value):
    """A shift's technician holds this skill at this level."""

    skill: Name
    level: Level = 1
    valid_until: int | None = Field(
        default=None,
        ge=-MAX_S,
        le=MAX_S,
        description="seconds; the certificate no longer counts for shifts that open at or after",
    )
    pace_percent: Percent = Field(
        default=100, description="time needed for work with this skill; 100: as the visit says"
    )
    spare_level_cents: Cents = Field(
        default=0, description="price of each level above what a visit needs: experts stay free"
    )


class Break(Value):
    """Unpaid rest that starts between `earliest` and `latest`, wherever the technician is.

    Fixed when both are equal, else floating. It never interrupts service; it may interrupt
    driving. When the technician can take it before leaving or after coming back, it delays
    nothing.
    """

    duration_s: Duration
    earliest: Instant
    latest: Instant

    @model_validator(mode="after")
    def _earliest_first(self) -> Self:
        if self.latest < self.earliest:
            raise ValueError(f"latest {self.latest} is before earliest {self.earliest}")
        return self


class PickUp(Value):
    """A depot the route may pass once, anywhere before the stop that needs it.

    From then on the technician has every piece of equipment and every part there is.
    """

    place: PlaceIndex
    service_s: Duration = Field(default=0, description="seconds of loading, priced like work")


class Prices(Value):
    """What a shift's technician costs; rates in cents per hour, and cents per 100 km."""

    used_cents: Cents = Field(default=0, description="the shift has a route at all")
    visit_cents: Cents = Field(default=0, description="for each visit, as contractors bill")
    route_cents_per_hour: Rate = Field(
        default=0, description="working time: from leaving to being back, without breaks"
    )
    work_cents_per_hour: Rate = Field(default=0, description="time on site")
    drive_cents_per_hour: Rate = Field(default=0, description="time driving")
    wait_cents_per_hour: Rate = Field(default=0, description="idle time on the route")
    distance_cents_per_100km: Rate = Field(default=0, description="the vehicle")
    overtime_cents_per_hour: Rate = Field(
        default=0, description="premium on top of the other rates after the shift closes"
    )
    minimum_work_cents: Cents = Field(
        default=0, description="on-site labour of a visit costs at least this"
    )


class Caps(Value):
    """What one route may hold at most; None: as much as fits."""

    visits: int | None = Field(default=None, ge=0, le=10_000)
    drive_s: Duration | None = None
    distance_m: int | None = Field(default=None, ge=0, le=10 * MAX_METRES)
    wait_s: Duration | None = None
    route_s: Duration | None = Field(
        default=None, description="from leaving to being back, without breaks"
    )


class Shift(Value):
    """One technician's working time on one day, from leaving one place to reaching another."""

    id: Name
    technician: Name
    start_place: PlaceIndex
    end_place: PlaceIndex | None = Field(description="null: the route ends at the last visit")
    opens: Instant = Field(description="earliest departure")
    closes: Instant = Field(description="regular end; later is overtime")
    max_overtime_s: Duration = Field(default=0, description="must be back by closes + this")
    skills: tuple[Skill, ...] = Field(default=(), max_length=200)
    pace_percent: Percent = Field(
        default=100, description="this technician's time for work; 100: as the visit says"
    )
    equipment: Names = ()
    stock: Amounts = Field(default={}, description="pieces of each part in the van")
    pick_up: PickUp | None = Field(default=None, description="where the rest can be fetched")
    capacity: Amounts = Field(default={}, description="by unit; units not named are not bounded")
    caps: Caps = Caps()
    breaks: tuple[Break, ...] = Field(default=(), max_length=5)
    prices: Prices = Prices()

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        if self.closes < self.opens:
            raise ValueError(f"closes at {self.closes}, before it opens at {self.opens}")
        refuse_repeated("skill", (held.skill for held in self.skills))
        refuse_repeated("equipment", self.equipment)
        previous_end = self.opens
        for rest in self.breaks:
            earliest = max(rest.earliest, previous_end)
            if earliest > rest.latest or earliest + rest.duration_s > self.last_return:
                raise ValueError(
                    f"the break from {rest.earliest} to {rest.latest} cannot be taken in order "
                    f"within {self.opens} to {self.last_return}"
                )
            previous_end = earliest + rest.duration_s
        return self

    @property
    def last_return(self) -> int:
        return self.closes + self.max_overtime_s
