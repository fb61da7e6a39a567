"""Minutes of remote support x the rate of the channel on that day."""

from datetime import UTC, date, datetime
from decimal import Decimal

from dispatch import models
from dispatch.remote_cost import Effort, cost_lines, total
from dispatch.statuses import Channel
from tests.dispatch.company import NOW, ZONE


def rate(channel: Channel, valid_from: date, hour: str) -> models.RemoteRate:
    return models.RemoteRate(channel=channel, valid_from=valid_from, hour=Decimal(hour))


RATES = [
    rate(Channel.HOTLINE, date(2026, 1, 1), "36"),
    rate(Channel.HOTLINE, date(2026, 11, 3), "40"),
    rate(Channel.CHAT, date(2026, 1, 1), "25"),
]


def test_each_attempt_costs_its_minutes_at_the_rate_of_its_channel_and_day() -> None:
    tuesday = datetime(2026, 11, 3, 9, tzinfo=UTC)
    efforts = [
        Effort(Channel.HOTLINE, NOW, 25),
        Effort(Channel.HOTLINE, tuesday, 30),
        Effort(Channel.CHAT, NOW, 7),
    ]

    lines = cost_lines(efforts, RATES, ZONE)

    # 25 / 60 x 36 = 15.00; 30 / 60 x 40 = 20.00; 7 / 60 x 25 = 2.9166...
    assert [line.amount for line in lines] == [Decimal("15.00"), Decimal("20.00"), Decimal("2.92")]
    assert total(lines) == Decimal("37.92")


def test_the_day_of_a_rate_is_the_local_one() -> None:
    # 23:30 UTC on Monday is 0:30 on Tuesday in Amsterdam
    [line] = cost_lines(
        [Effort(Channel.HOTLINE, datetime(2026, 11, 2, 23, 30, tzinfo=UTC), 60)], RATES, ZONE
    )

    assert line.amount == Decimal("40.00")


def test_an_attempt_without_a_rate_has_no_amount_and_says_so() -> None:
    lines = cost_lines([Effort(Channel.EMAIL, NOW, 10)], RATES, ZONE)

    assert lines[0].amount is None
    assert lines[0].source == "no remote rate for email on 2026-11-02"
    assert total(lines) == Decimal("0.00")
