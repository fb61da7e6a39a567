"""A shift that is under way: when and where its technician goes on, and what was used up of it.

Planned again, the rest of the shift has what the stops already begun left of its caps, of the
room in the van, of the week's hours and of the price of the shift. Their drives and waits count
as they were planned. What was fetched at the depot for stops to come is on board.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise

from dispatch import models
from dispatch.horizon import Rows
from dispatch.planning_rules import RouteCaps
from optimizer import problem


@dataclass(frozen=True, order=True)
class Free:
    """When and where a technician has ended, or probably will end, a visit that was started."""

    at: datetime
    site: models.Site = field(compare=False)


@dataclass(frozen=True)
class Spent:
    """What the stops already begun took of a shift; `price` is in the technician's currency.

    `load` is by unit; `equipment` and `parts`, pieces by part ref, were fetched and are on board.
    """

    visits: int = 0
    drive_s: int = 0
    distance_m: int = 0
    wait_s: int = 0
    working_s: int = 0
    price: Decimal = Decimal(0)
    load: Mapping[str, int] = field(default_factory=dict)
    equipment: frozenset[str] = frozenset()
    parts: Mapping[str, int] = field(default_factory=dict)


def shift_mark(opens: time) -> str:
    """How the ref of a shift ends, the rest of one that is under way too."""
    return f" {opens:%H:%M}"


def free_again(visit: models.Visit, now: datetime) -> Free:
    site = visit.case.site
    if visit.actual_end is not None:
        return Free(visit.actual_end, site)
    on_site = visit.actual_start or visit.actual_arrival
    if on_site is None:
        on_site = max(now, visit.planned_arrival or now)
    work = timedelta(seconds=visit.setup_s + visit.requested_duration_s)
    return Free(max(now, on_site + work), site)


def spent_on(
    technician: models.Technician, day: date, opens: time, rows: Rows, now: datetime
) -> Spent:
    """What was used up of the technician's shift that opens then on that day."""
    begun = [
        stop
        for stop in rows.begun
        if stop.route.technician_id == technician.id
        and stop.route.day == day
        and stop.route.shift_ref.endswith(shift_mark(opens))
    ]
    if not begun:
        return Spent()
    until = max(free_again(stop.visit, now).at for stop in begun)
    load: Counter[str] = Counter()
    for stop in begun:
        load.update(stop.visit.load)
    fetched = _fetched(begun)
    parts: Counter[str] = Counter()
    for visit in fetched:
        parts.update({need.part.ref: need.planned for need in visit.parts})
    return Spent(
        visits=len(begun),
        drive_s=sum(stop.drive_s + stop.depot_drive_s for stop in begun),
        distance_m=sum(stop.distance_m + stop.depot_distance_m for stop in begun),
        wait_s=sum(stop.wait_s + stop.depot_wait_s for stop in begun),
        working_s=_working_s(begun, until),
        price=sum((stop.shift_price for stop in begun), Decimal(0)),
        load=load,
        equipment=frozenset(name for visit in fetched for name in visit.equipment),
        parts=parts,
    )


def caps_left(caps: RouteCaps, spent: Spent) -> problem.Caps:
    """What the rest of the shift may still hold; none of a cap that is used up."""

    def left(cap: int | None, used: int, unit: int = 1) -> int | None:
        return None if cap is None else max(0, cap * unit - used)

    return problem.Caps(
        visits=left(caps.visits, spent.visits),
        drive_s=left(caps.drive_min, spent.drive_s, 60),
        distance_m=left(caps.km, spent.distance_m, 1000),
        wait_s=left(caps.wait_min, spent.wait_s, 60),
        route_s=left(caps.route_min, spent.working_s, 60),
    )


def room_left(capacity: Mapping[str, int], spent: Spent) -> dict[str, int]:
    """The room in the van by unit, in order of their names."""
    return {unit: max(0, room - spent.load.get(unit, 0)) for unit, room in sorted(capacity.items())}


def _fetched(begun: Sequence[models.Stop]) -> list[models.Visit]:
    """The visits still to come when the depot was passed, without those begun since."""
    done = {stop.visit_id for stop in begun}
    found = {
        other.visit_id: other.visit
        for stop in begun
        if stop.depot_arrival is not None
        for other in stop.route.stops
        if other.sequence > stop.sequence and other.visit_id not in done
    }
    return list(found.values())


def _working_s(begun: Sequence[models.Stop], until: datetime) -> int:
    """From leaving to being free again, without the breaks; the day may have several plans."""
    routes = sorted({stop.route for stop in begun}, key=lambda route: route.departure)
    first = min(begun, key=lambda stop: stop.starts)
    left = first.visit.actual_travel_start or first.route.departure
    ends = [*(later.departure for _, later in pairwise(routes)), until]
    breaks = sum(
        (
            rest.ends - rest.starts
            for route, end in zip(routes, ends, strict=True)
            for rest in route.breaks
            if rest.starts >= route.departure and rest.ends <= end
        ),
        timedelta(0),
    )
    return max(0, int((until - left - breaks).total_seconds()))
