"""Rules that a hand-made plan breaks, in the words of a dispatcher: names, local times, minutes."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from dispatch.draft import Draft, parted, predecessor, violations_on
from dispatch.explaining import Names
from dispatch.plan_views import BrokenRule
from optimizer.check import Rule, Violation

ORDER_PIN = "pinned_order"
"""Name of the one rule that the referee does not know."""


@dataclass(frozen=True)
class Words:
    """How a draft is spoken of; `customers` by visit ref."""

    names: Names
    customers: Mapping[str, str]

    def customer(self, visit: str | None) -> str:
        return self.customers.get(visit or "", visit or "")

    def shift(self, shift: str | None) -> str:
        return self.names.shifts.get(shift or "", shift or "")


def broken_on(draft: Draft, shifts: Iterable[str], words: Words) -> list[BrokenRule]:
    """All that is broken on the routes of these shifts, skills named one by one."""
    shifts = list(shifts)
    lacking = {
        visit: _lacking(draft, shift, visit, words)
        for shift in shifts
        for visit in draft.order(shift)
    }
    found = []
    for violation in violations_on(draft, shifts):
        sentence = _sentence(violation, draft, words, lacking)
        found.append(_rule(violation, draft, sentence))
    return found


def parted_rules(before: Draft, after: Draft, words: Words) -> list[BrokenRule]:
    """Order pins that a change breaks."""
    return [
        BrokenRule(
            rule=ORDER_PIN,
            amount=1,
            unit="count",
            visit_ref=visit,
            technician_ref=before.shifts[shift].technician,
            shift_ref=shift,
            sentence=_parted_sentence(visit, other, words),
        )
        for visit in parted(before, after)
        for shift, other in [predecessor(before, visit)]
        if shift is not None
    ]


def _parted_sentence(visit: str, other: str | None, words: Words) -> str:
    place = "the first stop" if other is None else f"the stop behind {words.customer(other)}"
    return f"{words.customer(visit)} is pinned as {place}"


def worse(before: Iterable[BrokenRule], after: Iterable[BrokenRule]) -> tuple[BrokenRule, ...]:
    """What is newly broken, or broken by more than before."""
    amounts: dict[tuple[str, str | None, str | None], int] = {}
    for rule in before:
        key = _key(rule)
        amounts[key] = max(amounts.get(key, 0), rule.amount)
    return tuple(rule for rule in after if rule.amount > amounts.get(_key(rule), 0))


def _key(rule: BrokenRule) -> tuple[str, str | None, str | None]:
    """A rule about a visit stays the same wherever the visit goes, unless it is about who."""
    about_who = rule.rule in (Rule.SKILLS, Rule.PINNED_TECHNICIAN) or rule.visit_ref is None
    return rule.rule, rule.visit_ref, rule.shift_ref if about_who else None


def _rule(violation: Violation, draft: Draft, sentence: str) -> BrokenRule:
    shift = draft.shifts.get(violation.shift or "")
    return BrokenRule(
        rule=violation.rule.value,
        amount=violation.amount,
        unit=violation.unit.value,
        visit_ref=violation.visit,
        technician_ref=None if shift is None else shift.technician,
        shift_ref=violation.shift,
        sentence=sentence,
    )


def _sentence(
    violation: Violation, draft: Draft, words: Words, lacking: Mapping[str, Iterator[str]]
) -> str:
    if violation.rule is Rule.SKILLS:
        return next(lacking[violation.visit or ""])
    say = _SENTENCES.get(violation.rule)
    return violation.sentence if say is None else say(violation, draft, words)


def _lacking(draft: Draft, shift: str, visit: str, words: Words) -> Iterator[str]:
    """One sentence for each skill that fails, in the order in which the referee finds them."""
    held = {skill.skill: skill for skill in draft.shifts[shift].skills}
    who = words.shift(shift)
    for need in draft.visits[visit].skills:
        wish = f"{words.customer(visit)} needs {words.names.skill(need.skill)} level {need.level}"
        skill = held.get(need.skill)
        if skill is None:
            yield f"{wish}; {who} does not hold it"
        elif skill.valid_until is not None and skill.valid_until <= draft.shifts[shift].opens:
            yield f"{wish}; {who}'s certificate has ended"
        elif skill.level < need.level:
            yield f"{wish}; {who} holds level {skill.level}"


def _window(violation: Violation, draft: Draft, words: Words) -> str:
    visit = draft.visits[violation.visit or ""]
    start = draft.start_of(visit.id) or 0
    after = [window.closes for window in visit.windows if window.closes < start]
    customer = words.customer(visit.id)
    if after and start - max(after) == violation.amount:
        closed = words.names.time(max(after))
        return f"{customer}: starts {minutes(violation)} after its window closed at {closed}"
    opens = words.names.time(min(w.opens for w in visit.windows if w.opens > start))
    return f"{customer}: starts {minutes(violation)} before its window opens at {opens}"


def _pinned_start(violation: Violation, draft: Draft, words: Words) -> str:
    visit = draft.visits[violation.visit or ""]
    start, pinned = draft.start_of(visit.id) or 0, visit.pinned_start or 0
    side = "after" if start > pinned else "before"
    at = words.names.time(pinned)
    return f"{words.customer(visit.id)}: starts {minutes(violation)} {side} its pinned start {at}"


def _pinned_technician(violation: Violation, draft: Draft, words: Words) -> str:
    visit = draft.visits[violation.visit or ""]
    pinned = words.names.technician(visit.technician or "")
    return f"{words.customer(visit.id)} is pinned to {pinned}"


def _overtime_cap(violation: Violation, draft: Draft, words: Words) -> str:
    shift = violation.shift or ""
    back = words.names.time(draft.routes[shift].returns)
    last = words.names.time(draft.shifts[shift].last_return)
    return (
        f"{words.shift(shift)} is back at {back}, {minutes(violation)} after the latest end of "
        f"the day, {last}"
    )


def _break_start(violation: Violation, draft: Draft, words: Words) -> str:
    return f"{words.shift(violation.shift)}'s break starts {minutes(violation)} too late"


def minutes(violation: Violation) -> str:
    return f"{-(-violation.amount // 60)} min"


_SENTENCES: dict[Rule, Callable[[Violation, Draft, Words], str]] = {
    Rule.WINDOW: _window,
    Rule.PINNED_START: _pinned_start,
    Rule.PINNED_TECHNICIAN: _pinned_technician,
    Rule.OVERTIME_CAP: _overtime_cap,
    Rule.BREAK_START: _break_start,
}
