"""What windows a customer may ask for."""

from datetime import timedelta

import pytest

from dispatch.errors import BadValue
from dispatch.visit_windows import Window, checked_windows
from tests.dispatch.company import NOW

HOUR = timedelta(hours=1)


def test_windows_come_back_in_order() -> None:
    early, late = (NOW + HOUR, NOW + 2 * HOUR), (NOW + 5 * HOUR, NOW + 6 * HOUR)

    assert checked_windows([late, early], NOW) == [early, late]


@pytest.mark.parametrize(
    ("windows", "wrong"),
    [
        ([(NOW + 2 * HOUR, NOW + HOUR)], "expected the end after the start"),
        ([(NOW - 2 * HOUR, NOW - HOUR)], "is over"),
        ([(NOW + HOUR, NOW + 3 * HOUR), (NOW + 2 * HOUR, NOW + 4 * HOUR)], "overlap"),
        ([(NOW + n * HOUR, NOW + n * HOUR) for n in range(1, 102)], "got 101, expected at most"),
    ],
)
def test_windows_that_cannot_be_are_refused(windows: list[Window], wrong: str) -> None:
    with pytest.raises(BadValue, match=wrong):
        checked_windows(windows, NOW)
