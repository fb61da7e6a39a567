"""What a change of a draft does, for the person who makes it: times, minutes, cents, rules."""

from dispatch.draft import Draft, patch
from dispatch.horizon import Horizon
from dispatch.plan_facts import Facts
from dispatch.plan_views import Preview, RouteTimes, StopTimes
from dispatch.violation_words import Words, broken_on, parted_rules, worse
from optimizer.solution import Route


def touched(before: Draft, after: Draft) -> list[str]:
    """The shifts whose route differs or whose visits have changed, in the problem's order."""
    change = patch(before, after)
    changed = set(change.routes) | {after.shift_of(visit) for visit in change.visits}
    return [shift.id for shift in after.problem.shifts if shift.id in changed]


def preview(before: Draft, after: Draft, first: str | None, facts: Facts, words: Words) -> Preview:
    """The change from `before` to `after`; the route of shift `first` is shown first."""
    shifts = touched(before, after)
    shifts.sort(key=lambda shift: shift != first)
    found = [*parted_rules(before, after, words), *broken_on(after, shifts, words)]
    newly = worse(broken_on(before, shifts, words), found)
    broken = [rule for rule in found if rule.shift_ref in shifts or rule in newly]
    price = after.solution.objective_cents - before.solution.objective_cents
    return Preview(
        feasible=not broken,
        routes=tuple(_times(after, shift, facts, words) for shift in shifts),
        delta_s=_away_s(after, shifts) - _away_s(before, shifts),
        delta_drive_s=_drive_s(after, shifts) - _drive_s(before, shifts),
        delta_cents=price,
        broken=tuple(broken),
        newly_broken=newly,
    )


def _routes(draft: Draft, shifts: list[str]) -> list[Route]:
    return [draft.routes[shift] for shift in shifts if shift in draft.routes]


def _away_s(draft: Draft, shifts: list[str]) -> int:
    return sum(route.returns - route.departure for route in _routes(draft, shifts))


def _drive_s(draft: Draft, shifts: list[str]) -> int:
    return sum(
        route.return_drive_s + sum(stop.drive_s for stop in route.stops)
        for route in _routes(draft, shifts)
    )


def _times(draft: Draft, shift: str, facts: Facts, words: Words) -> RouteTimes:
    route, horizon = draft.routes.get(shift), words.names.horizon
    return RouteTimes(
        technician_ref=draft.shifts[shift].technician,
        technician=words.names.technician(draft.shifts[shift].technician),
        day=facts.shifts[shift].day,
        shift_ref=shift,
        departure=None if route is None else horizon.instant(route.departure),
        returns=None if route is None else horizon.instant(route.returns),
        overtime_s=0 if route is None else route.overtime_s,
        breaks=()
        if route is None
        else tuple(
            (horizon.instant(rest.start), horizon.instant(rest.end)) for rest in route.breaks
        ),
        stops=() if route is None else tuple(_stops(draft, route, horizon)),
    )


def _stops(draft: Draft, route: Route, horizon: Horizon) -> list[StopTimes]:
    return [
        StopTimes(
            visit_ref=stop.visit,
            drive_s=stop.drive_s,
            distance_m=stop.distance_m,
            arrival=horizon.instant(stop.arrival),
            wait_s=stop.wait_s,
            starts=horizon.instant(stop.start),
            ends=horizon.instant(stop.end),
            late_s=draft.visits[stop.visit].late_s(stop.end),
        )
        for stop in route.stops
    ]
