"""The optimizer's "no" in the words of a dispatcher: names, local times, money."""

from collections.abc import Callable

from dispatch import reason_words
from dispatch.names import Names as Names
from dispatch.names import shift_name as shift_name
from dispatch.reason_words import minutes
from dispatch.sentences import Sentence
from optimizer.explain import OF_THE_DAY
from optimizer.solution import Reason, Refusal, Unassigned


def left_out_sentence(unassigned: Unassigned, names: Names) -> str:
    """Why the plan leaves the visit out: the nearest "no", and how many said one."""
    if not unassigned.refusals:
        return nobody_works()
    nearest = unassigned.refusals[0]
    able = sum(r.reason in OF_THE_DAY for r in unassigned.refusals)
    said = refusal_sentence(nearest, names)
    if nearest.reason in (Reason.TOO_DEAR, Reason.NOT_PLACED):
        return said
    if nearest.reason not in OF_THE_DAY:
        return nobody_can(said)
    if able == 1:
        english = f"The only one who could do it is full. Nearest: {said}"
        return Sentence(english, "only_one_full", nearest=said)
    return Sentence(
        f"All {able} who could are full. Nearest: {said}", "all_full", count=able, nearest=said
    )


def nobody_works() -> Sentence:
    return Sentence("Nobody works on the planned days.", "nobody_works")


def nobody_can(nearest: str) -> Sentence:
    return Sentence(f"Nobody can do it. Nearest: {nearest}", "nobody_can", nearest=nearest)


def refusal_sentence(refusal: Refusal, names: Names) -> str:
    """One technician's "no"; of a rule without words here, the optimizer's own sentence."""
    say = _SENTENCES.get(refusal.reason)
    return refusal.sentence if say is None else say(refusal, names)


def _skill_missing(refusal: Refusal, names: Names) -> Sentence:
    skill, level, who = names.skill(refusal.facts["skill"]), *_level_and_who(refusal, names)
    return Sentence(
        f"needs {skill} level {level}; {who} does not hold it.",
        "reason_skill_missing",
        skill=skill,
        level=level,
        technician=who,
    )


def _skill_level(refusal: Refusal, names: Names) -> Sentence:
    skill, level, who = names.skill(refusal.facts["skill"]), *_level_and_who(refusal, names)
    held = refusal.facts["held"]
    return Sentence(
        f"needs {skill} level {level}; {who} holds level {held}.",
        "reason_skill_level",
        skill=skill,
        level=level,
        technician=who,
        held=held,
    )


def _level_and_who(refusal: Refusal, names: Names) -> tuple[int | str, str]:
    return refusal.facts["needed"], names.who(refusal)


def _skill_expired(refusal: Refusal, names: Names) -> Sentence:
    who, skill = names.who(refusal), names.skill(refusal.facts["skill"])
    ended = names.day(refusal.facts["valid_until"])
    return Sentence(
        f"{who}'s certificate for {skill} ended before {ended:%d %b %Y}.",
        "reason_skill_expired",
        technician=who,
        skill=skill,
        ended_on=ended,
    )


def _other_technician(refusal: Refusal, names: Names) -> Sentence:
    pinned = names.technician(refusal.facts["technician"])
    if any(shift == pinned or shift.startswith(f"{pinned} on ") for shift in names.shifts.values()):
        return Sentence(f"it is pinned to {pinned}.", "reason_other_technician", technician=pinned)
    return Sentence(
        f"it is pinned to {pinned}, who does not work on the planned days.",
        "reason_other_technician_away",
        technician=pinned,
    )


def _pinned_outside(refusal: Refusal, names: Names) -> Sentence:
    start = names.time(refusal.facts["pinned_start"])
    return Sentence(
        f"its pinned start {start} is outside its windows.",
        "reason_pinned_outside_window",
        start_at=start,
    )


def _no_window(refusal: Refusal, names: Names) -> Sentence:
    opens, closes = names.time(refusal.facts["opens"]), names.time(refusal.facts["closes"])
    who = names.who(refusal)
    return Sentence(
        f"none of its times falls into the shift of {who}, {opens} to {closes}.",
        "reason_no_window_in_shift",
        technician=who,
        opens_at=opens,
        closes_at=closes,
    )


_FAILING = {
    "window": "the time window would be missed by {by}",
    "return": "the day would end {by} too late, overtime included",
    "break": "the lunch break would not fit",
}


def _failing(refusal: Refusal) -> Sentence:
    rule, by_s = str(refusal.facts["rule"]), int(refusal.facts["by_s"])
    return Sentence(_FAILING[rule].format(by=minutes(by_s)), f"failing_{rule}", by_s=by_s)


def _too_far(refusal: Refusal, names: Names) -> Sentence:
    failing, who = _failing(refusal), names.who(refusal)
    return Sentence(
        f"too far for {who} even as the only visit: {failing}.",
        "reason_too_far",
        technician=who,
        failing=failing,
    )


def _no_room(refusal: Refusal, names: Names) -> Sentence:
    failing, who = _failing(refusal), names.who(refusal)
    other = refusal.facts.get("visit")
    if other and refusal.facts["rule"] == "window":
        at = names.customer(other)
        return Sentence(
            f"{who}: {failing} (at {at}).",
            "reason_no_room_at",
            technician=who,
            failing=failing,
            customer=at,
        )
    return Sentence(f"{who}: {failing}.", "reason_no_room", technician=who, failing=failing)


def _too_dear(refusal: Refusal, names: Names) -> Sentence:
    extra, limit = refusal.facts["extra_cents"], refusal.facts["leave_out_cents"]
    return too_dear(names.who(refusal), int(extra), int(limit), names)


def too_dear(who: str, extra_cents: int, leave_out_cents: int, names: Names) -> Sentence:
    """Somebody could, but it costs more than leaving the visit out."""
    return Sentence(
        f"{who} could do it for {names.money(extra_cents)} more, but leaving it out is "
        f"priced at {names.money(leave_out_cents)}.",
        "reason_too_dear",
        technician=who,
        extra_cents=extra_cents,
        leave_out_cents=leave_out_cents,
    )


def _no_shift(refusal: Refusal, names: Names) -> Sentence:
    return Sentence("nobody works on the planned days.", "reason_no_shift")


def _not_placed(refusal: Refusal, names: Names) -> Sentence:
    if "extra_cents" in refusal.facts:
        who, extra = names.who(refusal), int(refusal.facts["extra_cents"])
        return Sentence(
            f"{who} can do it for {names.money(extra)} more.",
            "reason_fits",
            technician=who,
            extra_cents=extra,
        )
    return Sentence("nobody has placed it.", "reason_not_placed")


_SENTENCES: dict[Reason, Callable[[Refusal, Names], Sentence]] = {
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
    Reason.NOT_ALLOWED: reason_words.not_allowed,
    Reason.FORBIDDEN: reason_words.forbidden,
    Reason.EQUIPMENT: reason_words.equipment,
    Reason.PARTS: reason_words.parts,
    Reason.CAPACITY: reason_words.capacity,
    Reason.CAP: reason_words.cap,
    Reason.WINDOW_TOO_SHORT: reason_words.window_too_short,
    Reason.REST: reason_words.rest,
    Reason.WORK_LIMIT: reason_words.work_limit,
    Reason.RELATION: reason_words.relation,
}
