"""People are called by their full names, and those without one by the name they sign in with."""

from sqlalchemy.orm import Session

from dispatch import accounts, clock
from dispatch.people import full_names
from dispatch.roles import SYSTEM
from dispatch.statuses import Role


def test_a_full_name_stands_for_a_sign_in_name_where_there_is_one(session: Session) -> None:
    for name, full_name in (("dora", "Dora Smit"), ("bo", "")):
        accounts.create_user(
            session,
            actor=SYSTEM,
            name=name,
            role=Role.DISPATCHER,
            password="a long password",
            full_name=full_name,
            now=clock.utc_now(),
        )
    session.flush()

    called = full_names(session, ["dora", "bo", "system", "dora"])

    assert called == {"dora": "Dora Smit", "bo": "bo", "system": "system"}
