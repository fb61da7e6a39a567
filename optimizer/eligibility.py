"""Why a shift cannot do a visit, before any search."""

from collections import Counter

from optimizer import objective
from optimizer.driving import Drive, Traffic, chain, traffic_of
from optimizer.problem import Problem, Shift, SkillNeed, Visit
from optimizer.refusals import (
    CAPS,
    capped,
    clock,
    in_minutes,
    lacking,
    over_hours,
    refused_for_good,
)
from optimizer.route_bounds import start_windows
from optimizer.schedule import Blocked, Ties, Travel, time_route
from optimizer.solution import Reason, Refusal
from optimizer.ties import first_start

Screening = dict[str, dict[str, Refusal | None]]
"""For each visit id and shift id: None when eligible, else the first rule that fails."""


def screen(problem: Problem) -> Screening:
    """Every visit against every shift."""
    looking = Screener(problem)
    return {
        visit.id: {shift.id: looking.refusal(visit, shift) for shift in problem.shifts}
        for visit in problem.visits
    }


class Screener:
    """The screening of one problem, pair by pair."""

    def __init__(self, problem: Problem) -> None:
        self.travel = problem.travel
        self.traffic = traffic_of(problem.travel)
        visitors = Counter(visit.place for visit in problem.visits)
        self.shared = {place for place, count in visitors.items() if count > 1}
        rules = problem.rules_by_technician()
        self.hours = {
            shift.id: min(
                (
                    limit.max_s
                    for limit in rules[shift.technician].work_limits
                    if limit.opens <= shift.opens <= limit.closes
                ),
                default=None,
            )
            for shift in problem.shifts
            if shift.technician in rules
        }

        self.shifts = problem.shifts
        self._own = {shift.id: shift for shift in problem.shifts}
        self._lacks: dict[tuple[str, int, str], Refusal | None] = {}
        self._able: dict[str, tuple[Shift, ...]] = {}

    def able(self, visit: Visit) -> tuple[Shift, ...]:
        """The shifts that can do the visit, looked up once."""
        known = self._able.get(visit.id)
        if known is None:
            known = tuple(s for s in self.shifts if self.refusal(visit, s) is None)
            self._able[visit.id] = known
        return known

    def refusal(self, visit: Visit, shift: Shift) -> Refusal | None:
        """The first rule that keeps the shift from doing the visit, on whatever route.

        At a place with several visits nobody need park again, so setup does not count there.
        """
        if visit.setup_s and visit.place in self.shared:
            visit = visit.model_copy(update={"setup_s": 0})
        return refused_for_good(visit, shift, self._lack) or _by_time(
            visit, shift, self.travel, self.traffic, self.hours.get(shift.id)
        )

    def _lack(self, need: SkillNeed, shift: Shift) -> Refusal | None:
        """Many visits need the same: each shift of the problem is asked once."""
        if self._own.get(shift.id) is not shift:
            return lacking(need, shift)
        key = (need.skill, need.level, shift.id)
        if key not in self._lacks:
            self._lacks[key] = lacking(need, shift)
        return self._lacks[key]


def refusal(visit: Visit, shift: Shift, travel: Travel) -> Refusal | None:
    """The first rule that keeps the shift from doing the visit even as its only one."""
    return refused_for_good(visit, shift) or _by_time(
        visit, shift, travel, traffic_of(travel), None
    )


def _by_time(
    visit: Visit, shift: Shift, travel: Travel, traffic: Traffic, hours_s: int | None
) -> Refusal | None:
    found = _no_window_in_shift(visit, shift)
    if found is not None or _surely_fits(visit, shift, travel, traffic, hours_s):
        return found
    blocked = time_route(shift, [visit], travel, Ties(working_s=hours_s))
    return _blocked_alone(shift, blocked) if isinstance(blocked, Blocked) else None


def _no_window_in_shift(visit: Visit, shift: Shift) -> Refusal | None:
    windows = visit.allowed_starts()
    if not windows or any(
        window.opens <= shift.last_return and window.closes >= shift.opens for window in windows
    ):
        return None
    return Refusal(
        reason=Reason.NO_WINDOW_IN_SHIFT,
        shift=shift.id,
        sentence=(
            f"no time window falls into {shift.technician}'s shift, "
            f"{clock(shift.opens)} to {clock(shift.last_return)}"
        ),
        facts={"opens": shift.opens, "closes": shift.last_return},
    )


def _surely_fits(
    visit: Visit, shift: Shift, travel: Travel, traffic: Traffic, hours_s: int | None
) -> bool:
    """The visit alone can be driven; False where only timing the route can tell."""
    caps, home_place = shift.caps, shift.end_place
    way = (shift.start_place, visit.place)
    out_s = travel.duration_s(*way)
    home_s = 0 if home_place is None else travel.duration_s(visit.place, home_place)
    bounded = (caps.drive_s, caps.wait_s, caps.distance_m)
    whole = shift.last_return - shift.opens
    longest = min(whole if cap is None else cap for cap in (caps.route_s, hours_s))
    if any(cap is not None for cap in bounded) or longest < whole:
        return False
    if shift.pick_up is not None and (visit.parts or visit.equipment):
        return False
    work = objective.on_site_s(visit, shift, setup=True)
    windows = start_windows(visit, work)
    out, home = Drive(out_s, traffic), Drive(home_s, traffic)
    breaks = shift.breaks
    for before in range(len(breaks) + 1):
        ready = out.through(shift.opens, breaks[:before])
        start = None if ready is None else first_start(windows, ready)
        if start is None:
            continue
        for until in range(before, len(breaks) + 1):
            back = home.through(start + work, breaks[before:until])
            if (
                back is not None
                and back <= shift.last_return
                and chain(back, breaks[until:]) is not None
            ):
                return True
    return False


def _blocked_alone(shift: Shift, blocked: Blocked) -> Refusal:
    """The "no" of a shift that cannot drive the visit even as its only one."""
    if blocked.rule in CAPS:
        return capped(shift, blocked.rule, blocked.by_s)
    if blocked.rule == "work_limit":
        return over_hours(shift, blocked.by_s)
    return Refusal(
        reason=Reason.TOO_FAR,
        shift=shift.id,
        sentence=(
            f"{shift.technician} cannot reach the visit within its time windows and be back in "
            f"time: {_failing(blocked)}"
        ),
        facts={"rule": blocked.rule, "by_s": blocked.by_s},
    )


def _failing(blocked: Blocked) -> str:
    minutes = in_minutes(blocked.by_s)
    return {
        "window": f"arrival {minutes} min after the last window closes",
        "return": f"back {minutes} min after the latest end of the shift",
        "break": "no room for the break",
    }[blocked.rule]
