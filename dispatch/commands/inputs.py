"""Words on the command line that several commands turn into values."""

import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from dispatch import clock
from dispatch.errors import BadValue


def window(text: str, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """'2026-11-03 08:00/12:00' local as UTC moments; the end may have its own date."""
    opens, slash, closes = (part.strip() for part in text.partition("/"))
    if not slash:
        raise BadValue(f"window {text!r}: expected YYYY-MM-DD HH:MM/HH:MM")
    if len(closes) <= len("HH:MM"):
        closes = f"{opens[: len('YYYY-MM-DD')]} {closes}"
    return clock.parse_local(opens, zone), clock.parse_local(closes, zone)


def moment(text: str | None, zone: ZoneInfo) -> datetime | None:
    return None if text is None else clock.parse_local(text, zone)


def skill_levels(texts: list[str]) -> dict[str, int] | None:
    """['heat-pump:2', 'gas'] as levels by ref, 1 where none is said; nothing for an empty list."""
    levels: dict[str, int] = {}
    for text in texts:
        ref, colon, level = text.rpartition(":")
        if not colon:
            ref, level = text, "1"
        if not ref or not level.isdecimal():
            raise BadValue(f"skill {text!r}: expected REF or REF:LEVEL, e.g. heat-pump:2")
        levels[ref] = int(level)
    return levels or None


def text_or_file(text: str, file: str | None) -> str:
    """The text, or what the file holds in UTF-8; '-' is standard input."""
    if file is None:
        return text
    if text:
        raise BadValue("transcript: got a text and a file, expected one of them")
    try:
        raw = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        return raw.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as wrong:
        raise BadValue(f"transcript file {file!r}: {wrong}") from wrong
