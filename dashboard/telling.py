"""What the use cases say, in the reader's language: by code and facts, else their English."""

from datetime import date, datetime
from decimal import Decimal

from dashboard import wording
from dashboard.formats import Formats
from dispatch.errors import DispatchError, WithReasons
from dispatch.sentences import Sentence


def told(formats: Formats, sentence: str) -> str:
    """The sentence as a page says it; a code without a wording falls back to its English."""
    if not isinstance(sentence, Sentence):
        return sentence
    texts = wording.catalogue().get(f"said.{sentence.code}")
    if texts is None:
        return str(sentence)
    facts = {name: _said(formats, name, fact) for name, fact in sentence.facts.items()}
    try:
        return texts[formats.language].format(**facts)
    except KeyError:
        return str(sentence)


def refused(formats: Formats, error: DispatchError) -> str:
    """What was refused, and why."""
    reasons = error.reasons if isinstance(error, WithReasons) else ()
    said = [error.sentence, *reasons]
    return " ".join(told(formats, one) for one in said)


def _said(formats: Formats, name: str, fact: str | int) -> str:
    """A fact in the unit that its name says."""
    if isinstance(fact, Sentence):
        return told(formats, fact)
    if isinstance(fact, int):
        return _counted(formats, name, fact)
    if name.endswith("_money"):
        return formats.money(Decimal(fact))
    if name.endswith("_on"):
        return formats.dated(date.fromisoformat(fact))
    if name == "moment_at":
        return formats.moment(datetime.fromisoformat(fact))
    if name.endswith("_at") and "T" in fact:
        return formats.time(datetime.fromisoformat(fact))
    return fact


def _counted(formats: Formats, name: str, fact: int) -> str:
    if name.endswith("_s"):
        return formats.minutes(-(-fact // 60) * 60)
    return formats.cents(fact) if name.endswith("_cents") else str(fact)
