"""The days that are planned, what planning looks at, and seconds for instants.

All instants become whole seconds since the epoch of the plan, local midnight of its first
day, by way of UTC, so a day with a clock change is as long as it really is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Protocol

from dispatch import clock, coordinates, models
from dispatch.statuses import Priority
from dispatch.working_time import Calendar
from optimizer import values
from optimizer.travel import Place, TravelProvider


@dataclass(frozen=True)
class Horizon:
    """The local days that are planned, and the moment of planning."""

    first_day: date
    days: int
    now: datetime
    calendar: Calendar

    @property
    def epoch(self) -> datetime:
        return clock.midnight(self.first_day, self.calendar.zone)

    @property
    def dates(self) -> tuple[date, ...]:
        return clock.days_from(self.first_day, self.days)

    @property
    def end_s(self) -> int:
        """Midnight after the last day."""
        last = self.first_day + timedelta(days=self.days)
        return self.second(clock.midnight(last, self.calendar.zone))

    def second(self, instant: datetime) -> int:
        """Whole seconds since the epoch, rounded down; negative before it."""
        return (instant - self.epoch) // timedelta(seconds=1)

    def second_after(self, instant: datetime) -> int:
        """Like `second`, rounded up: nothing that starts then starts before the instant."""
        return -((self.epoch - instant) // timedelta(seconds=1))

    def instant(self, second: int) -> datetime:
        return self.epoch.astimezone(UTC) + timedelta(seconds=second)


NORMAL_DAY = "normal day"
STORM_DAY = "storm day"
"""Names of the optimizer's policies that mean something here."""


@dataclass(frozen=True)
class SoftPrices:
    """Prices that no bill shows, in whole cents: see the settings of the same names."""

    moved_per_hour: int = 0
    tolerance_s: int = 0
    promised_technician: int = 0
    other_technician: int = 0
    continuity: int = 0
    preferred_per_hour: int = 0
    largest_late_per_hour: int = 0
    fair_per_hour: int = 0
    fair_per_point: int = 0


@dataclass(frozen=True)
class Policy:
    """What a plan may not do and what things are worth, in whole cents.

    `name` is the optimizer's policy that the prices are put under at the end; `traffic` is
    percent of drive time by hours of the week. `promises_move`: promised windows are no bounds;
    `stock_counts`: parts have to be on board.
    """

    area: coordinates.Area
    travel: TravelProvider
    leave_out_cents: Mapping[Priority, int]
    prices: SoftPrices = SoftPrices()
    promises_move: bool = False
    stock_counts: bool = False
    traffic: Mapping[str, int] = field(default_factory=dict)
    name: str = NORMAL_DAY


@dataclass(frozen=True)
class DoneWork:
    """What a technician did in the weeks before: seconds of work, points of unpopular work."""

    work_s: int = 0
    points: int = 0


@dataclass(frozen=True)
class Rows:
    """Everything of the company that planning looks at.

    `visits` may be placed; `busy` are the visits that were started or ended on the planned
    days: their technicians go on from there; `begun` are their published stops. `relations`
    are those of any of the visits; `published` the published routes of the planned days and of
    the weeks around them; `last_there` the ref of who was last at a site, by its id; `done` by
    technician ref, and `order_pins` the visits that keep their place in the published plans.
    """

    visits: Sequence[models.Visit]
    busy: Sequence[models.Visit]
    technicians: Sequence[models.Technician]
    rate_cards: Sequence[models.RateCard]
    call_outs: Sequence[models.CallOut]
    begun: Sequence[models.Stop] = ()
    relations: Sequence[models.VisitRelation] = ()
    published: Sequence[models.Route] = ()
    last_there: Mapping[int, str] = field(default_factory=dict)
    done: Mapping[str, DoneWork] = field(default_factory=dict)
    order_pins: frozenset[str] = frozenset()


class Point(Protocol):
    """Anything with coordinates."""

    @property
    def lat(self) -> float | None: ...

    @property
    def lon(self) -> float | None: ...


@dataclass
class Places:
    """Row numbers of the travel matrix by coordinates."""

    found: dict[tuple[float, float], int] = field(default_factory=dict)

    def index(self, place: Point) -> int:
        assert place.lat is not None
        assert place.lon is not None
        return self.found.setdefault((place.lat, place.lon), len(self.found))

    def all(self) -> tuple[Place, ...]:
        return tuple(Place(lat=lat, lon=lon) for lat, lon in self.found)


def cents(amount: Decimal) -> int:
    """An amount of money in whole cents; it has no more than two decimals."""
    return int(amount * 100)


def bounded(second: int) -> int:
    return max(-values.MAX_S, min(values.MAX_S, second))


def amount(whole_cents: int) -> Decimal:
    """Whole cents as an amount of money."""
    return Decimal(whole_cents).scaleb(-2)
