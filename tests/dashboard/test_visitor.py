"""A visitor's way into the product closes with their session, also in the middle of a page."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from dashboard.office import Office
from dashboard.visitor import SignedOut, Visitor
from dashboard.wording import Language
from dispatch import accounts, clock, database, models, session_life, sign_in
from dispatch.config import Settings
from dispatch.roles import SYSTEM
from dispatch.statuses import Role

GOOD = "correct horse"


@pytest.fixture
def token(engine: Engine) -> str:
    now = clock.utc_now()
    with database.transaction(engine) as session:
        accounts.create_user(
            session,
            actor=SYSTEM,
            name="dora",
            role=Role.DISPATCHER,
            password=GOOD,
            now=now,
            full_name="Dora S.",
        )
        token = sign_in.sign_in(session, name="dora", password=GOOD, address="", now=now)
    assert isinstance(token, str)
    return token


def admitted(engine: Engine, token: str) -> Visitor:
    visitor = Office(engine, Settings.model_construct()).admit(token, Language.DUTCH)
    assert visitor is not None
    return visitor


def test_the_office_admits_who_holds_a_token(engine: Engine, token: str) -> None:
    visitor = admitted(engine, token)

    assert (visitor.actor.name, visitor.actor.role) == ("dora", Role.DISPATCHER)
    assert (visitor.full_name, visitor.language) == ("Dora S.", Language.DUTCH)
    assert token not in repr(visitor)
    assert Office(engine, Settings.model_construct()).admit("x", Language.DUTCH) is None


def test_an_ended_session_stops_the_next_transaction_of_an_open_page(
    engine: Engine, token: str
) -> None:
    visitor = admitted(engine, token)
    with visitor.transaction() as session:
        sign_in.sign_out(session, token=token, now=visitor.now)

    with pytest.raises(SignedOut), visitor.transaction():
        pytest.fail("let in")
    with pytest.raises(SignedOut), visitor.reading():
        pytest.fail("let in")


def test_another_role_stops_what_the_open_page_was_made_for(engine: Engine, token: str) -> None:
    visitor = admitted(engine, token)
    with visitor.transaction() as session:
        session.query(models.User).one().role = Role.FINANCE

    with pytest.raises(SignedOut), visitor.transaction():
        pytest.fail("let in")
    assert admitted(engine, token).actor.role is Role.FINANCE


@pytest.mark.parametrize(("age_min", "written"), [(4, False), (6, True)])
def test_use_is_written_down_every_few_minutes_only(
    engine: Engine, token: str, age_min: int, written: bool
) -> None:
    seen = clock.utc_now() - timedelta(minutes=age_min)
    with database.transaction(engine) as session:
        session.query(models.WebSession).one().seen_at = seen

    admitted(engine, token)

    with database.reading(engine) as session:
        assert (session.query(models.WebSession).one().seen_at > seen) is written
    # five minutes
    assert timedelta(minutes=5) == session_life.SEEN_EVERY
