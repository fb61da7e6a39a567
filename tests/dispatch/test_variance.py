"""What moved a cost, and what finance should look at."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from dispatch import variance
from dispatch.statuses import VisitOutcome, VisitStatus
from dispatch.variance import CostedVisit, Difference, Flag

END = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)

ORDINARY = CostedVisit(
    planned=Decimal(100),
    actual={"labour": Decimal(60), "travel": Decimal(30), "km": Decimal(20)},
    status=VisitStatus.COMPLETED,
    outcome=VisitOutcome.SOLVED,
    end=END,
    earlier_ends=[],
    p90=Decimal(120),
)


def test_an_ordinary_visit_raises_no_flag():
    # travel and km are 50 of 110
    assert variance.flags(ORDINARY) == ()


@pytest.mark.parametrize(
    ("changes", "flag"),
    [
        ({"p90": Decimal("109.99")}, Flag.AMONG_DEAREST),
        ({"planned": Decimal(73)}, Flag.FAR_OVER_PLAN),  # 110 > 1.5 x 73 = 109.50
        ({"earlier_ends": [END - timedelta(days=30)]}, Flag.REPEAT_VISIT),
        ({"outcome": VisitOutcome.COULD_BE_REMOTE}, Flag.COULD_BE_REMOTE),
        ({"outcome": VisitOutcome.NO_FAULT_FOUND}, Flag.NO_FAULT_FOUND),
        ({"status": VisitStatus.NO_ACCESS}, Flag.NO_ACCESS),
        (
            {"actual": {"labour": Decimal(54), "return": Decimal(35), "return_km": Decimal(20)}},
            Flag.MOSTLY_TRAVEL,
        ),
    ],
)
def test_each_thing_that_stands_out_has_its_flag(changes: dict[str, object], flag: Flag):
    assert variance.flags(replace(ORDINARY, **changes)) == (flag,)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changes",
    [
        {"p90": Decimal(110)},
        {"p90": None},
        {"planned": Decimal("73.34")},  # 1.5 x 73.34 = 110.01
        {"earlier_ends": [END - timedelta(days=31), END, END + timedelta(days=1)]},
        {"actual": {"labour": Decimal(55), "travel": Decimal(55)}},
    ],
)
def test_the_limit_itself_does_not_stand_out(changes: dict[str, object]):
    assert variance.flags(replace(ORDINARY, **changes)) == ()  # type: ignore[arg-type]


def test_the_ninth_of_ten_is_the_limit_of_the_dearest_tenth():
    assert variance.p90([Decimal(amount) for amount in range(10, 0, -1)]) == 9
    assert variance.p90([Decimal(amount) for amount in range(1, 12)]) == 10


def test_nine_visits_are_too_few_to_tell():
    assert variance.p90([Decimal(1)] * 9) is None


def test_differences_follow_the_order_of_cost_lines():
    found = variance.differences(
        {"parts": Decimal(5), "labour": Decimal(48)}, {"labour": Decimal(60), "km": Decimal(3)}
    )

    assert found == (
        Difference("labour", Decimal(48), Decimal(60)),
        Difference("km", Decimal(0), Decimal(3)),
        Difference("parts", Decimal(5), Decimal(0)),
    )
    # +12, +3, -5
    assert [one.amount for one in found] == [12, 3, -5]


def test_the_largest_cause_may_be_a_saving():
    saved = Difference("parts", Decimal(50), Decimal(0))

    assert variance.largest_cause([Difference("km", Decimal(0), Decimal(3)), saved]) == saved


def test_nothing_moved_has_no_cause():
    assert variance.largest_cause([Difference("km", Decimal(3), Decimal(3))]) is None
