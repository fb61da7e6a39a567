"""Violations that a dispatcher may accept when publishing, each by its name, and those nobody may.

A name says which rule is broken, where, about what and by how much, as
`window:V1@noor_2026-11-03_08:00=1200`: what has moved or grown since has another one.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dispatch.errors import BadValue
from dispatch.plan_views import BrokenRule
from dispatch.sentences import Sentence
from optimizer.check import Rule, Violation

MAX_REASON = 500

ACCEPTABLE = frozenset(
    {
        Rule.MANDATORY,
        Rule.TOGETHER,
        Rule.AFTER,
        Rule.APART,
        Rule.SAME_ROUTE,
        Rule.IN_ORDER,
        Rule.REST,
        Rule.WORK_LIMIT,
        Rule.SKILLS,
        Rule.ONLY_TECHNICIANS,
        Rule.NEVER_TECHNICIANS,
        Rule.PINNED_TECHNICIAN,
        Rule.PINNED_START,
        Rule.WINDOW,
        Rule.DEPARTURE,
        Rule.OVERTIME_CAP,
        Rule.BREAK_COUNT,
        Rule.BREAK_DURATION,
        Rule.BREAK_START,
        Rule.EQUIPMENT,
        Rule.PARTS,
        Rule.CAPACITY,
        Rule.VISITS_CAP,
        Rule.DRIVE_CAP,
        Rule.DISTANCE_CAP,
        Rule.WAIT_CAP,
        Rule.ROUTE_CAP,
    }
)
"""What people can bend: an agreement, a limit, a wish, something that comes from elsewhere."""

_UNKNOWN = Sentence("it speaks of what does not exist", "never_unknown")
_ONCE = Sentence("a visit can only be done once", "never_once")
_TWO_PLACES = Sentence("nobody can be in two places at once", "never_two_places")
_ROADS = Sentence("the drive does not fit the roads", "never_roads")
_TIMES = Sentence("its times contradict each other", "never_times")
_DEPOT = Sentence("that depot is not on this route", "never_depot")
_SUMS = Sentence("its figures do not add up", "never_sums")

NEVER: Mapping[Rule, Sentence] = {
    Rule.KNOWN_NAMES: _UNKNOWN,
    Rule.VISIT_ONCE: _ONCE,
    Rule.SHIFT_ONCE: _TWO_PLACES,
    Rule.TRAVEL: _ROADS,
    Rule.ARRIVAL: _TIMES,
    Rule.WAIT: _TIMES,
    Rule.SERVICE: _TIMES,
    Rule.RETURN_TIME: _TIMES,
    Rule.OVERTIME: _TIMES,
    Rule.BREAK_ORDER: _TIMES,
    Rule.BREAK_PLACE: _TIMES,
    Rule.PICKED_UP: _DEPOT,
    Rule.FAIRNESS: _SUMS,
    Rule.LARGEST_LATE: _SUMS,
    Rule.TOTAL_COSTS: _SUMS,
    Rule.OBJECTIVE: _SUMS,
    Rule.ROUTE_COSTS: _SUMS,
}
"""What no one can bend, and why: the plan would not make sense."""

_ABOUT = ("skill", "equipment", "part", "load_unit", "other", "line")
"""Facts that tell violations of one rule on one visit or shift apart."""

_NAME = re.compile(r"(?P<what>\S+)=(?P<amount>\d{1,18})")


@dataclass(frozen=True)
class Finding:
    """A violation as the referee names it; `never` says why nobody may accept it, '' if one may."""

    name: str
    broken: BrokenRule
    never: str


def why_never(violation: Violation) -> str:
    """Why nobody may accept it, '' if a dispatcher may."""
    if violation.rule is Rule.REST and int(violation.facts["rest_s"]) < 0:
        return _TWO_PLACES
    return "" if violation.rule in ACCEPTABLE else NEVER[violation.rule]


def names_of(found: Iterable[Violation]) -> list[str]:
    """A name for each, all different, the same whenever the same is found."""
    seen: Counter[str] = Counter()
    names = []
    for violation in found:
        what = _what(violation)
        seen[what] += 1
        again = f"#{seen[what]}" if seen[what] > 1 else ""
        names.append(f"{what}{again}={violation.amount}")
    return names


def _what(violation: Violation) -> str:
    about = [str(violation.facts[name]) for name in _ABOUT if name in violation.facts]
    parts = [
        violation.rule.value,
        f":{violation.visit}" if violation.visit else "",
        f"@{violation.shift}" if violation.shift else "",
        *(f"/{one}" for one in about),
    ]
    return "_".join("".join(parts).split())


def against(findings: Sequence[Finding], accept: Iterable[str]) -> list[Sentence]:
    """Why the plan may not be published with these accepted by name; nothing: it may."""
    accepted = dict(_read(name) for name in accept)
    reasons = []
    for finding in findings:
        what, amount = _read(finding.name)
        rule = finding.broken.sentence
        if finding.never:
            english = f"{rule}; nobody may accept that: {finding.never} [{finding.name}]"
            reasons.append(Sentence(english, "not_acceptable", rule=rule, why=finding.never))
        elif what not in accepted:
            english = f"{rule}; that is not accepted [{finding.name}]"
            reasons.append(Sentence(english, "not_accepted", rule=rule))
        elif amount > accepted[what]:
            english = f"{rule}; that is more than was accepted [{finding.name}]"
            reasons.append(Sentence(english, "accepted_grew", rule=rule))
    return reasons


def gone(findings: Sequence[Finding], accept: Iterable[str]) -> list[str]:
    """Accepted names of what is no longer found."""
    there = {_read(finding.name)[0] for finding in findings}
    return [name for name in accept if _read(name)[0] not in there]


def refuse_wrong_reason(reason: str, accept: Sequence[str]) -> None:
    """Who accepts something says why, in a few words."""
    if accept and not reason.strip():
        raise BadValue("reason: got nothing, expected why it is acceptable", "accept_why")
    if reason.strip() and not accept:
        raise BadValue("reason: got one, expected none where nothing is accepted", "accept_nothing")
    if len(reason) > MAX_REASON:
        raise BadValue(
            f"reason: got {len(reason)} characters, expected at most {MAX_REASON}",
            "accept_why_long",
            most=MAX_REASON,
        )


def _read(name: str) -> tuple[str, int]:
    """What is broken, and by how much."""
    match = _NAME.fullmatch(name)
    if match is None:
        raise BadValue(
            f"accept: got {name!r}, expected the name of a violation as `dispatch check` prints "
            "it, like window:V1@noor_2026-11-03_08:00=1200",
            "accept_name",
            name=name,
        )
    return match["what"], int(match["amount"])
