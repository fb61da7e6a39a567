"""Every text exists in every language with the same places to fill in, and is found by its key."""

import ast
import re
from pathlib import Path
from string import Formatter

import pytest

from dashboard import wording
from dashboard.wording import Language

DASHBOARD = Path(wording.__file__).parent


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_each_text_is_there_in_every_language_with_the_same_places() -> None:
    for key, texts in wording.catalogue().items():
        assert set(texts) == {language.value for language in Language}, key
        assert places(texts["en"]) == places(texts["nl"]), key
        assert all(text.strip() for text in texts.values()), key


def asked_for() -> set[str]:
    """Keys written out in full in calls of `say`."""
    found = set()
    for file in DASHBOARD.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= set(re.findall(r"^(?:frame|users|home)\.\w*[a-z]$", node.value))
    return found


def test_every_key_that_is_asked_for_exists() -> None:
    assert asked_for() <= set(wording.catalogue())
    assert len(asked_for()) > 20


def test_a_missing_text_or_place_is_an_error_not_a_hole() -> None:
    with pytest.raises(KeyError):
        wording.say(Language.ENGLISH, "frame.no_such_text")
    with pytest.raises(KeyError):
        wording.say(Language.ENGLISH, "frame.too_many_text")


def test_values_are_filled_in_as_they_are() -> None:
    said = wording.say(Language.DUTCH, "users.done_added", name="{braces} & <b>")

    assert said == "{braces} & <b> kan zich aanmelden."
