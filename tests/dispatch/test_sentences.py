"""Sentences are English for everybody, and keep what they speak of wherever they are stored."""

import copy
import pickle
from datetime import UTC, date, datetime, time
from decimal import Decimal

from pydantic import TypeAdapter
from sqlalchemy.orm import Session

from dispatch import models, sentences
from dispatch.errors import BadValue, GateClosed
from dispatch.sentences import Sentence, Spoken
from dispatch.statuses import VisitStatus


def a_sentence() -> Sentence:
    nearest = Sentence("Noor: full.", "full", technician="Noor", by_s=840)
    return Sentence("All 2 are full. Nearest: Noor: full.", "all_full", count=2, nearest=nearest)


def same(one: str, other: Sentence) -> bool:
    return isinstance(one, Sentence) and (one, one.code, one.facts) == (
        other,
        other.code,
        other.facts,
    )


def test_a_sentence_is_its_english() -> None:
    said = a_sentence()

    assert said == "All 2 are full. Nearest: Noor: full."
    assert f"{said}!" == "All 2 are full. Nearest: Noor: full.!"
    assert type(str(said)) is str


def test_facts_are_text_whole_numbers_or_sentences() -> None:
    said = Sentence(
        "x",
        "x",
        moment_at=datetime(2026, 11, 24, 8, tzinfo=UTC),
        day_on=date(2026, 11, 24),
        opens_at=time(9, 30),
        least_money=Decimal("85.00"),
        status=VisitStatus.ON_SITE,
    )

    assert said.facts == {
        "moment_at": "2026-11-24T08:00:00+00:00",
        "day_on": "2026-11-24",
        "opens_at": "09:30",
        "least_money": "85.00",
        "status": "on_site",
    }
    status = said.facts["status"]
    assert isinstance(status, Sentence)
    assert status.code == "word_visit_status_on_site"


def test_what_is_written_is_read_again_with_its_facts() -> None:
    stored = sentences.written(a_sentence())

    assert stored.splitlines()[0] == a_sentence()
    assert same(sentences.read(stored), a_sentence())
    nearest = sentences.read(stored).facts["nearest"]  # type: ignore[attr-defined]
    assert nearest.facts == {"technician": "Noor", "by_s": 840}


def test_any_other_text_is_read_as_itself() -> None:
    for text in (
        "",
        "planned drive",
        'typed\n{"code": 1',
        'a "{code" of\nsomebody',
        Sentence("no code"),
    ):
        assert sentences.read(sentences.written(text)) == text


def test_a_sentence_survives_copies_and_pickles() -> None:
    assert same(copy.deepcopy(a_sentence()), a_sentence())
    assert same(pickle.loads(pickle.dumps(a_sentence())), a_sentence())


def test_json_keeps_code_and_facts() -> None:
    adapter = TypeAdapter(list[Spoken])
    again = adapter.validate_json(adapter.dump_json([a_sentence(), "as it is"]))

    assert same(again[0], a_sentence())
    assert again[1] == "as it is"


def test_a_database_row_keeps_code_and_facts(session: Session) -> None:
    line = models.CostLine.__table__.c.source.type
    dialect = session.get_bind().dialect
    stored = line.process_bind_param(a_sentence(), dialect)

    assert same(line.process_result_value(stored, dialect), a_sentence())


def test_an_error_prints_its_english_and_keeps_code_and_facts() -> None:
    refused = BadValue("name: there is already a user 'noor'", "user_taken", name="noor")

    assert str(refused) == "name: there is already a user 'noor'"
    assert (refused.sentence.code, refused.sentence.facts) == ("user_taken", {"name": "noor"})
    assert BadValue(refused.sentence).sentence.code == "user_taken"


def test_an_error_with_reasons_prints_them_all() -> None:
    refused = GateClosed("not yet", ["no device", "no attempt"], "gate_closed")

    assert str(refused) == "not yet; no device; no attempt"
    assert refused.sentence == "not yet"
