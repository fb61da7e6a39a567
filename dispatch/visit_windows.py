"""The windows a customer asks for: what is allowed of them."""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from dispatch.errors import BadValue

MOST_WINDOWS = 100

Window = tuple[datetime, datetime]
"""Service may start from the first to the second moment, both included."""


def checked_windows(windows: Sequence[Window], now: datetime) -> list[Window]:
    """The windows in order; `BadValue` if one is inside out or over, or two overlap."""
    if len(windows) > MOST_WINDOWS:
        raise BadValue(
            f"windows: got {len(windows)}, expected at most {MOST_WINDOWS}",
            "windows_most",
            most=MOST_WINDOWS,
        )
    ordered = sorted(windows)
    for opens, closes in ordered:
        if closes < opens:
            raise BadValue(
                f"window {_said(opens, closes)}: expected the end after the start",
                "window_backwards",
                opens_at=opens,
                closes_at=closes,
            )
        if closes <= now:
            raise BadValue(
                f"window {_said(opens, closes)}: is over, expected one still to come",
                "window_over",
                opens_at=opens,
                closes_at=closes,
            )
    for before, after in pairwise(ordered):
        if after[0] < before[1]:
            raise BadValue(
                f"windows {_said(*before)} and {_said(*after)} overlap",
                "windows_overlap",
                first_at=before[0],
                second_at=after[0],
            )
    return ordered


def _said(opens: datetime, closes: datetime) -> str:
    return f"{opens:%Y-%m-%d %H:%M} to {closes:%Y-%m-%d %H:%M} UTC"
