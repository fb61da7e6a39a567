"""English sentences that remember what they speak of, so that a screen can say them its own way.

The command line, the log and the API print the English; a page looks up its wording by `code`
and fills in the facts (`dashboard.telling`). A sentence without a code is said as it is.
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import PlainSerializer, PlainValidator

Given = str | int | date | datetime | time | Decimal
_MARK = '\n{"code":'


class Sentence(str):
    """Plain English for everybody who asks for text; `code` and `facts` for a page.

    The name of a fact carries its unit: `_s` seconds, `_cents`, `_money` an amount in the
    company's currency, `_at` a time of day or an aware instant, `_on` a day. A fact may be a
    sentence; a status or another enum becomes the sentence `word_<enum>_<value>`.
    """

    code: str
    facts: Mapping[str, "str | int"]

    def __new__(cls, english: str, code: str = "", **facts: Given) -> Self:
        made = super().__new__(cls, english)
        made.code = code
        made.facts = {name: _plain(fact) for name, fact in facts.items()}
        return made

    def __getnewargs_ex__(self) -> tuple[tuple[str, str], Mapping[str, "str | int"]]:
        return (str(self), self.code), self.facts


def written(sentence: str) -> str:
    """As one text to store: the English first, then code and facts in a line of JSON."""
    said = sentence if isinstance(sentence, Sentence) else Sentence(sentence)
    if not said.code and _MARK not in said:
        return str(said)
    return f"{said!s}\n{json.dumps(_tree(said), ensure_ascii=False)}"


def read(text: str) -> str:
    """What `written` stored; any other text as itself."""
    if isinstance(text, Sentence) or _MARK not in text:
        return text
    english, _, rest = text.rpartition(_MARK)
    return _sentence({**json.loads(_MARK.strip() + rest), "english": english})


def _tree(sentence: Sentence) -> dict[str, Any]:
    facts = {
        name: {**_tree(fact), "english": str(fact)} if isinstance(fact, Sentence) else fact
        for name, fact in sentence.facts.items()
    }
    return {"code": sentence.code, "facts": facts}


def _sentence(tree: Mapping[str, Any]) -> Sentence:
    facts = {
        name: _sentence(fact) if isinstance(fact, dict) else fact
        for name, fact in tree["facts"].items()
    }
    return Sentence(tree["english"], tree["code"], **facts)


def _plain(fact: Given) -> str | int:
    if isinstance(fact, StrEnum):
        return word(fact)
    if isinstance(fact, datetime):
        return fact.astimezone(UTC).isoformat()
    if isinstance(fact, time):
        return f"{fact:%H:%M}"
    if isinstance(fact, date):
        return fact.isoformat()
    return str(fact) if isinstance(fact, Decimal) else fact


def word(member: StrEnum) -> Sentence:
    """A status, a role, an outcome: 'on_site' with the code 'word_visit_status_on_site'."""
    kind = re.sub(r"(?<!^)(?=[A-Z])", "_", type(member).__name__).lower()
    return Sentence(member.value, f"word_{kind}_{member.value}")


Spoken = Annotated[
    str, PlainValidator(read), PlainSerializer(written, return_type=str, when_used="json")
]
"""A sentence that keeps its code and facts in JSON."""
