"""Words find transcripts, symptoms and findings, alike on both databases."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from dispatch import models
from dispatch.queries.search import Hit, mark, search, snippet
from dispatch.roles import Actor
from dispatch.statuses import AttemptOutcome, Channel, Role
from tests.dispatch.company import (
    DISPATCHER,
    FINANCE,
    NOW,
    SUPPORT,
    a_case,
    a_company,
    a_visit,
    acting_technician,
    technician,
)


@pytest.fixture
def company(any_session: Session) -> Session:
    a_company(any_session)
    return any_session


def an_attempt(session: Session, case: models.Case, transcript: str) -> models.Attempt:
    attempt = models.Attempt(
        case=case,
        channel=Channel.HOTLINE,
        by="sam",
        started_at=NOW,
        minutes=10,
        outcome=AttemptOutcome.NOT_SOLVED,
        transcript=transcript,
    )
    session.add(attempt)
    session.flush()
    return attempt


def found(session: Session, words: str, actor: Actor = SUPPORT) -> list[tuple[str, str]]:
    return [(hit.case_ref, hit.where) for hit in search(session, actor=actor, words=words)]


def test_a_word_is_found_wherever_it_was_written(company: Session) -> None:
    an_attempt(company, a_case(company, "C1", symptom="cold"), "the compressor hums")
    a_case(company, "C2", symptom="Compressor noise")
    visit = a_visit(company, findings="compressor replaced")

    assert sorted(found(company, "compressor")) == [
        ("C1", "attempt"),
        ("C2", "symptom"),
        (visit.case.ref, "findings"),
    ]


def test_a_hit_says_who_when_and_what_became_of_the_case(company: Session) -> None:
    noor = technician(company, "noor")
    later = NOW + timedelta(hours=3)
    visit = a_visit(company, findings="frozen pipe", planned_technician=noor, actual_end=later)

    [hit] = search(company, actor=SUPPORT, words="pipe")

    assert hit == Hit(
        case_ref=visit.case.ref,
        customer="Fictief Visser",
        town="Zwolle",
        where="findings",
        at=later,
        by=noor.name,
        snippet="frozen «pipe»",
        case_status=visit.case.status,
        rank=hit.rank,
    )


def test_all_words_must_occur_in_one_text(company: Session) -> None:
    an_attempt(company, a_case(company, "C1", symptom="no heat"), "boiler reset")
    a_case(company, "C2", symptom="boiler leaks, reset tried")

    assert sorted(found(company, "reset boiler")) == [("C1", "attempt"), ("C2", "symptom")]
    assert found(company, "boiler leaks") == [("C2", "symptom")]
    assert found(company, "boiler heat") == []


def test_only_the_last_word_may_be_a_beginning(company: Session) -> None:
    a_case(company, "C1", symptom="thermostat broken")

    assert found(company, "broken thermo") == [("C1", "symptom")]
    assert found(company, "thermo broken") == []


def test_case_accents_and_punctuation_do_not_count(company: Session) -> None:
    a_case(company, "C1", symptom="The Café's lift is stuck")

    for words in ("cafe", "CAFÉ", "cafe\u0301", "Cafe,", "«café»"):
        assert found(company, words) == [("C1", "symptom")], words


def test_words_are_found_inside_paths_addresses_and_other_scripts(company: Session) -> None:
    a_case(company, "C1", symptom="E14/E15 wp_sensor jan@example.nl -15°C 보일러 котел")

    for words in ("e15", "example", "15", "sensor", "보일러", "котел", "wp"):
        assert found(company, words) == [("C1", "symptom")], words


def test_a_changed_or_deleted_text_is_found_by_its_present_words_only(company: Session) -> None:
    case = a_case(company, "C1", symptom="no heat")
    attempt = an_attempt(company, case, "old words")
    attempt.transcript = "new words"
    company.flush()
    assert found(company, "old") == []
    assert found(company, "new") == [("C1", "attempt")]

    company.delete(attempt)
    company.flush()
    assert found(company, "new") == []


def test_texts_that_fit_better_come_first_and_the_limit_holds(company: Session) -> None:
    an_attempt(company, a_case(company, "C1", symptom="x"), "pump " + "and other talk " * 40)
    an_attempt(company, a_case(company, "C2", symptom="x"), "pump pump pump")
    for number in range(9):
        an_attempt(company, a_case(company, f"X{number}", symptom="x"), "something else")

    assert found(company, "pump") == [("C2", "attempt"), ("C1", "attempt")]
    assert [hit.case_ref for hit in search(company, actor=SUPPORT, words="pump", limit=1)] == ["C2"]
    assert search(company, actor=SUPPORT, words="pump", limit=0) == []


def test_office_roles_find_everything_and_technicians_only_their_own_cases(
    company: Session,
) -> None:
    a_visit(company, "V1", planned_technician=technician(company, "noor"), findings="leak")
    an_attempt(company, a_case(company, "C9", symptom="leak"), "leak")
    everything = [("C9", "attempt"), ("C9", "symptom"), ("case-V1", "findings")]

    for actor in (SUPPORT, DISPATCHER, FINANCE, Actor("root", Role.ADMIN)):
        assert sorted(found(company, "leak", actor)) == everything
    assert found(company, "leak", acting_technician(company, "noor")) == [("case-V1", "findings")]
    assert found(company, "leak", acting_technician(company, "tom")) == []
    assert found(company, "leak", Actor("nobody", Role.TECHNICIAN)) == []


NASTY = (
    *("", "   ", "*", "%", "\\", ":*", "²", "ª", "🔥", "leak 🔥", "\x00", "le\x00ak", "\ud800"),
    *('"', '"leak', "leak*", "leak:", "-leak", "^leak", "(leak", "leak)", "'leak'", "leak AND"),
    *("NOT leak", "leak OR", "NEAR(leak, 2)", "leak & ! |", "leak <-> x", "transcript: leak"),
    *("'; DROP TABLE cases", "leak " * 500, "x" * 100_000),
)


def test_no_words_upset_the_search(company: Session) -> None:
    a_case(company, "C1", symptom="a leak")

    for words in NASTY:
        assert found(company, words) in ([], [("C1", "symptom")]), words
    assert found(company, "leak") == [("C1", "symptom")]


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(body=st.text(min_size=1, max_size=60), words=st.text(max_size=40))
def test_any_text_can_be_searched_with_any_words(company: Session, body: str, words: str) -> None:
    assert "\n" not in snippet(body, ["a"])
    search(company, actor=SUPPORT, words=words)


def test_a_very_long_transcript_is_stored_and_found(company: Session) -> None:
    different = " ".join(f"w{number}x{number * 7919}" for number in range(150_000))
    an_attempt(company, a_case(company, "C1", symptom="x"), f"beginning {different}")

    assert found(company, "beginning") == [("C1", "attempt")]


def test_a_whole_text_is_marked_and_keeps_its_lines() -> None:
    assert mark("Hello,\nthe Compressor hums.", "compress") == "Hello,\nthe «Compressor» hums."
    assert mark("nothing is asked for", " ") == "nothing is asked for"


def test_the_snippet_marks_each_hit_and_keeps_the_rest_as_it_was() -> None:
    assert snippet("No hot water,\n error <E14>", ["water", "err"]) == (
        "No hot «water», «error» <E14>"
    )


def test_the_snippet_of_a_long_text_starts_shortly_before_the_first_hit() -> None:
    shown = snippet("word " * 100 + "the flow sensor is blocked" + " word" * 100, ["sensor"])

    assert shown.startswith("… word ")
    assert "the flow «sensor» is blocked" in shown
    assert shown.endswith(" …")
    # 160 characters of the text, two ellipses with a space, two marks
    assert len(shown) == 160 + 4 + 2


def test_an_accented_hit_is_marked_whole() -> None:
    assert snippet("het Cafe\u0301 is dicht", ["cafe"]) == "het «Cafe\u0301» is dicht"
