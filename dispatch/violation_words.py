"""Rules that a hand-made plan breaks, in the words of a dispatcher: names, local times, minutes."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from dispatch.draft import Draft, parted, predecessor, violations_on
from dispatch.explaining import Names
from dispatch.plan_views import BrokenRule
from dispatch.rule_words import minutes, ruled
from dispatch.sentences import Sentence
from optimizer.check import PLAN_WIDE, Rule, Violation
from optimizer.problem import Bounds

ORDER_PIN = "pinned_order"
"""Name of the one rule that the referee does not know."""

_ABOUT_WHO = (
    Rule.SKILLS,
    Rule.PINNED_TECHNICIAN,
    Rule.ONLY_TECHNICIANS,
    Rule.NEVER_TECHNICIANS,
    Rule.EQUIPMENT,
    Rule.PARTS,
)


@dataclass(frozen=True)
class Words:
    """How a draft is spoken of; `customers` by visit ref."""

    names: Names
    customers: Mapping[str, str]

    def customer(self, visit: str | None) -> str:
        return self.customers.get(visit or "", visit or "")

    def shift(self, shift: str | None) -> str:
        return self.names.shifts.get(shift or "", shift or "")


def broken_on(draft: Draft, shifts: Collection[str], words: Words) -> list[BrokenRule]:
    """All that is broken on the routes of these shifts, and by rules about the whole plan."""
    return worded(violations_on(draft, shifts), draft, words)


def stays(rule: BrokenRule, shifts: Collection[str]) -> bool:
    """It was found before, and `broken_on` these shifts does not look at it again."""
    return rule.rule not in PLAN_WIDE and rule.shift_ref not in shifts


def worded(found: Iterable[Violation], draft: Draft, words: Words) -> list[BrokenRule]:
    """Violations of the draft in the words of a dispatcher, skills named one by one."""
    lacking: dict[tuple[str, str], Iterator[str]] = {}
    return [_rule(one, draft, _sentence(one, draft, words, lacking)) for one in found]


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
    customer = words.customer(visit)
    if other is None:
        return Sentence(
            f"{customer} is pinned as the first stop", "rule_pinned_first", customer=customer
        )
    before = words.customer(other)
    return Sentence(
        f"{customer} is pinned as the stop behind {before}",
        "rule_pinned_behind",
        customer=customer,
        before=before,
    )


def worse(before: Iterable[BrokenRule], after: Iterable[BrokenRule]) -> tuple[BrokenRule, ...]:
    """What is newly broken, or broken by more than before."""
    amounts: dict[tuple[str, str | None, str | None], int] = {}
    for rule in before:
        key = _key(rule)
        amounts[key] = max(amounts.get(key, 0), rule.amount)
    return tuple(rule for rule in after if rule.amount > amounts.get(_key(rule), 0))


def _key(rule: BrokenRule) -> tuple[str, str | None, str | None]:
    """A rule about a visit stays the same wherever the visit goes, unless it is about who."""
    about_who = rule.rule in _ABOUT_WHO or rule.visit_ref is None
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
    violation: Violation,
    draft: Draft,
    words: Words,
    lacking: dict[tuple[str, str], Iterator[str]],
) -> str:
    """`lacking`: what is left to say of the skills missing on a shift for a visit."""
    plain = ruled(violation, words.customer(violation.visit), words.shift(violation.shift))
    if violation.rule is Rule.SKILLS:
        where = violation.shift or "", violation.visit or ""
        return next(lacking.setdefault(where, _lacking(draft, *where, words)), plain)
    say = _SENTENCES.get(violation.rule)
    return plain if say is None else say(violation, draft, words)


def _lacking(draft: Draft, shift: str, visit: str, words: Words) -> Iterator[str]:
    """One sentence for each skill that fails, in the order in which the referee finds them."""
    held = {skill.skill: skill for skill in draft.shifts[shift].skills}
    who = words.shift(shift)
    for need in draft.visits[visit].skills:
        customer, name = words.customer(visit), words.names.skill(need.skill)
        wish = f"{customer} needs {name} level {need.level}"
        facts: dict[str, str | int] = {
            "customer": customer,
            "skill": name,
            "level": need.level,
            "technician": who,
        }
        skill = held.get(need.skill)
        if skill is None:
            yield Sentence(f"{wish}; {who} does not hold it", "rule_skill_missing", **facts)
        elif skill.valid_until is not None and skill.valid_until <= draft.shifts[shift].opens:
            yield Sentence(f"{wish}; {who}'s certificate has ended", "rule_skill_expired", **facts)
        elif skill.level < need.level:
            english = f"{wish}; {who} holds level {skill.level}"
            yield Sentence(english, "rule_skill_level", held=skill.level, **facts)


def _window(violation: Violation, draft: Draft, words: Words) -> Sentence:
    visit, facts = draft.visits[violation.visit or ""], violation.facts
    opens, closes = int(facts["opens"]), int(facts["closes"])
    customer, by = words.customer(visit.id), minutes(violation)
    if violation.amount == opens - int(facts["start"]):
        at = words.names.time(opens)
        english = f"{customer}: starts {by} before its window opens at {at}"
        code, moment = "rule_window_before", {"opens_at": at}
    else:
        at = words.names.time(closes)
        ends = visit.window_bounds is Bounds.SERVICE
        english = f"{customer}: {'ends' if ends else 'starts'} {by} after its window closed at {at}"
        code, moment = f"rule_window_{'ends_' if ends else ''}after", {"closed_at": at}
    return Sentence(english, code, customer=customer, by_s=violation.amount, **moment)


def _pinned_start(violation: Violation, draft: Draft, words: Words) -> Sentence:
    visit = draft.visits[violation.visit or ""]
    start, pinned = draft.start_of(visit.id) or 0, visit.pinned_start or 0
    side = "after" if start > pinned else "before"
    at = words.names.time(pinned)
    customer = words.customer(visit.id)
    return Sentence(
        f"{customer}: starts {minutes(violation)} {side} its pinned start {at}",
        f"rule_pinned_start_{side}",
        customer=customer,
        by_s=violation.amount,
        pinned_at=at,
    )


def _pinned_technician(violation: Violation, draft: Draft, words: Words) -> Sentence:
    visit = draft.visits[violation.visit or ""]
    pinned = words.names.technician(visit.technician or "")
    customer = words.customer(visit.id)
    return Sentence(
        f"{customer} is pinned to {pinned}",
        "rule_pinned_technician",
        customer=customer,
        technician=pinned,
    )


def _overtime_cap(violation: Violation, draft: Draft, words: Words) -> Sentence:
    shift = violation.shift or ""
    back = words.names.time(draft.routes[shift].returns)
    last = words.names.time(draft.shifts[shift].last_return)
    who = words.shift(shift)
    return Sentence(
        f"{who} is back at {back}, {minutes(violation)} after the latest end of the day, {last}",
        "rule_overtime_cap",
        technician=who,
        back_at=back,
        by_s=violation.amount,
        last_at=last,
    )


def _break_start(violation: Violation, draft: Draft, words: Words) -> Sentence:
    who = words.shift(violation.shift)
    return Sentence(
        f"{who}'s break starts {minutes(violation)} too late",
        "rule_break_start",
        technician=who,
        by_s=violation.amount,
    )


_SENTENCES: dict[Rule, Callable[[Violation, Draft, Words], Sentence]] = {
    Rule.WINDOW: _window,
    Rule.PINNED_START: _pinned_start,
    Rule.PINNED_TECHNICIAN: _pinned_technician,
    Rule.OVERTIME_CAP: _overtime_cap,
    Rule.BREAK_START: _break_start,
}
