"""Every text of every page in one catalogue, English first, Dutch second.

The catalogue is the folder `texts`: one TOML file an area, one table a text, one line a
language. A text is asked for as "area.name" and may have {placeholders}.
"""

import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "texts"


class Language(StrEnum):
    ENGLISH = "en"
    DUTCH = "nl"


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """All texts: by "area.name", then by language."""
    found = {}
    for file in sorted(FOLDER.glob("*.toml")):
        for name, texts in tomllib.loads(file.read_text(encoding="utf-8")).items():
            found[f"{file.stem}.{name}"] = texts
    return found


def say(language: Language, key: str, **values: object) -> str:
    """The text in that language; `KeyError` for a text or placeholder that is not there."""
    return catalogue()[key][language].format(**values)
