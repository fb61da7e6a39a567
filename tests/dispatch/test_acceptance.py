"""Names of violations, and what may be accepted by name."""

import pytest

from dispatch import acceptance
from dispatch.acceptance import Finding, against, gone, names_of, refuse_wrong_reason, why_never
from dispatch.errors import BadValue
from dispatch.plan_views import BrokenRule
from optimizer.check import Rule, Unit, Violation


def a_violation(rule: Rule = Rule.WINDOW, amount: int = 1200, **changes: object) -> Violation:
    given: dict[str, object] = {"visit": "V1", "shift": "noor 2026-11-03 08:00"}
    said = {"unit": Unit.SECONDS, "sentence": "it is late"}
    return Violation(rule=rule, amount=amount, **(given | said | changes))  # type: ignore[arg-type]


def a_finding(amount: int = 1200, rule: Rule = Rule.WINDOW) -> Finding:
    found = a_violation(rule, amount)
    [name] = names_of([found])
    broken = BrokenRule(rule, amount, "s", found.visit, "noor", "it is late", found.shift)
    return Finding(name, broken, why_never(found))


def test_every_rule_may_be_accepted_or_says_why_it_may_not() -> None:
    assert set(Rule) == acceptance.ACCEPTABLE | set(acceptance.NEVER)
    assert not acceptance.ACCEPTABLE & set(acceptance.NEVER)


@pytest.mark.parametrize("rule", acceptance.NEVER)
def test_a_plan_that_makes_no_sense_is_accepted_by_nobody(rule: Rule) -> None:
    finding = a_finding(rule=rule)

    [reason] = against([finding], [finding.name])

    assert f"nobody may accept that: {acceptance.NEVER[rule]}" in reason
    assert reason.code == "not_acceptable"


def test_short_rest_may_be_accepted_but_not_two_routes_at_once() -> None:
    short = a_violation(Rule.REST, facts={"rest_s": 3600, "other": "x"})
    overlap = a_violation(Rule.REST, facts={"rest_s": -60, "other": "x"})

    assert why_never(short) == ""
    assert why_never(overlap) == "nobody can be in two places at once"


def test_a_name_says_which_rule_where_about_what_and_by_how_much() -> None:
    lacking = a_violation(Rule.SKILLS, 2, unit=Unit.COUNT, facts={"skill": "gas", "level": 2})
    of_the_plan = a_violation(Rule.MANDATORY, 1, shift=None)

    assert names_of([a_violation(), lacking, of_the_plan]) == [
        "window:V1@noor_2026-11-03_08:00=1200",
        "skills:V1@noor_2026-11-03_08:00/gas=2",
        "mandatory:V1=1",
    ]


def test_two_that_would_be_called_the_same_are_numbered() -> None:
    late = a_violation(Rule.BREAK_START, visit=None)

    assert [name.rpartition("@")[2] for name in names_of([late, late])] == [
        "noor_2026-11-03_08:00=1200",
        "noor_2026-11-03_08:00#2=1200",
    ]


def test_what_is_accepted_by_its_name_stands_in_nobodys_way() -> None:
    finding = a_finding()

    assert against([finding], [finding.name]) == []
    assert against([], []) == []


def test_what_nobody_accepted_is_named() -> None:
    [reason] = against([a_finding()], ["window:V2@noor_2026-11-03_08:00=1200"])

    assert reason == "it is late; that is not accepted [window:V1@noor_2026-11-03_08:00=1200]"


def test_more_than_was_accepted_is_not_accepted_and_less_is() -> None:
    [reason] = against([a_finding(1201)], [a_finding(1200).name])

    assert "that is more than was accepted [window:V1@noor_2026-11-03_08:00=1201]" in reason
    assert against([a_finding(1199)], [a_finding(1200).name]) == []


def test_what_was_accepted_and_is_no_longer_there_is_told_by_name() -> None:
    elsewhere = "window:V1@tom_2026-11-03_08:00=1200"

    assert gone([a_finding()], [elsewhere, a_finding(600).name]) == [elsewhere]


@pytest.mark.parametrize("name", ["", "window", "window:V1", "window:V1=", "window:V1=-3", "a b=3"])
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(BadValue, match="expected the name of a violation"):
        against([a_finding()], [name])


@pytest.mark.parametrize(
    ("reason", "accept", "said"),
    [
        ("", ["a=1"], "expected why it is acceptable"),
        (" ", ["a=1"], "expected why it is acceptable"),
        ("because", [], "expected none where nothing is accepted"),
        ("x" * 501, ["a=1"], "got 501 characters, expected at most 500"),
    ],
)
def test_a_reason_belongs_to_what_is_accepted(reason: str, accept: list[str], said: str) -> None:
    with pytest.raises(BadValue, match=said):
        refuse_wrong_reason(reason, accept)
