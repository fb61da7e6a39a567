"""Why a shift cannot do a visit, before any search."""

from optimizer.problem import Problem, Shift, SkillNeed, Visit
from optimizer.schedule import Blocked, Travel, time_route
from optimizer.solution import Reason, Refusal

Screening = dict[str, dict[str, Refusal | None]]
"""For each visit id and shift id: None when eligible, else the first rule that fails."""


def screen(problem: Problem) -> Screening:
    """Every visit against every shift."""
    return {
        visit.id: {shift.id: refusal(visit, shift, problem.travel) for shift in problem.shifts}
        for visit in problem.visits
    }


def refusal(visit: Visit, shift: Shift, travel: Travel) -> Refusal | None:
    """The first rule that keeps the shift from doing the visit even as its only one."""
    return (
        _pinned_to_another(visit, shift)
        or _pinned_outside_windows(visit)
        or _lacking_skill(visit, shift)
        or _no_window_in_shift(visit, shift)
        or _too_far(visit, shift, travel)
    )


def _pinned_to_another(visit: Visit, shift: Shift) -> Refusal | None:
    if visit.technician is None or visit.technician == shift.technician:
        return None
    return Refusal(
        reason=Reason.OTHER_TECHNICIAN,
        shift=shift.id,
        sentence=f"visit {visit.id} is pinned to {visit.technician}",
        facts={"technician": visit.technician},
    )


def _pinned_outside_windows(visit: Visit) -> Refusal | None:
    start = visit.pinned_start
    if start is None or not visit.windows:
        return None
    if any(window.opens <= start <= window.closes for window in visit.windows):
        return None
    return Refusal(
        reason=Reason.PINNED_OUTSIDE_WINDOW,
        sentence=f"the pinned start {clock(start)} lies outside the time windows",
        facts={"pinned_start": start},
    )


def _lacking_skill(visit: Visit, shift: Shift) -> Refusal | None:
    for need in visit.skills:
        found = _lack(need, shift)
        if found is not None:
            return found
    return None


def _lack(need: SkillNeed, shift: Shift) -> Refusal | None:
    who = shift.technician
    held = next((skill for skill in shift.skills if skill.skill == need.skill), None)
    if held is None:
        return Refusal(
            reason=Reason.SKILL_MISSING,
            shift=shift.id,
            sentence=f"{who} does not hold {need.skill}",
            facts={"skill": need.skill, "needed": need.level},
        )
    if held.level < need.level:
        return Refusal(
            reason=Reason.SKILL_LEVEL,
            shift=shift.id,
            sentence=f"{who} holds {need.skill} at level {held.level}, {need.level} is needed",
            facts={"skill": need.skill, "held": held.level, "needed": need.level},
        )
    if held.valid_until is not None and held.valid_until <= shift.opens:
        return Refusal(
            reason=Reason.SKILL_EXPIRED,
            shift=shift.id,
            sentence=f"{who}'s {need.skill} certificate has expired by then",
            facts={"skill": need.skill, "valid_until": held.valid_until},
        )
    return None


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


def _too_far(visit: Visit, shift: Shift, travel: Travel) -> Refusal | None:
    blocked = time_route(shift, [visit], travel)
    if not isinstance(blocked, Blocked):
        return None
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
    minutes = -(-blocked.by_s // 60)
    return {
        "window": f"arrival {minutes} min after the last window closes",
        "return": f"back {minutes} min after the latest end of the shift",
        "break": "no room for the break",
    }[blocked.rule]


def clock(instant: int) -> str:
    """An instant for people who have no calendar: hours and minutes since the epoch."""
    return f"{instant // 3600}:{instant // 60 % 60:02d}"
