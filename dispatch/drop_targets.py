"""Where on which shift a visit goes that somebody drops on a technician."""

from dataclasses import dataclass
from datetime import date, datetime

from dispatch.draft import Draft
from dispatch.errors import BadValue, NotEligible
from dispatch.horizon import Horizon
from dispatch.plan_facts import Facts
from optimizer.schedule import Blocked, time_route


@dataclass(frozen=True)
class Wish:
    """What the dispatcher pointed at; see `plan_edits` for what is left open."""

    technician: str
    day: date | None = None
    position: int | None = None
    start: datetime | None = None


def target(draft: Draft, facts: Facts, horizon: Horizon, visit: str, wish: Wish) -> tuple[str, int]:
    """Shift id and position on its route without the visit; `NotEligible` without working time."""
    if wish.position is not None and wish.start is not None:
        raise BadValue(
            "position and start: got both, expected one of them or neither", "position_or_start"
        )
    shifts = shifts_on(
        draft, facts, wish.technician, wish.day or _day(draft, facts, visit, horizon)
    )
    if wish.position is not None:
        return _at_position(draft, shifts, visit, wish.position)
    if wish.start is not None:
        return _at_start(draft, shifts, visit, horizon.second(wish.start))
    return _cheapest(draft, shifts, visit)


def shifts_on(draft: Draft, facts: Facts, technician: str, day: date) -> list[str]:
    """The technician's shifts of that day by opening; `NotEligible` if there is none."""
    shifts = [
        shift.id
        for shift in draft.problem.shifts
        if shift.technician == technician and facts.shifts[shift.id].day == day
    ]
    if not shifts:
        raise NotEligible(
            f"{technician} does not work on {day:%a %d %b} in this plan",
            [],
            "not_working_on",
            day_on=day,
        )
    return sorted(shifts, key=lambda shift: draft.shifts[shift].opens)


def _day(draft: Draft, facts: Facts, visit: str, horizon: Horizon) -> date:
    shift = draft.shift_of(visit)
    return horizon.first_day if shift is None else facts.shifts[shift].day


def _others(draft: Draft, shift: str, visit: str) -> list[str]:
    return [other for other in draft.order(shift) if other != visit]


def _at_position(draft: Draft, shifts: list[str], visit: str, position: int) -> tuple[str, int]:
    left = position
    for shift in shifts:
        stops = len(_others(draft, shift, visit))
        if 0 <= left <= stops:
            return shift, left
        left -= stops
    most = sum(len(_others(draft, shift, visit)) for shift in shifts)
    raise BadValue(f"position: got {position}, expected 0 to {most}", "no_such_position", most=most)


def _at_start(draft: Draft, shifts: list[str], visit: str, start: int) -> tuple[str, int]:
    """The shift that is open then, else the nearest; before its first stop that starts later."""
    shift = min(
        shifts,
        key=lambda one: max(draft.shifts[one].opens - start, start - draft.shifts[one].closes, 0),
    )
    stops = draft.routes[shift].stops if shift in draft.routes else ()
    earlier = [stop for stop in stops if stop.visit != visit and stop.start <= start]
    return shift, len(earlier)


def _cheapest(draft: Draft, shifts: list[str], visit: str) -> tuple[str, int]:
    """Where it costs least; where nothing can be driven, where it fails by the least."""
    ways = []
    for shift in shifts:
        others = [draft.visits[other] for other in _others(draft, shift, visit)]
        now = 0
        if others:
            without = time_route(draft.shifts[shift], others, draft.problem.travel)
            now = 0 if isinstance(without, Blocked) else without.costs.total
        for position in range(len(others) + 1):
            order = [*others[:position], draft.visits[visit], *others[position:]]
            timed = time_route(draft.shifts[shift], order, draft.problem.travel)
            blocked = isinstance(timed, Blocked)
            amount = timed.by_s if isinstance(timed, Blocked) else timed.costs.total - now
            ways.append((blocked, amount, shift, position))
    _, _, shift, position = min(ways)
    return shift, position
