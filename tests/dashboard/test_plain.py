"""Untrusted text stays text in Markdown."""

import pytest

from dashboard import plain
from tests.dashboard.payloads import PAYLOADS


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_payload_keeps_a_live_bracket(payload: str) -> None:
    shown = plain.text(payload)

    for mark in "<>[]`*_$&:|":
        # each is behind a backslash of ours, and a backslash of theirs is not one of ours
        bare = shown.replace("\\\\", "").replace("\\" + mark, "")
        assert mark not in bare


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Visser, Kerkstraat 12 (2.5 km)", "Visser, Kerkstraat 12 (2.5 km)"),
        ("- not a list", "\\- not a list"),
        ("1. not a list", "1\\. not a list"),
        ("# not a heading", "\\# not a heading"),
        ("two\n\n## lines\n", "two \\#\\# lines"),
        ("===", "\\==="),
        (":smile: :red[x] :material/home:", "\\:smile\\: \\:red\\[x\\] \\:material/home\\:"),
        ("$x^2$", "\\$x\\^2\\$"),
        ("back\\slash", "back\\\\slash"),
        ("nul\x00", "nul"),
        ("HTTPS://x.example", "HTTPS\\:\u2060//x.example"),
        ("www.x.example", "www\u2060.x.example"),
        ("jan@x.example", "jan@\u2060x.example"),
        ("", ""),
        (42, "42"),
    ],
)
def test_text_reads_as_it_was_written(text: object, shown: str) -> None:
    assert plain.text(text) == shown
