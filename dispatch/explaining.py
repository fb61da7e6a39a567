"""The optimizer's "no" in the words of a dispatcher: names, local times, money."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Self

from dispatch.horizon import Horizon, amount
from dispatch.translate import Translation
from optimizer.solution import Reason, Refusal, Unassigned


@dataclass(frozen=True)
class Names:
    """How ids and seconds of a problem are called in public."""

    horizon: Horizon
    shifts: Mapping[str, str]
    skills: Mapping[str, str]
    technicians: Mapping[str, str]
    currency: str

    @classmethod
    def of(cls, translation: Translation) -> Self:
        several = translation.horizon.days > 1
        held = [h.skill for o in translation.shifts.values() for h in o.technician.skills]
        visits = translation.visits.values()
        asked = [need.skill for visit in visits for need in visit.skills]
        pinned = [visit.pinned_technician for visit in visits if visit.pinned_technician]
        return cls(
            horizon=translation.horizon,
            shifts={
                shift: f"{origin.technician.name}{f' on {origin.day:%a %d %b}' if several else ''}"
                for shift, origin in translation.shifts.items()
            },
            skills={skill.ref: skill.name for skill in [*held, *asked]},
            technicians={technician.ref: technician.name for technician in pinned},
            currency=translation.currency,
        )

    def who(self, refusal: Refusal) -> str:
        return self.shifts.get(refusal.shift or "", "nobody")

    def time(self, second: int | str) -> str:
        local = self.horizon.instant(int(second)).astimezone(self.horizon.calendar.zone)
        return f"{local:%a %H:%M}" if self.horizon.days > 1 else f"{local:%H:%M}"

    def day(self, second: int | str) -> str:
        local = self.horizon.instant(int(second)).astimezone(self.horizon.calendar.zone)
        return f"{local:%d %b %Y}"

    def skill(self, ref: int | str) -> str:
        return self.skills.get(str(ref), str(ref))

    def technician(self, ref: int | str) -> str:
        return self.technicians.get(str(ref), str(ref))

    def money(self, cents: int | str) -> str:
        return f"{self.currency} {amount(int(cents)):,.2f}"


def left_out_sentence(unassigned: Unassigned, names: Names) -> str:
    """Why the plan leaves the visit out: the nearest "no", and how many said one."""
    if not unassigned.refusals:
        return "Nobody works on the planned days."
    nearest = unassigned.refusals[0]
    able = sum(r.reason in (Reason.NO_ROOM, Reason.TOO_DEAR) for r in unassigned.refusals)
    said = refusal_sentence(nearest, names)
    if nearest.reason is Reason.TOO_DEAR:
        return said
    if nearest.reason is Reason.NO_ROOM:
        full = (
            "The only one who could do it is full"
            if able == 1
            else f"All {able} who could are full"
        )
        return f"{full}. Nearest: {said}"
    return f"Nobody can do it. Nearest: {said}"


def refusal_sentence(refusal: Refusal, names: Names) -> str:
    """One technician's "no"."""
    return _SENTENCES[refusal.reason](refusal, names)


def _minutes(seconds: int | str) -> str:
    return f"{-(-int(seconds) // 60)} min"


def _skill_missing(refusal: Refusal, names: Names) -> str:
    skill = names.skill(refusal.facts["skill"])
    return f"needs {skill} level {refusal.facts['needed']}; {names.who(refusal)} does not hold it."


def _skill_level(refusal: Refusal, names: Names) -> str:
    facts = refusal.facts
    return (
        f"needs {names.skill(facts['skill'])} level {facts['needed']}; "
        f"{names.who(refusal)} holds level {facts['held']}."
    )


def _skill_expired(refusal: Refusal, names: Names) -> str:
    facts = refusal.facts
    return (
        f"{names.who(refusal)}'s certificate for {names.skill(facts['skill'])} ended before "
        f"{names.day(facts['valid_until'])}."
    )


def _other_technician(refusal: Refusal, names: Names) -> str:
    pinned = names.technician(refusal.facts["technician"])
    if any(shift == pinned or shift.startswith(f"{pinned} on ") for shift in names.shifts.values()):
        return f"it is pinned to {pinned}."
    return f"it is pinned to {pinned}, who does not work on the planned days."


def _pinned_outside(refusal: Refusal, names: Names) -> str:
    return f"its pinned start {names.time(refusal.facts['pinned_start'])} is outside its windows."


def _no_window(refusal: Refusal, names: Names) -> str:
    opens, closes = names.time(refusal.facts["opens"]), names.time(refusal.facts["closes"])
    return f"none of its times falls into the shift of {names.who(refusal)}, {opens} to {closes}."


_FAILING = {
    "window": "the time window would be missed by {by}",
    "return": "the day would end {by} too late, overtime included",
    "break": "the lunch break would not fit",
}


def _too_far(refusal: Refusal, names: Names) -> str:
    failing = _FAILING[str(refusal.facts["rule"])].format(by=_minutes(refusal.facts["by_s"]))
    return f"too far for {names.who(refusal)} even as the only visit: {failing}."


def _no_room(refusal: Refusal, names: Names) -> str:
    failing = _FAILING[str(refusal.facts["rule"])].format(by=_minutes(refusal.facts["by_s"]))
    other = refusal.facts.get("visit")
    whose = f" (at {other})" if other and refusal.facts["rule"] == "window" else ""
    return f"{names.who(refusal)}: {failing}{whose}."


def _too_dear(refusal: Refusal, names: Names) -> str:
    extra, limit = refusal.facts["extra_cents"], refusal.facts["leave_out_cents"]
    return (
        f"{names.who(refusal)} could do it for {names.money(extra)} more, but leaving it out is "
        f"priced at {names.money(limit)}."
    )


def _no_shift(refusal: Refusal, names: Names) -> str:
    return "nobody works on the planned days."


def _not_placed(refusal: Refusal, names: Names) -> str:
    return "nobody has placed it."


_SENTENCES: dict[Reason, Callable[[Refusal, Names], str]] = {
    Reason.NO_SHIFT: _no_shift,
    Reason.SKILL_MISSING: _skill_missing,
    Reason.SKILL_LEVEL: _skill_level,
    Reason.SKILL_EXPIRED: _skill_expired,
    Reason.OTHER_TECHNICIAN: _other_technician,
    Reason.PINNED_OUTSIDE_WINDOW: _pinned_outside,
    Reason.NO_WINDOW_IN_SHIFT: _no_window,
    Reason.TOO_FAR: _too_far,
    Reason.NO_ROOM: _no_room,
    Reason.TOO_DEAR: _too_dear,
    Reason.NOT_PLACED: _not_placed,
}
