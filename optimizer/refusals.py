"""Rules that keep a visit off a shift whatever the time and the way, each with its numbers."""

from collections.abc import Callable

from optimizer import objective
from optimizer.loading import overfull
from optimizer.problem import Bounds, Shift, SkillNeed, Visit
from optimizer.solution import Reason, Refusal

CAPS = ("visits", "drive", "distance", "wait", "route")
"""Rules of `Blocked` that are a shift's caps."""


Lack = Callable[[SkillNeed, Shift], Refusal | None]


def refused_for_good(visit: Visit, shift: Shift, lack: Lack | None = None) -> Refusal | None:
    """The first rule that fails whatever the time and the way.

    `lack` says what a shift lacks of one skill, for those who ask often and remember.
    """
    return (
        _pinned_to_another(visit, shift)
        or _unwelcome(visit, shift)
        or _pinned_outside_windows(visit)
        or _lacking_skill(visit, shift, lack or lacking)
        or _lacking_equipment(visit, shift)
        or _lacking_parts(visit, shift)
        or _no_capacity(visit, shift)
        or _window_too_short(visit, shift)
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


def _unwelcome(visit: Visit, shift: Shift) -> Refusal | None:
    who = shift.technician
    if who in visit.never_technicians:
        return Refusal(
            reason=Reason.FORBIDDEN,
            shift=shift.id,
            sentence=f"{who} is not to be sent there",
            facts={"technician": who},
        )
    if visit.only_technicians and who not in visit.only_technicians:
        wanted = ", ".join(visit.only_technicians)
        return Refusal(
            reason=Reason.NOT_ALLOWED,
            shift=shift.id,
            sentence=f"only {wanted} may be sent there",
            facts={"technician": who, "wanted": wanted},
        )
    return None


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


def _lacking_skill(visit: Visit, shift: Shift, lack: Lack) -> Refusal | None:
    for need in visit.skills:
        found = lack(need, shift)
        if found is not None:
            return found
    return None


def lacking(need: SkillNeed, shift: Shift) -> Refusal | None:
    """Why the shift's technician does not meet this need."""
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


def _lacking_equipment(visit: Visit, shift: Shift) -> Refusal | None:
    missing = [name for name in visit.equipment if name not in shift.equipment]
    if not missing or shift.pick_up is not None:
        return None
    return Refusal(
        reason=Reason.EQUIPMENT,
        shift=shift.id,
        sentence=f"{shift.technician} has no {missing[0]} and passes no depot",
        facts={"equipment": missing[0], "missing": len(missing)},
    )


def _lacking_parts(visit: Visit, shift: Shift) -> Refusal | None:
    if shift.pick_up is not None:
        return None
    for part, needed in visit.parts.items():
        stock = shift.stock.get(part, 0)
        if stock < needed:
            return Refusal(
                reason=Reason.PARTS,
                shift=shift.id,
                sentence=(
                    f"{shift.technician} has {stock} of {part} on board, {needed} are needed, "
                    "and passes no depot"
                ),
                facts={"part": part, "stock": stock, "needed": needed},
            )
    return None


def _no_capacity(visit: Visit, shift: Shift) -> Refusal | None:
    full = overfull(shift, [visit])
    if full is None:
        return None
    if full.rule == "visits":
        return capped(shift, "visits", full.amount)
    unit = next(u for u, room in shift.capacity.items() if visit.load.get(u, 0) > room)
    load, room = visit.load[unit], shift.capacity[unit]
    return Refusal(
        reason=Reason.CAPACITY,
        shift=shift.id,
        sentence=f"{shift.technician} can take {room} {unit}, the visit takes {load}",
        facts={"unit": unit, "capacity": room, "load": load},
    )


def _window_too_short(visit: Visit, shift: Shift) -> Refusal | None:
    """Where windows bound the whole service: none is long enough, from the pinned start on."""
    if visit.window_bounds is Bounds.START or not visit.windows:
        return None
    pin = visit.pinned_start
    spans = [window.closes - window.opens for window in visit.windows]
    if pin is not None:
        spans = [w.closes - pin for w in visit.windows if w.opens <= pin <= w.closes]
    on_site_s, longest = objective.on_site_s(visit, shift, setup=visit.setup_s > 0), max(spans)
    if on_site_s <= longest:
        return None
    has = "the longest time window has" if pin is None else "from the pinned start on there are"
    return Refusal(
        reason=Reason.WINDOW_TOO_SHORT,
        shift=shift.id,
        sentence=(
            f"{shift.technician} needs {in_minutes(on_site_s)} min on site, "
            f"{has} {longest // 60} min"
        ),
        facts={"on_site_s": on_site_s, "longest_s": longest, "by_s": on_site_s - longest},
    )


def capped(shift: Shift, rule: str, over: int) -> Refusal:
    return Refusal(
        reason=Reason.CAP,
        shift=shift.id,
        sentence=f"{shift.technician}'s route would have {over_cap(rule, over)}",
        facts={"rule": rule, "over": over},
    )


def over_cap(rule: str, over: int) -> str:
    """By how much a route exceeds one of its caps, in words."""
    minutes = f"{in_minutes(over)} min"
    return {
        "visits": f"{over} visits too many",
        "drive": f"{minutes} of driving too much",
        "distance": f"{-(-over // 1000)} km too much",
        "wait": f"{minutes} of waiting too much",
        "route": f"{minutes} of working time too much",
    }[rule]


def over_hours(shift: Shift, over_s: int) -> Refusal:
    """The "no" of a technician without hours left."""
    return Refusal(
        reason=Reason.WORK_LIMIT,
        shift=shift.id,
        sentence=f"{shift.technician} would work {in_minutes(over_s)} min more than allowed",
        facts={"rule": "work_limit", "by_s": over_s},
    )


def in_minutes(seconds: int) -> int:
    """Begun minutes count."""
    return -(-seconds // 60)


def clock(instant: int) -> str:
    """An instant for people who have no calendar: hours and minutes since the epoch."""
    return f"{instant // 3600}:{instant // 60 % 60:02d}"
