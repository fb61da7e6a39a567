"""Every status, outcome and reason that can occur has its words, in both languages."""

from dataclasses import replace
from itertools import product

import pytest

from dashboard.screens import case_desk_words as words
from dashboard.visitor import Visitor
from dashboard.wording import Language, catalogue
from dispatch.case_acts import Act
from dispatch.config import Settings
from dispatch.costing import LineKind
from dispatch.due_times import Due
from dispatch.escalation import Attempt, Facts, assess, next_step
from dispatch.queries.case_story import CaseStory
from dispatch.statuses import (
    AttemptOutcome,
    CaseStatus,
    Channel,
    Priority,
    VisitOutcome,
    VisitStatus,
)

DIALOGS = (Act.SOLVE, Act.CLOSE, Act.REOPEN, Act.CANCEL_VISIT)

NEEDED = {
    *(f"channel_{one}" for one in Channel),
    *(f"by_{one}" for one in Channel),
    *(f"opened_{one}" for one in Channel),
    *(f"outcome_{one}" for one in AttemptOutcome),
    *(f"status_{one}" for one in CaseStatus),
    *(f"became_{one}" for one in CaseStatus),
    *(f"visit_{one}" for one in VisitStatus),
    *(f"found_{one}" for one in VisitOutcome),
    *(f"priority_{one}" for one in Priority),
    *(f"line_{one}" for one in LineKind),
    *(f"hit_{one}" for one in ("attempt", "symptom", "findings")),
    *(f"due_{what}{when}" for what, when in product(Due, ("", "_in", "_late", "_kept"))),
    *(f"{act}{text}" for act, text in product(DIALOGS, ("", "_title", "_what", "_hint", "_yes"))),
    *(f"{act}{text}" for act, text in product(DIALOGS, ("_done", "_tell"))),
}


def a_visitor(language: Language) -> Visitor:
    engine = actor = None
    return Visitor(engine, Settings(), actor, language)  # type: ignore[arg-type]


@pytest.mark.parametrize("key", sorted(NEEDED))
def test_whatever_can_occur_has_words(key: str) -> None:
    texts = catalogue()[f"cases.{key}"]
    assert texts["en"]
    assert texts["nl"]


@pytest.mark.parametrize("language", Language)
def test_every_gap_and_every_next_step_can_be_said(language: Language) -> None:
    visitor = a_visitor(language)
    bare = Facts(CaseStatus.OPEN, Channel.CHAT, "Repair", "lift", "", 2)
    made = [(), *(((channel, outcome),) for channel in Channel for outcome in AttemptOutcome)]
    for status, work_type, device, needed, attempts, waived, visit in product(
        CaseStatus, ("", "Repair"), ("", "D1"), (0, 1, 2), made, ("", "Ria"), ("", "C1-1")
    ):
        facts = replace(
            bare,
            status=status,
            work_type=work_type,
            device=device,
            attempts_needed=needed,
            attempts=tuple(Attempt(*one) for one in attempts),
            waived_by=waived,
            open_visit=visit,
        )
        assert words.next_step(visitor, a_story(facts))
        assert all(words.missing(visitor, one, facts) for one in assess(facts))


def a_story(facts: Facts) -> CaseStory:
    """Only what the words look at."""
    story = object.__new__(CaseStory)
    for name, value in (
        ("facts", facts),
        ("next_step", next_step(facts)),
        ("missing", tuple(assess(facts))),
    ):
        object.__setattr__(story, name, value)
    return story


@pytest.mark.parametrize(
    ("seconds", "english", "dutch"),
    [
        (59 * 60, "answer in 59 min", "antwoord binnen 59 min"),
        (2 * 3600 + 600, "answer in 2 h 10", "antwoord binnen 2 u 10"),
        (-5400, "answer 1 h 30 late", "antwoord 1 u 30 te laat"),
        (3 * 86400, "answer in 3 days", "antwoord binnen 3 dagen"),
    ],
)
def test_time_left_is_said_plainly(seconds: int, english: str, dutch: str) -> None:
    assert words.due(a_visitor(Language.ENGLISH), Due.ANSWER, seconds) == english
    assert words.due(a_visitor(Language.DUTCH), Due.ANSWER, seconds) == dutch


def test_the_next_step_says_the_same_as_the_gate_in_english() -> None:
    facts = Facts(CaseStatus.OPEN, Channel.EMAIL, "Repair", "", "", 1)
    visitor = a_visitor(Language.ENGLISH)
    assert words.next_step(visitor, a_story(facts)) == next_step(facts).sentence

    unanswered = replace(facts, attempts=(Attempt(Channel.EMAIL, AttemptOutcome.NO_ANSWER),))
    assert words.next_step(visitor, a_story(unanswered)) == next_step(unanswered).sentence
