"""Times and money come back exactly as they were stored, on both databases, or are refused."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm import Session

from dispatch import models
from dispatch.statuses import CaseStatus
from tests.dispatch.company import NOW, a_case, a_company


def a_part(ref: str, cost: Any) -> models.Part:
    return models.Part(ref=ref, name=ref, unit_cost=cost, currency="EUR")


def stored_case(session: Session, opened_at: datetime) -> datetime:
    a_company(session)
    case = a_case(session, opened_at=opened_at)
    session.expire(case)
    return case.opened_at


def test_a_local_time_comes_back_as_the_same_instant_in_utc(any_session: Session) -> None:
    local = datetime(2026, 7, 1, 12, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))

    stored = stored_case(any_session, local)

    # Amsterdam is two hours ahead of UTC in summer
    assert (stored, stored.tzinfo) == (datetime(2026, 7, 1, 10, 0, tzinfo=UTC), UTC)


def test_the_hour_that_comes_twice_keeps_its_pass(any_session: Session) -> None:
    second_pass = datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=ZoneInfo("Europe/Amsterdam"))

    # the second 02:30 is in winter time, one hour ahead of UTC
    assert stored_case(any_session, second_pass) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_a_naive_time_is_refused_when_stored_and_when_compared(any_session: Session) -> None:
    a_company(any_session)
    naive = NOW.replace(tzinfo=None)

    with pytest.raises(StatementError, match="no time zone"):
        any_session.scalars(select(models.Case).where(models.Case.opened_at < naive)).all()
    with pytest.raises(StatementError, match="no time zone"):
        a_case(any_session, opened_at=naive)


def test_times_of_several_zones_are_ordered_by_instant(any_session: Session) -> None:
    a_company(any_session)
    tokyo, new_york = timezone(timedelta(hours=9)), timezone(timedelta(hours=-5))
    a_case(any_session, "third", opened_at=datetime(2026, 11, 2, 5, 30, tzinfo=new_york))
    a_case(any_session, "first", opened_at=datetime(2026, 11, 2, 17, 0, tzinfo=tokyo))
    a_case(any_session, "second", opened_at=NOW)

    order = any_session.scalars(select(models.Case.ref).order_by(models.Case.opened_at)).all()

    # 8:00, 9:00 and 10:30 UTC
    assert order == ["first", "second", "third"]


def test_sums_of_money_are_exact(any_session: Session) -> None:
    any_session.add_all(a_part(f"P{n}", Decimal("0.10")) for n in range(30))
    any_session.add(a_part("big", Decimal("999999999999.99")))
    any_session.flush()

    total = any_session.scalar(select(func.sum(models.Part.unit_cost)))

    # 30 x 0.10 is 3.00; floats would give 3.0000000000000013
    assert total == Decimal("1000000000002.99")
    assert isinstance(total, Decimal)


def test_money_is_ordered_and_compared_by_amount(any_session: Session) -> None:
    costs = [Decimal("9.50"), Decimal("-3.00"), Decimal("10.00"), Decimal("100.00")]
    any_session.add_all(a_part(f"P{cost}", cost) for cost in costs)
    any_session.flush()
    cost = models.Part.unit_cost

    assert any_session.scalars(select(cost).order_by(cost)).all() == sorted(costs)
    assert any_session.scalar(select(func.max(cost))) == Decimal("100.00")
    dear = select(cost).where(cost > Decimal("9.5")).order_by(cost)
    assert any_session.scalars(dear).all() == [Decimal("10.00"), Decimal("100.00")]


def test_rates_keep_four_decimals(any_session: Session) -> None:
    a_company(any_session)
    [card] = any_session.scalars(select(models.RateCard))
    card.km = Decimal("0.1234")
    any_session.flush()
    any_session.expire(card)

    assert str(card.km) == "0.1234"


@pytest.mark.parametrize(
    "cost", [1.5, 3, "2.00", Decimal("0.005"), Decimal("NaN"), Decimal("Infinity")]
)
def test_an_amount_that_would_not_come_back_exactly_is_refused(
    session: Session, cost: object
) -> None:
    session.add(a_part("P", cost))

    with pytest.raises(StatementError, match=r"expected a finite Decimal|more than 2 decimals"):
        session.flush()


def test_a_status_that_does_not_exist_is_refused(any_session: Session) -> None:
    a_company(any_session)

    with pytest.raises(StatementError, match="nonsense"):
        a_case(any_session, status="nonsense")


def test_a_status_comes_back_as_its_enum(any_session: Session) -> None:
    a_company(any_session)
    case = a_case(any_session)
    any_session.expire(case)

    assert case.status is CaseStatus.OPEN


@pytest.mark.parametrize(
    "change", [{"lat": None}, {"lat": 91.0}, {"lon": -180.5}, {"lat": float("inf")}]
)
def test_impossible_coordinates_are_refused(
    any_session: Session, change: dict[str, float | None]
) -> None:
    a_company(any_session)
    [site] = any_session.scalars(select(models.Site))
    for name, value in change.items():
        setattr(site, name, value)

    with pytest.raises(IntegrityError):
        any_session.flush()


def test_two_rows_cannot_share_a_ref(any_session: Session) -> None:
    any_session.add_all([a_part("same", Decimal("1.00")), a_part("same", Decimal("2.00"))])

    with pytest.raises(IntegrityError):
        any_session.flush()


def test_a_weekday_is_monday_to_sunday(any_session: Session) -> None:
    a_company(any_session)
    pattern = any_session.scalars(select(models.ShiftPattern)).first()
    assert pattern is not None
    pattern.weekday = 7

    with pytest.raises(IntegrityError):
        any_session.flush()
